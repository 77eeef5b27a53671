//! What a file is, judged by its bytes while they stream in: type, size, digest, and whether it may be kept.
//! Nothing the sender says about the file (its name, its declared type, its declared length) has a say here.

mod content_type;
mod eicar;
mod inspector;
mod overlap;
mod plain_text;
mod refusal;
#[cfg(test)]
mod samples;
mod signature;
mod word_file;

pub use content_type::{ContentKind, ContentType};
pub use inspector::{Inspected, Inspector};
pub use refusal::Refusal;
