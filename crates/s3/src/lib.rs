//! The file port over S3 and everything that speaks like it (`MinIO`, Garage, R2, Ceph …).
//! Files are streamed in parts and links are signed by the store's own scheme.

mod settings;
mod store;
mod upload;

pub use settings::{S3Settings, SettingsError};
pub use store::S3Files;
