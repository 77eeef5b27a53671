//! How stories ask for appointments.

use serde_json::{Value, json};

use crate::Person;

/// A booking with this doctor.
pub fn at(doctor: &Person, time: &str) -> Value {
    json!({ "doctor_id": doctor.id, "time_slot": time })
}

/// A JSON object with more fields.
pub fn with(mut body: Value, fields: Value) -> Value {
    body.as_object_mut().expect("an object").extend(fields.as_object().expect("fields").clone());
    body
}

/// The path of an appointment.
pub fn path(appointment: &Value) -> String {
    format!("/appointments/{}", appointment["id"].as_str().expect("an id"))
}
