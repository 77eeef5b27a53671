//! Documents as players, viewers and pages of other origins fetch them.

use e2e::{TestApp, files::PNG};
use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::{Value, json};

async fn ask(client: &e2e::Client, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request =
        headers.iter().fold(client.request(Method::GET, path), |request, (name, value)| request.header(*name, *value));
    let response = request.send().await.unwrap();
    (response.status(), response.headers().clone(), response.bytes().await.unwrap().to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_range_of_a_document_may_be_asked_for() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let place = format!("/patients/{}/case-history/documents", nadia.id);
    let document = nadia.upload(&place, &[("a.png", PNG)]).await.expect(201)[0].clone();
    let path = format!("/documents/{}/download", document["id"].as_str().unwrap());
    let size = PNG.len();
    let (status, headers, whole) = ask(&nadia, &path, &[]).await;
    assert_eq!((status.as_u16(), &headers["accept-ranges"], whole.as_slice()), (200, &"bytes".parse().unwrap(), PNG));
    let etag = headers["etag"].to_str().unwrap();
    for (range, expected) in [("bytes=0-7", &PNG[..8]), ("bytes=-4", &PNG[size - 4..]), ("bytes=60-", &PNG[60..])] {
        let (status, headers, part) = ask(&nadia, &path, &[("range", range), ("if-range", etag)]).await;
        assert_eq!((status.as_u16(), part.as_slice()), (206, expected), "{range}");
        assert_eq!(headers["content-length"], expected.len().to_string().as_str());
    }
    let (_, headers, _) = ask(&nadia, &path, &[("range", "bytes=8-15")]).await;
    assert_eq!(headers["content-range"], format!("bytes 8-15/{size}").as_str());
    let (status, headers, body) = ask(&nadia, &path, &[("range", "bytes=5000-")]).await;
    assert_eq!((status.as_u16(), &headers["content-range"]), (416, &format!("bytes */{size}").parse().unwrap()));
    assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["error"]["code"], "RANGE_NOT_SATISFIABLE");
    for other in [&[("range", "bytes=0-1,4-5")][..], &[("range", "bytes=0-1"), ("if-range", "\"another\"")]] {
        assert_eq!(ask(&nadia, &path, other).await.0, 200, "{other:?}");
    }
    let head = nadia.send(nadia.request(Method::HEAD, &path)).await;
    assert_eq!((head.status.as_u16(), &head.headers["content-length"]), (200, &size.to_string().parse().unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_a_link_leads_to_is_for_pages_of_other_origins() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let place = format!("/patients/{}/case-history/documents", nadia.id);
    let document = nadia.upload(&place, &[("a.png", PNG)]).await.expect(201)[0].clone();
    let id = document["id"].as_str().unwrap();
    let link = nadia.post(&format!("/documents/{id}/link"), json!({})).await.expect(200);
    let path = link["url"].as_str().unwrap().strip_prefix(&format!("{}/api/v1", app.base())).unwrap().to_owned();
    let (status, headers, part) = ask(&app.anonymous(), &path, &[("range", "bytes=0-3")]).await;
    assert_eq!((status.as_u16(), part.as_slice()), (206, &PNG[..4]));
    assert_eq!(headers["cross-origin-resource-policy"], "cross-origin");
    let (_, headers, _) = ask(&nadia, &format!("/documents/{id}/download"), &[]).await;
    assert_eq!(headers["cross-origin-resource-policy"], "same-origin");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_picture_is_called_damaged() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let place = format!("/patients/{}/case-history/documents", nadia.id);
    let refused = nadia.upload(&place, &[("a.png", b"\x89PNG\r\n\x1A\n\0\0\0\x0DJUNKJUNKJUNK")]).await;
    let message = refused.body["message"].as_str().unwrap().to_owned();
    assert!(message.contains("image/png") && message.contains("damaged"), "{message}");
    refused.expect(415);
}
