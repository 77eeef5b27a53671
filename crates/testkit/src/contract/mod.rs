//! One story per port, told against every adapter. A story panics where an adapter breaks its promise.

mod files;
mod store;

pub use files::files_contract;
pub use store::store_contract;
