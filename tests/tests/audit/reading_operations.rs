//! Every operation that reads stands in a table here: what it shows is clinical, and noted, or it shows nothing of the kind.
//! One that no table names fails the test.

use std::collections::BTreeSet;

use e2e::{MARK, Operation, TestApp, World, operations};
use reqwest::Method;
use serde_json::json;

use super::reads::noted;

/// A path, the noun under which its reads are noted, and who is answered without anything clinical.
type Read = (&'static str, &'static str, &'static [&'static str]);

const NOBODY: &[&str] = &[];
/// They see appointments without clinical content.
const DESKS: &[&str] = &["hospital", "receptionist"];
/// They are answered, but act for no patient.
const ALL_BUT_PATIENTS: &[&str] = &["admin", "doctor", "hospital", "nurse", "receptionist"];

/// What shows clinical data.
const CLINICAL: [Read; 39] = [
    ("/api/v1/ai/sessions", "interviews", NOBODY),
    ("/api/v1/ai/sessions/{session_id}", "interview", NOBODY),
    ("/api/v1/ai/sessions/{session_id}/messages", "interview_messages", NOBODY),
    ("/api/v1/appointments", "appointments", DESKS),
    ("/api/v1/appointments/doctor/me", "appointments", NOBODY),
    ("/api/v1/appointments/doctor/{doctor_id}", "appointments", NOBODY),
    ("/api/v1/appointments/hospital/{hospital_id}", "appointments", DESKS),
    ("/api/v1/appointments/me", "appointments", DESKS),
    ("/api/v1/appointments/my-appointments", "appointments", DESKS),
    ("/api/v1/appointments/patient/{patient_id}", "appointments", NOBODY),
    ("/api/v1/appointments/{appointment_id}", "appointment", DESKS),
    ("/api/v1/chat/threads", "chats", NOBODY),
    ("/api/v1/chat/threads/{chat_id}", "chat", NOBODY),
    ("/api/v1/chat/threads/{chat_id}/messages", "messages", NOBODY),
    ("/api/v1/chat/threads/{chat_id}/messages/search", "messages", NOBODY),
    ("/api/v1/chats", "chats", NOBODY),
    ("/api/v1/chats/{chat_id}", "chat", NOBODY),
    ("/api/v1/chats/{chat_id}/messages", "messages", NOBODY),
    ("/api/v1/doctors/{doctor_id}/patients", "patients", NOBODY),
    ("/api/v1/documents/{document_id}", "document", NOBODY),
    ("/api/v1/documents/{document_id}/download", "document", NOBODY),
    ("/api/v1/hospitals/{hospital_id}/patients", "patients", NOBODY),
    ("/api/v1/mappings/user-patient", "patients", ALL_BUT_PATIENTS),
    ("/api/v1/mappings/user/{user_id}/patients", "patients", NOBODY),
    ("/api/v1/messages", "messages", NOBODY),
    ("/api/v1/messages/chat/{chat_id}", "messages", NOBODY),
    ("/api/v1/patients", "patients", NOBODY),
    ("/api/v1/patients/me", "record", NOBODY),
    ("/api/v1/patients/search", "patients", NOBODY),
    ("/api/v1/patients/{patient_id}", "record", NOBODY),
    ("/api/v1/patients/{patient_id}/case-history", "case_history", NOBODY),
    ("/api/v1/patients/{patient_id}/case-history/documents", "documents", NOBODY),
    ("/api/v1/patients/{patient_id}/case-history/versions", "case_history_versions", NOBODY),
    ("/api/v1/patients/{patient_id}/documents", "documents", NOBODY),
    ("/api/v1/patients/{patient_id}/reports", "reports", NOBODY),
    ("/api/v1/patients/{patient_id}/reports/{report_id}", "report", NOBODY),
    ("/api/v1/patients/{patient_id}/reports/{report_id}/documents", "documents", NOBODY),
    ("/api/v1/users/me/export", "export", ALL_BUT_PATIENTS),
    ("/protected/user/sessionDetail", "record", ALL_BUT_PATIENTS),
];

/// What shows clinical data, but to nobody who asks for it with a token: stories of their own open the sockets and the link.
const ELSEWHERE: [&str; 4] = [
    "/api/v1/ai-assistant/ws/{session_id}",
    "/api/v1/chat/ws/chat/{chat_id}",
    "/api/v1/chats/ws/{chat_id}",
    "/api/v1/documents/{document_id}/content",
];

/// What a doctor recommends for a problem. It is about no patient.
const ADVICE: [&str; 2] = ["/api/v1/suggestions", "/api/v1/suggestions/{suggestion_id}"];

/// What tells of nobody's health.
const NOT_CLINICAL: [&str; 35] = [
    "/",
    "/.well-known/jwks.json",
    "/api/v1/admin/audit-logs",
    "/api/v1/admin/jobs",
    "/api/v1/admin/staff/invitations",
    "/api/v1/auth/csrf",
    "/api/v1/auth/second-factor",
    "/api/v1/auth/sessions",
    "/api/v1/chat/threads/unread-count",
    "/api/v1/doctors",
    "/api/v1/doctors/me/profile",
    "/api/v1/doctors/search",
    "/api/v1/doctors/{doctor_id}",
    "/api/v1/doctors/{doctor_id}/hospitals",
    "/api/v1/hospitals",
    "/api/v1/hospitals/{hospital_id}",
    "/api/v1/hospitals/{hospital_id}/doctors",
    "/api/v1/mappings/doctor-patient",
    "/api/v1/mappings/hospital-doctor",
    "/api/v1/mappings/hospital-patient",
    "/api/v1/mappings/user-patient/invitations",
    "/api/v1/patients/{patient_id}/access-log",
    "/api/v1/patients/{patient_id}/doctors",
    "/api/v1/patients/{patient_id}/hospitals",
    "/api/v1/specialties",
    "/api/v1/specialties/{specialty_id}",
    "/api/v1/users",
    "/api/v1/users/list",
    "/api/v1/users/me",
    "/api/v1/users/profile",
    "/api/v1/users/{user_id}",
    "/health",
    "/health/live",
    "/health/ready",
    "/metrics",
];

fn reading() -> impl Iterator<Item = Operation> {
    operations().into_iter().filter(|operation| operation.method == Method::GET)
}

#[test]
fn every_operation_that_reads_is_known_to_show_clinical_data_or_none() {
    let paths: Vec<String> = reading().map(|operation| operation.path).collect();
    let clinical = CLINICAL.iter().map(|(path, ..)| *path);
    let known: Vec<&str> = clinical.chain(ELSEWHERE).chain(ADVICE).chain(NOT_CLINICAL).collect();
    let set = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(paths.into_iter().collect::<BTreeSet<_>>(), set(&known));
    assert_eq!(set(&known).len(), known.len(), "one of them stands in two tables");
}

fn path(world: &World, operation: &Operation) -> String {
    let query = match operation.path.as_str() {
        "/api/v1/messages" => format!("?chat_id={}", world.id("chat_id")),
        path if path.ends_with("/messages/search") => format!("?query={MARK}"),
        _ => String::new(),
    };
    format!("{}{query}", world.path(operation))
}

/// A patient of whom even the lists of patients tell something, and whose doctor reads the interview.
async fn world(app: &TestApp) -> World {
    let world = app.world().await;
    let body = json!({ "blood_group": "O-", "city": "Oran" });
    world.patient.patch(&format!("/patients/{}", world.patient.id), body).await.expect(200);
    let interview = json!({ "chat_id": world.id("chat_id"), "message": MARK, "ai_session_id": world.id("session_id") });
    world.patient.post("/messages", interview).await.expect(201);
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_clinical_is_noted_whoever_reads_it_and_nothing_else_is() {
    let app = TestApp::start().await;
    let world = world(&app).await;
    let mut wrong = Vec::new();
    for operation in reading().filter(|operation| !ELSEWHERE.contains(&operation.path.as_str())) {
        let shows = CLINICAL.iter().find(|(path, ..)| *path == operation.path);
        let is_advice = ADVICE.contains(&operation.path.as_str());
        let (before, mut expected, mut answered) = (noted(&app).await.len(), Vec::new(), 0);
        for (role, person) in world.everybody() {
            let reply = person.send(person.request_at(Method::GET, &path(&world, &operation))).await;
            if !reply.status.is_success() {
                continue;
            }
            answered += 1;
            match shows {
                Some((_, what, blind)) if !blind.contains(&role) => {
                    expected.push(format!("{} {role} {} {what} 1", person.user, world.patient.id));
                }
                None if !is_advice && reply.body.to_string().contains(MARK) => {
                    wrong.push(format!("{} tells the {role}: {}", operation.path, reply.body));
                }
                Some(_) | None => {}
            }
        }
        let mut left = noted(&app).await.split_off(before);
        left.sort();
        expected.sort();
        if answered == 0 || left != expected {
            wrong.push(format!("{}: {answered} answers left {left:#?}, not {expected:#?}", operation.path));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
