//! The demonstration: a server with people in it, for whoever wants to look around. Everything is made by the same use
//! cases that serve the API, once; what a visitor changes afterwards stays.

mod cast;
mod records;
mod seed;
mod table;

pub use cast::{ADMIN, PASSWORD};
pub use seed::seed;
pub use table::table;
