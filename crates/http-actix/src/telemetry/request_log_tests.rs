//! A small app behind the middleware; its log lines and metrics are read back.

use std::sync::Arc;

use actix_web::{
    App, HttpRequest,
    error::ErrorBadGateway,
    http::StatusCode,
    middleware::{Next, from_fn},
    test::{TestRequest, call_service, init_service, try_call_service},
    web,
};
use chrono::{DateTime, Utc};
use domain::{
    kernel::{Actor, Origin, SessionId, UserId},
    ports::{Clock, Rng},
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    super::{
        logging::tests::{Lines, capture},
        metrics,
    },
    *,
};
use crate::config::{LogFormat, LogLevel};

struct Fixed;
impl Clock for Fixed {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(1_790_000_000_000_000).unwrap()
    }
}
impl Rng for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

fn fresh() -> Fresh {
    Fresh::new(Arc::new(Fixed), Arc::new(Fixed))
}

async fn patient(request: HttpRequest) -> HttpResponse {
    let id = request.extensions().get::<RequestId>().cloned().unwrap();
    let caller = Caller {
        actor: Actor::Patient { user: UserId(Uuid::from_u128(42)) },
        session: SessionId(Uuid::from_u128(43)),
        origin: Origin::default(),
    };
    note_user(&Span::current(), &caller);
    tracing::info!("inside");
    request.extensions_mut().insert(caller);
    HttpResponse::Ok().body(id.0)
}

async fn refuse(_: ServiceRequest, _: Next<impl MessageBody>) -> Result<ServiceResponse, Error> {
    Err(ErrorBadGateway("refused"))
}

/// Answers the request's status and id, and what was logged meanwhile.
async fn ask(request: TestRequest) -> (StatusCode, String, Lines) {
    metrics::install().unwrap();
    let (lines, _guard) = capture(LogLevel::Info, LogFormat::Json);
    let app = App::new()
        .service(web::resource("/patients/{patient}").get(patient))
        .service(web::resource("/health/live").get(async || HttpResponse::Ok()))
        .service(web::resource("/broken").get(async || HttpResponse::InternalServerError()))
        .wrap(RequestLog::new(fresh()));
    let app = init_service(app).await;
    let response = call_service(&app, request.to_request()).await;
    let id = response.headers().get(HEADER).unwrap().to_str().unwrap().to_owned();
    (response.status(), id, lines)
}

#[actix_web::test]
async fn a_request_is_logged_once_with_route_user_and_id_and_without_path_or_query() {
    let request = TestRequest::get().uri("/patients/0123-secret?token=hush").insert_header((HEADER, "my-id.1"));
    let (status, id, lines) = ask(request).await;
    assert_eq!((status, id.as_str()), (StatusCode::OK, "my-id.1"));
    let [inside, line] = lines.json().try_into().unwrap();
    for (key, value) in
        [("request_id", "my-id.1"), ("method", "GET"), ("user_id", "00000000-0000-0000-0000-00000000002a")]
    {
        assert_eq!((&inside[key], &line[key]), (&Value::from(value), &Value::from(value)), "{key}");
    }
    assert_eq!((&line["route"], &line["status"]), (&Value::from("/patients/{patient}"), &Value::from(200)));
    assert!(line["duration_ms"].as_f64().unwrap() > 0.0 && line["level"] == "INFO");
    let rendered = metrics::render().unwrap();
    assert!(rendered.contains(
        "lifeline_http_requests_seconds_count{method=\"GET\",route=\"/patients/{patient}\",status=\"200\"} "
    ));
    for text in [lines.text(), rendered] {
        assert!(!text.contains("hush") && !text.contains("0123-secret"), "{text}");
    }
}

#[actix_web::test]
async fn an_unusable_id_is_replaced() {
    let (_, made, _) = ask(TestRequest::get().uri("/patients/1")).await;
    assert_eq!(Uuid::parse_str(&made).unwrap().get_version_num(), 7);
    let (_, replaced, lines) = ask(TestRequest::get().uri("/patients/1").insert_header((HEADER, "a b"))).await;
    assert_eq!(replaced, made);
    assert_eq!(lines.json().pop().unwrap()["request_id"], made);
}

#[actix_web::test]
async fn no_route_means_no_path_in_the_log_and_one_label_in_the_metrics() {
    let request = TestRequest::get().uri("/hush").method("BREW".parse().unwrap());
    let (status, _, lines) = ask(request).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let line = lines.json().remove(0);
    assert_eq!((&line["route"], &line["method"]), (&Value::from(UNMATCHED), &Value::from("OTHER")));
    let rendered = metrics::render().unwrap();
    assert!(rendered.contains("{method=\"OTHER\",route=\"unmatched\",status=\"404\"}"), "{rendered}");
    assert!(!lines.text().contains("hush") && !rendered.contains("hush"));
}

#[actix_web::test]
async fn failures_are_errors_and_polling_is_quiet() {
    let (_, _, lines) = ask(TestRequest::get().uri("/broken")).await;
    assert_eq!(lines.json().remove(0)["level"], "ERROR");
    let (status, _, lines) = ask(TestRequest::get().uri("/health/live")).await;
    assert_eq!((status, lines.text().as_str()), (StatusCode::OK, ""));
}

#[actix_web::test]
async fn a_failed_middleware_answers_with_the_id_and_its_own_status() {
    metrics::install().unwrap();
    let (lines, _guard) = capture(LogLevel::Info, LogFormat::Json);
    let app = init_service(App::new().wrap(from_fn(refuse)).wrap(RequestLog::new(fresh()))).await;
    let request = TestRequest::get().uri("/").insert_header((HEADER, "mine")).to_request();
    let error = try_call_service(&app, request).await.map(|_| ()).unwrap_err();
    let response = error.error_response();
    assert_eq!(
        (response.status(), response.headers().get(HEADER)),
        (StatusCode::BAD_GATEWAY, Some(&HeaderValue::from_static("mine")))
    );
    assert_eq!(lines.json().pop().unwrap()["status"], 502);
}

#[actix_web::test]
async fn a_client_that_leaves_is_logged_and_no_longer_in_flight() {
    metrics::install().unwrap();
    let (lines, _guard) = capture(LogLevel::Info, LogFormat::Json);
    let waiting = web::resource("/wait").get(async || std::future::pending::<HttpResponse>().await);
    let app = init_service(App::new().service(waiting).wrap(RequestLog::new(fresh()))).await;
    let request = TestRequest::get().uri("/wait").to_request();
    {
        let mut asked = Box::pin(app.call(request));
        assert!(futures_util::poll!(&mut asked).is_pending());
    }
    assert_eq!(lines.json().pop().unwrap()["message"], "the client left");
    assert!(metrics::render().unwrap().contains("route=\"abandoned\",status=\"499\"} "));
}
