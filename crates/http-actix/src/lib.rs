//! The only binary and composition root: HTTP, WebSocket and SSE over actix-web, thin handlers, and the wiring of the
//! domain to its adapters.

pub mod api;
pub mod app;
pub mod auth;
pub mod cli;
pub mod config;
mod cookies;
mod csrf;
pub mod demo;
mod docs;
pub mod envelope;
pub mod error;
pub mod extract;
mod folder_lock;
pub mod idempotency;
mod keys;
mod openapi;
mod origin;
mod quota;
pub mod realtime;
mod routes;
pub mod server;
mod sessions;
pub mod telemetry;
mod uploads;
pub mod walk;
pub mod wire;

pub use pastey::paste as pasted;
