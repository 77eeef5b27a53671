use e2e::{Person, Reply, Talk, TestApp, files::PNG};
use futures_util::future::join_all;
use reqwest::{Method, multipart::Form};
use serde_json::{Value, json};

use super::{WITH_FILE, file, stored};

async fn keyed(person: &Person, path: &str, key: &str, body: &Value) -> Reply {
    person.send(person.request(Method::POST, path).header("Idempotency-Key", key).json(body)).await
}

async fn keyed_file(person: &Person, talk: &Talk, key: &str, words: &str, bytes: &[u8]) -> Reply {
    let form = Form::new().text("chat_id", talk.chat.clone()).text("message", words.to_owned());
    let form = form.part("file", file("a.png", bytes));
    person.send(person.request(Method::POST, WITH_FILE).header("Idempotency-Key", key).multipart(form)).await
}

fn same(one: &Reply, other: &Reply) {
    assert_eq!((one.status, &one.body), (other.status, &other.body));
    assert_eq!(one.headers.get("location"), other.headers.get("location"));
    assert_eq!(other.headers["idempotency-replayed"], "true");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_sent_twice_with_a_key_is_one_message() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let thread = format!("/chat/threads/{}/messages", talk.chat);
    let words = |text: &str| json!({ "chat_id": talk.chat, "message": text });
    for (path, key) in [("/messages", "key-1"), (thread.as_str(), "key-2")] {
        let first = keyed(&talk.patient, path, key, &words("hello")).await;
        assert_eq!(first.status, 201);
        same(&first, &keyed(&talk.patient, path, key, &words("hello")).await);
        keyed(&talk.patient, path, key, &words("other")).await.expect(409);
        keyed(&talk.doctor, path, key, &words("hello")).await.expect(201);
    }
    assert_eq!(talk.messages(&talk.doctor).await.len(), 4);
    let body = words("at once");
    let replies = join_all((0..6).map(|_| keyed(&talk.patient, "/messages", "key-3", &body))).await;
    assert!(replies.iter().all(|reply| reply.status == 201 || reply.status == 409));
    assert_eq!(talk.messages(&talk.doctor).await.len(), 5);
    assert_eq!(talk.seen_by(&talk.doctor).await["unread_count"], 3);
    keyed(&talk.patient, "/messages", "has space", &words("x")).await.refused(400, "Idempotency-Key");
    talk.patient.post("/messages", words("hello")).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_free_again_after_a_refusal_and_kept_where_nothing_was_left_to_do() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let status = format!("/chat/threads/{}/status", talk.chat);
    let body = json!({ "chat_id": talk.chat, "message": "hello", "client_message_id": "phone-1" });
    talk.doctor.patch(&status, json!({ "status": "closed" })).await.expect(200);
    keyed(&talk.patient, "/messages", "key-1", &body).await.expect(409);
    talk.doctor.patch(&status, json!({ "status": "open" })).await.expect(200);
    let sent = keyed(&talk.patient, "/messages", "key-1", &body).await;
    assert_eq!(sent.status, 201);
    let known = keyed(&talk.patient, "/messages", "key-2", &body).await;
    assert_eq!((known.status.as_u16(), &known.body["data"]["id"]), (200, &sent.body["data"]["id"]));
    same(&known, &keyed(&talk.patient, "/messages", "key-2", &body).await);
    // What was sent before is known in a closed chat too.
    talk.doctor.patch(&status, json!({ "status": "closed" })).await.expect(200);
    talk.patient.post("/messages", body).await.expect(200);
    assert_eq!(talk.messages(&talk.doctor).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_sent_twice_with_a_key_is_one_message_and_one_object() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let first = keyed_file(&talk.patient, &talk, "key-1", "look", PNG).await;
    assert_eq!(first.status, 201);
    same(&first, &keyed_file(&talk.patient, &talk, "key-1", "look", PNG).await);
    keyed_file(&talk.patient, &talk, "key-1", "other words", PNG).await.expect(409);
    let other = [PNG, b"more"].concat();
    keyed_file(&talk.patient, &talk, "key-1", "look", &other).await.expect(409);
    assert_eq!((stored(&app).await.len(), talk.messages(&talk.doctor).await.len()), (1, 1));
    let replies = join_all((0..4).map(|_| keyed_file(&talk.patient, &talk, "key-2", "at once", PNG))).await;
    assert!(replies.iter().any(|reply| reply.status == 201));
    assert!(replies.iter().all(|reply| reply.status == 201 || reply.status == 409), "{replies:?}");
    assert_eq!((stored(&app).await.len(), talk.messages(&talk.doctor).await.len()), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_takes_few_statements_with_a_key_and_without() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let thread = format!("/chat/threads/{}", talk.chat);
    talk.say(&talk.patient, "before").await;
    let document = super::send(&talk.patient, &talk, "", "a.png", PNG).await.expect(201)["document_id"].clone();
    let body = json!({ "chat_id": talk.chat, "message": "hello" });
    for sender in [&talk.doctor, &talk.patient] {
        let (reply, statements) = app.statements_during(sender.post("/messages", body.clone())).await;
        reply.expect(201);
        assert!(statements <= 7, "{statements}: the session, the chat, and 5 in the transaction");
        let (reply, statements) = app.statements_during(keyed(sender, "/messages", "key", &body)).await;
        reply.expect(201);
        assert!(statements <= 9, "{statements}: the key's claim besides, and its answer in the transaction");
    }
    // Everything at once: put away by the other side, a document, an id of the client's own, a key.
    talk.doctor.patch(&format!("{thread}/status"), json!({ "status": "archived" })).await.expect(200);
    let all = json!({ "chat_id": talk.chat, "document_id": document, "client_message_id": "phone-1" });
    let (reply, statements) = app.statements_during(keyed(&talk.patient, "/messages", "all", &all)).await;
    reply.expect(201);
    assert!(statements <= 11, "{statements}: session, claim, chat and document, and at most 8 in the transaction");
    talk.doctor.patch(&format!("{thread}/status"), json!({ "status": "archived" })).await.expect(200);
    let (reply, statements) = app.statements_during(keyed_file(&talk.patient, &talk, "file", "all", PNG)).await;
    reply.expect(201);
    assert!(statements <= 12, "{statements}: session, claim, chat twice, and at most 8 in the transaction");
    assert_eq!(talk.doctor.get("/chat/threads").await.rows().len(), 1, "it is back in the list");
}
