//! The traits through which the domain reaches everything foreign. One trait per thing; adapters live in other crates.

mod access_log;
mod anchors;
mod clock;
mod event_bus;
mod files;
mod jobs;
mod language_model;
mod limiter;
mod links;
mod mail;
mod otp;
mod password;
mod rng;
mod secrets;
mod storage_key;
mod store;
mod tokens;
mod unavailable;

pub use access_log::{Access, AccessKey, AccessLog};
pub use anchors::AnchorKeeper;
pub use clock::Clock;
pub use event_bus::{EventBus, EventStream};
pub use files::{ByteStream, FileError, Files, StoredFile};
pub use jobs::JobRepo;
pub use language_model::{
    FinishReason, LanguageModel, ModelAnswer, ModelError, ModelEvent, ModelRequest, ModelStream, Speaker, Turn, Usage,
};
pub use limiter::{Backoff, Bucket, Limiter, Quota, Room};
pub use links::Links;
pub use mail::{DeliveryError, Letter, Mail, Sms, TextMessage};
pub use otp::{
    Binding, CODE_TRIES, CodePurpose, CodeSlot, CodeTry, InPlaceOf, Kept, LiveCode, OtpStore, STRAY_TRIES, Tickets,
    Tried, guesses_per_code,
};
pub use password::{PasswordError, Passwords};
pub use rng::Rng;
pub use secrets::{Notary, Secrets, Signature, SignatureCheck};
pub use storage_key::check_storage_key;
pub use store::{RepoError, RepoResult, Session, Store, UnitOfWork};
pub use tokens::{AccessToken, Claims, TokenError, Tokens};
pub use unavailable::Unavailable;
