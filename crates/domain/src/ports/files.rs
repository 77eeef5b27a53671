//! The file port: bytes under a key, streamed in and out.

use std::{ops::Range, pin::Pin, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_core::Stream;

/// Bytes in pieces. An `Err` from the producer aborts the operation that reads it.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, FileError>> + Send>>;

/// Why a file operation failed.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is no file under this key.
    #[error("no stored file under this key")]
    NotFound,
    /// The bytes coming in exceeded the limit (measured on the stream).
    #[error("the content is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit_bytes: u64,
    },
    /// The sender stopped or broke off before the end.
    #[error("the upload was interrupted: {0}")]
    Interrupted(String),
    /// The content was refused while it streamed in (a detected threat, a forbidden type).
    #[error("the content was refused: {0}")]
    Refused(String),
    /// The key is not one of ours.
    #[error("not a valid storage key")]
    BadKey,
    /// The store failed.
    #[error("the file store is unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A stored object as the store lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Its key.
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// When it was last written.
    pub modified_at: DateTime<Utc>,
}

/// Where files live. Keys are made by the domain: `/`-separated segments of `[a-z0-9-]`; anything else is [`FileError::BadKey`].
#[async_trait]
pub trait Files: Send + Sync {
    /// Stores the stream under `key` and returns the bytes written. On any error, and when the future is dropped,
    /// no object is visible under `key`. The object is durable when this returns.
    async fn put(&self, key: &str, content_type: &str, content: ByteStream) -> Result<u64, FileError>;
    /// Streams the object.
    async fn get(&self, key: &str) -> Result<ByteStream, FileError>;
    /// Streams these bytes of the object, which must be within it.
    async fn get_part(&self, key: &str, bytes: Range<u64>) -> Result<ByteStream, FileError>;
    /// Removes the object; removing what is not there is fine.
    async fn delete(&self, key: &str) -> Result<(), FileError>;
    /// A link that needs no further sign-in and expires, where the store makes such links itself (S3 presigned URL);
    /// `None` where this server must sign and serve it. `file_name` and `content_type` are what the browser will see,
    /// as an attachment.
    async fn link(
        &self,
        key: &str,
        file_name: &str,
        content_type: &str,
        valid_for: Duration,
    ) -> Result<Option<String>, FileError>;
    /// Up to `limit` objects with keys greater than `after`, in key order.
    async fn list(&self, after: Option<&str>, limit: usize) -> Result<Vec<StoredFile>, FileError>;
    /// Removes what uploads left behind that were cut off with their process, and answers how many there were. A store that
    /// does so by itself has nothing to do here.
    async fn remove_unfinished(&self) -> Result<usize, FileError> {
        Ok(0)
    }
    /// Succeeds when the store can be written to.
    async fn check(&self) -> Result<(), FileError>;
}
