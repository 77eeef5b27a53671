use chrono::{SubsecRound, TimeDelta};
use domain::{
    documents::{Document, DocumentCategory, DocumentScope, access::AddDocuments},
    kernel::{Actor, AuditEntry, DocumentId, PatientId, UserId},
    patients::access::admit,
};
use e2e::{
    Person, TestApp,
    files::{PDF, PNG},
};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::{all, at, one, place, stored};

#[tokio::test(flavor = "multi_thread")]
async fn a_document_comes_back_as_it_was_sent() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let form = Form::new()
        .text("note", "nobody asked for this")
        .part("file", Part::bytes(PNG).file_name("scan 1.png"))
        .part("file", Part::bytes(PDF).file_name("تحليل.pdf"))
        .text("remark", "taken at rest");
    let reply = nadia.send_form(&place(&nadia), form).await;
    let location = reply.headers["location"].to_str().unwrap().to_owned();
    let sent = reply.expect(201);
    assert_eq!(location, format!("/api/v1{}", at(&sent[0], "")));
    assert_eq!(sent.as_array().unwrap().len(), 2);
    let scan = &sent[0];
    assert_eq!(scan["file_name"], "scan 1.png");
    assert_eq!(scan["content_type"], "image/png");
    assert_eq!(scan["size"], json!(PNG.len()));
    assert_eq!(scan["remark"], "taken at rest");
    assert_eq!((scan["uploaded_by"].as_str(), &scan["category"]), (Some("patient"), &json!("case_history")));
    assert_eq!(scan["uploaded_by_user_id"], json!(nadia.user));
    assert_eq!(scan["link"], json!(format!("/api/v1{}", at(scan, "/download"))));
    assert_eq!(sent[1]["file_name"], "تحليل.pdf");

    let (status, headers, bytes) = nadia.download(&at(scan, "/download")).await;
    assert_eq!((status.as_u16(), bytes.as_slice()), (200, PNG));
    assert_eq!(headers["content-type"], "image/png");
    assert_eq!(headers["content-length"], PNG.len().to_string().as_str());
    assert_eq!(headers["etag"], format!("\"{}\"", scan["sha256"].as_str().unwrap()).as_str());
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment; filename=\"scan 1.png\""));
    assert_eq!(nadia.get(&at(scan, "")).await.expect(200), *scan);
    assert_eq!(stored(&app).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_keeps_its_length_for_clients_that_take_compressed_answers() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let text = "douleur thoracique\n".repeat(500);
    let document = one(&nadia, &nadia, "note.txt", text.as_bytes()).await;
    let request =
        nadia.request(reqwest::Method::GET, &at(&document, "/download")).header("accept-encoding", "gzip, br");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-length"], text.len().to_string().as_str());
    assert_eq!(response.bytes().await.unwrap(), text.as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_works_without_sign_in_until_it_expires() {
    let app = TestApp::start().await;
    let (nadia, karim) = (app.patient("Nadia").await, app.patient("Karim").await);
    let document = one(&nadia, &nadia, "scan.png", PNG).await;
    let other = one(&karim, &karim, "other.png", PNG).await;
    karim.post(&at(&document, "/link"), json!({})).await.expect(404);
    let link = nadia.post(&at(&document, "/link"), json!({})).await.expect(200);
    assert!(link["expires_at"].is_string());
    let path = link["url"].as_str().unwrap().strip_prefix(app.base()).unwrap().to_owned();
    let path = path.strip_prefix("/api/v1").unwrap();
    let (status, headers, bytes) = app.anonymous().download(path).await;
    assert_eq!(
        (status.as_u16(), bytes.as_slice(), &headers["content-type"]),
        (200, PNG, &"image/png".parse().unwrap())
    );
    let moved = path.replace(document["id"].as_str().unwrap(), other["id"].as_str().unwrap());
    app.anonymous().get(&moved).await.expect(403);
    app.anonymous().get(&path.replace("expires=", "expires=1")).await.expect(403);
    app.anonymous().get(&path.replace(&nadia.user.to_string(), &karim.user.to_string())).await.expect(403);
    app.anonymous().get(&path.replace("role=patient", "role=doctor")).await.expect(403);
    app.anonymous().get(&path.replace("signature=", "signature=A")).await.expect(403);
    app.anonymous().get(&path.replace("expires=", "expires=x")).await.refused(400, "expires");
    app.anonymous().get(&at(&document, "/content?expires=5")).await.refused(400, "signature");
    let with = async |expires: &str, user: &str, role: &str| {
        let query = format!("/content?expires={expires}&signature=x&user_id={user}&role={role}");
        app.anonymous().get(&at(&document, &query)).await
    };
    let nadias = nadia.user.to_string();
    with("9223372036854775807", &nadias, "patient").await.refused(400, "expires");
    with("5", "7", "patient").await.refused(400, "user_id");
    with("5", &nadias, "owner").await.refused(400, "role");
    app.wait(TimeDelta::seconds(121));
    app.anonymous().get(path).await.expect(410);
    let link = nadia.post(&at(&document, "/link"), json!({})).await.expect(200);
    nadia.delete(&at(&document, "")).await.expect(200);
    let path = link["url"].as_str().unwrap().strip_prefix(&format!("{}/api/v1", app.base())).unwrap().to_owned();
    app.anonymous().get(&path).await.expect(404);
}

/// Who got hold of a key of the server signs links for years; none of them opens anything.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_good_for_years_is_none_of_ours() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let document = one(&nadia, &nadia, "scan.png", PNG).await;
    let (id, user) = (document["id"].as_str().unwrap(), nadia.user);
    let signed = async |lifetime: TimeDelta| {
        let expires_at = (app.wired.core.fresh.now() + lifetime).trunc_subsecs(0);
        let signature = app.wired.links.sign(&format!("document/{id}/{user}/patient"), expires_at);
        let query = format!("expires={}&user_id={user}&role=patient&signature={signature}", expires_at.timestamp());
        app.anonymous().get(&at(&document, &format!("/content?{query}"))).await.status.as_u16()
    };
    assert_eq!(signed(TimeDelta::hours(1)).await, 200);
    assert_eq!(signed(TimeDelta::hours(2)).await, 403);
    assert_eq!(signed(TimeDelta::days(3_650)).await, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_03_documents_are_for_who_reaches_the_patient() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (nadia, karim) = (app.patient("Nadia").await, app.patient("Karim").await);
    let (treating, other) = (app.doctor(&admin, "Treating").await, app.doctor(&admin, "Other").await);
    let hospital = app.hospital(&admin, "Mustapha").await;
    app.treat(&admin, &treating, nadia.id).await;
    app.register(&admin, &hospital, nadia.id).await;
    let document = one(&treating, &nadia, "scan.png", PNG).await;
    assert_eq!(document["uploaded_by"], "doctor");
    for reader in [&nadia, &treating, &admin] {
        reader.get(&all(&nadia)).await.expect(200);
        reader.get(&at(&document, "")).await.expect(200);
        assert_eq!(reader.download(&at(&document, "/download")).await.0, 200);
    }
    for stranger in [&karim, &other] {
        for path in [all(&nadia), place(&nadia), at(&document, ""), at(&document, "/download")] {
            stranger.get(&path).await.expect(404);
        }
        stranger.post(&at(&document, "/link"), json!({})).await.expect(404);
        stranger.upload(&place(&nadia), &[("a.png", PNG)]).await.expect(404);
        stranger.delete(&at(&document, "")).await.expect(404);
    }
    for path in [all(&nadia), place(&nadia), at(&document, ""), at(&document, "/download")] {
        hospital.get(&path).await.expect(403);
        app.anonymous().get(&path).await.expect(401);
    }
    hospital.upload(&place(&nadia), &[("a.png", PNG)]).await.expect(403);
    app.anonymous().upload(&place(&nadia), &[("a.png", PNG)]).await.expect(401);
    assert_eq!(stored(&app).await.len(), 1);
    // The patient did not upload it; who did may delete it, once.
    nadia.delete(&at(&document, "")).await.expect(403);
    treating.delete(&at(&document, "")).await.expect(200);
    treating.delete(&at(&document, "")).await.expect(404);
    nadia.get(&at(&document, "")).await.expect(404);
    assert!(nadia.get(&all(&nadia)).await.rows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_05_access_ends_with_the_treatment() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (nadia, doctor) = (app.patient("Nadia").await, app.doctor(&admin, "Amina").await);
    let mapping = app.treat(&admin, &doctor, nadia.id).await;
    let own = one(&doctor, &nadia, "scan.png", PNG).await;
    doctor.get(&at(&own, "")).await.expect(200);
    nadia.delete(&format!("/mappings/doctor-patient/{}", mapping["id"].as_str().unwrap())).await.expect(200);
    for path in [at(&own, ""), at(&own, "/download"), all(&nadia), format!("/patients/{}/reports", nadia.id)] {
        doctor.get(&path).await.expect(404);
    }
    doctor.post(&at(&own, "/link"), json!({})).await.expect(404);
    doctor.delete(&at(&own, "")).await.expect(404);
    doctor.upload(&place(&nadia), &[("a.png", PNG)]).await.expect(404);
    nadia.get(&at(&own, "")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_private_collection_is_for_the_patient_side_on_every_route() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (nadia, doctor) = (app.patient("Nadia").await, app.doctor(&admin, "Amina").await);
    app.treat(&admin, &doctor, nadia.id).await;
    admin.post(&format!("/patients/{}/case-history", nadia.id), json!({ "summary": "s" })).await.expect(201);
    let uploaded = one(&nadia, &nadia, "diary.png", PNG).await;
    let private = made_private(&app, &nadia, &uploaded).await;
    for outsider in [&doctor, &admin] {
        for what in ["", "/download"] {
            outsider.get(&at(&private, what)).await.expect(404);
        }
        outsider.post(&at(&private, "/link"), json!({})).await.expect(404);
        outsider.delete(&at(&private, "")).await.expect(404);
        assert_eq!(outsider.get(&all(&nadia)).await.rows().len(), 1);
        assert!(outsider.get(&format!("{}?category=file", all(&nadia))).await.rows().is_empty());
        let attach = json!({ "documents": [private["id"]] });
        outsider.put(&format!("/patients/{}/case-history", nadia.id), attach).await.refused(404, "documents[0]");
    }
    assert_eq!(nadia.get(&format!("{}?category=file", all(&nadia))).await.rows().len(), 1);
    nadia.get(&at(&private, "")).await.expect(200);
}

/// The same document once more, in the patient's private collection.
pub(crate) async fn made_private(app: &TestApp, patient: &Person, document: &Value) -> Value {
    let core = &app.wired.core;
    let actor = Actor::Patient { user: UserId(patient.user) };
    let mut work = core.store.begin().await.unwrap();
    let permit = admit::<AddDocuments>(&mut *work, &actor, PatientId(patient.id)).await.unwrap();
    let known: uuid::Uuid = document["id"].as_str().unwrap().parse().unwrap();
    let found = work.documents().document(DocumentScope::of(&actor), known.into()).await.unwrap().unwrap();
    let id: DocumentId = core.fresh.id();
    let copy = Document {
        id,
        category: DocumentCategory::File,
        case_history_id: None,
        storage_key: format!("patients/{}/{id}", patient.id),
        ..found
    };
    work.documents().insert_documents(&permit, &[copy]).await.unwrap();
    work.commit(AuditEntry::system("document.upload")).await.unwrap();
    json!({ "id": id.to_string() })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_paged_filtered_and_one_query() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let (empty, statements) = app.statements_during(nadia.get(&all(&nadia))).await;
    assert!(empty.rows().is_empty() && statements <= 2, "{statements}");
    let files: Vec<(&str, &[u8])> = (0..3).map(|_| ("a.png", PNG)).collect();
    nadia.upload(&place(&nadia), &files).await.expect(201);
    let (rows, statements) = app.statements_during(nadia.get(&all(&nadia))).await;
    let rows = rows.rows();
    assert!(rows.len() == 3 && statements <= 2, "{statements}");
    let (reply, statements) = app.statements_during(nadia.get(&at(&rows[0], ""))).await;
    assert!(reply.expect(200)["id"] == rows[0]["id"] && statements <= 2, "{statements}");
    let first = nadia.get(&format!("{}?limit=2", all(&nadia))).await;
    let cursor = first.body["meta"]["next_cursor"].as_str().unwrap().to_owned();
    let rest = nadia.get(&format!("{}?limit=2&cursor={cursor}", all(&nadia))).await.rows();
    assert_eq!([first.rows(), rest].concat(), rows);
    let second = nadia.get(&format!("{}?limit=2&page=2", all(&nadia))).await;
    assert_eq!((second.body["meta"]["total"].clone(), second.rows().len()), (json!(3), 1));
    assert!(nadia.get(&format!("{}?page=9", all(&nadia))).await.rows().is_empty());
    assert_eq!(nadia.get(&format!("{}?category=Case_History", all(&nadia))).await.rows().len(), 3);
    assert!(nadia.get(&format!("{}?category=file", all(&nadia))).await.rows().is_empty());
    for (query, field) in
        [("category=x", "category"), ("limit=0", "limit"), ("page=0", "page"), ("cursor=zz", "cursor")]
    {
        nadia.get(&format!("{}?{query}", all(&nadia))).await.refused(400, field);
    }
    nadia.get("/documents/not-an-id").await.refused(400, "document_id");
    nadia.get("/patients/7/documents").await.refused(400, "patient_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sweep_removes_what_has_no_row_and_nothing_else() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let kept = one(&nadia, &nadia, "a.png", PNG).await;
    let deleted = one(&nadia, &nadia, "b.png", PNG).await;
    nadia.delete(&at(&deleted, "")).await.expect(200);
    let put = async |key: &str| {
        let bytes = futures_util::stream::iter([Ok(bytes::Bytes::from_static(PNG))]);
        app.wired.files.put(key, "image/png", Box::pin(bytes)).await.unwrap();
    };
    put(&format!("patients/{}/{}", nadia.id, nadia.user)).await;
    put("backups/2026-03-02").await;
    put(&format!("photos/{}/{}", nadia.id, nadia.user)).await;
    let documents = &app.wired.services.documents;
    assert_eq!(documents.sweep_orphans().await.unwrap(), 0, "an upload may be under way");
    // The disk's clock is not the test's: go beyond both.
    app.wait(TimeDelta::days(36_500));
    assert_eq!(documents.sweep_orphans().await.unwrap(), 1);
    assert_eq!(documents.sweep_orphans().await.unwrap(), 0);
    let left = stored(&app).await;
    assert_eq!(left.len(), 4, "{left:?}");
    assert!(left.iter().any(|key| key.ends_with(kept["id"].as_str().unwrap())));
}
