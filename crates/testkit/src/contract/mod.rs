//! One story per port, told against every adapter. A story panics where an adapter breaks its promise.

mod anchors;
mod events;
mod files;
mod invitations;
mod limiter;
mod otp;
mod store;

pub use anchors::anchor_contract;
pub use events::events_contract;
pub use files::files_contract;
pub use limiter::limiter_contract;
pub use otp::{otp_contract, tickets_contract};
pub use store::store_contract;
