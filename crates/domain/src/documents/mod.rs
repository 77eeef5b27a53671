//! Documents: the files that patients, doctors and staff attach to a clinical file.
//! What a file is follows from its bytes, and what it is called is made safe before anyone sees it.

pub mod access;
mod content;
mod entity;
mod file_name;
mod incoming;
mod link;
mod repo;
mod service;
mod sweep;

pub use access::DocumentScope;
pub use content::{ContentKind, ContentType, Inspected, Inspector, Refusal};
pub use entity::{Document, DocumentCategory, Place, ScanStatus};
pub use file_name::SafeFileName;
pub use incoming::{Door, Incoming, Received};
pub use link::{DocumentLink, LONGEST_LINK_SECONDS, SignedLink};
pub use repo::{DocumentFilter, DocumentRepo};
pub use service::Documents;
