//! Reading changes nothing, restarting loses nothing.

use e2e::{TestApp, files::PNG, operations};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn regression_16_reading_changes_nothing_whatever_is_read() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let reads: Vec<_> =
        operations().into_iter().filter(|it| !it.may_change() && !it.is_socket() && !it.is_audited()).collect();
    assert!(reads.len() > 60, "{}", reads.len());
    let before = app.rows().await.without_reads();
    for operation in &reads {
        let mut answered = 0;
        for (role, person) in world.everybody() {
            let query = match operation.path.as_str() {
                "/api/v1/messages" => format!("?chat_id={}", world.id("chat_id")),
                path if path.ends_with("/messages/search") => "?query=marrow".to_owned(),
                _ => String::new(),
            };
            let path = format!("{}{query}", world.path(operation));
            let reply = person.send(person.request_at(operation.method.clone(), &path)).await;
            assert!(reply.status.as_u16() < 500, "{} as {role}: {:#}", operation.name(), reply.body);
            answered += usize::from(reply.status.is_success());
        }
        let by_link_alone = operation.path.ends_with("/content");
        assert!(answered > 0 || by_link_alone, "{} answered nobody", operation.name());
    }
    assert_eq!(before.changes(&app.rows().await.without_reads()), [""; 0], "but who read is noted");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_16_a_restart_loses_nothing() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let before = app.rows().await;
    let app = app.restarted().await;
    assert_eq!(before.changes(&app.rows().await), [""; 0]);
    let (patient, doctor) = (world.patient.at(&app), world.doctor.at(&app));
    let document = format!("/documents/{}", world.id("document_id"));
    let (status, _, bytes) = doctor.download(&format!("{document}/download")).await;
    assert_eq!((status.as_u16(), bytes.as_slice()), (200, PNG));
    let link = patient.post(&format!("{document}/link"), json!({})).await.expect(200);
    let path = link["url"].as_str().unwrap().split_once("/api/v1").unwrap().1.to_owned();
    assert_eq!(app.anonymous().download(&path).await.2, PNG);
    let about = format!("/patients/{}", patient.id);
    assert_eq!(patient.get(&format!("{about}/case-history")).await.expect(200)["version"], json!(1));
    assert_eq!(doctor.get(&format!("/chats/{}/messages", world.id("chat_id"))).await.rows().len(), 2);
    doctor
        .patch(&format!("/appointments/{}/status", world.id("appointment_id")), json!({ "status": "confirmed" }))
        .await
        .expect(200);
}
