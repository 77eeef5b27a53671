//! `[files]`: uploads in an S3 bucket, or on the local disk.

use std::path::PathBuf;

use domain::documents::LONGEST_LINK_SECONDS;
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::{ConfigError, error::within, reading};

/// Uploaded files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// The bucket; none keeps files on the local disk. [`super::Config::file_storage`] decides.
    #[serde(deserialize_with = "reading::optional")]
    pub bucket: Option<String>,
    /// The region, as the store calls it.
    #[serde(deserialize_with = "reading::required")]
    pub region: String,
    /// An S3 server other than Amazon's.
    #[serde(deserialize_with = "reading::optional_url")]
    pub endpoint: Option<Url>,
    /// The address in links, where clients reach the storage under another name.
    #[serde(deserialize_with = "reading::optional_url")]
    pub public_endpoint: Option<Url>,
    /// The access key's id.
    #[serde(deserialize_with = "reading::optional_secret")]
    pub access_key_id: Option<SecretString>,
    /// The access key.
    #[serde(deserialize_with = "reading::optional_secret")]
    pub secret_access_key: Option<SecretString>,
    /// How long a link to a file is good.
    pub link_seconds: u32,
}

/// Where files are kept.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "made once, at the start")]
pub enum FileStorage {
    /// Below a directory.
    Disk {
        /// Made when it is missing.
        dir: PathBuf,
    },
    /// In a bucket.
    S3 {
        /// The bucket.
        bucket: String,
        /// The region.
        region: String,
        /// The server; none is Amazon's.
        endpoint: Option<Url>,
        /// The server's address in links; none is the same.
        public_endpoint: Option<Url>,
        /// The access key's id.
        access_key_id: SecretString,
        /// The access key.
        secret_access_key: SecretString,
    },
}

impl Files {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        within("files.link_seconds", &self.link_seconds, &(10..=LONGEST_LINK_SECONDS))?;
        let missing = "must be set when files.bucket is";
        match (&self.bucket, &self.access_key_id, &self.secret_access_key) {
            (Some(_), None, _) => Err(ConfigError::key("files.access_key_id", missing)),
            (Some(_), Some(_), None) => Err(ConfigError::key("files.secret_access_key", missing)),
            (None, _, _) | (Some(_), Some(_), Some(_)) => Ok(()),
        }
    }

    /// The bucket, when there is one with its keys.
    pub(super) fn s3(&self) -> Option<FileStorage> {
        Some(FileStorage::S3 {
            bucket: self.bucket.clone()?,
            region: self.region.clone(),
            endpoint: self.endpoint.clone(),
            public_endpoint: self.public_endpoint.clone(),
            access_key_id: self.access_key_id.clone()?,
            secret_access_key: self.secret_access_key.clone()?,
        })
    }
}
