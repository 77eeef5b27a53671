//! The traits through which the domain reaches everything foreign. One trait per thing; adapters live in other crates.

mod clock;
mod event_bus;
mod files;
mod jobs;
mod language_model;
mod links;
mod password;
mod rng;
mod storage_key;
mod store;
mod tokens;

pub use clock::Clock;
pub use event_bus::{EventBus, EventStream};
pub use files::{ByteStream, FileError, Files, StoredFile};
pub use jobs::JobRepo;
pub use language_model::{
    FinishReason, LanguageModel, ModelAnswer, ModelError, ModelEvent, ModelRequest, ModelStream, Speaker, Turn, Usage,
};
pub use links::Links;
pub use password::{PasswordError, Passwords};
pub use rng::Rng;
pub use storage_key::check_storage_key;
pub use store::{RepoError, RepoResult, Session, Store, UnitOfWork};
pub use tokens::{AccessToken, Claims, TokenError, Tokens};
