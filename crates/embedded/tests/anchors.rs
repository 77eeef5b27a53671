//! The newest signed point of the audit trail on disk.

use domain::{audit::Anchor, ports::AnchorKeeper};
use embedded::AnchorFile;
use testkit::contract::anchor_contract;

fn anchor(seq: i64) -> Anchor {
    Anchor { seq, hash: format!("key.{}", "a".repeat(64)) }
}

#[tokio::test]
async fn an_anchor_on_disk_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    anchor_contract(&AnchorFile::new(folder.path().join("audit.anchor"))).await;
}

#[tokio::test]
async fn an_anchor_outlives_the_server_and_is_read_by_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.anchor");
    AnchorFile::new(file.clone()).keep(&anchor(7)).await.unwrap();
    assert_eq!(AnchorFile::new(file.clone()).last().await.unwrap(), Some(anchor(7)));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), format!("{}\n", anchor(7)));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing unfinished stays");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_file_that_is_no_anchor_and_one_that_cannot_be_used_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.anchor");
    std::fs::write(&file, "garbage").unwrap();
    assert!(AnchorFile::new(file).last().await.is_err());
    let nowhere = AnchorFile::new(folder.path().join("missing/audit.anchor"));
    assert!(nowhere.last().await.unwrap().is_none());
    assert!(nowhere.keep(&anchor(1)).await.is_err());
    assert!(AnchorFile::new(folder.path().to_owned()).last().await.is_err(), "a folder");
}
