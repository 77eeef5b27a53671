//! A signing key is replaced in the data folder, and nobody who is signed in notices.

use std::{
    fs::File,
    path::Path,
    process::{Command, Output},
    time::{Duration, SystemTime},
};

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::{person::PASSWORD, server::Server};

fn rotate(data: &Path, settings: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lifeline"));
    command.args(["keys", "rotate", "--data-dir"]).arg(data).env_clear().envs(settings.iter().copied());
    command.current_dir(data).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

async fn tokens(server: &Server, path: &str, body: Value) -> (String, String) {
    let answer = Client::new().post(format!("{}/api/v1/auth{path}", server.address)).json(&body).send().await;
    let body: Value = answer.expect("an answer").json().await.expect("JSON");
    let text = |field: &str| {
        let token = body["data"][field].as_str().expect("a token");
        testkit::secret(token);
        token.to_owned()
    };
    (text("access_token"), text("refresh_token"))
}

async fn signed_up(server: &Server) -> (String, String) {
    let nadia = json!({ "email": "nadia@example.org", "password": PASSWORD, "name": "Nadia" });
    tokens(server, "/patient-signup", nadia).await
}

async fn signed_in(server: &Server) -> String {
    tokens(server, "/login", json!({ "email": "nadia@example.org", "password": PASSWORD })).await.0
}

async fn answer_to(server: &Server, token: &str) -> StatusCode {
    let sessions = Client::new().get(format!("{}/api/v1/auth/sessions", server.address));
    sessions.bearer_auth(token).send().await.expect("an answer").status()
}

async fn published(server: &Server) -> Vec<String> {
    let answer = Client::new().get(format!("{}/.well-known/jwks.json", server.address)).send().await;
    let keys: Value = answer.expect("an answer").json().await.expect("JSON");
    let keys = keys["keys"].as_array().expect("keys").iter();
    keys.map(|key| key["kid"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_outlive_the_key_that_signed_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let server = Server::start(data, &[]);
    let (access, refresh) = signed_up(&server).await;
    let first = published(&server).await;
    let rotated = rotate(data, &[]);
    assert!(rotated.status.success() && said(&rotated).contains("restart"), "{}", said(&rotated));
    assert_eq!(published(&server).await, first, "a server goes on with the keys of its start");
    server.kill();

    let server = Server::start(data, &[]);
    let both = published(&server).await;
    assert_eq!((both.len(), &both[1..]), (2, first.as_slice()), "the one that signs comes first");
    assert_eq!(answer_to(&server, &access).await, 200);
    let (renewed, _) = tokens(&server, "/refresh", json!({ "refresh_token": refresh })).await;
    let newer = signed_in(&server).await;
    server.kill();

    let earlier = data.join(format!("keys/earlier/{}.pem", first[0]));
    let eight_days_ago = SystemTime::now() - Duration::from_hours(8 * 24);
    let file = File::options().append(true).open(&earlier).expect("the earlier key, by its name");
    file.set_modified(eight_days_ago).expect("another time");
    let server = Server::start(data, &[]);
    assert_eq!(published(&server).await, both[..1], "replaced more than a week ago");
    assert_eq!(answer_to(&server, &access).await, 401, "signed by a key that proves checkpoints only");
    assert_eq!(answer_to(&server, &newer).await, 200);
    server.kill();

    std::fs::remove_file(&earlier).expect("removed");
    let server = Server::start(data, &[]);
    assert_eq!(published(&server).await, both[..1]);
    assert_eq!(answer_to(&server, &access).await, 401, "signed by a key that is gone");
    assert_eq!(answer_to(&server, &renewed).await, 200);
    assert_eq!(answer_to(&server, &newer).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_is_dropped_when_the_algorithm_or_the_place_of_the_key_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let server = Server::start(data, &[]);
    let (by_rsa, _) = signed_up(&server).await;
    server.kill();

    let secret = ("JWT_ALGORITHM", "HS256");
    let server = Server::start(data, &[secret]);
    assert_eq!(answer_to(&server, &by_rsa).await, 200, "signed before the algorithm changed");
    let by_secret = signed_in(&server).await;
    server.kill();
    let rotated = rotate(data, &[secret]);
    assert!(rotated.status.success(), "{}", said(&rotated));

    let configured = ("JWT_SECRET_KEY", "a configured secret of tests, long enough for HS256");
    let server = Server::start(data, &[secret, configured]);
    assert_eq!(answer_to(&server, &by_rsa).await, 200, "signed by a key that was left in the folder");
    assert_eq!(answer_to(&server, &by_secret).await, 200, "signed by an earlier key of the folder");
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configured_secret_is_replaced_in_the_configuration() {
    const OLD: &str = "the old secret of tests, long enough for HS256";
    const NEW: &str = "the new secret of tests; long enough for HS256";
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let algorithm = ("JWT_ALGORITHM", "HS256");
    let file = data.join("old keys");
    std::fs::write(&file, format!("{NEW}\nanother secret of tests which signs nothing\n")).expect("a file");
    let next_accepted = ("JWT_EARLIER_KEYS_FILE", file.to_str().expect("a path"));

    let old = Server::start(data, &[algorithm, ("JWT_SECRET_KEY", "a third secret of tests, long enough for HS256")]);
    let (foreign, refresh) = signed_up(&old).await;
    old.kill();
    // Its comma would part it in two, were it not written as JSON.
    let accepted = format!("[{}]", json!(OLD));
    let before = Server::start(data, &[algorithm, ("JWT_SECRET_KEY", OLD), next_accepted]);
    assert_eq!(answer_to(&before, &foreign).await, 401);
    let (access, _) = tokens(&before, "/refresh", json!({ "refresh_token": refresh })).await;
    before.kill();
    let after = Server::start(data, &[algorithm, ("JWT_SECRET_KEY", NEW), ("JWT_EARLIER_KEYS", &accepted)]);
    assert_eq!(answer_to(&after, &access).await, 200, "signed by the earlier key");
    let newer = signed_in(&after).await;
    after.kill();
    let before = Server::start(data, &[algorithm, ("JWT_SECRET_KEY", OLD), next_accepted]);
    assert_eq!(answer_to(&before, &newer).await, 200, "signed by a server that has changed already");
    before.kill();

    let refused = rotate(data, &[algorithm, ("JWT_SECRET_KEY", OLD)]);
    assert!(!refused.status.success() && said(&refused).contains("JWT_SECRET_KEY"), "{}", said(&refused));
    assert!(!data.join("keys").exists(), "nothing was made");
}
