//! `lifeline audit verify` as an operator runs it: what its exit code says.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

use crate::{person::Person, server::Server};

const HS256: (&str, &str) = ("JWT_ALGORITHM", "HS256");
const KEY: (&str, &str) = ("JWT_SECRET_KEY", "a secret of this test, long enough for HS256");
const OTHER_KEY: (&str, &str) = ("JWT_SECRET_KEY", "another secret of this test, as long as that");
const PATIENCE: Duration = Duration::from_secs(20);

fn verify(data: &Path, settings: &[(&str, &str)], expected: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lifeline"));
    command.args(["audit", "verify", "--data-dir"]).arg(data).env_clear().envs(settings.iter().copied());
    command.args(expected.iter().flat_map(|anchor| ["--expect", anchor]));
    command.current_dir(data).output().expect("the program runs")
}

/// That it exits with this code and says this.
fn comes_to(output: &Output, code: i32, text: &str) {
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(text), "{text:?} in {said}");
}

/// Somebody opens an account at a server that is then stopped in order.
async fn signed_up(data: &Path, email: &str) {
    let mut server = Server::start(data, &[HS256, KEY]);
    Person::patient(&server, email).await;
    server.tell_to_stop();
    let ended = server.ended_within(PATIENCE).expect("it ends");
    assert!(ended.success(), "{ended}");
}

fn database_files(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    files
        .filter(|file| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("lifeline.db")))
        .collect()
}

fn copy(from: &Path, to: &Path) {
    for file in database_files(to) {
        std::fs::remove_file(file).expect("removed");
    }
    for file in database_files(from) {
        std::fs::copy(&file, to.join(file.file_name().expect("a name"))).expect("copied");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exit_code_says_whether_the_trail_is_whole_could_not_be_checked_or_was_tampered_with() {
    let (folder, kept) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (data, kept) = (folder.path(), kept.path());
    signed_up(data, "nadia@example.org").await;
    comes_to(&verify(data, &[HS256, KEY], None), 0, "the audit trail is whole");
    let beyond = format!("900:key.{}", "0f".repeat(32));
    comes_to(&verify(data, &[HS256, KEY], Some(&beyond)), 1, "missing anchor: the chain does not reach seal 900");
    comes_to(&verify(data, &[HS256, OTHER_KEY], None), 2, "unknown key");

    copy(data, kept);
    signed_up(data, "samir@example.org").await;
    comes_to(&verify(data, &[HS256, KEY], None), 0, "the audit trail is whole");
    copy(kept, data);
    comes_to(&verify(data, &[HS256, KEY], None), 1, "missing anchor");
}

#[test]
fn without_a_key_nothing_is_checked_and_nothing_made() {
    let folder = tempfile::tempdir().expect("a folder");
    comes_to(&verify(folder.path(), &[], None), 1, "no signing key");
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0);
}
