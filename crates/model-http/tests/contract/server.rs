//! A server on a loopback port that does exactly what a story says, byte by byte.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};

/// What is done with one connection after its request was read. When the steps are over, the connection is closed.
#[derive(Clone)]
pub enum Step {
    Send(Vec<u8>),
    Wait(Duration),
    /// Nothing, until the client goes away.
    Hang,
}

pub struct Server {
    pub base_url: String,
    connections: Arc<AtomicUsize>,
    left: Arc<Semaphore>,
}

impl Server {
    /// The first connection gets the first script, and so on; later ones get the last script again.
    pub async fn start(scripts: Vec<Vec<Step>>) -> Self {
        Self::listen(TcpListener::bind("127.0.0.1:0").await.unwrap(), scripts)
    }

    pub fn listen(listener: TcpListener, scripts: Vec<Vec<Step>>) -> Self {
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        let (connections, left) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
        let server = Self { base_url, connections: connections.clone(), left: left.clone() };
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let number = connections.fetch_add(1, Ordering::SeqCst);
                let script = scripts[number.min(scripts.len() - 1)].clone();
                tokio::spawn(play(socket, script, left.clone()));
            }
        });
        server
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Waits until a client has connected.
    pub async fn reached(&self) {
        for _ in 0..2_000 {
            if self.connections() > 0 {
                return;
            }
            sleep(Duration::from_millis(10)).await;
        }
        panic!("no client has come");
    }

    /// Waits until a client closed its connection before the script was over.
    pub async fn client_left(&self) {
        let left = timeout(Duration::from_secs(20), self.left.acquire()).await;
        left.expect("the client must close the connection").unwrap().forget();
    }
}

async fn play(mut socket: TcpStream, script: Vec<Step>, left: Arc<Semaphore>) {
    read_request(&mut socket).await;
    for step in script {
        let gone = match step {
            Step::Send(bytes) => socket.write_all(&bytes).await.is_err(),
            Step::Wait(pause) => timeout(pause, end_of(&mut socket)).await.is_ok(),
            Step::Hang => {
                end_of(&mut socket).await;
                true
            }
        };
        if gone {
            left.add_permits(1);
            return;
        }
    }
}

async fn read_request(socket: &mut TcpStream) {
    let mut request = Vec::new();
    loop {
        if let Some(head) = request.windows(4).position(|window| window == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&request[..head]).to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
            if request.len() >= head + 4 + length {
                return;
            }
        }
        let mut buffer = [0; 4096];
        match socket.read(&mut buffer).await.unwrap() {
            0 => return,
            count => request.extend_from_slice(&buffer[..count]),
        }
    }
}

async fn end_of(socket: &mut TcpStream) {
    let mut buffer = [0; 64];
    while let Ok(1..) = socket.read(&mut buffer).await {}
}

/// A response with a length and the connection closed after it.
pub fn respond(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Vec<Step> {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
    vec![Step::Send([head.as_bytes(), body].concat())]
}

/// The head of a response that comes in HTTP chunks.
pub fn chunked() -> Step {
    Step::Send(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n".to_vec())
}

/// One HTTP chunk: the client sees exactly these bytes at once.
pub fn chunk(bytes: impl AsRef<[u8]>) -> Step {
    let bytes = bytes.as_ref();
    Step::Send([format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat())
}

/// The proper end of a chunked body.
pub fn last_chunk() -> Step {
    Step::Send(b"0\r\n\r\n".to_vec())
}
