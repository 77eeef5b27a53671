//! The queries, one file per room. Both database crates compile these files.

mod accounts;
mod appointments;
mod assistant;
mod attachments;
mod auth;
mod care;
mod case_histories;
mod chats;
mod clinical_facts;
mod doctors;
mod documents;
mod hospitals;
mod idempotency;
mod invitations;
pub mod jobs;
mod mappings;
mod messages;
mod page;
mod patients;
mod privacy;
mod reach;
mod relations;
mod replies;
mod reports;
mod scope;
mod specialties;
mod suggestions;
