//! A wire between the server and PostgreSQL that a test can cut.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// A running one.
#[derive(Clone)]
pub struct Proxy {
    host: String,
    address: String,
    whole: Arc<AtomicBool>,
    cut: Arc<Notify>,
}

impl Proxy {
    /// One to the server on which tests make their databases; none where they are files.
    pub async fn to_database() -> Option<Self> {
        let url = std::env::var(crate::database::SERVER).ok()?;
        let (_, place) = url.rsplit_once('@').expect("a user in the address");
        let (host, _) = place.split_once('/').expect("a database in the address");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let proxy = Self {
            host: host.to_owned(),
            address,
            whole: Arc::new(AtomicBool::new(true)),
            cut: Arc::new(Notify::new()),
        };
        let serving = proxy.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let proxy = serving.clone();
                tokio::spawn(async move { proxy.pass(socket).await });
            }
        });
        Some(proxy)
    }
    /// The same database behind the wire.
    pub(crate) fn before(&self, url: &str) -> String {
        url.replacen(&self.host, &self.address, 1)
    }
    /// Ends every connection and lets none through.
    pub fn cut(&self) {
        self.whole.store(false, Ordering::SeqCst);
        self.cut.notify_waiters();
    }
    /// Lets new connections through.
    pub fn mend(&self) {
        self.whole.store(true, Ordering::SeqCst);
    }
    async fn pass(&self, mut near: TcpStream) {
        let cut = self.cut.notified();
        if !self.whole.load(Ordering::SeqCst) {
            return;
        }
        let mut far = TcpStream::connect(&self.host).await.expect("the database");
        tokio::select! {
            () = cut => {}
            // A side that hangs up ends the other; that it did is no concern of the test.
            ended = copy_bidirectional(&mut near, &mut far) => drop(ended),
        }
    }
}
