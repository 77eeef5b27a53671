//! A network between one server and Redis that can be cut.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::{Ipv4Addr, SocketAddr};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinSet},
};

/// Passes everything on while it is whole.
pub struct Proxy {
    address: SocketAddr,
    redis: String,
    task: Option<AbortHandle>,
}

impl Proxy {
    /// In front of `redis`, a host with its port.
    pub async fn start(redis: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let mut proxy = Self { address: listener.local_addr().unwrap(), redis: redis.to_owned(), task: None };
        proxy.pass_on(listener);
        proxy
    }
    /// The address to use instead.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }
    /// Ends all connections and takes no more.
    pub fn cut(&mut self) {
        self.task.take().unwrap().abort();
    }
    /// Takes connections again.
    pub async fn mend(&mut self) {
        self.pass_on(TcpListener::bind(self.address).await.unwrap());
    }
    fn pass_on(&mut self, listener: TcpListener) {
        let redis = self.redis.clone();
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (mut near, _) = listener.accept().await.unwrap();
                let mut far = TcpStream::connect(&redis).await.unwrap();
                connections.spawn(async move { copy_bidirectional(&mut near, &mut far).await.is_ok() });
            }
        });
        self.task = Some(task.abort_handle());
    }
}
