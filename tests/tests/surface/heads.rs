//! HEAD, wherever GET is.

use e2e::{TestApp, operations};
use reqwest::Method;

#[tokio::test(flavor = "multi_thread")]
async fn what_answers_get_answers_head_without_a_body() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let plain = |it: &e2e::Operation| it.method == Method::GET && it.parameters().is_empty() && !it.is_socket();
    let paths = operations().into_iter().filter(plain).map(|operation| operation.path);
    let pages = ["/docs", "/redoc", "/api/v1/openapi.json"].map(str::to_owned);
    for path in paths.chain(pages) {
        let whole = admin.send(admin.request_at(Method::GET, &path)).await;
        let head = admin.send(admin.request_at(Method::HEAD, &path)).await;
        assert_eq!((head.status, &head.body), (whole.status, &"".into()), "{path}");
        assert_eq!(head.headers.get("content-type"), whole.headers.get("content-type"), "{path}");
    }
    assert_eq!(app.send(app.request_at(Method::HEAD, "/api/v1/users/me")).await.status, 401);
}
