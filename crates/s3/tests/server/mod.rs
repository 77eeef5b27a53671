//! An S3 server in this process, as the adapter is set up for it.

use std::ops::Deref;

use s3::{S3Files, S3Settings};
use testkit::S3Server;

pub struct Server(S3Server);

impl Server {
    pub async fn start() -> Self {
        Self(S3Server::start().await)
    }

    pub fn settings(&self) -> S3Settings {
        S3Settings {
            endpoint: Some(self.endpoint().parse().unwrap()),
            public_endpoint: None,
            region: S3Server::REGION.into(),
            bucket: S3Server::BUCKET.into(),
            access_key_id: S3Server::KEY.into(),
            secret_access_key: S3Server::SECRET.into(),
        }
    }

    pub fn files(&self) -> S3Files {
        S3Files::new(&self.settings()).unwrap()
    }
}

impl Deref for Server {
    type Target = S3Server;
    fn deref(&self) -> &S3Server {
        &self.0
    }
}
