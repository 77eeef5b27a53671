//! The queries, one file per room. Both database crates compile these files.

mod accounts;
mod auth;
mod doctors;
mod hospitals;
mod jobs;
mod mappings;
mod page;
mod patients;
mod reach;
mod scope;
mod suggestions;
