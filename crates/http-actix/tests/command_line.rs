//! The program as its operator meets it.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

use std::{
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::Arc,
    time::Duration,
};

use chrono::TimeDelta;
use domain::{
    kernel::Fresh,
    ports::{Clock, Store},
};
use embedded::SystemClock;
use serde_json::{Value, json};
use tempfile::TempDir;

fn lifeline(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lifeline"));
    command.args(words).env_clear().current_dir(folder).stdin(Stdio::null());
    command
}

fn run(folder: &Path, words: &[&str]) -> Output {
    lifeline(folder, words).output().unwrap()
}

fn fails_saying(output: &Output, words: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(words) && said.lines().count() == 1, "{said}");
}

/// A demonstration on a free port, with its address; stopped when it is dropped.
struct Demo {
    child: Child,
    address: String,
}

impl Demo {
    fn start(folder: &Path) -> Self {
        Self::started(&mut lifeline(folder, &["demo", "--port", "0"]))
    }
    fn started(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the table").unwrap();
            if let Some(address) = line.trim().strip_prefix("health") {
                break address.trim().trim_end_matches("/health").to_owned();
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }
    fn stop(mut self, signal: &str) -> Option<i32> {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn a_demonstration_keeps_its_folder_to_itself_and_its_data() {
    let folder = TempDir::new().unwrap();
    let demo = Demo::start(folder.path());
    assert!(demo.address.starts_with("http://127.0.0.1:"), "{}", demo.address);
    fails_saying(&run(folder.path(), &["demo", "--port", "0"]), "another Lifeline server uses the folder");
    fails_saying(&run(folder.path(), &["serve", "--port", "0"]), "another Lifeline server uses the folder");
    let ready = format!("{}/health/ready", demo.address);
    assert!(run(folder.path(), &["health", "--url", &ready]).status.success());
    assert_eq!(demo.stop("-TERM"), Some(0));
    fails_saying(&run(folder.path(), &["health", "--url", &ready]), "does not answer");
    let again = Demo::start(folder.path());
    assert_eq!(again.stop("-INT"), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demonstration_does_its_work_in_the_background() {
    let folder = TempDir::new().unwrap();
    let demo = Demo::start(folder.path());
    let (http, api) = (reqwest::Client::new(), format!("{}/api/v1", demo.address));
    let body = async |request: reqwest::RequestBuilder| {
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["success"], true, "{answer}");
        answer["data"].clone()
    };
    let nadia = json!({ "email": "n@example.org", "password": "Str0ng!pass", "name": "Nadia" });
    let token = body(http.post(format!("{api}/auth/patient-signup")).json(&nadia)).await["access_token"].clone();
    let token = token.as_str().unwrap();
    let doctor = body(http.get(format!("{api}/doctors"))).await[0]["id"].clone();
    let tomorrow = (SystemClock.now() + TimeDelta::days(1)).format("%Y-%m-%dT10:00Z").to_string();
    let wanted = json!({ "doctor_id": doctor, "time_slot": tomorrow, "symptoms": "fever for 3 days" });
    let booked = body(http.post(format!("{api}/appointments")).bearer_auth(token).json(&wanted)).await;
    let place = format!("{api}/appointments/{}", booked["id"].as_str().unwrap());
    for _ in 0..300 {
        let seen = body(http.get(&place).bearer_auth(token)).await["ai_preliminary_analysis"].clone();
        if seen["status"] == "done" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("nobody does the jobs");
}

#[test]
fn a_demonstration_uses_nothing_of_somebody_elses() {
    let folder = TempDir::new().unwrap();
    let mut command = lifeline(folder.path(), &["demo", "--port", "0"]);
    command
        .env("DATABASE_URL", "postgres://nobody:secret@127.0.0.1:9/nothing")
        .env("S3_BUCKET_NAME", "clinic")
        .env("S3_ENDPOINT", "http://127.0.0.1:9")
        .env("AWS_ACCESS_KEY_ID", "key")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AI_PROVIDER", "openai")
        .env("OPENAI_BASE_URL", "http://127.0.0.1:9/v1");
    let demo = Demo::started(&mut command);
    assert!(folder.path().join("data/lifeline.db").exists());
    assert_eq!(demo.stop("-TERM"), Some(0));
}

#[cfg(unix)]
#[test]
fn what_a_server_keeps_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let demo = Demo::start(folder.path());
    let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("data"), 0o700);
    for file in ["lifeline.db", "lifeline.db-wal", "lifeline.db-shm"] {
        assert_eq!(mode(&format!("data/{file}")), 0o600, "{file}");
    }
    drop(demo);
}

#[test]
fn a_weak_password_of_the_first_administrator_is_refused_by_its_name() {
    let folder = TempDir::new().unwrap();
    let mut command = lifeline(folder.path(), &["serve", "--port", "0"]);
    let named = command.env("LIFELINE_ADMIN_EMAIL", "admin@example.org").env("LIFELINE_ADMIN_PASSWORD", "weak");
    fails_saying(&named.output().unwrap(), "LIFELINE_ADMIN_PASSWORD");
    assert!(!folder.path().join("data/lifeline.db").exists());
}

#[test]
fn a_demonstration_plays_the_loop_of_care() {
    let folder = TempDir::new().unwrap();
    let output = run(folder.path(), &["demo", "--walk", "--port", "0"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("every step holds") && said.contains(" 1  a hospital signs up: "), "{said}");
    assert!(planned_jobs(&folder.path().join("data/lifeline.db")) >= 2, "no jobs ran beside the walk");
}

/// Jobs that wait in a database: a runner plans those that come back as soon as it starts.
fn planned_jobs(file: &Path) -> i64 {
    let settings = diesel_sqlite::Settings { file: file.to_owned(), readers: 1 };
    let fresh = Fresh::new(Arc::new(SystemClock), Arc::new(crypto::SystemRng));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = diesel_sqlite::SqliteStore::new(&settings, fresh).unwrap();
        let mut session = store.read().await.unwrap();
        session.jobs().count_waiting_and_dead().await.unwrap().0
    })
}

#[test]
fn what_cannot_be_had_is_said_in_clear_words() {
    let folder = TempDir::new().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    fails_saying(&run(folder.path(), &["demo", "--port", &port]), &format!("port {port} is in use already"));
    std::fs::write(folder.path().join("file"), "").unwrap();
    fails_saying(&run(folder.path(), &["demo", "--data-dir", "file/below"]), "the folder file/below cannot be used");
    let mut demo = lifeline(folder.path(), &["demo"]);
    demo.env("ENVIRONMENT", "production").env("LIFELINE__AUTH__SECOND_FACTOR", "");
    let production = demo.env("LIFELINE__AUTH__REGISTRATION", "direct").output().unwrap();
    fails_saying(&production, "production");
    fails_saying(&run(folder.path(), &["walk", "--url", "http://127.0.0.1:9"]), "step 0 does not hold");
}

#[test]
fn the_document_may_be_read_in_part() {
    let folder = TempDir::new().unwrap();
    for words in [&["openapi"][..], &["openapi", "--postman"]] {
        let mut child = lifeline(folder.path(), words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 1];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
