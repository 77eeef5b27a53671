//! A doctor and a patient who talk.

use serde_json::{Value, json};

use crate::{Person, TestApp};

/// A doctor, a patient whom he treats, and their chat.
pub struct Talk {
    /// An administrator.
    pub admin: Person,
    /// The doctor.
    pub doctor: Person,
    /// The patient.
    pub patient: Person,
    /// The id of their mapping.
    pub treatment: String,
    /// The chat's id.
    pub chat: String,
}

impl TestApp {
    /// A new doctor and a new patient with a chat.
    pub async fn talk(&self) -> Talk {
        let admin = self.admin().await;
        let doctor = self.doctor(&admin, "Amina Benali").await;
        let patient = self.patient("Nadia Haddad").await;
        let treatment = self.treat(&admin, &doctor, patient.id).await;
        let pair = json!({ "doctor_id": doctor.id, "patient_id": patient.id });
        let chat = patient.post("/chats", pair).await.expect(201);
        let text = |value: &Value| value.as_str().expect("an id").to_owned();
        Talk { treatment: text(&treatment["id"]), chat: text(&chat["id"]), admin, doctor, patient }
    }
}

impl Talk {
    /// Somebody says something in the chat; answers the message.
    pub async fn say(&self, person: &Person, words: &str) -> Value {
        person.post("/messages", json!({ "chat_id": self.chat, "message": words })).await.expect(201)
    }
    /// The chat as somebody sees it.
    pub async fn seen_by(&self, person: &Person) -> Value {
        person.get(&format!("/chats/{}", self.chat)).await.expect(200)
    }
    /// The messages as somebody sees them.
    pub async fn messages(&self, person: &Person) -> Vec<Value> {
        person.get(&format!("/chats/{}/messages?limit=100", self.chat)).await.rows()
    }
    /// The path of the chat's socket.
    pub fn socket_path(&self) -> String {
        format!("/chats/ws/{}", self.chat)
    }
    /// The doctor no longer treats the patient.
    pub async fn end_treatment(&self) {
        self.admin.delete(&format!("/mappings/doctor-patient/{}", self.treatment)).await.expect(200);
    }
}
