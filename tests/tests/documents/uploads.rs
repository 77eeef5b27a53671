use e2e::{
    Person, TestApp,
    files::{PDF, PNG, eicar, large_png},
};
use reqwest::multipart::{Form, Part};
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::{all, at, one, place, stored};

/// A part called `file` with these bytes.
fn part(bytes: &[u8]) -> Vec<u8> {
    [&b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n"[..], bytes, b"\r\n"].concat()
}

fn half_a_file() -> Vec<u8> {
    part(&large_png(200_000))[..100_000].to_vec()
}

/// An upload that has sent so much and is not finished.
async fn begun(app: &TestApp, patient: &Person, body: &[u8]) -> TcpStream {
    let address = app.base().strip_prefix("http://").unwrap();
    let head = format!(
        "POST /api/v1{} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 300000\r\n\r\n",
        place(patient),
        patient.token()
    );
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(body).await.unwrap();
    socket.flush().await.unwrap();
    socket
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_24_what_a_file_is_follows_from_its_bytes() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let send = async |name: &str, bytes: &[u8]| nadia.upload(&place(&nadia), &[(name, bytes)]).await;
    send("empty.pdf", b"").await.refused(400, "file");
    send("virus.txt", &eicar()).await.refused(400, "file");
    send("photo.png", b"#!/bin/sh\nrm -rf /\n").await.expect(415);
    send("photo.png", b"<html><script>alert(1)</script></html>").await.expect(415);
    send("program.pdf", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff").await.expect(415);
    let mixed = [("fine.png", PNG), ("virus.txt", &eicar()[..])];
    nadia.upload(&place(&nadia), &mixed).await.refused(400, "file");
    assert_eq!(stored(&app).await, [""; 0]);
    assert!(nadia.get(&all(&nadia)).await.rows().is_empty());
    // The declared type has no say, and the name follows the content.
    let form = Form::new().part("file", Part::bytes(PNG).file_name("page.html").mime_str("text/html").unwrap());
    let sent = nadia.send_form(&place(&nadia), form).await.expect(201);
    assert_eq!((&sent[0]["content_type"], &sent[0]["file_name"]), (&json!("image/png"), &json!("page.html.png")));
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_24_names_cannot_leave_their_place() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    for (name, safe) in [("../../etc/passwd", "passwd.png"), ("C:\\x\\..\\a.png", "a.png"), ("..", "file.png")] {
        assert_eq!(one(&nadia, &nadia, name, PNG).await["file_name"], safe);
    }
    for key in stored(&app).await {
        assert!(key.starts_with(&format!("patients/{}/", nadia.id)), "{key}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_24_sizes_are_measured_on_the_stream() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let large = large_png(60 * 1024 * 1024);
    nadia.upload(&place(&nadia), &[("large.png", &large)]).await.refused(413, "file");
    let mut text = PDF.to_vec();
    text.resize(10 * 1024 * 1024 + 1, b' ');
    nadia.upload(&place(&nadia), &[("large.pdf", &text)]).await.refused(413, "file");
    assert_eq!(stored(&app).await, [""; 0]);
    one(&nadia, &nadia, "small.png", PNG).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_names_what_is_wrong_with_it() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let send = async |form: Form| nadia.send_form(&place(&nadia), form).await;
    let file = || Part::bytes(PNG).file_name("a.png");
    send(Form::new().text("remark", "no file")).await.refused(400, "file");
    send(Form::new().part("file", file()).text("remark", "x".repeat(1_001))).await.refused(400, "remark");
    send(Form::new().part("file", file()).text("remark", "x".repeat(5_000))).await.refused(400, "remark");
    send(Form::new().part("file", file()).text("remark", "nul\0")).await.refused(400, "remark");
    send(Form::new().text("remark", "a").text("remark", "b").part("file", file())).await.refused(400, "remark");
    let eleven = (0..11).fold(Form::new(), |form, _| form.part("file", file()));
    send(eleven).await.refused(400, "file");
    assert_eq!(nadia.post(&place(&nadia), json!({ "file": "x" })).await.status, 415);
    let raw = |kind: &str, body: &'static str| {
        nadia.request(reqwest::Method::POST, &place(&nadia)).header("content-type", kind).body(body)
    };
    nadia.send(raw("multipart/form-data", "x")).await.refused(400, "body");
    nadia.send(raw("multipart/form-data; boundary=b", "--c\r\n\r\n")).await.expect(400);
    nadia.send(raw("multipart/form-data; boundary=b", "--b\r\nno colon\r\n\r\n--b--\r\n")).await.refused(400, "body");
    assert_eq!(stored(&app).await, [""; 0]);
    send(Form::new().part("file", file()).text("remark", "x".repeat(1_000))).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_upload_leaves_nothing() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let body = [part(PNG), half_a_file()].concat();
    let socket = begun(&app, &nadia, &body).await;
    e2e::until("the first file and half of the second", async || {
        stored(&app).await.len() == 1 && app.unfinished_uploads() == 1
    })
    .await;
    drop(socket);
    e2e::until("nothing of them", async || stored(&app).await.is_empty() && app.unfinished_uploads() == 0).await;
    assert!(nadia.get(&all(&nadia)).await.rows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_that_are_slow_to_come_hold_no_connection_of_the_database() {
    let app = TestApp::builder().with("DB_POOL_SIZE", "2").start().await;
    let nadia = app.patient("Nadia").await;
    let mut senders = Vec::new();
    for _ in 0..12 {
        senders.push(begun(&app, &nadia, &half_a_file()).await);
    }
    e2e::until("twelve uploads under way", async || app.unfinished_uploads() == 12).await;
    assert!(nadia.get(&all(&nadia)).await.rows().is_empty());
    one(&nadia, &nadia, "meanwhile.png", PNG).await;
    drop(senders);
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_at_the_same_time_do_not_mix() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let texts: Vec<String> = (0..6).map(|number| format!("{number}").repeat(300_000)).collect();
    let sending = texts.iter().map(|text| one(&nadia, &nadia, "note.txt", text.as_bytes()));
    for (document, text) in futures_util::future::join_all(sending).await.iter().zip(&texts) {
        assert_eq!(nadia.download(&at(document, "/download")).await.2, text.as_bytes());
    }
    assert_eq!(nadia.get(&all(&nadia)).await.rows().len(), 6);
}
