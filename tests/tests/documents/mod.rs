//! Documents: what is taken in, what is refused, and who gets what.

mod on_s3;
pub(crate) mod readers;
mod uploads;

use e2e::{Client, Person, TestApp};
use serde_json::Value;

pub fn place(patient: &Person) -> String {
    format!("/patients/{}/case-history/documents", patient.id)
}

pub fn all(patient: &Person) -> String {
    format!("/patients/{}/documents", patient.id)
}

pub fn at(document: &Value, what: &str) -> String {
    format!("/documents/{}{what}", document["id"].as_str().unwrap())
}

/// What the file store holds.
pub async fn stored(app: &TestApp) -> Vec<String> {
    let files = app.wired.files.list(None, 1_000).await.unwrap();
    files.into_iter().map(|file| file.key).collect()
}

pub async fn one(client: &Client, patient: &Person, name: &str, bytes: &[u8]) -> Value {
    client.upload(&place(patient), &[(name, bytes)]).await.expect(201)[0].clone()
}
