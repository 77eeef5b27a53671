//! Messages on disk: one file each, for one account's eyes, in the order in which they were written.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::TimeDelta;
use domain::{
    kernel::Fresh,
    ports::{Clock, DeliveryError, Letter, Mail, Sms, TextMessage},
};
use embedded::DiskOutbox;
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::{TestClock, TestRng};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

fn outbox(folder: &Path, console: Option<UnboundedSender<String>>) -> DiskOutbox {
    let fresh = Fresh::new(Arc::new(TestClock::default()), Arc::new(TestRng::new(1)));
    DiskOutbox::new(folder.to_owned(), fresh, console)
}

fn letter(to: &str) -> Letter {
    Letter {
        to: to.to_owned(),
        subject: "Lakeside: your code".to_owned(),
        text: "48213577 is your code, Jörg".to_owned(),
        html: "<p>48213577</p>".to_owned(),
        message_id: "0190-7".to_owned(),
    }
}

fn text_message() -> TextMessage {
    TextMessage { to: "+49170999888".to_owned(), text: "Lakeside: 48213577".to_owned() }
}

/// By name, which is the order in which they were written.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn read(file: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

fn name(file: &Path) -> &str {
    file.file_name().unwrap().to_str().unwrap()
}

#[tokio::test]
async fn a_message_is_a_file_of_its_own() {
    let directory = TempDir::new().unwrap();
    let folder = directory.path().join("data/outbox");
    let outbox = outbox(&folder, None);
    Mail::send(&outbox, &letter("ann@example.org")).await.unwrap();
    Sms::send(&outbox, &text_message()).await.unwrap();

    let files = files(&folder);
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(name(&files[0]).starts_with("mail-") && name(&files[1]).starts_with("sms-"), "{files:?}");
    let written = json!({
        "to": "ann@example.org", "subject": "Lakeside: your code", "text": "48213577 is your code, Jörg",
        "html": "<p>48213577</p>", "message_id": "0190-7",
    });
    assert_eq!(read(&files[0]), written);
    assert_eq!(read(&files[1]), json!({ "to": "+49170999888", "text": "Lakeside: 48213577" }));
}

#[tokio::test]
async fn files_stand_in_the_order_of_their_messages() {
    let directory = TempDir::new().unwrap();
    let outbox = outbox(directory.path(), None);
    let recipients: Vec<String> = (0..20).map(|number| format!("{number}@example.org")).collect();
    for to in &recipients {
        Mail::send(&outbox, &letter(to)).await.unwrap();
    }
    let found: Vec<_> =
        files(directory.path()).iter().map(|file| read(file)["to"].as_str().unwrap().to_owned()).collect();
    assert_eq!(found, recipients);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_servers_account_reads_them() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let directory = TempDir::new().unwrap();
    let folder = directory.path().join("outbox");
    let outbox = outbox(&folder, None);
    Mail::send(&outbox, &letter("ann@example.org")).await.unwrap();
    Sms::send(&outbox, &text_message()).await.unwrap();
    assert_eq!(mode(&folder), 0o700);
    for file in files(&folder) {
        assert_eq!(mode(&file), 0o600, "{file:?}");
    }
}

#[tokio::test]
async fn a_console_is_told_what_is_written() {
    let directory = TempDir::new().unwrap();
    let (console, mut shown) = unbounded_channel();
    let outbox = outbox(directory.path(), Some(console));
    Mail::send(&outbox, &letter("ann@example.org")).await.unwrap();
    Sms::send(&outbox, &text_message()).await.unwrap();
    let mail = "To ann@example.org:\nLakeside: your code\n\n48213577 is your code, Jörg";
    assert_eq!(shown.try_recv().unwrap(), mail);
    assert_eq!(shown.try_recv().unwrap(), "To +49170999888:\nLakeside: 48213577");

    drop(shown);
    Mail::send(&outbox, &letter("bob@example.org")).await.unwrap();
    assert_eq!(files(directory.path()).len(), 3, "a console that is gone keeps nothing from being written");
}

#[tokio::test]
async fn what_cannot_be_written_waits_and_is_told_to_nobody() {
    let directory = TempDir::new().unwrap();
    // A file in the folder's place keeps everybody out, the superuser too.
    let folder = directory.path().join("outbox");
    fs::write(&folder, "not a folder").unwrap();
    let (console, mut shown) = unbounded_channel();
    let outbox = outbox(&folder, Some(console));
    for sent in [Mail::send(&outbox, &letter("ann@example.org")).await, Sms::send(&outbox, &text_message()).await] {
        let Err(DeliveryError::Later(reason)) = sent else { panic!("{sent:?}") };
        assert!(reason.starts_with("the outbox folder cannot be written"), "{reason}");
        assert!(!reason.contains("ann@") && !reason.contains("+49") && !reason.contains("48213577"), "{reason}");
    }
    assert!(shown.try_recv().is_err());

    fs::remove_file(&folder).unwrap();
    Mail::send(&outbox, &letter("ann@example.org")).await.unwrap();
    assert_eq!(files(&folder).len(), 1);
}

#[tokio::test]
async fn what_is_old_goes_and_what_is_no_message_stays() {
    let directory = TempDir::new().unwrap();
    let (folder, clock) = (directory.path().join("outbox"), TestClock::default());
    let fresh = Fresh::new(Arc::new(clock.clone()), Arc::new(TestRng::new(1)));
    let outbox = DiskOutbox::new(folder.clone(), fresh, None);
    assert_eq!(outbox.purge(clock.now()).await.unwrap(), 0, "there is no folder yet");
    Mail::send(&outbox, &letter("ann@example.org")).await.unwrap();
    Sms::send(&outbox, &text_message()).await.unwrap();
    fs::write(folder.join("notes.txt"), "kept").unwrap();
    clock.advance(TimeDelta::days(7));
    Mail::send(&outbox, &letter("bob@example.org")).await.unwrap();
    assert_eq!(outbox.purge(clock.now() - TimeDelta::days(8)).await.unwrap(), 0);
    assert_eq!(outbox.purge(clock.now() - TimeDelta::days(6)).await.unwrap(), 2);
    let left = files(&folder);
    assert_eq!((left.len(), name(&left[1])), (2, "notes.txt"));
    assert_eq!(read(&left[0])["to"], "bob@example.org");
}
