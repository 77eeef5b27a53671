//! Files in a bucket keep the contract of the port, against a real S3 server on a loopback address.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod server;

use std::time::Duration;

use bytes::Bytes;
use domain::ports::{ByteStream, FileError, Files};
use futures_util::{StreamExt, stream};
use reqwest::{StatusCode, Url, header};
use s3::S3Files;
use server::Server;

const VALID: Duration = Duration::from_mins(2);

fn content(text: &'static str) -> ByteStream {
    Box::pin(stream::iter([Ok(Bytes::from_static(text.as_bytes()))]))
}

async fn stored_with_link(files: &S3Files, file_name: &str, valid_for: Duration) -> Url {
    files.put("documents/scan", "application/pdf", content("%PDF-1.4")).await.unwrap();
    let link = files.link("documents/scan", file_name, "application/pdf", valid_for).await.unwrap();
    link.unwrap().parse().unwrap()
}

async fn status_of(link: impl AsRef<str>) -> StatusCode {
    reqwest::get(link.as_ref()).await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contract_holds_and_no_unfinished_upload_stays() {
    let server = Server::start().await;
    testkit::contract::files_contract(&server.files()).await;
    for _ in 0..400 {
        if server.unfinished().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("stayed: {:?}", server.unfinished());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_upload_is_invisible_and_in_parts_until_it_is_complete() {
    let server = Server::start().await;
    let files = server.files();
    let head = stream::repeat(Bytes::from(vec![7; 1024 * 1024])).take(20).map(Ok);
    let upload = files.put("large", "image/tiff", Box::pin(head.chain(stream::pending())));
    let parts_arrived = async {
        while !server.unfinished().iter().any(|name| name.contains(".part-")) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        _ = upload => panic!("the content never ends"),
        () = parts_arrived => {}
    }
    assert!(matches!(files.get("large").await, Err(FileError::NotFound)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_works_by_itself_and_saves_under_the_safe_name() {
    let server = Server::start().await;
    let link = stored_with_link(&server.files(), "../été \"1\"\r\n.pdf", VALID).await;
    let answer = reqwest::get(link).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/pdf");
    assert_eq!(
        answer.headers()[header::CONTENT_DISPOSITION],
        "attachment; filename=\"_t_ _1_.pdf\"; filename*=UTF-8''%C3%A9t%C3%A9%20%221%22.pdf"
    );
    assert_eq!(answer.text().await.unwrap(), "%PDF-1.4");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_a_link_can_be_changed() {
    let server = Server::start().await;
    let files = server.files();
    files.put("documents/other", "text/plain", content("secret")).await.unwrap();
    let link = stored_with_link(&files, "scan.pdf", VALID).await;
    let link = link.as_str();
    for (from, to) in [
        ("documents/scan", "documents/other"),
        ("scan.pdf", "scan.exe"),
        ("application%2Fpdf", "text%2Fhtml"),
        ("X-Amz-Expires=120", "X-Amz-Expires=604800"),
    ] {
        let tampered = link.replace(from, to);
        assert_ne!(tampered, link, "the link has no {from}");
        assert_eq!(status_of(&tampered).await, StatusCode::FORBIDDEN, "{from} became {to}");
    }
    let unsigned = link.split('?').next().unwrap();
    assert_eq!(status_of(unsigned).await, StatusCode::FORBIDDEN);
    assert_eq!(status_of(link).await, StatusCode::OK);
    let deletion = reqwest::Client::new().delete(link).send().await.unwrap();
    assert_eq!(deletion.status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_expires() {
    let server = Server::start().await;
    let link = stored_with_link(&server.files(), "scan.pdf", Duration::from_secs(5)).await;
    assert_eq!(status_of(&link).await, StatusCode::OK);
    // Its stamp has whole seconds.
    tokio::time::sleep(Duration::from_millis(6_100)).await;
    assert_eq!(status_of(&link).await, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_made_for_the_public_address() {
    let server = Server::start().await;
    let mut settings = server.settings();
    settings.public_endpoint = Some(format!("http://localhost:{}/", server.port()).parse().unwrap());
    let link = stored_with_link(&S3Files::new(&settings).unwrap(), "scan.pdf", VALID).await;
    assert_eq!(link.host_str(), Some("localhost"));
    assert_eq!(status_of(&link).await, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_cannot_be_used_says_so() {
    let server = Server::start().await;
    let (mut wrong_secret, mut no_bucket, mut nobody_there) = (server.settings(), server.settings(), server.settings());
    wrong_secret.secret_access_key = "something else".into();
    no_bucket.bucket = "elsewhere".into();
    nobody_there.endpoint = Some("http://127.0.0.1:1".parse().unwrap());
    for settings in [wrong_secret, nobody_there] {
        let files = S3Files::new(&settings).unwrap();
        assert!(matches!(files.check().await, Err(FileError::Unavailable(_))), "{settings:?}");
        assert!(matches!(files.get("a").await, Err(FileError::Unavailable(_))), "{settings:?}");
    }
    let files = S3Files::new(&no_bucket).unwrap();
    assert!(matches!(files.list(None, 1).await, Err(FileError::Unavailable(_))));
}

#[tokio::test]
async fn the_settings_keep_their_secret() {
    let server = Server::start().await;
    assert!(!format!("{:?}", server.settings()).contains(testkit::S3Server::SECRET));
}
