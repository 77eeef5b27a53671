//! The file port on a directory of this machine. A file is written aside, made durable, and only then given its name.

mod disk;
mod incoming;
mod listing;

pub use disk::DiskFiles;
