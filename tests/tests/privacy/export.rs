use e2e::{MARK, Person, TestApp};
use serde_json::{Value, json};

use super::entries;

async fn taken(person: &Person) -> Value {
    person.get("/users/me/export").await.expect(200)
}

fn rows<'a>(data: &'a Value, section: &str) -> &'a [Value] {
    data[section].as_array().unwrap_or_else(|| panic!("{section} in {data:#}"))
}

const OF_PATIENTS: [&str; 12] = [
    "patients",
    "clinical_facts",
    "case_histories",
    "reports",
    "documents",
    "chats",
    "messages",
    "interviews",
    "interview_turns",
    "appointments",
    "treatments",
    "registrations",
];
const OF_DOCTORS: [&str; 4] = ["doctor_profile", "workplaces", "suggestions", "calendar"];

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_takes_along_everything_that_is_kept() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let patient = &world.patient;
    patient.patch(&format!("/patients/{}", patient.id), json!({ "allergies": [] })).await.expect(200);
    let summary = json!({ "summary": "second" });
    world.doctor.put(&format!("/patients/{}/case-history", patient.id), summary).await.expect(200);
    world.doctor.get(&format!("/patients/{}", patient.id)).await.expect(200);
    app.settled().await;
    let reply = patient.get("/users/me/export").await;
    assert_eq!(reply.headers["content-disposition"], "attachment; filename=\"lifeline-export-2026-03-02.json\"");
    assert_eq!(reply.headers["content-type"], "application/json");
    let data = reply.expect(200);
    for section in OF_PATIENTS {
        assert!(!rows(&data, section).is_empty(), "{section}: {data:#}");
    }
    for section in OF_DOCTORS {
        assert!(rows(&data, section).is_empty(), "{section}: {data:#}");
    }
    assert_eq!(rows(&data, "account")[0]["email"], json!(patient.email));
    assert_eq!(rows(&data, "sessions").len(), 1);
    assert_eq!(rows(&data, "relations")[0]["relation"], json!("self"));
    let fact = &rows(&data, "clinical_facts")[0];
    assert!(fact["text"] == json!(MARK) && fact["ended_at"].is_string(), "what has ended too: {fact:#}");
    assert_eq!(rows(&data, "case_histories").len(), 2);
    assert_eq!(rows(&data, "documents").len(), 2);
    assert_eq!(rows(&data, "messages").len(), 2);
    assert_eq!(rows(&data, "appointments")[0]["symptoms"], json!(MARK));
    assert_eq!(rows(&data, "invitations")[0]["email"], json!("relative@example.org"), "the one that she sent");
    let read = json!([patient.id, world.doctor.user, "doctor"]);
    let mut reads = rows(&data, "reads").iter().map(|row| json!([row["patient_id"], row["user_id"], row["role"]]));
    assert!(reads.any(|row| row == read), "{:#}", data["reads"]);
    let actions: Vec<&str> = rows(&data, "actions").iter().filter_map(|row| row["action"].as_str()).collect();
    assert!(actions.contains(&"message.send") && actions.last() == Some(&"user.export"), "{actions:?}");
    for secret in ["password_hash", "$2b$", "search_key", "storage_key", "cookie_hash", "token_hash"] {
        assert!(!data.to_string().contains(secret), "{secret}");
    }
    assert_eq!(entries(&app, "user.export").await, 1);
    app.wired.core.accesses.flush().await;
    let reads = "SELECT CAST(patient_id AS TEXT) AS line FROM access_log WHERE what = 'export'";
    assert_eq!(app.lines(reads).await, [patient.id.to_string()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_every_row_and_reads_them_page_by_page() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    for number in 0..205 {
        talk.say(&talk.patient, &format!("message {number}")).await;
    }
    let (data, statements) = app.statements_during(taken(&talk.patient)).await;
    let numbers: Vec<i64> = rows(&data, "messages").iter().map(|row| row["sequence"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=205).collect::<Vec<_>>());
    assert!(statements < 50, "a query for a hundred rows, none for one: {statements}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_along_what_is_read_by_office_or_is_anothers() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let stranger = app.patient("Samir Ziane").await;
    for person in [&world.admin, &world.hospital, &world.nurse, &world.desk, &stranger] {
        let data = taken(person).await;
        let text = data.to_string();
        assert!(!text.contains(MARK) && !text.contains(&world.patient.id.to_string()), "{text}");
        assert_eq!(rows(&data, "account").len(), 1);
        assert_eq!(rows(&data, "account")[0]["id"], json!(person.user));
        let profile = usize::from(person.user == world.hospital.user);
        assert_eq!(rows(&data, "hospital_profile").len(), profile);
        assert!(rows(&data, "reads").is_empty() && !text.contains("colleague@example.org"), "{text}");
        assert!(!rows(&data, "actions").is_empty());
    }
    let data = taken(&world.doctor).await;
    for section in OF_PATIENTS {
        assert!(rows(&data, section).is_empty(), "{section}");
    }
    for section in OF_DOCTORS {
        assert_eq!(rows(&data, section).len(), 1, "{section}");
    }
    let visit = &rows(&data, "calendar")[0];
    assert!(visit["starts_at"].is_string() && visit.get("symptoms").is_none(), "{visit:#}");
    assert_eq!(rows(&data, "suggestions")[0]["problem"], json!(MARK));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_member_is_taken_along_as_long_as_one_acts_for_him() {
    let app = TestApp::start().await;
    let mother = app.patient("Nadia").await;
    let child = mother.post("/patients", json!({ "name": "Lina", "relation": "child" })).await.expect(201);
    let relations = mother.get("/mappings/user-patient").await.rows();
    let relation = relations.iter().find(|row| row["relation"] == "child").unwrap();
    assert_eq!(rows(&taken(&mother).await, "patients").len(), 2);
    mother.delete(&format!("/mappings/user-patient/{}", relation["id"].as_str().unwrap())).await.expect(200);
    let data = taken(&mother).await;
    assert_eq!(rows(&data, "patients").len(), 1);
    assert_ne!(rows(&data, "patients")[0]["id"], child["id"]);
    assert_eq!(rows(&data, "relations").len(), 2, "that she acted for her is hers to know");
}
