//! The queries, one file per room. Both database crates compile these files.

mod accounts;
mod appointments;
mod auth;
mod case_histories;
mod chats;
mod doctors;
mod documents;
mod hospitals;
mod idempotency;
mod jobs;
mod mappings;
mod messages;
mod page;
mod patients;
mod reach;
mod reports;
mod scope;
mod specialties;
mod suggestions;
