//! Each clinical operation, asked for something of somebody else, and what is answered.

use e2e::{MARK, Person, World, files::PNG};
use serde_json::{Value, json};

/// Chapters of the document that hold clinical data, or say who treats whom.
pub const CLINICAL: [&str; 10] = [
    "appointments",
    "assistant",
    "case history",
    "chats",
    "documents",
    "mappings",
    "patients",
    "reports",
    "suggestions",
    "threads",
];

/// What a stranger is answered.
pub enum Answer {
    /// This status, and nothing is written.
    Status(u16),
    /// 200, with nothing in it of whom it was asked.
    Nothing,
    /// It cannot be asked for anybody else.
    OwnOnly,
}

/// What a stranger sends.
pub enum Sent {
    /// No body.
    Nothing,
    /// JSON.
    Json(fn(&World, &Person) -> Value),
    /// A form with a small picture.
    Picture,
    /// The same, that says into which chat.
    PictureForChat,
}

/// One operation with somebody else's ids.
pub struct Case {
    /// Its method and path.
    pub name: &'static str,
    /// What follows the path; `{patient_id}` and the like stand for ids.
    pub query: &'static str,
    /// What is sent.
    pub sent: Sent,
    /// What is answered.
    pub answer: Answer,
    /// Roles that are answered otherwise.
    pub but: Vec<(&'static str, u16)>,
}

impl Case {
    const fn new(name: &'static str, sent: Sent, answer: Answer) -> Self {
        Self { name, query: "", sent, answer, but: Vec::new() }
    }
    fn query(self, query: &'static str) -> Self {
        Self { query, ..self }
    }
    fn but(mut self, role: &'static str, status: u16) -> Self {
        self.but.push((role, status));
        self
    }
}

fn hidden(name: &'static str) -> Case {
    Case::new(name, Sent::Nothing, Answer::Status(404))
}
fn hidden_from(name: &'static str, body: fn(&World, &Person) -> Value) -> Case {
    Case::new(name, Sent::Json(body), Answer::Status(404))
}
fn hidden_upload(name: &'static str) -> Case {
    Case::new(name, Sent::Picture, Answer::Status(404))
}
fn without(name: &'static str, query: &'static str) -> Case {
    Case::new(name, Sent::Nothing, Answer::Nothing).query(query)
}
/// Not tried, for a reason.
fn own_only(name: &'static str, reason: &'static str) -> Case {
    assert!(!reason.is_empty());
    Case::new(name, Sent::Nothing, Answer::OwnOnly)
}
fn forbidden(name: &'static str, body: fn(&World, &Person) -> Value) -> Case {
    Case::new(name, Sent::Json(body), Answer::Status(403))
}

const NO_ID: &str = "it names nobody: the caller's own is meant";

fn empty(_: &World, _: &Person) -> Value {
    json!({})
}
fn pair(world: &World, _: &Person) -> Value {
    json!({ "doctor_id": world.doctor.id, "patient_id": world.patient.id, "hospital_id": world.hospital.id })
}
fn city(_: &World, _: &Person) -> Value {
    json!({ "city": "Oran" })
}
fn history(_: &World, _: &Person) -> Value {
    json!({ "summary": "mine" })
}
fn report(_: &World, _: &Person) -> Value {
    json!({ "title": "mine", "report_type": "other" })
}
fn words(_: &World, _: &Person) -> Value {
    json!({ "message": "hello" })
}
fn confirmed(_: &World, _: &Person) -> Value {
    json!({ "status": "confirmed" })
}
fn one_of(world: &World, _: &Person) -> Value {
    json!({ "appointment_id": world.id("appointment_id"), "reason": "mine" })
}

pub fn cases() -> Vec<Case> {
    [patients(), mappings(), file(), conversations(), assistant(), suggestions(), appointments()]
        .into_iter()
        .flatten()
        .collect()
}

fn patients() -> Vec<Case> {
    vec![
        hidden("GET /api/v1/doctors/{doctor_id}/patients"),
        hidden("GET /api/v1/hospitals/{hospital_id}/patients"),
        without("GET /api/v1/patients", ""),
        without("GET /api/v1/patients", "?q=haddad"),
        without("GET /api/v1/patients/search", "?q=haddad"),
        own_only("POST /api/v1/patients", "it makes a new patient"),
        own_only("GET /api/v1/patients/me", NO_ID),
        own_only("POST /api/v1/patients/me", NO_ID),
        own_only("PUT /api/v1/patients/me", NO_ID),
        own_only("PATCH /api/v1/patients/me", NO_ID),
        hidden("GET /api/v1/patients/{patient_id}"),
        hidden_from("PUT /api/v1/patients/{patient_id}", city).but("doctor", 403),
        hidden_from("PATCH /api/v1/patients/{patient_id}", city).but("doctor", 403),
        hidden_from("PATCH /api/v1/patients/{patient_id}", |_, _| json!({ "allergies": [] })).but("receptionist", 403),
        hidden_from("POST /api/v1/patients/{patient_id}/claim-invitation", |_, _| json!({ "email": "a@example.org" })),
        hidden("DELETE /api/v1/patients/{patient_id}/claim-invitation"),
        hidden_from("PUT /api/v1/patients/{patient_id}", empty),
        hidden("DELETE /api/v1/patients/{patient_id}"),
        hidden("GET /api/v1/patients/{patient_id}/doctors"),
        hidden("GET /api/v1/patients/{patient_id}/hospitals"),
        hidden("GET /api/v1/patients/{patient_id}/access-log"),
    ]
}

fn mappings() -> Vec<Case> {
    let related = |_: &World, _: &Person| json!({ "relation": "guardian" });
    let shared = |world: &World, person: &Person| json!({ "relation": "child", "patient_id": world.patient.id, "email": format!("x{}", person.email) });
    vec![
        without("GET /api/v1/mappings/doctor-patient", "?patient_id={patient_id}"),
        without("GET /api/v1/mappings/doctor-patient", ""),
        without("GET /api/v1/mappings/hospital-patient", "?patient_id={patient_id}"),
        without("GET /api/v1/mappings/hospital-patient", ""),
        own_only("GET /api/v1/mappings/hospital-doctor", "where verified doctors work is public"),
        forbidden("POST /api/v1/mappings/doctor-patient", pair),
        forbidden("POST /api/v1/mappings/hospital-patient", pair),
        forbidden("POST /api/v1/mappings/hospital-doctor", pair),
        hidden("DELETE /api/v1/mappings/doctor-patient/{mapping_id}"),
        hidden("DELETE /api/v1/mappings/hospital-patient/{mapping_id}"),
        hidden("DELETE /api/v1/mappings/hospital-doctor/{mapping_id}"),
        without("GET /api/v1/mappings/user-patient", ""),
        hidden("GET /api/v1/mappings/user-patient").query("?user_id={user_id}"),
        hidden("GET /api/v1/mappings/user/{user_id}/patients"),
        without("GET /api/v1/mappings/user-patient/invitations", ""),
        hidden_from("POST /api/v1/mappings/user-patient/invitations", shared),
        hidden_from(
            "POST /api/v1/mappings/user-patient/invitations/{invitation_id}/accept",
            |_, _| json!({ "token": "0".repeat(64) }),
        ),
        hidden("DELETE /api/v1/mappings/user-patient/invitations/{invitation_id}"),
        hidden_from(
            "POST /api/v1/mappings/user-patient",
            |world, _| json!({ "relation": "child", "patient_id": world.patient.id }),
        ),
        hidden_from(
            "POST /api/v1/mappings/user-patient",
            |world, _| json!({ "relation": "self", "patient_id": world.patient.id, "user_id": world.patient.user }),
        ),
        hidden_from("PUT /api/v1/mappings/user-patient/{relation_id}", related),
        hidden_from("PATCH /api/v1/mappings/user-patient/{relation_id}", related),
        hidden("DELETE /api/v1/mappings/user-patient/{relation_id}"),
    ]
}

fn file() -> Vec<Case> {
    vec![
        hidden("GET /api/v1/patients/{patient_id}/case-history"),
        hidden("GET /api/v1/patients/{patient_id}/case-history").query("?create_if_not_exists=true"),
        hidden_from("POST /api/v1/patients/{patient_id}/case-history", history),
        hidden_from("PUT /api/v1/patients/{patient_id}/case-history", history),
        hidden_from("PATCH /api/v1/patients/{patient_id}/case-history", history),
        hidden("GET /api/v1/patients/{patient_id}/case-history/versions"),
        hidden("GET /api/v1/patients/{patient_id}/case-history/documents"),
        hidden_upload("POST /api/v1/patients/{patient_id}/case-history/documents"),
        hidden("GET /api/v1/patients/{patient_id}/documents"),
        hidden("GET /api/v1/patients/{patient_id}/reports"),
        hidden_from("POST /api/v1/patients/{patient_id}/reports", report),
        hidden("GET /api/v1/patients/{patient_id}/reports/{report_id}"),
        hidden_from("PUT /api/v1/patients/{patient_id}/reports/{report_id}", report),
        hidden_from("PATCH /api/v1/patients/{patient_id}/reports/{report_id}", report),
        hidden("GET /api/v1/patients/{patient_id}/reports/{report_id}/documents"),
        hidden_upload("POST /api/v1/patients/{patient_id}/reports/{report_id}/documents"),
        hidden("GET /api/v1/documents/{document_id}"),
        hidden("GET /api/v1/documents/{document_id}/download"),
        hidden("POST /api/v1/documents/{document_id}/link"),
        hidden("DELETE /api/v1/documents/{document_id}"),
        Case::new("GET /api/v1/documents/{document_id}/content", Sent::Nothing, Answer::Status(403))
            .query("?expires=1903262400&signature=c2lnbmF0dXJl&user_id={user_id}&role=patient"),
    ]
}

fn conversations() -> Vec<Case> {
    let into_chat = |world: &World, _: &Person| json!({ "chat_id": world.id("chat_id"), "message": "hello" });
    let with_own_doctor =
        |world: &World, person: &Person| json!({ "doctor_id": person.id, "patient_id": world.patient.id });
    let read_chat = |world: &World, _: &Person| json!({ "chat_id": world.id("chat_id") });
    let closed = |_: &World, _: &Person| json!({ "status": "closed" });
    let archived = |_: &World, _: &Person| json!({ "status": "archived" });
    vec![
        without("GET /api/v1/chats", ""),
        without("GET /api/v1/chats", "?patient_id={patient_id}&doctor_id={doctor_id}"),
        without("GET /api/v1/chats", "?search=marrow"),
        without("GET /api/v1/chat/threads", "?search=marrow&include_archived=true"),
        without("GET /api/v1/chat/threads/unread-count", ""),
        hidden_from("POST /api/v1/chats", pair),
        hidden_from("POST /api/v1/chats", with_own_doctor),
        hidden_from("POST /api/v1/chat/threads", pair),
        hidden("GET /api/v1/chats/{chat_id}"),
        hidden("GET /api/v1/chat/threads/{chat_id}"),
        hidden("PUT /api/v1/chats/{chat_id}/activate"),
        hidden("PUT /api/v1/chats/{chat_id}/deactivate"),
        hidden("DELETE /api/v1/chats/{chat_id}"),
        hidden("GET /api/v1/chats/{chat_id}/messages"),
        hidden("GET /api/v1/messages").query("?chat_id={chat_id}"),
        hidden("GET /api/v1/messages/chat/{chat_id}"),
        hidden("GET /api/v1/chat/threads/{chat_id}/messages"),
        hidden("GET /api/v1/chat/threads/{chat_id}/messages/search").query("?query=marrow"),
        hidden_from("POST /api/v1/messages", into_chat),
        hidden_from("POST /api/v1/chat/threads/{chat_id}/messages", words),
        hidden_upload("POST /api/v1/chat/threads/{chat_id}/attachments"),
        Case::new("POST /api/v1/messages/with-attachment", Sent::PictureForChat, Answer::Status(404)),
        hidden_from("PUT /api/v1/messages/read-status", read_chat),
        hidden_from("PATCH /api/v1/messages/read-status", read_chat),
        hidden("PUT /api/v1/messages/{message_id}/read"),
        hidden("PATCH /api/v1/messages/{message_id}/read"),
        hidden("PUT /api/v1/chat/messages/{message_id}/read"),
        hidden("PATCH /api/v1/chat/messages/{message_id}/read"),
        hidden_from("PUT /api/v1/chat/threads/{chat_id}/status", closed),
        hidden_from("PATCH /api/v1/chat/threads/{chat_id}/status", archived),
        closed_socket("GET /api/v1/chats/ws/{chat_id}"),
        closed_socket("GET /api/v1/chat/ws/chat/{chat_id}"),
    ]
}

/// A refused handshake never answers 404.
fn closed_socket(name: &'static str) -> Case {
    Case::new(name, Sent::Nothing, Answer::Status(403))
}

fn assistant() -> Vec<Case> {
    let said = |world: &World, _: &Person| json!({ "session_id": world.id("session_id"), "message": "hello" });
    let of_patient = |world: &World, _: &Person| json!({ "patient_id": world.patient.id });
    let of_chat = |world: &World, _: &Person| json!({ "chat_id": world.id("chat_id") });
    let of_session = |world: &World, _: &Person| json!({ "session_id": world.id("session_id") });
    vec![
        without("GET /api/v1/ai/sessions", ""),
        without("GET /api/v1/ai/sessions", "?patient_id={patient_id}"),
        hidden_from("POST /api/v1/ai/sessions", of_patient),
        hidden_from("POST /api/v1/ai/sessions", of_chat),
        hidden("GET /api/v1/ai/sessions/{session_id}"),
        hidden("GET /api/v1/ai/sessions/{session_id}/messages"),
        hidden_from("POST /api/v1/ai/sessions/{session_id}/messages", words),
        hidden_from("POST /api/v1/ai/messages", said),
        hidden_from("PUT /api/v1/ai/sessions/{session_id}/summary", |_, _| json!({ "summary": "mine" })),
        hidden("PUT /api/v1/ai/sessions/{session_id}/end"),
        hidden_from("POST /api/v1/ai/suggested-response", of_patient),
        hidden_from("POST /api/v1/ai/suggested-response", of_chat),
        hidden_from("POST /api/v1/ai/suggested-response", of_session),
        closed_socket("GET /api/v1/ai-assistant/ws/{session_id}"),
    ]
}

fn suggestions() -> Vec<Case> {
    let problem = |_: &World, _: &Person| json!({ "problem": "mine" });
    vec![
        without("GET /api/v1/suggestions", ""),
        without("GET /api/v1/suggestions", "?doctor_id={doctor_id}&q=marrow"),
        forbidden("POST /api/v1/suggestions", |world, _| json!({ "problem": "mine", "doctor_id": world.doctor.id })),
        hidden("GET /api/v1/suggestions/{suggestion_id}"),
        hidden_from("PUT /api/v1/suggestions/{suggestion_id}", problem),
        hidden_from("PATCH /api/v1/suggestions/{suggestion_id}", problem),
        hidden("DELETE /api/v1/suggestions/{suggestion_id}"),
        hidden_from("POST /api/v1/suggestions/{suggestion_id}/feedback", |_, _| json!({ "rating": 1 })),
    ]
}

fn appointments() -> Vec<Case> {
    let booked = |world: &World, _: &Person| json!({ "doctor_id": world.doctor.id, "patient_id": world.patient.id, "time_slot": "2026-03-12T10:00Z" });
    let by_own_doctor = |world: &World, person: &Person| {
        json!({ "doctor_id": person.id, "patient_id": world.patient.id,
            "time_slot": "2026-03-12T10:00Z" })
    };
    let reason = |_: &World, _: &Person| json!({ "reason": "mine" });
    vec![
        without("GET /api/v1/appointments", ""),
        without("GET /api/v1/appointments", "?patient_id={patient_id}"),
        without("GET /api/v1/appointments", "?doctor_id={doctor_id}"),
        without("GET /api/v1/appointments", "?hospital_id={hospital_id}"),
        without("GET /api/v1/appointments/me", "?patient_id={patient_id}"),
        without("GET /api/v1/appointments/my-appointments", ""),
        without("GET /api/v1/appointments/doctor/me", "?patient_id={patient_id}"),
        hidden_from("POST /api/v1/appointments", booked).but("doctor", 403),
        hidden_from("POST /api/v1/appointments", by_own_doctor),
        Case::new("GET /api/v1/appointments/doctor/{doctor_id}", Sent::Nothing, Answer::Status(403)),
        Case::new("GET /api/v1/appointments/hospital/{hospital_id}", Sent::Nothing, Answer::Status(403)),
        hidden("GET /api/v1/appointments/patient/{patient_id}"),
        forbidden("PUT /api/v1/appointments/doctor/{doctor_id}", one_of),
        forbidden("PATCH /api/v1/appointments/doctor/{doctor_id}", one_of),
        hidden_from("PUT /api/v1/appointments/patient/{patient_id}", one_of),
        hidden_from("PATCH /api/v1/appointments/patient/{patient_id}", one_of),
        hidden("GET /api/v1/appointments/{appointment_id}"),
        hidden_from("PUT /api/v1/appointments/{appointment_id}", reason),
        hidden_from("PATCH /api/v1/appointments/{appointment_id}", reason),
        hidden("DELETE /api/v1/appointments/{appointment_id}"),
        hidden_from("PUT /api/v1/appointments/{appointment_id}/cancel", empty),
        hidden_from("POST /api/v1/appointments/{appointment_id}/cancel", empty),
        hidden_from("PUT /api/v1/appointments/{appointment_id}/status", confirmed),
        hidden_from("PATCH /api/v1/appointments/{appointment_id}/status", confirmed),
    ]
}

/// The picture that is uploaded.
pub const PICTURE: (&str, &[u8]) = ("mine.png", PNG);

/// Words that only answers about the world's patient hold.
pub fn traces(world: &World) -> Vec<String> {
    let ids =
        ["document_id", "report_id", "message_id", "session_id", "appointment_id", "patient_id", "chat_id", "user_id"];
    let ids = ids.iter().map(|name| world.id(name).to_owned());
    ids.chain([MARK.to_owned(), "Haddad".to_owned()]).collect()
}
