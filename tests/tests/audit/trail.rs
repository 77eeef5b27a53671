//! The trail as administrators read it.

use chrono::TimeDelta;
use e2e::{Person, TestApp};
use serde_json::{Value, json};

async fn found(admin: &Person, query: &str) -> Vec<Value> {
    admin.get(&format!("/admin/audit-logs?limit=100&{query}")).await.rows()
}
fn actions(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["action"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_says_who_did_what_for_whom() {
    let app = TestApp::start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    let child = json!({ "relation": "child", "name": "Lina" });
    let child = nadia.post("/patients", child).await.expect(201)["id"].clone();
    let request = nadia
        .request(reqwest::Method::PATCH, &format!("/patients/{}", child.as_str().unwrap()))
        .header("x-request-id", "a-request-of-mine")
        .json(&json!({ "city": "Oran", "allergies": ["nuts"] }));
    nadia.send(request).await.expect(200);
    let entry = &found(&admin, "action=patient.update").await[0];
    assert_eq!((&entry["user_id"], &entry["role"]), (&json!(nadia.user), &json!("patient")));
    assert_eq!((&entry["patient_id"], &entry["on_behalf_of"], &entry["resource_id"]), (&child, &child, &child));
    assert_eq!(entry["changes"], json!(["city", "allergies"]), "names, not values");
    assert_eq!((&entry["request_id"], &entry["ip_address"]), (&json!("a-request-of-mine"), &json!("127.0.0.1")));
    assert_eq!(entry["resource"], json!("patient"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trail_is_filtered_by_everything_that_it_holds() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let admin = &world.admin;
    let of_doctor = found(admin, &format!("user_id={}", world.doctor.user)).await;
    assert!(of_doctor.len() > 3 && of_doctor.iter().all(|row| row["user_id"] == json!(world.doctor.user)));
    let created = found(admin, "action=create").await;
    assert!(actions(&created).contains(&"report.create") && actions(&created).contains(&"case_history.create"));
    assert!(created.iter().all(|row| row["action"].as_str().unwrap().ends_with(".create")));
    assert_eq!(actions(&found(admin, "action=report.create").await), ["report.create"]);
    assert!(found(admin, "action=report").await.is_empty(), "a noun is no verb");
    let reports = found(admin, "resource=report").await;
    assert_eq!(actions(&reports), ["report.create"]);
    let hers = found(admin, &format!("patient_id={}&user_id={}", world.patient.id, world.patient.user)).await;
    assert!(!hers.is_empty() && hers.iter().all(|row| row["patient_id"] == json!(world.patient.id)));
    assert!(hers.iter().all(|row| row["on_behalf_of"].is_null()), "she acts for herself");
    assert!(found(admin, &format!("patient_id={}", world.doctor.id)).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_opened_is_asked_for_by_the_action_read() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let request = world
        .doctor
        .request(reqwest::Method::GET, &format!("/patients/{}/reports", world.patient.id))
        .header("x-request-id", "a-request-of-mine");
    app.settled().await;
    world.doctor.send(request).await.expect(200);
    app.settled().await;
    app.wait(TimeDelta::days(1));
    let (admin, samir) = (app.admin().await, app.patient("Samir").await);
    samir.get(&format!("/patients/{}", samir.id)).await.expect(200);
    app.settled().await;
    let reads = found(&admin, "action=read").await;
    let who = |entry: &Value| (entry["user_id"].clone(), entry["role"].clone(), entry["resource"].clone());
    assert_eq!(who(&reads[0]), (json!(samir.user), json!("patient"), json!("record")));
    assert_eq!(who(&reads[1]), (json!(world.doctor.user), json!("doctor"), json!("reports")));
    assert_eq!((&reads[1]["action"], &reads[1]["patient_id"]), (&json!("read"), &json!(world.patient.id)));
    assert_eq!((&reads[1]["ip_address"], &reads[1]["request_id"]), (&json!("127.0.0.1"), &json!("a-request-of-mine")));
    assert_eq!(found(&admin, "resource=access").await, reads);
    assert_eq!(found(&admin, "action=read&resource=access").await, reads);
    for (query, expected) in [
        (format!("user_id={}", world.doctor.user), &reads[1]),
        (format!("patient_id={}", samir.id), &reads[0]),
        ("resource=reports".to_owned(), &reads[1]),
        ("from_date=2026-03-03".to_owned(), &reads[0]),
        (format!("patient_id={}&to_date=2026-03-02", world.patient.id), &reads[1]),
    ] {
        let narrowed = found(&admin, &format!("action=read&{query}")).await;
        assert_eq!(narrowed.first(), Some(expected), "{query}");
        assert!(narrowed.len() < reads.len(), "{query}: {narrowed:#?}");
    }
    assert_eq!(found(&admin, &format!("action=read&patient_id={}", world.doctor.id)).await, Vec::<Value>::new());
    let second = admin.get("/admin/audit-logs?action=read&limit=1&page=2").await;
    assert_eq!(second.body["meta"]["total"], json!(reads.len()));
    assert_eq!(second.rows(), reads[1..2]);
    assert!(found(&admin, "").await.iter().all(|entry| entry["action"] != json!("read")), "they are in no other list");
    samir.get("/admin/audit-logs?action=read").await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn days_are_whole_days_in_utc() {
    let app = TestApp::start().await;
    app.patient("Monday").await;
    app.wait(TimeDelta::hours(16) - TimeDelta::seconds(1));
    app.patient("Late on Monday").await;
    app.wait(TimeDelta::seconds(1));
    app.patient("Tuesday").await;
    let admin = app.admin().await;
    let signed_up = async |days: &str| found(&admin, &format!("action=user.sign_up&{days}")).await.len();
    assert_eq!(signed_up("").await, 3);
    assert_eq!(signed_up("from_date=2026-03-02&to_date=2026-03-02").await, 2);
    assert_eq!(signed_up("from_date=2026-03-03").await, 1);
    assert_eq!(signed_up("to_date=2026-03-01").await, 0);
    assert_eq!(signed_up("to_date=9999-12-31").await, 3);
    admin.get("/admin/audit-logs?from_date=2026-03-03&to_date=2026-03-02").await.refused(400, "to_date");
    admin.get("/admin/audit-logs?action=Create").await.refused(400, "action");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trail_is_paged_newest_first_for_administrators_alone() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let admin = &world.admin;
    let whole = found(admin, "").await;
    assert!(whole.len() > 15 && whole.is_sorted_by(|one, next| one["id"].as_str() > next["id"].as_str()));
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&format!("/admin/audit-logs?limit=7{cursor}")).await;
        let next = page.body["meta"]["next_cursor"].as_str().map(|next| format!("&cursor={next}"));
        paged.extend(page.rows());
        match next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(paged, whole);
    let second = admin.get("/admin/audit-logs?limit=7&page=2").await;
    assert_eq!(second.body["meta"]["total"], json!(whole.len()));
    assert_eq!(second.rows(), whole[7..14]);
    for (role, person) in world.everybody().into_iter().filter(|(role, _)| *role != "admin") {
        let status = person.get("/admin/audit-logs").await.status;
        assert_eq!(status, 403, "{role}");
    }
}

/// Each filter finds its rows by an index, whatever the trail's length.
#[tokio::test(flavor = "multi_thread")]
async fn regression_26_every_filter_of_the_trail_has_an_index() {
    let app = TestApp::start().await;
    if !app.wired.database.serves_one_process() {
        let indexed = "SELECT indexdef FROM pg_indexes WHERE tablename IN ('audit_log', 'access_log')";
        let indexed = app.queried(indexed).await.unwrap();
        let indexed = format!("{indexed:?}");
        for columns in [
            "(actor_user_id, id)",
            "(action, id)",
            "(split_part(action, '.'::text, 2), id)",
            "(resource, id)",
            "(patient_id, id)",
            "(user_id, id)",
            "(what, id)",
            "(id)",
        ] {
            assert!(indexed.contains(columns), "{columns} in {indexed}");
        }
        return;
    }
    for filter in [
        "actor_user_id = 'x'",
        "action = 'x'",
        "substr(audit_log.action, instr(audit_log.action, '.') + 1) = 'x'",
        "resource = 'x'",
        "patient_id = 'x'",
        "id >= 'x' AND id < 'y'",
    ] {
        let plan = app.planned(&format!("SELECT * FROM audit_log WHERE {filter} ORDER BY id DESC LIMIT 21"));
        assert!(plan.contains("USING INDEX") && !plan.contains("TEMP B-TREE"), "{filter}: {plan}");
    }
    for filter in ["user_id = 'x'", "patient_id = 'x'", "what = 'x'", "id >= 'x' AND id < 'y'"] {
        let plan = app.planned(&format!("SELECT * FROM access_log WHERE {filter} ORDER BY id DESC LIMIT 21"));
        assert!(plan.contains("USING INDEX") && !plan.contains("TEMP B-TREE"), "{filter}: {plan}");
    }
}
