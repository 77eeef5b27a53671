//! Uploads and downloads: what is taken in, what is refused, and who gets what.

use chrono::TimeDelta;
use e2e::{
    Client, Person, TestApp,
    files::{PDF, PNG, eicar, large_png},
};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream};

fn place(patient: &Person) -> String {
    format!("/patients/{}/case-history/documents", patient.id)
}

fn all(patient: &Person) -> String {
    format!("/patients/{}/documents", patient.id)
}

fn at(document: &Value, what: &str) -> String {
    format!("/documents/{}{what}", document["id"].as_str().unwrap())
}

/// What the file store holds.
async fn stored(app: &TestApp) -> Vec<String> {
    let files = app.wired.files.list(None, 1_000).await.unwrap();
    files.into_iter().map(|file| file.key).collect()
}

async fn one(client: &Client, patient: &Person, name: &str, bytes: &[u8]) -> Value {
    client.upload(&place(patient), &[(name, bytes)]).await.expect(201)[0].clone()
}

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
    let began = std::time::Instant::now();
    nadia.upload(&place(&nadia), &[("large.png", &large)]).await.refused(413, "file");
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
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
    let address = app.base().strip_prefix("http://").unwrap().to_owned();
    let part = |bytes: &[u8]| {
        [&b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n"[..], bytes, b"\r\n"]
            .concat()
    };
    // The first file is whole, the second breaks off.
    let body = [part(PNG), part(&large_png(200_000))[..100_000].to_vec()].concat();
    let head = format!(
        "POST /api/v1{} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 300000\r\n\r\n",
        place(&nadia),
        nadia.token()
    );
    let mut socket = TcpStream::connect(&address).await.unwrap();
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&body).await.unwrap();
    socket.flush().await.unwrap();
    let mut seen = false;
    for _ in 0..100 {
        seen = seen || !stored(&app).await.is_empty();
        if seen {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(seen, "the first file was never stored");
    drop(socket);
    for _ in 0..100 {
        if stored(&app).await.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(stored(&app).await, [""; 0]);
    assert!(nadia.get(&all(&nadia)).await.rows().is_empty());
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
    app.anonymous().get(&path.replace("signature=", "signature=A")).await.expect(403);
    app.anonymous().get(&path.replace("expires=", "expires=x")).await.refused(400, "expires");
    app.anonymous().get(&at(&document, "/content?expires=5")).await.refused(400, "signature");
    app.anonymous()
        .get(&at(&document, "/content?expires=9223372036854775807&signature=x"))
        .await
        .refused(400, "expires");
    app.wait(TimeDelta::seconds(121));
    app.anonymous().get(path).await.expect(410);
    let link = nadia.post(&at(&document, "/link"), json!({})).await.expect(200);
    nadia.delete(&at(&document, "")).await.expect(200);
    let path = link["url"].as_str().unwrap().strip_prefix(&format!("{}/api/v1", app.base())).unwrap().to_owned();
    app.anonymous().get(&path).await.expect(404);
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
