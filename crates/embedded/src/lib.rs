//! What runs when nothing is configured: the ports that one machine can serve by itself.
//! Files on disk, the machine's clock, events, codes and counters within the process.

mod anchors;
mod clock;
pub mod durable;
mod events;
mod expiring;
mod files;
mod limits;
mod otp;
mod outbox;

pub use anchors::AnchorFile;
pub use clock::SystemClock;
pub use events::InProcessEvents;
pub use files::DiskFiles;
pub use limits::InProcessLimiter;
pub use otp::InProcessOtp;
pub use outbox::DiskOutbox;
