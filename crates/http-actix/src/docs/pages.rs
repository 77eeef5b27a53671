use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY},
    web::Data,
};

use super::asset::REVALIDATE;

/// Both pages style their elements in place; `ReDoc` searches in a worker made of a blob.
const MAY_LOAD: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src blob:; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// The two pages, with the installation's name as their title.
pub struct Pages {
    swagger: String,
    redoc: String,
}

impl Pages {
    /// For an installation of this name.
    pub fn new(name: &str) -> Self {
        let name = escaped(name);
        Self { swagger: swagger_page(&name), redoc: redoc_page(&name) }
    }
}

/// `/docs`.
pub async fn swagger(pages: Data<Pages>) -> HttpResponse {
    answer(&pages.swagger)
}

/// `/redoc`.
pub async fn redoc(pages: Data<Pages>) -> HttpResponse {
    answer(&pages.redoc)
}

fn answer(page: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_SECURITY_POLICY, MAY_LOAD))
        .insert_header((CACHE_CONTROL, REVALIDATE))
        .content_type("text/html; charset=utf-8")
        .body(page.to_owned())
}

fn swagger_page(name: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}: try the API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"#
    )
}

fn redoc_page(name: &str) -> String {
    let document = super::DOCUMENT;
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}: the API</title>
<link rel="icon" href="data:,">
</head>
<body>
<redoc spec-url="{document}" untrusted-spec="true"></redoc>
<script src="/redoc/redoc.standalone.js"></script>
</body>
</html>
"#
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_bring_markup() {
        let pages = Pages::new("<script>\"&");
        assert!(pages.swagger.contains("<title>&lt;script&gt;&quot;&amp;: try"));
        assert!(!pages.redoc.contains("<script>\""));
    }

    #[test]
    fn pages_name_no_other_host() {
        let pages = Pages::new("Lifeline");
        assert!(!pages.swagger.contains("http") && !pages.redoc.contains("http"));
    }
}
