//! Stories through the whole server, and what every operation must hold. One binary, so that it is linked once.

mod appointments;
mod assistant;
mod assistant_model;
mod assistant_socket;
mod auth;
mod booking;
mod care_flow;
mod chat_socket;
mod chats;
mod clinical_file;
mod consistency;
mod documents;
mod guards;
mod identity;
mod jobs;
mod mappings;
mod messages;
mod operations;
mod outage;
mod patients;
mod people;
mod privacy;
mod slow_reader;
mod suggestions;
mod surface;
mod talking;
