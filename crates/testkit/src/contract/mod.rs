//! One story per port, told against every adapter. A story panics where an adapter breaks its promise.

mod files;

pub use files::files_contract;
