//! The language-model port over the Gemini API (`generateContent`, v1beta).
//! It knows Google's names for things; limits, retry and streaming come from `model-http`.

mod adapter;
mod model_name;
mod request;
mod response;
mod settings;

pub use adapter::Gemini;
pub use model_http::{SetupError, Timeouts};
pub use model_name::{ModelNameError, WORKING_MODELS, check_model_name};
pub use settings::{Settings, SettingsError};
