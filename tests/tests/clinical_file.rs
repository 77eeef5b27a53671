//! Case histories and reports.

use e2e::{
    Person, TestApp,
    files::{PDF, PNG},
};
use serde_json::{Value, json};
use uuid::Uuid;

fn history(patient: &Person) -> String {
    format!("/patients/{}/case-history", patient.id)
}

fn reports(patient: &Person) -> String {
    format!("/patients/{}/reports", patient.id)
}

fn ids(documents: &Value) -> Vec<&str> {
    documents.as_array().unwrap().iter().map(|document| document["id"].as_str().unwrap()).collect()
}

/// An administrator, a patient with a treating doctor, and people who have nothing to do with them.
struct Ward {
    admin: Person,
    nadia: Person,
    doctor: Person,
    stranger: Person,
    other_doctor: Person,
    hospital: Person,
}

async fn ward(app: &TestApp) -> Ward {
    let admin = app.admin().await;
    let (nadia, stranger) = (app.patient("Nadia").await, app.patient("Karim").await);
    let (doctor, other_doctor) = (app.doctor(&admin, "Amina").await, app.doctor(&admin, "Other").await);
    let hospital = app.hospital(&admin, "Mustapha").await;
    app.treat(&admin, &doctor, nadia.id).await;
    app.register(&admin, &hospital, nadia.id).await;
    Ward { admin, nadia, doctor, stranger, other_doctor, hospital }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_is_a_version_and_earlier_ones_stay() {
    let app = TestApp::start().await;
    let Ward { admin, nadia, doctor, .. } = ward(&app).await;
    nadia.get(&history(&nadia)).await.expect(404);
    nadia.get(&format!("{}/versions", history(&nadia))).await.expect(404);
    doctor.put(&history(&nadia), json!({ "summary": "nothing to change yet" })).await.expect(404);
    let first = admin.post(&history(&nadia), json!({ "summary": "Diabetes since 2019" })).await;
    assert_eq!(first.headers["location"], format!("/api/v1{}", history(&nadia)).as_str());
    let first = first.expect(201);
    assert_eq!((&first["version"], &first["documents"]), (&json!(1), &json!([])));
    admin.post(&history(&nadia), json!({ "summary": "again" })).await.expect(409);
    let sent = nadia.upload(&format!("{}/documents", history(&nadia)), &[("a.png", PNG), ("b.pdf", PDF)]).await;
    let sent = sent.expect(201);
    let second = doctor.put(&history(&nadia), json!({ "summary": "Well controlled" })).await.expect(200);
    assert_eq!((&second["version"], ids(&second["documents"])), (&json!(2), ids(&sent)));
    assert_eq!((&second["created_at"], &second["author_user_id"]), (&first["created_at"], &json!(doctor.user)));
    assert!(second["updated_at"].as_str() > first["updated_at"].as_str());
    let third =
        doctor.patch(&history(&nadia), json!({ "documents": [sent[1]["id"], sent[1]["id"]] })).await.expect(200);
    assert_eq!((&third["summary"], ids(&third["documents"])), (&json!("Well controlled"), vec![ids(&sent)[1]]));
    assert_eq!(doctor.patch(&history(&nadia), json!({})).await.expect(200), third);
    assert_eq!(nadia.get(&history(&nadia)).await.expect(200), third);
    let versions = nadia.get(&format!("{}/versions", history(&nadia))).await.rows();
    assert_eq!(
        versions,
        [third.clone(), second.clone(), {
            let mut shown = first;
            shown["documents"] = sent.clone();
            shown
        }]
    );
    let page = nadia.get(&format!("{}/versions?limit=1", history(&nadia))).await;
    let cursor = page.body["meta"]["next_cursor"].as_str().unwrap().to_owned();
    let rest = nadia.get(&format!("{}/versions?cursor={cursor}", history(&nadia))).await.rows();
    assert_eq!(rest[0], second);
    let numbered = nadia.get(&format!("{}/versions?page=1&limit=2", history(&nadia))).await;
    assert_eq!(numbered.body["meta"]["total"], json!(3));
    // A deleted document leaves every version.
    nadia.delete(&format!("/documents/{}", ids(&sent)[1])).await.expect(200);
    assert_eq!(nadia.get(&history(&nadia)).await.expect(200)["documents"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_16_create_if_not_exists_opens_one_for_those_who_may() {
    let app = TestApp::start().await;
    let Ward { nadia, doctor, stranger, .. } = ward(&app).await;
    let flagged = format!("{}?create_if_not_exists=true", history(&nadia));
    nadia.get(&flagged).await.expect(404);
    stranger.get(&flagged).await.expect(404);
    doctor.get(&format!("{}?create_if_not_exists=perhaps", history(&nadia))).await.refused(400, "create_if_not_exists");
    doctor.get(&format!("{}?create_if_not_exists=false", history(&nadia))).await.expect(404);
    let tries = futures_util::future::join_all((0..4).map(|_| doctor.get(&flagged))).await;
    let opened: Vec<Value> = tries.into_iter().map(|reply| reply.expect(200)).collect();
    assert!(opened.iter().all(|one| *one == opened[0]));
    assert_eq!((&opened[0]["summary"], &opened[0]["version"]), (&json!(""), &json!(1)));
    assert_eq!(nadia.get(&flagged).await.expect(200), opened[0]);
    let (_, statements) = app.statements_during(nadia.get(&history(&nadia))).await;
    assert!(statements <= 2, "{statements}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_writers_at_once_one_wins() {
    let app = TestApp::start().await;
    let Ward { nadia, doctor, .. } = ward(&app).await;
    let statuses = async |replies: Vec<e2e::Reply>| {
        let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status.as_u16()).collect();
        statuses.sort_unstable();
        statuses
    };
    let path = history(&nadia);
    let opening = (0..6).map(|number| doctor.post(&path, json!({ "summary": format!("{number}") })));
    let opened = statuses(futures_util::future::join_all(opening).await).await;
    assert_eq!(opened, [201, 409, 409, 409, 409, 409]);
    let changing = (0..6).map(|number| doctor.put(&path, json!({ "summary": format!("v{number}"), "version": 1 })));
    let changed = statuses(futures_util::future::join_all(changing).await).await;
    assert_eq!(changed, [200, 409, 409, 409, 409, 409]);
    let place = format!("{path}/documents");
    let (uploaded, changed) = futures_util::future::join(
        futures_util::future::join_all((0..4).map(|_| nadia.upload(&place, &[("a.png", PNG)]))),
        futures_util::future::join_all(
            (0..3).map(|number| doctor.put(&path, json!({ "summary": format!("w{number}") }))),
        ),
    )
    .await;
    assert!(changed.iter().any(|reply| reply.status == 200));
    let mut sent: Vec<Value> = uploaded.into_iter().map(|reply| reply.expect(201)[0]["id"].clone()).collect();
    sent.sort_by_key(ToString::to_string);
    let current = nadia.get(&path).await.expect(200);
    let mut kept: Vec<Value> = ids(&current["documents"]).into_iter().map(|id| json!(id)).collect();
    kept.sort_by_key(ToString::to_string);
    assert_eq!(kept, sent, "no upload is lost between two versions");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_15_the_case_history_names_what_is_wrong() {
    let app = TestApp::start().await;
    let Ward { nadia, doctor, stranger, .. } = ward(&app).await;
    let path = history(&nadia);
    let post = async |body: Value| doctor.post(&path, body).await;
    post(json!({ "summary": null })).await.refused(400, "summary");
    post(json!({ "summary": 7 })).await.refused(400, "summary");
    post(json!({ "summary": "x".repeat(20_001) })).await.refused(400, "summary");
    post(json!({ "summary": "nul\u{0}" })).await.refused(400, "summary");
    post(json!({ "summary": "a", "documents": "x" })).await.refused(400, "documents");
    post(json!({ "summary": "a", "documents": ["x"] })).await.refused(400, "documents[0]");
    let theirs = stranger.upload(&format!("{}/documents", history(&stranger)), &[("a.png", PNG)]).await.expect(201);
    let own = nadia.upload(&format!("{path}/documents"), &[("a.png", PNG)]).await.expect(201);
    for unknown in [json!(Uuid::nil()), theirs[0]["id"].clone(), json!(nadia.user)] {
        post(json!({ "summary": "a", "documents": [own[0]["id"], unknown] })).await.refused(404, "documents[1]");
    }
    post(json!({ "summary": "a", "unknown": 1 })).await.expect(201);
    // What was uploaded before there was a case history belongs to it.
    assert_eq!(ids(&nadia.get(&path).await.expect(200)["documents"]), ids(&own));
    doctor.put(&path, json!({ "version": 0 })).await.refused(400, "version");
    doctor.put(&path, json!({ "documents": [theirs[0]["id"]] })).await.refused(404, "documents[0]");
    for (query, field) in [("limit=101", "limit"), ("cursor=00", "cursor"), ("page=-1", "page")] {
        nadia.get(&format!("{path}/versions?{query}")).await.refused(400, field);
    }
    doctor.put(&path, json!({ "documents": [] })).await.expect(200);
    doctor.get("/patients/me-not/case-history").await.refused(400, "patient_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_03_the_clinical_file_is_for_who_reaches_the_patient() {
    let app = TestApp::start().await;
    let Ward { admin, nadia, doctor, stranger, other_doctor, hospital } = ward(&app).await;
    admin.post(&history(&nadia), json!({ "summary": "secret" })).await.expect(201);
    let report = json!({ "title": "Blood count", "report_type": "blood_test" });
    let report = doctor.post(&reports(&nadia), report).await.expect(201);
    let one = format!("{}/{}", reports(&nadia), report["id"].as_str().unwrap());
    let paths = [
        history(&nadia),
        format!("{}/versions", history(&nadia)),
        format!("{}/documents", history(&nadia)),
        reports(&nadia),
        one.clone(),
        format!("{one}/documents"),
    ];
    for path in &paths {
        for reader in [&admin, &nadia, &doctor] {
            reader.get(path).await.expect(200);
        }
        for nobody in [&stranger, &other_doctor] {
            nobody.get(path).await.expect(404);
        }
        hospital.get(path).await.expect(403);
        app.anonymous().get(path).await.expect(401);
    }
    let body = json!({ "summary": "x", "title": "x", "report_type": "other" });
    other_doctor.post(&history(&nadia), body.clone()).await.expect(404);
    other_doctor.put(&history(&nadia), body.clone()).await.expect(404);
    nadia.post(&history(&nadia), body.clone()).await.expect(403);
    nadia.put(&history(&nadia), body.clone()).await.expect(403);
    for nobody in [&stranger, &other_doctor] {
        nobody.post(&reports(&nadia), body.clone()).await.expect(404);
        nobody.put(&one, body.clone()).await.expect(404);
        nobody.upload(&format!("{one}/documents"), &[("a.png", PNG)]).await.expect(404);
    }
    hospital.post(&reports(&nadia), body.clone()).await.expect(403);
    // Another patient's report is not found under one's own patient.
    let hidden = format!("{}/{}", reports(&stranger), report["id"].as_str().unwrap());
    stranger.get(&hidden).await.expect(404);
    stranger.put(&hidden, body).await.expect(404);
    stranger.upload(&format!("{hidden}/documents"), &[("a.png", PNG)]).await.expect(404);
    assert_eq!(nadia.get(&one).await.expect(200), report);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nurse_of_the_hospital_reads_the_case_history_and_documents_and_writes_nothing() {
    let app = TestApp::start().await;
    let Ward { admin, nadia, hospital, .. } = ward(&app).await;
    let (nurse, desk) = (app.nurse(&hospital).await, app.receptionist(&hospital).await);
    let elsewhere = app.nurse(&app.hospital(&admin, "Elsewhere").await).await;
    admin.post(&history(&nadia), json!({ "summary": "s" })).await.expect(201);
    let documents = format!("/patients/{}/documents", nadia.id);
    for path in [history(&nadia), documents] {
        nurse.get(&path).await.expect(200);
        elsewhere.get(&path).await.expect(404);
        desk.get(&path).await.expect(403);
    }
    nurse.put(&history(&nadia), json!({ "summary": "x" })).await.expect(403);
    nurse.upload(&format!("{}/documents", history(&nadia)), &[("a.png", PNG)]).await.expect(403);
    nurse.get(&reports(&nadia)).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unverified_doctor_reads_nothing() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let doctor = app.unverified_doctor("Newcomer").await;
    for path in [history(&nadia), reports(&nadia), format!("/patients/{}/documents", nadia.id)] {
        doctor.get(&path).await.expect(404);
    }
    doctor.post(&history(&nadia), json!({ "summary": "x" })).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_are_entered_changed_and_hold_documents() {
    let app = TestApp::start().await;
    let Ward { nadia, doctor, .. } = ward(&app).await;
    let (empty, statements) = app.statements_during(nadia.get(&reports(&nadia))).await;
    assert!(empty.rows().is_empty() && statements <= 2, "{statements}");
    let body = json!({ "title": "Bilan", "report_type": "LAB_TEST", "description": "d", "report_date": "2026-02-28" });
    let reply = nadia.post(&reports(&nadia), body).await;
    let location = reply.headers["location"].to_str().unwrap().strip_prefix("/api/v1").unwrap().to_owned();
    let report = reply.expect(201);
    assert_eq!((&report["report_type"], &report["report_date"]), (&json!("lab_test"), &json!("2026-02-28")));
    let place = format!("{location}/documents");
    let sent = doctor.upload(&place, &[("a.png", PNG), ("b.pdf", PDF)]).await.expect(201);
    assert_eq!((&sent[0]["category"], &sent[0]["report_id"]), (&json!("report"), &report["id"]));
    let (found, statements) = app.statements_during(nadia.get(&location)).await;
    let found = found.expect(200);
    assert!(ids(&found["documents"]) == ids(&sent) && statements <= 2, "{statements}");
    assert_eq!(nadia.get(&place).await.rows().len(), 2);
    assert_eq!(nadia.get(&format!("{place}?page=2")).await.rows().len(), 0);
    let changed = doctor.patch(&location, json!({ "title": "Bilan complet", "description": null })).await.expect(200);
    assert_eq!((&changed["title"], &changed["description"]), (&json!("Bilan complet"), &json!(null)));
    assert_eq!(changed["report_date"], "2026-02-28");
    assert_eq!(nadia.put(&location, json!({})).await.expect(200), changed);
    for title in ["Second", "Third"] {
        nadia.post(&reports(&nadia), json!({ "title": title, "report_type": "imaging" })).await.expect(201);
    }
    let (listed, statements) = app.statements_during(nadia.get(&reports(&nadia))).await;
    let listed = listed.rows();
    assert!(listed.len() == 3 && listed[2] == changed && statements <= 2, "{statements}");
    assert_eq!(nadia.get(&format!("{}?report_type=imaging", reports(&nadia))).await.rows().len(), 2);
    let first = nadia.get(&format!("{}?limit=2", reports(&nadia))).await;
    let cursor = first.body["meta"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(nadia.get(&format!("{}?cursor={cursor}", reports(&nadia))).await.rows(), [changed]);
    let numbered = nadia.get(&format!("{}?page=1&report_type=imaging", reports(&nadia))).await;
    assert_eq!(numbered.body["meta"]["total"], json!(2));
    assert!(nadia.get(&format!("{}?page=7", reports(&nadia))).await.rows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_15_reports_name_what_is_wrong() {
    let app = TestApp::start().await;
    let Ward { nadia, .. } = ward(&app).await;
    let send = async |field: &str, value: Value| {
        let mut body = json!({ "title": "t", "report_type": "other" });
        body[field] = value;
        nadia.post(&reports(&nadia), body).await.refused(400, field);
    };
    send("title", json!("")).await;
    send("title", json!(null)).await;
    send("title", json!("x".repeat(201))).await;
    send("report_type", json!("horoscope")).await;
    send("report_type", json!(null)).await;
    send("description", json!("x".repeat(20_001))).await;
    send("report_date", json!("2026-02-30")).await;
    send("report_date", json!(20_260_228)).await;
    nadia.get(&format!("{}?report_type=x", reports(&nadia))).await.refused(400, "report_type");
    nadia.get(&format!("{}/x", reports(&nadia))).await.refused(400, "report_id");
    let report = nadia.post(&reports(&nadia), json!({ "title": "t", "report_type": "other" })).await.expect(201);
    let one = format!("{}/{}", reports(&nadia), report["id"].as_str().unwrap());
    nadia.put(&one, json!({ "title": null })).await.refused(400, "title");
    nadia.put(&one, json!({ "report_type": "x" })).await.refused(400, "report_type");
    nadia.get(&format!("{}/{}", reports(&nadia), Uuid::nil())).await.expect(404);
    assert_eq!(nadia.get(&one).await.expect(200), report);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_history_may_begin_without_words_and_each_of_its_files_is_on_record() {
    let app = TestApp::start().await;
    let ward = ward(&app).await;
    let opened = ward.doctor.post(&history(&ward.nadia), json!({})).await.expect(201);
    assert_eq!((&opened["summary"], &opened["documents"]), (&json!(""), &json!([])));
    let uploads = format!("{}/documents", history(&ward.nadia));
    let stored = ward.nadia.upload(&uploads, &[("a.png", PNG), ("b.pdf", PDF), ("c.png", PNG)]).await.expect(201);
    let mut entries =
        app.lines("SELECT CAST(resource_id AS TEXT) AS line FROM audit_log WHERE action = 'document.upload'").await;
    let mut expected: Vec<&str> = ids(&stored);
    entries.sort();
    expected.sort_unstable();
    assert_eq!(entries, expected);
}
