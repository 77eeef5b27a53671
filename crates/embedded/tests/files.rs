//! Files on disk keep the contract of the port, and leave nothing lying around.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path, time::Duration};

use bytes::Bytes;
use domain::ports::{ByteStream, FileError, Files};
use embedded::DiskFiles;
use futures_util::stream;
use tempfile::TempDir;

async fn store() -> (TempDir, DiskFiles) {
    let directory = TempDir::new().unwrap();
    let files = DiskFiles::open(directory.path().join("files")).await.unwrap();
    (directory, files)
}

fn content(text: &'static str) -> ByteStream {
    Box::pin(stream::iter([Ok(Bytes::from_static(text.as_bytes()))]))
}

fn unfinished(directory: &Path) -> usize {
    fs::read_dir(directory.join("files/.incoming")).unwrap().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contract_holds_and_nothing_unfinished_stays() {
    let (directory, files) = store().await;
    testkit::contract::files_contract(&files).await;
    for _ in 0..100 {
        if unfinished(directory.path()) == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} unfinished files stayed", unfinished(directory.path()));
}

#[tokio::test]
async fn uploads_are_still_there_after_a_restart() {
    let (directory, files) = store().await;
    files.put("documents/a", "text/plain", content("kept")).await.unwrap();
    drop(files);
    let files = DiskFiles::open(directory.path().join("files")).await.unwrap();
    assert_eq!(files.list(None, 10).await.unwrap()[0].key, "documents/a");
}

#[tokio::test]
async fn a_key_may_continue_another_key() {
    let (_directory, files) = store().await;
    files.put("a/b/c", "text/plain", content("x")).await.unwrap();
    assert!(matches!(files.get("a").await, Err(FileError::NotFound)), "a directory is no file");
    for key in ["a", "a-b", "a/b"] {
        files.put(key, "text/plain", content("x")).await.unwrap();
    }
    let keys: Vec<_> = files.list(None, 10).await.unwrap().into_iter().map(|file| file.key).collect();
    assert_eq!(keys, ["a", "a-b", "a/b", "a/b/c"]);
    let keys: Vec<_> = files.list(Some("a-b"), 1).await.unwrap().into_iter().map(|file| file.key).collect();
    assert_eq!(keys, ["a/b"]);
}

#[tokio::test]
async fn what_is_not_ours_is_not_listed() {
    let (directory, files) = store().await;
    fs::write(directory.path().join("files/notes.txt"), "x").unwrap();
    fs::write(directory.path().join("files/UPPER.object"), "x").unwrap();
    fs::create_dir(directory.path().join("files/lost+found")).unwrap();
    fs::write(directory.path().join("files/lost+found/a.object"), "x").unwrap();
    assert_eq!(files.list(None, 10).await.unwrap(), []);
}

#[tokio::test]
async fn links_are_left_to_the_server() {
    let (_directory, files) = store().await;
    files.put("a", "text/plain", content("x")).await.unwrap();
    assert_eq!(files.link("a", "a.txt", "text/plain", Duration::from_mins(2)).await.unwrap(), None);
}

#[tokio::test]
async fn a_crash_is_cleared_away_at_once_but_not_a_running_upload() {
    let (directory, files) = store().await;
    let incoming = directory.path().join("files/.incoming");
    let cut_off = || fs::write(incoming.join("cut-off"), "x").unwrap();
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel::<Result<Bytes, FileError>>();
    let slow = stream::unfold(receiver, async |mut receiver| Some((receiver.recv().await?, receiver)));
    let upload = tokio::spawn(async move {
        let stored = files.put("documents/a", "text/plain", Box::pin(slow)).await;
        (stored, files)
    });
    while unfinished(directory.path()) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    cut_off();
    let beside = DiskFiles::open(directory.path().join("files")).await.unwrap();
    assert_eq!(unfinished(directory.path()), 1, "only the running upload stays");
    cut_off();
    assert_eq!(beside.remove_unfinished().await.unwrap(), 1);
    sender.send(Ok(Bytes::from_static(b"kept"))).unwrap();
    drop(sender);
    let (stored, files) = upload.await.unwrap();
    assert_eq!(stored.unwrap(), 4);
    assert_eq!(files.list(None, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_check_fails_when_the_directory_is_gone() {
    let (directory, files) = store().await;
    files.check().await.unwrap();
    assert_eq!(unfinished(directory.path()), 0);
    fs::remove_dir_all(directory.path().join("files")).unwrap();
    assert!(matches!(files.check().await, Err(FileError::Unavailable(_))));
    assert!(matches!(files.put("a", "text/plain", content("x")).await, Err(FileError::Unavailable(_))));
    assert!(matches!(files.get("a").await, Err(FileError::NotFound)));
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_account_of_the_server_may_read_a_file() {
    use std::os::unix::fs::PermissionsExt;

    let (directory, files) = store().await;
    files.put("a", "text/plain", content("x")).await.unwrap();
    let mode = fs::metadata(directory.path().join("files/a.object")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
}
