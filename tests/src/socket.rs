//! A WebSocket as a client holds it.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, handshake::client::Request, protocol::CloseFrame},
};

use crate::Client;

/// Longer than anything that should come takes.
const PATIENCE: Duration = Duration::from_secs(20);
/// Within this time a socket closes whose reason to be open is over.
const CLOSES_WITHIN: Duration = Duration::from_secs(5);

/// An open socket.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The subprotocol that the server chose.
    pub protocol: Option<String>,
}

impl Client {
    /// A handshake below the API's base, without a token.
    pub fn handshake(&self, path: &str) -> Request {
        let url = format!("{}/api/v1{path}", self.base().replacen("http", "ws", 1));
        url.into_client_request().expect("a handshake")
    }
    /// Opens a socket with the client's token in the Authorization header.
    pub async fn socket(&self, path: &str) -> Socket {
        let mut request = self.handshake(path);
        let bearer = format!("Bearer {}", self.token()).parse().expect("a header");
        request.headers_mut().insert("Authorization", bearer);
        Socket::open(request).await.expect("a socket")
    }
}

impl Socket {
    /// Opens a socket, or answers the status and body with which it was refused.
    pub async fn open(request: Request) -> Result<Self, (u16, Value)> {
        match connect_async(request).await {
            Ok((stream, response)) => {
                let protocol = response.headers().get("sec-websocket-protocol");
                let protocol = protocol.map(|value| value.to_str().expect("a protocol").to_owned());
                Ok(Self { stream, protocol })
            }
            Err(Error::Http(response)) => {
                let body = response.body().as_deref().unwrap_or_default();
                Err((response.status().as_u16(), serde_json::from_slice(body).unwrap_or_default()))
            }
            Err(other) => panic!("{other}"),
        }
    }
    /// Sends a frame as it is.
    pub async fn send_raw(&mut self, message: Message) {
        self.stream.send(message).await.expect("a frame sent");
    }
    /// Sends JSON.
    pub async fn send(&mut self, frame: Value) {
        self.send_raw(Message::text(frame.to_string())).await;
    }
    /// Sends JSON, unless the server has gone.
    pub async fn try_send(&mut self, frame: Value) -> Result<(), Error> {
        self.stream.send(Message::text(frame.to_string())).await
    }
    /// The next frame of this type; others are passed over.
    pub async fn next(&mut self, kind: &str) -> Value {
        let found = async {
            loop {
                let frame = self.any().await.unwrap_or_else(|close| panic!("no {kind}, but closed: {close:?}"));
                if frame["type"] == kind {
                    return frame;
                }
            }
        };
        timeout(PATIENCE, found).await.unwrap_or_else(|_| panic!("no {kind} in time"))
    }
    /// The next text frame, or how the socket was closed. Signs of life are none, and put nothing off.
    pub async fn any(&mut self) -> Result<Value, Option<CloseFrame>> {
        let frame = async {
            loop {
                match self.stream.next().await {
                    Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).expect("JSON")),
                    Some(Ok(Message::Close(close))) => return Err(close),
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Err(None),
                }
            }
        };
        timeout(PATIENCE, frame).await.expect("a frame in time")
    }
    /// The code with which the server closes the socket, in time; frames before that are passed over.
    pub async fn close_code(&mut self) -> u16 {
        let closing = async {
            loop {
                if let Err(close) = self.any().await {
                    return close.map_or(0, |close| u16::from(close.code));
                }
            }
        };
        timeout(CLOSES_WITHIN, closing).await.expect("the socket closes in time")
    }
    /// That nothing of this type comes for a moment.
    pub async fn expect_no(&mut self, kind: &str) {
        let waited = timeout(Duration::from_millis(300), self.next(kind)).await;
        assert!(waited.is_err(), "unexpected: {waited:?}");
    }
    /// Says goodbye.
    pub async fn close(mut self) {
        self.stream.close(None).await.expect("a goodbye");
    }
}
