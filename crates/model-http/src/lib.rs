//! Calls a language model over HTTP: one retry, limits of time and size, server-sent events, and errors that carry
//! neither prompt, answer nor key. The adapter of a provider adds its request body, its headers and its [`Transcript`].

mod body;
mod client;
mod draft;
mod events;
mod fault;
mod retry;
mod setup;
mod sse;
mod transcript;

pub use client::ModelClient;
pub use draft::Draft;
pub use fault::{reported, unreadable};
pub use setup::{BaseUrl, SetupError, Timeouts, secret_header};
pub use transcript::{Piece, Transcript};
