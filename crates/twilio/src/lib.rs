//! Text messages by Twilio. What Twilio answers never becomes part of an error beyond its codes: answers repeat
//! numbers.

mod adapter;
mod fault;
mod settings;

pub use adapter::TwilioSms;
pub use settings::{Settings, SettingsError};
