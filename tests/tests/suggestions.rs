//! Medical problem suggestions.

use e2e::{Person, TestApp};
use serde_json::{Value, json};

async fn add(doctor: &Person, problem: &str, shared: bool) -> Value {
    doctor.post("/suggestions", json!({ "problem": problem, "shared": shared })).await.expect(201)
}

fn path(suggestion: &Value) -> String {
    format!("/suggestions/{}", suggestion["id"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_keeps_changes_and_removes_suggestions() {
    let app = TestApp::start().await;
    let doctor = app.unverified_doctor("Amina").await;
    let rinse = add(&doctor, "Seasonal rhinitis", false).await;
    assert_eq!(rinse["doctor_id"], json!(doctor.id));
    let changed = doctor.patch(&path(&rinse), json!({ "description": "Saline rinses", "shared": true })).await;
    let changed = changed.expect(200);
    assert_eq!((&changed["problem"], &changed["shared"]), (&json!("Seasonal rhinitis"), &json!(true)));
    let cleared = doctor.put(&path(&rinse), json!({ "description": null })).await.expect(200);
    assert_eq!(cleared["description"], json!(null));
    add(&doctor, "50%_off", false).await;
    assert_eq!(doctor.get("/suggestions?q=RHINITIS").await.rows().len(), 1);
    assert_eq!(doctor.get("/suggestions?q=%25_").await.rows().len(), 1);
    doctor.delete(&path(&rinse)).await.expect(200);
    doctor.get(&path(&rinse)).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_changes_at_once_none_is_lost() {
    let app = TestApp::start().await;
    let doctor = app.unverified_doctor("Amina").await;
    for round in 0..6 {
        let one = add(&doctor, "Rhinitis", true).await;
        let path = path(&one);
        let problem = format!("Rhinitis {round}");
        let (renamed, hidden) = tokio::join!(
            doctor.patch(&path, json!({ "problem": problem })),
            doctor.patch(&path, json!({ "shared": false })),
        );
        renamed.expect(200);
        hidden.expect(200);
        let kept = doctor.get(&path).await.expect(200);
        assert_eq!((&kept["problem"], &kept["shared"]), (&json!(problem), &json!(false)));
        let (changed, removed) = tokio::join!(doctor.patch(&path, json!({ "shared": true })), doctor.delete(&path));
        removed.expect(200);
        assert!([200, 404].contains(&changed.status.as_u16()), "{}", changed.status);
        doctor.get(&path).await.expect(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_doctor_neither_sees_nor_changes_them() {
    let app = TestApp::start().await;
    let (admin, amina, other) = (app.admin().await, app.unverified_doctor("A").await, app.unverified_doctor("B").await);
    let own = add(&amina, "Migraine", true).await;
    assert_eq!(other.get("/suggestions").await.rows().len(), 0);
    other.get(&path(&own)).await.expect(404);
    other.put(&path(&own), json!({ "problem": "Mine" })).await.expect(404);
    other.delete(&path(&own)).await.expect(404);
    let foreign = json!({ "problem": "Theirs", "doctor_id": amina.id });
    other.post("/suggestions", foreign.clone()).await.expect(403);
    admin.post("/suggestions", foreign).await.expect(201);
    admin.post("/suggestions", json!({ "problem": "Nobody's" })).await.refused(400, "doctor_id");
    let unknown = json!({ "problem": "X", "doctor_id": amina.user });
    admin.post("/suggestions", unknown).await.refused(404, "doctor_id");
    let hospital = app.unverified_hospital("H").await;
    hospital.get("/suggestions").await.expect(403);
    let patient = app.patient("P").await;
    assert_eq!(patient.get("/suggestions").await.rows().len(), 0);
    patient.post("/suggestions", json!({ "problem": "X" })).await.expect(403);
    patient.post(&format!("{}/feedback", path(&own)), json!({ "rating": 5 })).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_names_its_field() {
    let app = TestApp::start().await;
    let doctor = app.unverified_doctor("Amina").await;
    doctor.post("/suggestions", json!({})).await.refused(400, "problem");
    doctor.post("/suggestions", json!({ "problem": null })).await.refused(400, "problem");
    doctor.post("/suggestions", json!({ "problem": "x".repeat(1001) })).await.refused(400, "problem");
    doctor.post("/suggestions", json!({ "problem": "x", "shared": "yes" })).await.refused(400, "shared");
    doctor.post("/suggestions", json!({ "problem": "x", "doctor_id": "7" })).await.refused(400, "doctor_id");
    let own = add(&doctor, "Migraine", false).await;
    let feedback = format!("{}/feedback", path(&own));
    doctor.post(&feedback, json!({})).await.refused(400, "rating");
    doctor.post(&feedback, json!({ "rating": 6 })).await.refused(400, "rating");
    doctor.get("/suggestions?limit=0").await.refused(400, "limit");
    doctor.get("/suggestions?doctor_id=x").await.refused(400, "doctor_id");
    doctor.get("/suggestions/x").await.refused(400, "suggestion_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_answer_per_person_counts() {
    let app = TestApp::start().await;
    let doctor = app.unverified_doctor("Amina").await;
    let own = add(&doctor, "Migraine", false).await;
    let feedback = format!("{}/feedback", path(&own));
    doctor.post(&feedback, json!({ "rating": 2 })).await.expect(201);
    let rated = doctor.post(&feedback, json!({ "rating": 5, "helpful": true })).await.expect(200);
    assert_eq!((&rated["feedback_count"], &rated["average_rating"]), (&json!(1), &json!(5.0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_one_query_and_pages_without_gaps() {
    let app = TestApp::start().await;
    let doctor = app.unverified_doctor("Amina").await;
    for number in 0..5 {
        add(&doctor, &format!("Problem {number}"), false).await;
    }
    let (first, statements) = app.statements_during(doctor.get("/suggestions?limit=2")).await;
    assert!(statements <= 2, "{statements}");
    let mut cursor = first.body["meta"]["next_cursor"].as_str().map(str::to_owned);
    let mut seen = first.rows();
    while let Some(next) = cursor {
        let page = doctor.get(&format!("/suggestions?limit=2&cursor={next}")).await;
        cursor = page.body["meta"]["next_cursor"].as_str().map(str::to_owned);
        seen.extend(page.rows());
    }
    let names: Vec<_> = seen.iter().map(|row| row["problem"].as_str().unwrap()).collect();
    assert_eq!(names, ["Problem 4", "Problem 3", "Problem 2", "Problem 1", "Problem 0"]);
    let counted = doctor.get("/suggestions?page=2&limit=2").await;
    assert_eq!((&counted.body["meta"]["total"], &counted.body["meta"]["page"]), (&json!(5), &json!(2)));
}
