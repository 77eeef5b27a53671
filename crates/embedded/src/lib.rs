//! What runs when nothing is configured: the ports that one machine can serve by itself.
//! Files on disk, the machine's clock, events within the process.

mod clock;
mod events;
mod files;
mod outbox;

pub use clock::SystemClock;
pub use events::InProcessEvents;
pub use files::DiskFiles;
pub use outbox::DiskOutbox;
