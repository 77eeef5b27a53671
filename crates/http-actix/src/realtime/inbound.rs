//! What comes in, one whole message at a time.

use std::str::Utf8Error;

use actix_web::{
    FromRequest, HttpRequest, dev,
    error::PayloadError,
    web::{self, Bytes, BytesMut},
};
use actix_ws::{Item, Message, MessageStream, ProtocolError};

use super::{Closing, walker::Walker};
use crate::error::ApiError;

/// A text message may have this many bytes.
pub const LONGEST_TEXT: usize = 64 * 1024;
/// Beyond this the socket is closed: nobody who means well sends it.
const LARGEST_MESSAGE: usize = 1024 * 1024;

/// One thing a client sent.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// A text message of at most [`LONGEST_TEXT`] bytes.
    Text(String),
    /// A larger one, or a larger binary one; it was dropped.
    TooLong,
    /// A binary message.
    Binary,
    /// A text message that is not UTF-8.
    NotText,
    /// A ping, to be answered with the same bytes.
    Ping(Bytes),
    /// A pong.
    Pong,
    /// There is nothing more to come.
    End(Closing),
}

/// The messages of one client.
pub struct Inbound {
    frames: MessageStream,
    parts: BytesMut,
    size: usize,
    is_text: bool,
}

/// The connection's bytes, never more than one message of them in memory.
pub fn bounded(request: &HttpRequest, body: web::Payload) -> Result<web::Payload, ApiError> {
    let walker = Walker::new(body.into_inner(), LARGEST_MESSAGE as u64);
    let mut payload: dev::Payload = dev::Payload::Stream { payload: Box::pin(walker) };
    web::Payload::from_request(request, &mut payload)
        .into_inner()
        .map_err(|_| ApiError::internal("a connection's bytes cannot be had"))
}

impl Inbound {
    /// Of these frames.
    pub fn new(frames: MessageStream) -> Self {
        let frames = frames.max_frame_size(LARGEST_MESSAGE);
        Self { frames, parts: BytesMut::new(), size: 0, is_text: true }
    }

    /// The next message. Nothing is lost when the answer is not waited for.
    pub async fn next(&mut self) -> Received {
        loop {
            let received = match self.frames.recv().await {
                None => Some(Received::End(Closing::Silent)),
                Some(Err(error)) => Some(broken(&error)),
                Some(Ok(message)) => self.message(message),
            };
            if let Some(received) = received {
                return received;
            }
        }
    }

    fn message(&mut self, message: Message) -> Option<Received> {
        match message {
            Message::Text(text) if text.len() > LONGEST_TEXT => Some(Received::TooLong),
            Message::Text(text) => Some(Received::Text(text.into())),
            Message::Binary(bytes) if bytes.len() > LONGEST_TEXT => Some(Received::TooLong),
            Message::Binary(_) => Some(Received::Binary),
            Message::Ping(bytes) => Some(Received::Ping(bytes)),
            Message::Pong(_) => Some(Received::Pong),
            Message::Close(_) => Some(Received::End(Closing::Farewell)),
            Message::Nop => None,
            Message::Continuation(Item::FirstText(bytes)) => self.first(true, &bytes),
            Message::Continuation(Item::FirstBinary(bytes)) => self.first(false, &bytes),
            Message::Continuation(Item::Continue(bytes)) => self.part(&bytes),
            Message::Continuation(Item::Last(bytes)) => self.part(&bytes).or_else(|| Some(self.whole())),
        }
    }

    fn first(&mut self, is_text: bool, bytes: &Bytes) -> Option<Received> {
        self.parts.clear();
        self.size = 0;
        self.is_text = is_text;
        self.part(bytes)
    }

    /// Keeps a part while the whole may still be wanted.
    fn part(&mut self, bytes: &Bytes) -> Option<Received> {
        self.size += bytes.len();
        if self.size > LARGEST_MESSAGE {
            return Some(Received::End(Closing::TooLarge));
        }
        if self.is_text && self.size <= LONGEST_TEXT {
            self.parts.extend_from_slice(bytes);
        }
        None
    }

    fn whole(&mut self) -> Received {
        let parts = self.parts.split();
        match String::from_utf8(parts.to_vec()) {
            _ if self.size > LONGEST_TEXT => Received::TooLong,
            _ if !self.is_text => Received::Binary,
            Ok(text) => Received::Text(text),
            Err(_) => Received::NotText,
        }
    }
}

fn broken(error: &ProtocolError) -> Received {
    match error {
        ProtocolError::Overflow => Received::End(Closing::TooLarge),
        ProtocolError::Io(cause) => match cause.get_ref() {
            Some(inner) if inner.is::<Utf8Error>() => Received::NotText,
            Some(inner) => match inner.downcast_ref::<PayloadError>() {
                Some(PayloadError::Overflow) => Received::End(Closing::TooLarge),
                Some(_) => Received::End(Closing::Silent),
                None => Received::End(Closing::Malformed),
            },
            None => Received::End(Closing::Malformed),
        },
        _ => Received::End(Closing::Malformed),
    }
}
