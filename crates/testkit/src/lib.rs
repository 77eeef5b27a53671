//! What tests share: the stories that every adapter of a port must pass, and time and chance that repeat themselves.

mod clock;
pub mod contract;

pub use clock::{TestClock, TestRng};
