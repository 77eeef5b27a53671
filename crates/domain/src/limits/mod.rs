//! How often something may be done: by an account, from an address, by everybody together.
//!
//! Nobody can lock somebody else out. What is counted against an account is counted apart for each address from which the
//! account signs in. All other addresses share one budget, however many there are, and of that one of them gets a small part.

mod place;
mod rules;
mod service;

pub use place::{Place, household};
pub use rules::{CodeRules, MOST_CODES_PER_HOUR, Rules};
pub use service::{CodeBudget, CodeFor, Limits, Requester};
