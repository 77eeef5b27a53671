//! The adapter: the port's operations over one bucket.

use std::{future::ready, ops::Range, sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    documents::SafeFileName,
    ports::{ByteStream, FileError, Files, StoredFile, check_storage_key},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::{
    GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt,
    aws::AmazonS3,
    path::Path,
    signer::{Method, SignedUrlOptions, Signer},
};

use crate::{S3Settings, SettingsError, upload::upload};

/// Where `check` writes.
const PROBE: &str = "check/probe";

/// Files in one bucket.
///
/// A key is meant to be written once: when a `put` fails or is dropped in its last moment, whatever is under its key by
/// then is removed. Give the bucket a lifecycle rule that removes incomplete multipart uploads after a day, for the
/// parts of uploads that a crash interrupts.
pub struct S3Files {
    store: Arc<AmazonS3>,
    links: AmazonS3,
}

impl S3Files {
    /// Prepares the clients; nothing is connected yet, see [`Files::check`].
    pub fn new(settings: &S3Settings) -> Result<Self, SettingsError> {
        Ok(Self { store: Arc::new(settings.client()?), links: settings.link_client()? })
    }
}

#[async_trait]
impl Files for S3Files {
    async fn put(&self, key: &str, content_type: &str, content: ByteStream) -> Result<u64, FileError> {
        upload(Arc::clone(&self.store), object_path(key)?, content_type.to_owned(), content).await
    }

    async fn get(&self, key: &str) -> Result<ByteStream, FileError> {
        let object = self.store.get(&object_path(key)?).await.map_err(missing)?;
        Ok(Box::pin(object.into_stream().map_err(unavailable)))
    }

    async fn get_part(&self, key: &str, bytes: Range<u64>) -> Result<ByteStream, FileError> {
        let part = GetOptions { range: Some(GetRange::Bounded(bytes)), ..GetOptions::default() };
        let object = self.store.get_opts(&object_path(key)?, part).await.map_err(missing)?;
        Ok(Box::pin(object.into_stream().map_err(unavailable)))
    }

    async fn delete(&self, key: &str) -> Result<(), FileError> {
        match self.store.delete(&object_path(key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(unavailable(error)),
        }
    }

    async fn link(
        &self,
        key: &str,
        file_name: &str,
        content_type: &str,
        valid_for: Duration,
    ) -> Result<Option<String>, FileError> {
        let path = object_path(key)?;
        let answer = SignedUrlOptions::new().with_query([
            ("response-content-disposition", SafeFileName::parse(file_name).content_disposition().as_str()),
            ("response-content-type", content_type),
        ]);
        let url = self.links.signed_url_opts(Method::GET, &path, valid_for, &answer).await.map_err(unavailable)?;
        Ok(Some(url.into()))
    }

    async fn list(&self, after: Option<&str>, limit: usize) -> Result<Vec<StoredFile>, FileError> {
        let objects = match after {
            Some(after) => self.store.list_with_offset(None, &object_path(after)?),
            None => self.store.list(None),
        };
        objects
            .try_filter(|object| ready(check_storage_key(object.location.as_ref()).is_ok()))
            .take(limit)
            .map_ok(stored_file)
            .try_collect()
            .await
            .map_err(unavailable)
    }

    async fn check(&self) -> Result<(), FileError> {
        let probe = Box::pin(stream::iter([Ok(Bytes::from_static(b"probe"))]));
        self.put(PROBE, "text/plain", probe).await?;
        self.delete(PROBE).await
    }
}

fn object_path(key: &str) -> Result<Path, FileError> {
    check_storage_key(key)?;
    Path::parse(key).map_err(|_| FileError::BadKey)
}

fn stored_file(object: ObjectMeta) -> StoredFile {
    StoredFile { key: object.location.into(), size: object.size, modified_at: object.last_modified }
}

fn missing(error: object_store::Error) -> FileError {
    match error {
        object_store::Error::NotFound { .. } => FileError::NotFound,
        other => unavailable(other),
    }
}

pub(crate) fn unavailable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> FileError {
    FileError::Unavailable(error.into())
}
