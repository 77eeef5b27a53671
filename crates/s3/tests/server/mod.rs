//! An S3 server in this process, over a temporary directory.

use std::fs;

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use s3::{S3Files, S3Settings};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;

const BUCKET: &str = "lifeline";
const KEY: &str = "test-key";
pub const SECRET: &str = "not-so-secret-in-a-test";

pub struct Server {
    directory: TempDir,
    port: u16,
}

impl Server {
    pub async fn start() -> Self {
        let directory = TempDir::new().unwrap();
        fs::create_dir(directory.path().join(BUCKET)).unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(directory.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = service.build();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                // A client that hangs up ends its connection with an error, which is no concern of the test.
                tokio::spawn(async move {
                    Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await.ok()
                });
            }
        });
        Self { directory, port }
    }

    pub const fn port(&self) -> u16 {
        self.port
    }

    pub fn settings(&self) -> S3Settings {
        S3Settings {
            endpoint: Some(format!("http://127.0.0.1:{}", self.port).parse().unwrap()),
            public_endpoint: None,
            region: "eu-test-1".into(),
            bucket: BUCKET.into(),
            access_key_id: KEY.into(),
            secret_access_key: SECRET.into(),
        }
    }

    pub fn files(&self) -> S3Files {
        S3Files::new(&self.settings()).unwrap()
    }

    /// What the server keeps of uploads that are neither completed nor aborted.
    pub fn unfinished(&self) -> Vec<String> {
        fs::read_dir(self.directory.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| [".upload", ".tmp."].iter().any(|start| name.starts_with(start)))
            .collect()
    }
}
