//! What must hold when two things happen at once, when somebody's standing changes in between, and at the edges of lists.

mod bookings;
mod lists;
mod sign_in;
mod standing;

use e2e::{Person, Reply};
use serde_json::{Value, json};

/// A booking with this doctor.
fn at(doctor: &Person, time: &str) -> Value {
    json!({ "doctor_id": doctor.id, "time_slot": time })
}

/// A JSON object with more fields.
fn with(mut body: Value, fields: Value) -> Value {
    body.as_object_mut().expect("an object").extend(fields.as_object().expect("fields").clone());
    body
}

/// The path of an appointment.
fn path(appointment: &Value) -> String {
    format!("/appointments/{}", appointment["id"].as_str().expect("an id"))
}

/// The statuses of answers, smallest first.
fn statuses(replies: &[Reply]) -> Vec<u16> {
    let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status.as_u16()).collect();
    statuses.sort_unstable();
    statuses
}
