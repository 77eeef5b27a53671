//! The mail port over SMTP. What a server answers never becomes part of an error beyond its code: answers repeat
//! addresses and content.

mod adapter;
mod address;
mod connections;
mod envelope;
mod fault;
mod server;
mod settings;
mod transfer;

pub use adapter::SmtpMail;
pub use settings::{Security, Settings, SettingsError, is_this_machine};
