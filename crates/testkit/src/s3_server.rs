//! An S3 server in this process, over a temporary directory. It checks signatures as Amazon's does.
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test fails by panicking")]

use std::{fs, net::SocketAddr};

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::{
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};

/// A running one with one empty bucket; it stops when this is dropped.
pub struct S3Server {
    directory: TempDir,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl S3Server {
    /// The bucket.
    pub const BUCKET: &str = "lifeline";
    /// The access key id.
    pub const KEY: &str = "test-key";
    /// The secret access key.
    pub const SECRET: &str = "not-so-secret-in-a-test";
    /// The region.
    pub const REGION: &str = "eu-test-1";

    /// Starts one on a free port.
    pub async fn start() -> Self {
        let directory = TempDir::new().unwrap();
        fs::create_dir(directory.path().join(Self::BUCKET)).unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(directory.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(Self::KEY, Self::SECRET));
        let service = service.build();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                // A client that hangs up ends its connection with an error, which is no concern of the test.
                connections.spawn(async move {
                    Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await.ok()
                });
            }
        });
        Self { directory, address, serving }
    }

    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// Its address.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it keeps of uploads that are neither completed nor aborted.
    pub fn unfinished(&self) -> Vec<String> {
        fs::read_dir(self.directory.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| [".upload", ".tmp."].iter().any(|start| name.starts_with(start)))
            .collect()
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
