//! A Redis server on a loopback address that a test can kill, freeze and start again.
#![expect(clippy::unwrap_used, reason = "a test without its server fails by panicking")]

use std::{
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;

use crate::certificates::{self, CERTIFICATE, KEY, ROOT};

/// Ends with its owner, and keeps nothing on disk.
pub struct RedisServer {
    directory: TempDir,
    port: u16,
    options: Vec<String>,
    process: Option<Child>,
}

impl RedisServer {
    /// Starts one on a free port.
    ///
    /// # Panics
    /// Where `redis-server` is not installed or does not start.
    pub fn start() -> Self {
        let mut server = Self::reserve();
        server.restart();
        server
    }

    /// One that does not run yet.
    ///
    /// # Panics
    /// Where no port is free.
    pub fn reserve() -> Self {
        Self::with(|port, _| vec!["--port".to_owned(), port])
    }

    /// Starts one that speaks TLS alone, as `localhost`.
    ///
    /// # Panics
    /// Where `redis-server` is not installed, does not start, or was built without TLS.
    pub fn over_tls() -> Self {
        let mut server = Self::with(|port, folder| {
            certificates::write(folder);
            let file = |name: &str| folder.join(name).display().to_string();
            let options = [
                ("--port", "0".to_owned()),
                ("--tls-port", port),
                ("--tls-auth-clients", "no".to_owned()),
                ("--tls-cert-file", file(CERTIFICATE)),
                ("--tls-key-file", file(KEY)),
                ("--tls-ca-cert-file", file(ROOT)),
            ];
            options.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect()
        });
        server.restart();
        server
    }

    /// Starts one that repeats what this one does, and can take its place.
    ///
    /// # Panics
    /// Where `redis-server` is not installed or does not start.
    pub fn replica_of(master: &Self) -> Self {
        let of = ["--replicaof".to_owned(), "127.0.0.1".to_owned(), master.port.to_string()];
        let mut server = Self::with(|port, _| ["--port".to_owned(), port].into_iter().chain(of).collect());
        server.restart();
        server
    }

    /// Starts a Sentinel that watches this one under the name `lifeline`, and puts a replica in its place half a second after
    /// it went.
    ///
    /// # Panics
    /// Where `redis-server` is not installed or does not start.
    pub fn sentinel_of(master: &Self) -> Self {
        let watch = format!(
            "sentinel monitor lifeline 127.0.0.1 {} 1\nsentinel down-after-milliseconds lifeline 500\n\
             sentinel failover-timeout lifeline 2000\n",
            master.port
        );
        let mut server = Self::with(|port, folder| {
            let file = folder.join("sentinel.conf");
            fs::write(&file, watch).unwrap();
            vec![file.display().to_string(), "--sentinel".to_owned(), "--port".to_owned(), port]
        });
        server.restart();
        server
    }

    fn with(options: impl FnOnce(String, &Path) -> Vec<String>) -> Self {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let directory = TempDir::new().unwrap();
        let options = options(port.to_string(), directory.path());
        Self { directory, port, options, process: None }
    }

    /// Its port on the loopback address.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its address, if it does not ask for TLS.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// The certificate that vouches for one that asks for TLS.
    pub fn root_certificate_file(&self) -> PathBuf {
        self.directory.path().join(ROOT)
    }

    /// Starts it, for the first time or again, and waits until it can be reached.
    ///
    /// # Panics
    /// Where `redis-server` is not installed or does not start.
    pub fn restart(&mut self) {
        self.kill();
        let process = Command::new("redis-server")
            .args(&self.options)
            .args(["--bind", "127.0.0.1", "--dir"])
            .arg(self.directory.path())
            .args(if self.is_sentinel() { &[][..] } else { &["--save", "", "--appendonly", "no"] })
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn();
        self.process = Some(process.unwrap());
        for _ in 0..200 {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(25));
        }
        panic!("the Redis server does not start");
    }

    fn is_sentinel(&self) -> bool {
        self.options.iter().any(|option| option == "--sentinel")
    }

    /// Ends it without warning; what it kept is gone.
    ///
    /// # Panics
    /// Where the process cannot be ended.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Stops it in the middle of whatever it does: its connections stay open, and nothing is answered.
    ///
    /// # Panics
    /// Where the process cannot be stopped.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on.
    ///
    /// # Panics
    /// Where the process cannot be reached.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, name: &str) {
        let process = self.process.as_ref().unwrap();
        assert!(Command::new("kill").args([name, &process.id().to_string()]).status().unwrap().success());
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}
