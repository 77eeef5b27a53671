//! Mail through a real server, over real sockets.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod delivery;
mod security;
mod server;
