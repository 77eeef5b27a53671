//! The chapters of the document.

use std::collections::BTreeSet;

use serde_json::{Value, json};

const CHAPTERS: [(&str, &str); 19] = [
    ("auth", "Sign-up, sign-in and sessions."),
    ("portal", "Sign-up and sign-in by telephone, for browsers: a cookie signs the requests."),
    ("users", "Accounts: one's own, and all of them for administrators."),
    ("hospitals", "Hospitals, who works in them and whom they care for."),
    ("staff", "Inviting people to work for a hospital."),
    ("doctors", "Doctors: a public register of the verified ones, and their own profiles."),
    ("specialties", "Fields of practice."),
    ("patients", "Patients: a person's record, apart from any account."),
    ("mappings", "Who belongs to whom: doctors and patients to hospitals, patients to doctors and to families."),
    ("case history", "The case history of a patient, with its versions."),
    ("reports", "Reports about a patient and their documents."),
    ("documents", "Files of a patient's record."),
    ("chats", "Conversations between a doctor and a patient's side, and their messages."),
    ("threads", "The same conversations under other names."),
    ("assistant", "Interviews that prepare a consultation. They inform; they do not diagnose. Not a medical device."),
    ("suggestions", "Texts that doctors keep for common problems."),
    ("appointments", "Bookings."),
    ("administration", "The audit trail and the work in the background, for administrators."),
    ("operations", "The server itself: health, metrics, keys."),
];

/// The document with a `tags` list: the chapters that it uses, in reading order, then those that are not known here.
pub fn explained(mut document: Value) -> Value {
    let used = used(&document);
    let known = CHAPTERS.iter().filter(|(name, _)| used.contains(*name));
    let mut tags: Vec<Value> =
        known.map(|(name, description)| json!({ "name": name, "description": description })).collect();
    let unknown = used.iter().filter(|name| CHAPTERS.iter().all(|(known, _)| known != name));
    tags.extend(unknown.map(|name| json!({ "name": name })));
    if let Some(document) = document.as_object_mut() {
        document.insert("tags".to_owned(), Value::Array(tags));
    }
    document
}

fn used(document: &Value) -> BTreeSet<String> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flat_map(|paths| paths.values());
    let operations = paths.filter_map(Value::as_object).flat_map(|item| item.values());
    let tags = operations.filter_map(|operation| operation.get("tags")).filter_map(Value::as_array).flatten();
    tags.filter_map(Value::as_str).map(str::to_owned).collect()
}
