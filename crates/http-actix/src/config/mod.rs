//! What the operator chooses: one file per section, all keys with their defaults in `config/default.toml`.
//! [`Config::load`] reads every source, and nothing it answers needs another check.

mod assistant;
mod auth;
mod data_directory;
mod database;
mod dot_env;
mod environment;
mod error;
mod files;
mod ip_range;
mod jobs;
mod layer;
mod limits;
mod load;
mod locale;
mod log;
mod mail;
mod notes;
mod reading;
mod redis;
mod secret_files;
mod server;
mod signing_keys;
mod sms;
mod well_known;

pub use self::redis::Redis;
pub use assistant::{Assistant, Provider};
pub use auth::{Auth, SigningAlgorithm};
pub use data_directory::DataDirectory;
pub use database::{Database, DatabaseTarget};
pub use error::ConfigError;
pub use files::{FileStorage, Files};
pub use ip_range::IpRange;
pub use jobs::Jobs;
pub use limits::Limits;
pub use load::{Config, Overrides};
pub use locale::Locale;
pub use log::{Log, LogFormat, LogLevel};
pub use mail::{Mail, MailSecurity};
pub use secret_files::secret_names;
pub use server::{Environment, Server};
pub use signing_keys::is_pem;
pub use sms::Sms;
