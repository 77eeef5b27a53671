//! How often something may be done: by an account, from an address, by everybody together.
//!
//! Nobody can lock somebody else out. What is counted against an account is counted apart for each address from which the
//! account signs in, and once for all other addresses together: strangers share one budget, however many addresses they have.

mod place;
mod rules;
mod service;

pub use place::Place;
pub use rules::{CodeRules, Rules};
pub use service::{CodeBudget, Limits, Requester};
