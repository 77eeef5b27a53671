use e2e::{
    Talk, TestApp,
    files::{PDF, PNG, eicar, large_png},
};
use reqwest::multipart::Form;
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream};
use uuid::Uuid;

use super::{WITH_FILE, file, send, stored};

const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

fn thread(talk: &Talk) -> String {
    format!("/chat/threads/{}/attachments", talk.chat)
}

/// Nothing was written and nothing is stored.
async fn check_nothing(app: &TestApp, talk: &Talk) {
    assert!(talk.messages(&talk.doctor).await.is_empty());
    assert!(talk.patient.get(&format!("/patients/{}/documents", talk.patient.id)).await.rows().is_empty());
    assert_eq!(stored(app).await, [""; 0]);
    assert_eq!(talk.seen_by(&talk.doctor).await["unread_count"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_with_a_file_is_the_same_wherever_it_is_seen() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let mut socket = talk.doctor.socket(&talk.socket_path()).await;
    socket.next("history").await;
    let reply = send(&talk.patient, &talk, "How it looks today", "rash 1.png", PNG).await;
    let location = reply.headers["location"].to_str().unwrap().to_owned();
    let sent = reply.expect(201);
    assert_eq!(location, format!("/api/v1/chats/{}/messages", talk.chat));
    assert_eq!((&sent["message"], &sent["message_type"]), (&json!("How it looks today"), &json!("image")));
    let attachment = &sent["attachment"];
    assert_eq!((&attachment["file_name"], &attachment["size"]), (&json!("rash 1.png"), &json!(PNG.len())));
    assert_eq!((&attachment["content_type"], &attachment["id"]), (&json!("image/png"), &sent["document_id"]));
    let described = json!({ "document_id": sent["document_id"], "file_name": "rash 1.png",
        "content_type": "image/png", "size": PNG.len() });
    assert_eq!(sent["file_details"], described);
    assert_eq!(socket.next("message").await["message"], sent);
    let mut late = talk.patient.socket(&talk.socket_path()).await;
    assert_eq!(late.next("history").await["messages"][0], sent);
    for person in [&talk.patient, &talk.doctor, &talk.admin] {
        assert_eq!(talk.messages(person).await, std::slice::from_ref(&sent));
        assert_eq!(talk.seen_by(person).await["last_message"], sent);
        let link = attachment["link"].as_str().unwrap().strip_prefix("/api/v1").unwrap();
        assert_eq!(person.download(link).await.2, PNG);
    }
    assert_eq!(talk.doctor.get("/chats").await.rows()[0]["last_message"], sent);
    let read = talk.doctor.patch(&format!("/messages/{}/read", sent["id"].as_str().unwrap()), json!({})).await;
    assert_eq!(read.expect(200)["attachment"], *attachment);
    let document = talk.doctor.get(&format!("/documents/{}", attachment["id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&document["category"], &document["message_id"]), (&json!("message"), &sent["id"]));
    assert_eq!((&document["uploaded_by"], &document["sha256"]), (&json!("patient"), &attachment["sha256"]));
    assert_eq!(stored(&app).await, [format!("patients/{}/{}", talk.patient.id, document["id"].as_str().unwrap())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_and_file_come_in_any_order() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let details = json!({ "taken": "this morning" });
    let form = Form::new()
        .part("file", file("letter.pdf", PDF))
        .text("other", "nobody asked")
        .text("content", "ل".repeat(4_000))
        .text("message_type", "file")
        .text("file_details", details.to_string())
        .text("client_message_id", "phone-1")
        .text("chat_id", talk.chat.clone());
    let sent = talk.doctor.send_form(WITH_FILE, form).await.expect(201);
    assert_eq!((&sent["message_type"], &sent["file_details"]), (&json!("file"), &details));
    assert_eq!((&sent["client_message_id"], &sent["sender_role"]), (&json!("phone-1"), &json!("doctor")));
    assert_eq!(sent["attachment"]["content_type"], "application/pdf");
    let document = talk.patient.get(&format!("/documents/{}", sent["document_id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&document["uploaded_by"], &document["patient_id"]), (&json!("doctor"), &json!(talk.patient.id)));
    let link = format!("/documents/{}/download", document["id"].as_str().unwrap());
    assert_eq!(talk.patient.download(&link).await.2, PDF);
    // The file alone says enough.
    let form = Form::new().text("chat_id", talk.chat.clone()).part("file", file("", PNG));
    assert_eq!(talk.patient.send_form(WITH_FILE, form).await.expect(201)["message"], "");
    assert_eq!(talk.seen_by(&talk.doctor).await["unread_count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_24_a_refused_file_leaves_no_message_no_row_and_no_object() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    for path in [WITH_FILE.to_owned(), thread(&talk)] {
        let send = async |name: &str, bytes: &[u8]| {
            let form = Form::new().text("chat_id", talk.chat.clone()).part("file", file(name, bytes));
            talk.patient.send_form(&path, form).await
        };
        send("empty.png", b"").await.refused(400, "file");
        send("virus.pdf", &eicar()).await.refused(400, "file");
        send("photo.png", b"<html><script>alert(1)</script></html>").await.refused(415, "file");
        send("photo.png", b"#!/bin/sh\nrm -rf /\n").await.refused(415, "file");
        send("program.pdf", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff").await.refused(415, "file");
        send("large.png", &large_png(60 * 1024 * 1024)).await.refused(413, "file");
    }
    check_nothing(&app, &talk).await;
    for (name, safe) in [("../../etc/passwd", "passwd.png"), ("C:\\x\\..\\a.png", "a.png"), ("..", "file.png")] {
        let sent = send(&talk.patient, &talk, "", name, PNG).await.expect(201);
        assert_eq!(sent["attachment"]["file_name"], safe);
    }
    for key in stored(&app).await {
        assert!(key.starts_with(&format!("patients/{}/", talk.patient.id)), "{key}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_24_bad_fields_are_named_and_their_files_are_discarded() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let foreign = app.talk().await;
    let of = |fields: &[(&'static str, &str)]| {
        fields.iter().fold(Form::new(), |form, (name, value)| form.text(*name, (*value).to_owned()))
    };
    let refused = async |fields: &[(&'static str, &str)], status: u16, field: &str| {
        let png = || file("a.png", PNG);
        talk.patient.send_form(WITH_FILE, of(fields).part("file", png())).await.refused(status, field);
        let late = fields
            .iter()
            .fold(Form::new().part("file", png()), |form, (name, value)| form.text(*name, (*value).to_owned()));
        talk.patient.send_form(WITH_FILE, late).await.refused(status, field);
    };
    let here = ("chat_id", talk.chat.as_str());
    let nobody = Uuid::nil().to_string();
    let long = "x".repeat(4_001);
    let details = format!("{{\"x\":\"{}\"}}", "y".repeat(5_000));
    let other = format!("{{\"document_id\":\"{nobody}\"}}");
    refused(&[], 400, "chat_id").await;
    refused(&[("chat_id", "7")], 400, "chat_id").await;
    refused(&[("chat_id", &nobody)], 404, "chat_id").await;
    refused(&[("chat_id", &foreign.chat)], 404, "chat_id").await;
    refused(&[here, ("chat_id", &talk.chat)], 400, "chat_id").await;
    refused(&[here, ("message", &long)], 400, "message").await;
    refused(&[here, ("message", "nul\0")], 400, "message").await;
    refused(&[here, ("message", "a"), ("caption", "b")], 400, "caption").await;
    refused(&[here, ("message_type", "video")], 400, "message_type").await;
    refused(&[here, ("message_type", "audio")], 400, "message_type").await;
    refused(&[here, ("file_details", "no JSON")], 400, "file_details").await;
    refused(&[here, ("file_details", &details)], 400, "file_details").await;
    refused(&[here, ("file_details", &other)], 400, "file_details").await;
    refused(&[here, ("ai_session_id", "x")], 400, "ai_session_id").await;
    refused(&[here, ("ai_session_id", &nobody)], 404, "ai_session_id").await;
    refused(&[here, ("client_message_id", " ")], 400, "client_message_id").await;
    talk.patient.send_form(WITH_FILE, of(&[here])).await.refused(400, "file");
    let two = of(&[here]).part("file", file("a.png", PNG)).part("file", file("b.png", PNG));
    talk.patient.send_form(WITH_FILE, two).await.refused(400, "file");
    talk.patient.post(WITH_FILE, json!({ "chat_id": talk.chat })).await.refused(415, "body");
    app.anonymous().send_form(WITH_FILE, of(&[here])).await.expect(401);
    let status = format!("/chat/threads/{}/status", talk.chat);
    talk.doctor.patch(&status, json!({ "status": "closed" })).await.expect(200);
    send(&talk.patient, &talk, "still?", "a.png", PNG).await.expect(409);
    check_nothing(&app, &talk).await;
    talk.doctor.patch(&status, json!({ "status": "open" })).await.expect(200);
    send(&talk.patient, &talk, "now", "a.png", PNG).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_takes_what_every_device_shows() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let send = async |name: &str, bytes: &[u8]| {
        let form = Form::new().part("file", file(name, bytes)).text("caption", "look");
        talk.patient.send_form(&thread(&talk), form).await
    };
    send("moving.gif", GIF).await.refused(415, "file");
    send("words.txt", b"some plain words").await.refused(415, "file");
    send("large.png", &large_png(10 * 1024 * 1024 + 1)).await.refused(413, "file");
    check_nothing(&app, &talk).await;
    let sent = send("rash.png", PNG).await.expect(201);
    assert_eq!((&sent["message"], &sent["attachment"]["file_name"]), (&json!("look"), &json!("rash.png")));
    assert_eq!(send("letter.pdf", PDF).await.expect(201)["message_type"], "file");
    // By the other route it is a document like any other.
    assert_eq!(super::send(&talk.patient, &talk, "", "moving.gif", GIF).await.expect(201)["message_type"], "image");
    talk.patient.patch(&format!("/chat/threads/{}/status", talk.chat), json!({ "status": "closed" })).await.expect(200);
    send("rash.png", PNG).await.expect(409);
    assert_eq!(stored(&app).await.len(), 3);
    let path = format!("/chat/threads/{}/attachments", Uuid::nil());
    let form = || Form::new().part("file", file("a.png", PNG));
    talk.patient.send_form(&path, form()).await.refused(404, "chat_id");
    talk.patient.send_form("/chat/threads/7/attachments", form()).await.refused(400, "chat_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_upload_leaves_nothing() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n";
    let body = [head.as_bytes(), &large_png(100_000)].concat();
    let address = app.base().strip_prefix("http://").unwrap();
    let head = format!(
        "POST /api/v1{} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 300000\r\n\r\n",
        thread(&talk),
        talk.patient.token()
    );
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&body).await.unwrap();
    socket.flush().await.unwrap();
    e2e::until("the beginning of the file", async || app.unfinished_uploads() == 1).await;
    // It waits for the rest and holds nothing that others need.
    send(&talk.patient, &talk, "meanwhile", "a.png", PNG).await.expect(201);
    drop(socket);
    e2e::until("its removal", async || app.unfinished_uploads() == 0).await;
    assert_eq!((stored(&app).await.len(), talk.messages(&talk.doctor).await.len()), (1, 1));
    assert_eq!(talk.patient.get(&format!("/patients/{}/documents", talk.patient.id)).await.rows().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_with_files_cost_as_few_statements_as_others() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    for number in 0..3 {
        send(&talk.patient, &talk, &format!("number {number}"), "a.png", PNG).await.expect(201);
    }
    let (messages, statements) = app.statements_during(talk.messages(&talk.doctor)).await;
    assert!(statements <= 2, "{statements}");
    assert!(messages.iter().all(|message| message["attachment"]["file_name"] == "a.png"));
    let (chats, statements) = app.statements_during(talk.doctor.get("/chats")).await;
    assert!(statements <= 2 && chats.rows()[0]["last_message"]["attachment"].is_object(), "{statements}");
    let (sent, statements) = app.statements_during(send(&talk.patient, &talk, "one more", "a.png", PNG)).await;
    sent.expect(201);
    assert!(statements <= 11, "{statements}: the session, the chat twice, and at most 8 in the transaction");
    let named = json!({ "chat_id": talk.chat, "document_id": messages[0]["document_id"] });
    let (again, statements) = app.statements_during(talk.doctor.post("/messages", named)).await;
    assert_eq!(again.expect(201)["attachment"], messages[0]["attachment"]);
    assert!(statements <= 8, "{statements}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_tries_with_a_file_one_is_the_message() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let tries = (0..4).map(async |_| {
        let form = Form::new().text("chat_id", talk.chat.clone()).text("client_message_id", "phone-7");
        talk.patient.send_form(WITH_FILE, form.part("file", file("a.png", PNG))).await
    });
    let replies = futures_util::future::join_all(tries).await;
    let ids: Vec<&Value> = replies.iter().map(|reply| &reply.body["data"]["id"]).collect();
    assert!(ids[0].is_string() && ids.iter().all(|id| *id == ids[0]), "{replies:?}");
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    assert!(replies.iter().all(|reply| reply.body["data"]["attachment"] == replies[0].body["data"]["attachment"]));
    assert_eq!((stored(&app).await.len(), talk.messages(&talk.doctor).await.len()), (1, 1));
    assert_eq!(talk.patient.get(&format!("/patients/{}/documents", talk.patient.id)).await.rows().len(), 1);
}
