//! Two servers of one installation: they share PostgreSQL and Redis, and Redis goes away in between.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::RedisServer;
use tokio::time::sleep;

use super::{code_in, post};
use crate::{
    person::{PASSWORD, Person},
    server::Server,
};

const ADMIN: &str = "admin@example.org";
/// A session that ended on one server is over on the other within this time.
const SOON: Duration = Duration::from_secs(1);
/// Longer than anything takes that must not be waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Two servers and what they share.
struct Installation {
    one: Server,
    two: Server,
    redis: RedisServer,
    folders: [TempDir; 2],
}

impl Installation {
    async fn start(settings: &[(&str, &str)]) -> Self {
        let redis = RedisServer::start();
        let (database, url) = (new_database().await, redis.url());
        let mut all = vec![
            ("DATABASE_URL", database.as_str()),
            ("REDIS_URL", &url),
            ("JWT_ALGORITHM", "HS256"),
            ("JWT_SECRET_KEY", "one secret for every server, and long enough"),
            ("LIFELINE_ADMIN_EMAIL", ADMIN),
            ("LIFELINE_ADMIN_PASSWORD", PASSWORD),
            ("LIFELINE__LIMITS__ENABLED", "true"),
        ];
        all.extend(settings);
        let folders = [0, 1].map(|_| tempfile::tempdir().expect("a folder"));
        let [one, two] = [0, 1].map(|number| Server::start(folders[number].path(), &all));
        let installation = Self { one, two, redis, folders };
        for server in [&installation.one, &installation.two] {
            installation.until(server, "codes", "up").await;
        }
        installation
    }
    /// Waits until a server says that this part of it is so.
    async fn until(&self, server: &Server, part: &str, state: &str) {
        let began = Instant::now();
        loop {
            let answer = reqwest::get(format!("{}/health/ready", server.address)).await.expect("an answer");
            let body: Value = answer.json().await.expect("JSON");
            if body["data"]["checks"][part] == state {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{part} did not become {state}: {body}");
            sleep(Duration::from_millis(50)).await;
        }
    }
    /// The mails that either server wrote, oldest first.
    fn mails(&self) -> Vec<Value> {
        let mut files: Vec<_> = self.folders.iter().flat_map(|folder| written(folder.path())).collect();
        files.sort_by_key(|file| file.file_name().map(std::ffi::OsStr::to_owned));
        let read = |file: &std::path::PathBuf| std::fs::read_to_string(file).expect("a mail");
        files.iter().map(|file| serde_json::from_str(&read(file)).expect("JSON")).collect()
    }
}

fn written(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(files) = std::fs::read_dir(folder.join("outbox")) else { return Vec::new() };
    files
        .map(|file| file.expect("a file").path())
        .filter(|file| file.extension().is_some_and(|end| end == "json"))
        .collect()
}

/// A database of its own on the server that the test script provides.
async fn new_database() -> String {
    let server = std::env::var("LIFELINE_TEST_DATABASE_URL");
    let server = server.expect("LIFELINE_TEST_DATABASE_URL names a PostgreSQL server; scripts/test.sh starts one");
    let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.expect("the server");
    tokio::spawn(connection);
    let name = format!("lifeline_several_{}_{}", std::process::id(), new_number());
    client.execute(&format!("CREATE DATABASE {name}"), &[]).await.expect("a database");
    let (root, _) = server.rsplit_once('/').expect("a database in the address");
    format!("{root}/{name}")
}

fn new_number() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Person {
    /// The same person at another server.
    fn at(&self, server: &Server) -> Self {
        Self { address: server.address.clone(), ..self.clone() }
    }
    async fn status(&self) -> StatusCode {
        self.request(Method::GET, "/users/me").send().await.expect("an answer").status()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_23_a_session_that_ends_on_one_server_is_over_on_the_other_within_a_second() {
    let installation = Installation::start(&[("LIFELINE__LIMITS__ENABLED", "false")]).await;
    let nadia = Person::patient(&installation.one, "nadia@example.org").await;
    let elsewhere = nadia.at(&installation.two);
    assert_eq!(elsewhere.status().await, StatusCode::OK);
    nadia.post("/auth/logout", json!({})).await;
    let began = Instant::now();
    while elsewhere.status().await != StatusCode::UNAUTHORIZED {
        assert!(began.elapsed() < SOON, "the token is still good");
        sleep(Duration::from_millis(20)).await;
    }

    // Deactivation, while Redis is away: what is remembered is read anew soon.
    let yacine = Person::patient(&installation.one, "yacine@example.org").await;
    let user = yacine.get("/users/me").await["id"].as_str().expect("an id").to_owned();
    let admin = Person::signed_in(&installation.one, ADMIN).await;
    let elsewhere = yacine.at(&installation.two);
    let mut installation = installation;
    installation.redis.kill();
    installation.until(&installation.two, "codes", "down").await;
    assert_eq!(elsewhere.status().await, StatusCode::OK, "ordinary requests go on");
    let gone = admin.request(Method::DELETE, &format!("/users/{user}")).send().await.expect("an answer");
    assert_eq!(gone.status(), StatusCode::OK);
    let began = Instant::now();
    while elsewhere.status().await != StatusCode::UNAUTHORIZED {
        assert!(began.elapsed() < SOON, "the token is still good");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_23_limits_count_across_servers() {
    let installation = Installation::start(&[("LIFELINE__LIMITS__LOGINS", "6")]).await;
    Person::patient(&installation.one, "nadia@example.org").await;
    let right = json!({ "email": "nadia@example.org", "password": PASSWORD });
    for number in 0..6 {
        let server = if number % 2 == 0 { &installation.one } else { &installation.two };
        assert_eq!(post(server, "/auth/login", &right).await.0, StatusCode::OK);
    }
    for server in [&installation.one, &installation.two] {
        assert_eq!(post(server, "/auth/login", &right).await.0, StatusCode::TOO_MANY_REQUESTS);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_nothing_hangs_and_nobody_is_let_in_and_afterwards_all_is_well() {
    let mut installation = Installation::start(&[]).await;
    let nadia = Person::patient(&installation.one, "nadia@example.org").await;
    let right = json!({ "email": "nadia@example.org", "password": PASSWORD });
    installation.redis.kill();
    for server in [&installation.one, &installation.two] {
        installation.until(server, "codes", "down").await;
        for (path, body) in [
            ("/auth/login", right.clone()),
            ("/auth/forgot-password", json!({ "email": "nadia@example.org" })),
            ("/auth/verify-otp", json!({ "otp_code": "123456", "email": "nadia@example.org" })),
        ] {
            let (status, took) = post(server, path, &body).await;
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
            assert!(took < Duration::from_secs(5), "{path} took {took:?}");
        }
        assert_eq!(nadia.at(server).status().await, StatusCode::OK, "ordinary reads go on");
    }
    let metrics = reqwest::get(format!("{}/metrics", installation.one.address)).await.expect("an answer");
    let metrics = metrics.text().await.expect("metrics");
    assert!(metrics.contains("lifeline_limits_unavailable_total"), "{metrics}");
    let refused = metrics.lines().find_map(|line| line.strip_prefix("lifeline_unavailable_total{service=\"redis\"} "));
    let refused: u32 = refused.and_then(|count| count.parse().ok()).unwrap_or_default();
    assert!(refused >= 3, "sign-ins and codes that were refused: {metrics}");

    installation.redis.restart();
    for server in [&installation.one, &installation.two] {
        installation.until(server, "codes", "up").await;
        assert_eq!(post(server, "/auth/login", &right).await.0, StatusCode::OK);
    }
    let other = nadia.at(&installation.two);
    nadia.post("/auth/logout", json!({})).await;
    let began = Instant::now();
    while other.status().await != StatusCode::UNAUTHORIZED {
        assert!(began.elapsed() < SOON, "the token is still good");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_one_server_sends_is_good_on_the_other() {
    let installation = Installation::start(&[("LIFELINE__AUTH__REGISTRATION", "otp")]).await;
    let body = json!({ "email": "nadia@example.org", "password": PASSWORD, "name": "Nadia" });
    assert_eq!(post(&installation.one, "/auth/register", &body).await.0, StatusCode::ACCEPTED);
    let began = Instant::now();
    let mail = loop {
        if let Some(mail) = installation.mails().pop() {
            break mail;
        }
        assert!(began.elapsed() < PATIENCE, "no mail came");
        sleep(Duration::from_millis(50)).await;
    };
    let text = mail["text"].as_str().expect("a text");
    let proof = json!({ "otp_code": code_in(text), "email": "nadia@example.org" });
    assert_eq!(post(&installation.two, "/auth/verify-otp", &proof).await.0, StatusCode::OK);
    assert_eq!(post(&installation.one, "/auth/verify-otp", &proof).await.0, StatusCode::UNAUTHORIZED);
}
