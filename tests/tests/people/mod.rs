//! Accounts, hospitals, doctors and specialties.

mod accounts;
mod bad_input;
mod doctors;
mod hospitals;
mod specialties;
mod workplaces;

use e2e::Reply;

/// The ids of a list's rows.
fn ids(reply: Reply) -> Vec<String> {
    reply.rows().iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
}

/// The names of a list's rows.
fn names(reply: Reply) -> Vec<String> {
    reply.rows().iter().map(|row| row["name"].as_str().expect("a name").to_owned()).collect()
}
