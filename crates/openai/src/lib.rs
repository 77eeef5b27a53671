//! The language-model port over `chat/completions`: `OpenAI` itself, and the local servers that speak as it does.
//! It knows that language and its dialects; limits, retry and streaming come from `model-http`.

mod adapter;
mod dialect;
mod request;
mod response;
mod settings;
mod strict_schema;

pub use adapter::OpenAi;
pub use dialect::Dialect;
pub use model_http::{SetupError, Timeouts};
pub use settings::{Settings, SettingsError};
