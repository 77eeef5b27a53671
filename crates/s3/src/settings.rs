//! Where the bucket is and who we are there.

use std::time::Duration;

use object_store::{
    ClientOptions, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// A server that is silent for this long while we wait for it is given up.
const SILENCE: Duration = Duration::from_mins(1);
const RETRIES: usize = 3;
const RETRY_FOR: Duration = Duration::from_secs(30);

/// What is needed to use one bucket. The bucket belongs to this system alone.
#[derive(Clone, Debug)]
pub struct S3Settings {
    /// Where the server is, `http` or `https`, addressed by path (`endpoint/bucket/key`); none for AWS itself.
    pub endpoint: Option<Url>,
    /// The address that links are made for, where clients reach the store by another name than we do. Whatever
    /// stands there must pass the `Host` header on, for it is part of the signature.
    pub public_endpoint: Option<Url>,
    /// The region, as the store calls it.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// The access key id.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: SecretString,
}

/// The settings do not describe a bucket.
#[derive(Debug, thiserror::Error)]
#[error("the S3 settings cannot be used: {0}")]
pub struct SettingsError(#[from] object_store::Error);

impl S3Settings {
    /// The client for our own traffic.
    pub(crate) fn client(&self) -> Result<AmazonS3, SettingsError> {
        self.client_at(self.endpoint.as_ref())
    }

    /// The client that signs links; it is never connected.
    pub(crate) fn link_client(&self) -> Result<AmazonS3, SettingsError> {
        self.client_at(self.public_endpoint.as_ref().or(self.endpoint.as_ref()))
    }

    fn client_at(&self, endpoint: Option<&Url>) -> Result<AmazonS3, SettingsError> {
        // No limit on a whole transfer: how long it takes is up to the size and to the reader at the other end.
        let options = ClientOptions::new()
            .with_allow_http(endpoint.is_some_and(|endpoint| endpoint.scheme() == "http"))
            .with_timeout_disabled()
            .with_read_timeout(SILENCE);
        let retry = RetryConfig { max_retries: RETRIES, retry_timeout: RETRY_FOR, ..RetryConfig::default() };
        let builder = AmazonS3Builder::new()
            .with_region(&self.region)
            .with_bucket_name(&self.bucket)
            .with_access_key_id(&self.access_key_id)
            .with_secret_access_key(self.secret_access_key.expose_secret())
            .with_virtual_hosted_style_request(endpoint.is_none())
            // We only ever remove one object at a time, and not every server knows the request for many.
            .with_disable_bulk_delete(true)
            .with_client_options(options)
            .with_retry(retry);
        let builder = match endpoint {
            Some(endpoint) => builder.with_endpoint(endpoint.as_str()),
            None => builder,
        };
        Ok(builder.build()?)
    }
}
