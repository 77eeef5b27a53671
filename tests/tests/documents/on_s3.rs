//! The same documents where an S3 bucket keeps them.

use chrono::TimeDelta;
use e2e::{
    TestApp,
    files::{PNG, eicar, large_png},
};
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use testkit::S3Server;

use super::{all, at, one, place, stored};

async fn on(server: &S3Server) -> TestApp {
    TestApp::builder()
        .with("S3_BUCKET_NAME", S3Server::BUCKET)
        .with("S3_ENDPOINT", &server.endpoint())
        .with("AWS_REGION", S3Server::REGION)
        .with("AWS_ACCESS_KEY_ID", S3Server::KEY)
        .with("AWS_SECRET_ACCESS_KEY", S3Server::SECRET)
        .start()
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_goes_into_the_bucket_and_comes_back() {
    let server = S3Server::start().await;
    let app = on(&server).await;
    let (nadia, karim) = (app.patient("Nadia").await, app.patient("Karim").await);
    // Small ones are one request to the store, large ones several.
    for picture in [PNG.to_vec(), large_png(20 * 1024 * 1024)] {
        let document = one(&nadia, &nadia, "scan 1.png", &picture).await;
        assert_eq!((&document["content_type"], &document["size"]), (&json!("image/png"), &json!(picture.len())));
        let (status, headers, bytes) = nadia.download(&at(&document, "/download")).await;
        assert!(status == 200 && bytes == picture);
        assert_eq!(headers["content-length"], picture.len().to_string().as_str());
        karim.get(&at(&document, "/download")).await.expect(404);
    }
    let keys = stored(&app).await;
    assert!(keys.len() == 2 && keys.iter().all(|key| key.starts_with(&format!("patients/{}/", nadia.id))), "{keys:?}");
    assert_eq!(server.unfinished(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_the_stores_own_and_opens_in_any_client() {
    let server = S3Server::start().await;
    let app = on(&server).await;
    let (nadia, karim) = (app.patient("Nadia").await, app.patient("Karim").await);
    let document = one(&nadia, &nadia, "été.png", PNG).await;
    let other = one(&karim, &karim, "other.png", PNG).await;
    karim.post(&at(&document, "/link"), json!({})).await.expect(404);
    let link = nadia.post(&at(&document, "/link"), json!({})).await.expect(200);
    let url = link["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{}/{}/patients/", server.endpoint(), S3Server::BUCKET)), "{url}");
    assert!(url.contains("X-Amz-Expires=120") && !url.contains(S3Server::SECRET), "{url}");
    let answer = reqwest::get(url).await.unwrap();
    assert_eq!(
        (answer.status(), &answer.headers()[header::CONTENT_TYPE]),
        (StatusCode::OK, &"image/png".parse().unwrap())
    );
    let disposition = answer.headers()[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("attachment;") && disposition.contains("%C3%A9t%C3%A9.png"), "{disposition}");
    assert_eq!(answer.bytes().await.unwrap(), PNG);
    let id = |document: &serde_json::Value| document["id"].as_str().unwrap().to_owned();
    let of_karim = url.replace(&nadia.id.to_string(), &karim.id.to_string()).replace(&id(&document), &id(&other));
    for changed in [of_karim, url.replace("X-Amz-Expires=120", "X-Amz-Expires=9999"), url.replace(".png", ".exe")] {
        assert_ne!(changed, url);
        assert_eq!(reqwest::get(&changed).await.unwrap().status(), StatusCode::FORBIDDEN, "{changed}");
    }
    assert_eq!(reqwest::get(url).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_or_forgotten_does_not_stay_in_the_bucket() {
    let server = S3Server::start().await;
    let app = on(&server).await;
    let nadia = app.patient("Nadia").await;
    let send = async |name: &str, bytes: &[u8]| nadia.upload(&place(&nadia), &[(name, bytes)]).await;
    send("virus.txt", &eicar()).await.refused(400, "file");
    send("photo.png", b"#!/bin/sh\nrm -rf /\n").await.expect(415);
    send("large.png", &large_png(51 * 1024 * 1024)).await.refused(413, "file");
    assert_eq!(stored(&app).await, [""; 0]);
    let kept = one(&nadia, &nadia, "a.png", PNG).await;
    let orphan = futures_util::stream::iter([Ok(bytes::Bytes::from_static(PNG))]);
    let key = format!("patients/{}/{}", nadia.id, nadia.user);
    app.wired.files.put(&key, "image/png", Box::pin(orphan)).await.unwrap();
    app.wired.runner().plan().await.unwrap();
    // The store's clock is not the test's: go beyond both.
    app.wait(TimeDelta::days(36_500));
    assert_eq!(app.run_jobs().await, 2, "the daily sweep, and what comes every hour");
    let left = stored(&app).await;
    assert!(left.len() == 1 && left[0].ends_with(kept["id"].as_str().unwrap()), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_store_is_away_the_rest_is_served() {
    let server = S3Server::start().await;
    let app = on(&server).await;
    let nadia = app.patient("Nadia").await;
    let document = one(&nadia, &nadia, "a.png", PNG).await;
    drop(server);
    let ready = app.send(app.request_at(Method::GET, "/health/ready")).await.expect(200);
    assert_eq!((&ready["status"], &ready["checks"]["files"]), (&json!("degraded"), &json!("down")));
    assert_eq!(nadia.get(&all(&nadia)).await.rows().len(), 1);
    let (into, from) = (place(&nadia), at(&document, "/download"));
    let (upload, download) = tokio::join!(nadia.upload(&into, &[("b.png", PNG)]), nadia.get(&from));
    for refused in [upload, download] {
        assert!(refused.headers.contains_key("retry-after"), "{refused:?}");
        refused.expect(503);
    }
    assert_eq!(nadia.get(&all(&nadia)).await.rows().len(), 1);
}
