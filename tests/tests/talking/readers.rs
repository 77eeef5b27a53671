use domain::{
    documents::{Document, DocumentCategory, DocumentScope, access::AddDocuments},
    kernel::{Actor, AuditEntry, DocumentId, PatientId, UserId},
    patients::access::admit,
};
use e2e::{
    Talk, TestApp,
    files::{PDF, PNG},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{WITH_FILE, send, stored};

fn document(message: &Value) -> String {
    format!("/documents/{}", message["document_id"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_03_a_file_in_a_chat_is_for_who_reads_the_patients_documents() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let sent = send(&talk.doctor, &talk, "Your letter", "letter.pdf", PDF).await.expect(201);
    let (path, download) = (document(&sent), format!("{}/download", document(&sent)));
    let parent = app.patient("Leila Haddad").await;
    parent.get(&path).await.expect(404);
    app.guard(&parent, talk.patient.id).await;
    let colleague = app.doctor(&talk.admin, "Karim").await;
    app.treat(&talk.admin, &colleague, talk.patient.id).await;
    for reader in [&talk.patient, &talk.doctor, &talk.admin, &parent, &colleague] {
        reader.get(&path).await.expect(200);
        assert_eq!(reader.download(&download).await.2, PDF);
    }
    colleague.get(&format!("/chats/{}/messages", talk.chat)).await.expect(404);
    for stranger in [app.patient("Other").await, app.doctor(&talk.admin, "Stranger").await] {
        stranger.get(&path).await.expect(404);
        stranger.get(&download).await.expect(404);
        stranger.post(&format!("{path}/link"), json!({})).await.expect(404);
        send(&stranger, &talk, "let me in", "a.png", PNG).await.refused(404, "chat_id");
    }
    let hospital = app.hospital(&talk.admin, "Mustapha").await;
    app.register(&talk.admin, &hospital, talk.patient.id).await;
    for outsider in [&hospital, &app.receptionist(&hospital).await] {
        outsider.get(&path).await.expect(403);
        send(outsider, &talk, "let me in", "a.png", PNG).await.expect(403);
    }
    app.nurse(&hospital).await.get(&path).await.expect(200);
    send(&talk.admin, &talk, "from above", "a.png", PNG).await.expect(403);
    let said = send(&parent, &talk, "Her rash", "rash.png", PNG).await.expect(201);
    assert_eq!((&said["sender_id"], &said["sent_by_user_id"]), (&json!(talk.patient.id), &json!(parent.user)));
    assert_eq!(stored(&app).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_05_the_doctors_access_to_files_ends_with_the_treatment() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let own = send(&talk.doctor, &talk, "", "letter.pdf", PDF).await.expect(201);
    let theirs = send(&talk.patient, &talk, "", "rash.png", PNG).await.expect(201);
    talk.end_treatment().await;
    for message in [&own, &theirs] {
        for what in ["", "/download"] {
            talk.doctor.get(&format!("{}{what}", document(message))).await.expect(404);
        }
        talk.doctor.delete(&document(message)).await.expect(404);
        assert_eq!(talk.patient.download(&format!("{}/download", document(message))).await.0, 200);
    }
    send(&talk.doctor, &talk, "", "a.png", PNG).await.refused(404, "chat_id");
    send(&talk.patient, &talk, "", "a.png", PNG).await.expect(403);
    assert_eq!((talk.messages(&talk.patient).await.len(), stored(&app).await.len()), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_05_a_former_relative_reads_neither_the_chat_nor_its_files() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let parent = app.patient("Leila Haddad").await;
    let link = json!({ "user_id": parent.user, "patient_id": talk.patient.id, "relation": "child" });
    let relation = talk.admin.post("/mappings/user-patient", link).await.expect(201);
    let sent = send(&parent, &talk, "Her rash", "rash.png", PNG).await.expect(201);
    parent.get(&document(&sent)).await.expect(200);
    talk.admin.delete(&format!("/mappings/user-patient/{}", relation["id"].as_str().unwrap())).await.expect(200);
    parent.get(&document(&sent)).await.expect(404);
    parent.delete(&document(&sent)).await.expect(404);
    parent.get(&format!("/chats/{}/messages", talk.chat)).await.expect(404);
    send(&parent, &talk, "And now?", "rash.png", PNG).await.refused(404, "chat_id");
    assert_eq!(talk.messages(&talk.patient).await[0]["attachment"], sent["attachment"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_file_is_no_longer_shown_and_a_deleted_chat_leaves_its_files() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let first = send(&talk.patient, &talk, "the wrong one", "a.png", PNG).await.expect(201);
    let second = send(&talk.patient, &talk, "the right one", "b.png", PNG).await.expect(201);
    talk.patient.delete(&document(&first)).await.expect(200);
    let messages = talk.messages(&talk.doctor).await;
    assert_eq!((&messages[1]["attachment"], &messages[1]["document_id"]), (&Value::Null, &first["document_id"]));
    assert_eq!(messages[0]["attachment"], second["attachment"]);
    let again = json!({ "chat_id": talk.chat, "document_id": first["document_id"] });
    talk.patient.post("/messages", again).await.refused(404, "document_id");
    talk.admin.delete(&format!("/chats/{}", talk.chat)).await.expect(200);
    talk.patient.get(&document(&second)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_private_collection_is_not_shown_to_the_doctor_in_a_message_either() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let diary = private(&app, &talk).await;
    let body = json!({ "chat_id": talk.chat, "message": "my diary", "document_id": diary });
    let mut socket = talk.doctor.socket(&talk.socket_path()).await;
    socket.next("history").await;
    let sent = talk.patient.post("/messages", body.clone()).await.expect(201);
    assert_eq!(sent["attachment"]["id"], json!(diary));
    assert_eq!(socket.next("message").await["message"]["attachment"], Value::Null);
    for outsider in [&talk.doctor, &talk.admin] {
        assert_eq!(talk.messages(outsider).await[0]["attachment"], Value::Null);
        assert_eq!(talk.seen_by(outsider).await["last_message"]["attachment"], Value::Null);
        outsider.get(&format!("/documents/{diary}")).await.expect(404);
    }
    assert_eq!(talk.messages(&talk.patient).await[0]["attachment"]["id"], json!(diary));
    talk.doctor.post("/messages", body).await.refused(404, "document_id");
}

/// A document in the patient's private collection.
async fn private(app: &TestApp, talk: &Talk) -> Uuid {
    let path = format!("/patients/{}/case-history/documents", talk.patient.id);
    let sent = talk.patient.upload(&path, &[("d.png", PNG)]).await.expect(201);
    let known: Uuid = sent[0]["id"].as_str().unwrap().parse().unwrap();
    let core = &app.wired.core;
    let actor = Actor::Patient { user: UserId(talk.patient.user) };
    let mut work = core.store.begin().await.unwrap();
    let permit = admit::<AddDocuments>(&mut *work, &actor, PatientId(talk.patient.id)).await.unwrap();
    let found = work.documents().document(DocumentScope::of(&actor), known.into()).await.unwrap().unwrap();
    let id: DocumentId = core.fresh.id();
    let copy = Document {
        id,
        category: DocumentCategory::File,
        case_history_id: None,
        storage_key: format!("patients/{}/{id}", talk.patient.id),
        ..found
    };
    work.documents().insert_documents(&permit, &[copy]).await.unwrap();
    work.commit(AuditEntry::system("document.upload")).await.unwrap();
    id.into()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lost_his_access_meanwhile_writes_nothing() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    app.treat(&talk.admin, &talk.doctor, talk.patient.id).await;
    let writing = (0..12).map(|number| {
        let body = json!({ "chat_id": talk.chat, "message": format!("number {number}") });
        talk.doctor.post("/messages", body)
    });
    let (replies, ()) = tokio::join!(futures_util::future::join_all(writing), talk.end_treatment());
    let written = replies.iter().filter(|reply| reply.status == 201).count();
    assert!(replies.iter().all(|reply| matches!(reply.status.as_u16(), 201 | 403 | 404)), "{replies:?}");
    assert_eq!(talk.messages(&talk.patient).await.len(), written);
    talk.doctor.post(WITH_FILE, json!({})).await.refused(415, "body");
    talk.doctor.post("/messages", json!({ "chat_id": talk.chat, "message": "x" })).await.refused(404, "chat_id");
}
