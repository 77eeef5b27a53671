//! Lists: bounded, by a number of statements that does not grow with their rows, and searched literally.

use e2e::{Operation, Person, TestApp, World, files::PNG, operations};
use serde_json::json;

/// Lists that are short by a rule of their own, and which.
const SHORT: [(&str, &str); 2] = [
    ("GET /api/v1/auth/sessions", "an account has at most 50 live sessions"),
    ("GET /api/v1/ai/sessions/{session_id}/messages", "an interview takes at most 100 turns"),
];

fn lists() -> Vec<Operation> {
    operations().into_iter().filter(|operation| operation.answers_list).collect()
}

fn path(world: &World, list: &Operation) -> String {
    let path = world.path(list);
    match list.path.as_str() {
        "/api/v1/messages" => format!("{path}?chat_id={}&", world.id("chat_id")),
        "/api/v1/mappings/user-patient" => format!("{path}?user_id={}&", world.patient.user),
        of_chat if of_chat.ends_with("/messages/search") => format!("{path}?query=marrow&"),
        _ => format!("{path}?"),
    }
}

async fn get(person: &Person, path: &str) -> e2e::Reply {
    person.send(person.request_at(reqwest::Method::GET, path)).await
}

#[test]
fn regression_26_every_list_has_a_limit() {
    let unlimited: Vec<String> =
        lists().iter().filter(|list| !list.query.contains(&"limit".to_owned())).map(Operation::name).collect();
    assert!(lists().len() > 30 && unlimited.is_empty(), "{unlimited:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_26_sessions_and_interviews_are_bounded() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    for _ in 0..52 {
        app.log_in(&nadia.email).await;
    }
    let nadia = app.log_in(&nadia.email).await;
    assert_eq!(nadia.get("/auth/sessions?limit=100").await.rows().len(), 50);
    let session = nadia.post("/ai/sessions", json!({ "patient_id": nadia.id })).await.expect(201);
    let path = format!("/ai/sessions/{}/messages", session["id"].as_str().unwrap());
    let mut answered = 0;
    while nadia.post(&path, json!({ "message": "it hurts" })).await.status == 201 {
        answered += 1;
        assert!(answered < 100, "an interview without an end");
    }
    let place = path.trim_end_matches("/messages");
    nadia.put(&format!("{place}/summary"), json!({ "summary": "enough" })).await.expect(409);
    nadia.put(&format!("{place}/end"), json!({})).await.expect(200);
    let turns = nadia.get(&format!("{path}?limit=100")).await.rows();
    assert!((90..=100).contains(&turns.len()), "{}", turns.len());
}

/// More of everything that the world's people have in their lists.
async fn grow(app: &TestApp, world: &World, from: usize, to: usize) {
    let World { admin, patient, doctor, hospital, desk, .. } = world;
    let about = format!("/patients/{}", patient.id);
    let of_report = format!("{about}/reports/{}/documents", world.id("report_id"));
    let chat = world.id("chat_id");
    for number in from..to {
        let walk_in = desk.post("/patients", json!({ "name": format!("Haddad {number}") })).await.expect(201);
        let pair = json!({ "doctor_id": doctor.id, "patient_id": walk_in["id"] });
        admin.post("/mappings/doctor-patient", pair.clone()).await.expect(201);
        doctor.post("/chats", pair).await.expect(201);
        patient.post("/patients", json!({ "relation": "child", "name": format!("Haddad {number}") })).await.expect(201);
        let colleague = admin.post("/doctors", json!({ "name": format!("Dr. {number}") })).await.expect(201);
        let pair = json!({ "doctor_id": colleague["id"], "patient_id": patient.id, "hospital_id": hospital.id });
        admin.post("/mappings/doctor-patient", pair.clone()).await.expect(201);
        admin.post("/mappings/hospital-doctor", pair.clone()).await.expect(201);
        patient.post("/chats", pair).await.expect(201);
        let elsewhere = admin.post("/hospitals", json!({ "name": format!("Hospital {number}") })).await.expect(201);
        let pair = json!({ "hospital_id": elsewhere["id"], "doctor_id": doctor.id, "patient_id": patient.id });
        admin.post("/mappings/hospital-doctor", pair.clone()).await.expect(201);
        admin.post("/mappings/hospital-patient", pair).await.expect(201);
        admin.post("/specialties", json!({ "name": format!("Field {number} of {}", patient.id) })).await.expect(201);
        doctor.put(&format!("{about}/case-history"), json!({ "summary": format!("{number}") })).await.expect(200);
        patient.upload(&format!("{about}/case-history/documents"), &[("a.png", PNG)]).await.expect(201);
        doctor
            .post(&format!("{about}/reports"), json!({ "title": "marrow", "report_type": "other" }))
            .await
            .expect(201);
        doctor.upload(&of_report, &[("a.png", PNG)]).await.expect(201);
        patient.post("/messages", json!({ "chat_id": chat, "message": "marrow" })).await.expect(201);
        let interview = patient.post("/ai/sessions", json!({ "patient_id": patient.id })).await.expect(201);
        let shared = json!({ "chat_id": chat, "message": "marrow", "ai_session_id": interview["id"] });
        patient.post("/messages", shared).await.expect(201);
        doctor.post("/suggestions", json!({ "problem": "marrow", "shared": true })).await.expect(201);
        let (day, hour) = (11 + number / 10, 8 + number % 10);
        let time = format!("2026-03-{day}T{hour:02}:00Z");
        let visit =
            json!({ "doctor_id": doctor.id, "hospital_id": hospital.id, "patient_id": patient.id, "time_slot": time });
        patient.post("/appointments", visit).await.expect(201);
        app.patient(&format!("Account {number}")).await;
        let nurse = json!({ "email": format!("nurse{number}@example.org"), "role": "nurse" });
        hospital.post("/admin/staff/onboard", nurse).await.expect(201);
        let shared =
            json!({ "patient_id": patient.id, "email": format!("aunt{number}@example.org"), "relation": "other" });
        patient.post("/mappings/user-patient/invitations", shared).await.expect(201);
    }
}

/// Rows and statements of each list for each of the world's people who sees it.
async fn measured(app: &TestApp, world: &World) -> Vec<(String, usize, u64)> {
    let mut measured = Vec::new();
    for list in lists() {
        for (role, person) in world.everybody() {
            if !list.roles.is_empty() && !list.roles.iter().any(|name| name == role) {
                continue;
            }
            let path = path(world, &list);
            let limited = if list.query.contains(&"limit".to_owned()) { format!("{path}limit=100") } else { path };
            // Where sessions are cached, one of two requests in a row finds its session there.
            let (_, first) = app.statements_during(get(person, &limited)).await;
            let (reply, second) = app.statements_during(get(person, &limited)).await;
            if reply.status == 200 {
                measured.push((format!("{} as {role}", list.name()), reply.rows().len(), first.min(second)));
            }
        }
    }
    measured
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_26_statements_do_not_grow_with_the_rows() {
    let app = TestApp::start().await;
    let world = app.world().await;
    grow(&app, &world, 0, 3).await;
    let few = measured(&app, &world).await;
    grow(&app, &world, 3, 30).await;
    let many = measured(&app, &world).await;
    let mut wrong = Vec::new();
    assert_eq!(few.len(), many.len());
    for ((name, few_rows, few), (_, many_rows, many)) in few.iter().zip(&many) {
        if few != many || *many > 2 {
            wrong.push(format!("{name}: {few} statements for {few_rows} rows, {many} for {many_rows}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for list in lists().iter().filter(|list| !SHORT.iter().any(|(name, _)| *name == list.name())) {
        let name = format!("{} as ", list.name());
        let longest = many.iter().filter(|(list, ..)| list.starts_with(&name)).map(|(_, rows, _)| rows).max();
        assert!(longest.is_some_and(|rows| *rows >= 30), "{name}nobody has many rows: {longest:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_26_a_list_without_a_wish_gives_twenty() {
    let app = TestApp::start().await;
    let world = app.world().await;
    grow(&app, &world, 0, 25).await;
    for list in lists().iter().filter(|list| list.query.contains(&"limit".to_owned())) {
        for (role, person) in world.everybody() {
            let reply = get(person, &path(&world, list)).await;
            if reply.status == 200 {
                assert_eq!(reply.body["meta"]["limit"], json!(20), "{}", list.name());
                assert!(reply.rows().len() <= 20, "{} as {role}", list.name());
            }
        }
    }
}

/// Parameters that search in text.
const SEARCHES: [&str; 7] = ["q", "search", "name", "city", "specialty", "specialization", "query"];

#[tokio::test(flavor = "multi_thread")]
async fn regression_25_no_search_takes_its_text_for_a_pattern() {
    let app = TestApp::start().await;
    let world = app.world().await;
    grow(&app, &world, 0, 3).await;
    let long = format!("{}!", "a%25_".repeat(190));
    let mut searched = 0;
    for list in operations().iter().filter(|operation| !operation.may_change()) {
        for name in SEARCHES.iter().filter(|name| list.query.contains(&(**name).to_owned())) {
            for text in ["%25", "_", "%5C", "%25%25%25", "(a%2B)%2B%24", "%5B%5E", "'%3B--", "%2A", &long] {
                let base = world.path(list);
                let base = if *name == "query" { format!("{base}?") } else { path(&world, list) };
                for (role, person) in world.everybody() {
                    let reply = get(person, &format!("{base}{name}={text}")).await;
                    let place = format!("{}{name}={text} as {role}", list.name());
                    match reply.status.as_u16() {
                        200 => {
                            assert!(reply.rows().is_empty(), "{place} found something");
                            searched += 1;
                        }
                        400 => reply.refused(400, name),
                        status => assert!(status == 403 || status == 404, "{place}: {status}"),
                    }
                }
            }
        }
    }
    assert!(searched > 300, "{searched}");
}

/// Without an index, deleting and joining look at every row.
#[tokio::test(flavor = "multi_thread")]
async fn regression_26_every_reference_has_an_index() {
    let app = TestApp::start().await;
    let on_sqlite = app.wired.database.serves_one_process();
    let bare = app.lines(if on_sqlite { BARE_ON_SQLITE } else { BARE_ON_POSTGRES }).await;
    assert!(bare.is_empty(), "references without an index: {bare:#?}");
    let references = app.lines(if on_sqlite { REFERENCES_ON_SQLITE } else { REFERENCES_ON_POSTGRES }).await;
    assert!(references.len() > 20, "{references:?}");
}

const REFERENCES_ON_SQLITE: &str = "SELECT t.name || '.' || f.\"from\" AS line
    FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'";
const BARE_ON_SQLITE: &str = "SELECT t.name || '.' || f.\"from\" AS line
    FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table' AND f.seq = 0 AND NOT EXISTS (
        SELECT 1 FROM pragma_index_list(t.name) l, pragma_index_info(l.name) i WHERE i.seqno = 0 AND i.name = f.\"from\")";
const REFERENCES_ON_POSTGRES: &str =
    "SELECT CAST(CAST(conrelid AS regclass) AS TEXT) || '.' || a.attname AS line FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f'";
const BARE_ON_POSTGRES: &str =
    "SELECT CAST(CAST(conrelid AS regclass) AS TEXT) || '.' || a.attname AS line FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f' AND NOT EXISTS (
        SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])";
