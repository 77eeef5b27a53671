//! Redis over TLS.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use reqwest::StatusCode;
use serde_json::{Value, json};
use testkit::RedisServer;
use tokio::time::sleep;

use super::post;
use crate::{person::PASSWORD, server::Server};

const PATIENCE: Duration = Duration::from_secs(10);

fn server(folder: &Path, redis: &RedisServer, trusted: &Path) -> Server {
    let url = format!("rediss://localhost:{}", redis.port());
    let trusted = trusted.to_str().expect("a path");
    Server::start(folder, &[("REDIS_URL", &url), ("SSL_CERT_FILE", trusted), ("LIFELINE__LIMITS__ENABLED", "true")])
}

async fn state_of_codes(server: &Server) -> Value {
    let answer = reqwest::get(format!("{}/health/ready", server.address)).await.expect("an answer");
    let body: Value = answer.json().await.expect("JSON");
    body["data"]["checks"]["codes"].clone()
}

async fn sign_in(server: &Server) -> StatusCode {
    post(server, "/auth/login", &json!({ "email": "nadia@example.org", "password": PASSWORD })).await.0
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_is_reached_over_tls_where_its_certificate_can_be_trusted() {
    let redis = RedisServer::over_tls();
    let folder = tempfile::tempdir().expect("a folder");
    let server = server(folder.path(), &redis, &redis.root_certificate_file());
    let began = Instant::now();
    while state_of_codes(&server).await != "up" {
        assert!(began.elapsed() < PATIENCE, "Redis is not reached");
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(sign_in(&server).await, StatusCode::UNAUTHORIZED, "counted, and then refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_whose_certificate_nobody_vouches_for_is_as_good_as_none() {
    let (redis, other) = (RedisServer::over_tls(), RedisServer::over_tls());
    let folder = tempfile::tempdir().expect("a folder");
    let server = server(folder.path(), &redis, &other.root_certificate_file());
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(2) {
        assert_ne!(state_of_codes(&server).await, "up");
        sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(sign_in(&server).await, StatusCode::SERVICE_UNAVAILABLE);
}
