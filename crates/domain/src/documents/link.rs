//! Links to documents that work without sign-in for a short time.

use chrono::{DateTime, Utc};

use crate::kernel::DocumentId;

/// A link to one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentLink {
    /// The file store serves it at this address.
    Store {
        /// The address.
        url: String,
        /// Until when.
        expires_at: DateTime<Utc>,
    },
    /// This server serves it to whoever shows the signature.
    Signed {
        /// Which document.
        document: DocumentId,
        /// Until when, in whole seconds.
        expires_at: DateTime<Utc>,
        /// The signature over both.
        signature: String,
    },
}

/// What a link's signature is over.
pub(super) fn subject(document: DocumentId) -> String {
    format!("document/{document}")
}
