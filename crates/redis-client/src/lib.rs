//! One way to reach Redis for every adapter that needs it: a single server, Sentinel or Cluster, by its URL.
//! Whoever uses it asks for a connection, and gets an error at once while there is none.

mod address;
mod certificates;
mod client;
mod connection;
mod script;
mod settings;
mod subscriber;

pub use address::AddressError;
pub use certificates::CertificateError;
pub use client::RedisClient;
pub use settings::{Settings, SettingsError};
pub use subscriber::Subscriber;
