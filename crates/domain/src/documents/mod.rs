//! Documents: the files that patients, doctors and staff attach to a clinical file.
//! What a file is follows from its bytes, and what it is called is made safe before anyone sees it.

mod content;
mod file_name;

pub use content::{ContentKind, ContentType, Inspected, Inspector, Refusal};
pub use file_name::SafeFileName;
