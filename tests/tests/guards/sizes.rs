//! Sizes are what arrives, not what is declared.

use bytes::Bytes;
use e2e::{TestApp, files::PNG};
use futures_util::stream;
use reqwest::{
    Body, Method,
    multipart::{Form, Part},
};
use serde_json::json;

/// So many megabytes that come in pieces, after this; nobody knows beforehand how many.
fn endless(head: &'static [u8], megabytes: usize) -> Body {
    let pieces = (0..megabytes).map(|_| Ok::<_, std::io::Error>(Bytes::from(vec![b' '; 1024 * 1024])));
    Body::wrap_stream(stream::iter(std::iter::once(Ok(Bytes::from_static(head))).chain(pieces)))
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_24_a_body_without_a_declared_length_is_measured_all_the_same() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let place = format!("/patients/{}/case-history/documents", nadia.id);
    let before = app.rows().await;
    let picture = Form::new().part("file", Part::stream(endless(PNG, 60)).file_name("large.png"));
    nadia.send_form(&place, picture).await.refused(413, "file");
    let remark = Form::new().part("remark", Part::stream(endless(b"", 3)));
    let refused = nadia.send_form(&place, remark).await;
    assert!([400, 413].contains(&refused.status.as_u16()), "{:#}", refused.body);
    for path in ["/patients/me", "/auth/change-password"] {
        let method = if path == "/patients/me" { Method::PATCH } else { Method::POST };
        let request = nadia.request(method, path).header("content-type", "application/json");
        nadia.send(request.body(endless(b"{\"name\": \"a\"", 2))).await.expect(413);
    }
    assert_eq!(before.changes(&app.rows().await), [""; 0]);
    nadia.patch("/patients/me", json!({ "city": "Oran" })).await.expect(200);
    nadia.upload(&place, &[("small.png", PNG)]).await.expect(201);
}
