//! What every file store promises.
#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::{
    future::{Future, poll_fn},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::Poll,
    time::Duration,
};

use bytes::Bytes;
use domain::ports::{ByteStream, FileError, Files};
use futures_util::{StreamExt, TryStreamExt, future::join_all, stream};

const MIB: usize = 1024 * 1024;
const BYTES: &str = "application/octet-stream";

/// Runs the whole story against an empty store and leaves it empty.
///
/// # Panics
/// Where the store breaks its promise.
pub async fn files_contract(files: &dyn Files) {
    files.check().await.unwrap();
    what_was_put_comes_back(files).await;
    a_part_comes_alone(files).await;
    a_missing_key_is_not_found(files).await;
    an_interrupted_stream_leaves_nothing(files).await;
    a_dropped_put_leaves_nothing(files).await;
    a_put_replaces_what_was_there(files).await;
    deleting_twice_is_fine(files).await;
    foreign_keys_are_refused(files).await;
    lists_are_in_key_order_and_in_pages(files).await;
    many_puts_at_once_do_not_mix(files).await;
    assert_eq!(files.list(None, 10).await.unwrap(), [], "the story left something behind");
}

async fn what_was_put_comes_back(files: &dyn Files) {
    for (size, chunk_bytes) in [
        (0, 1),
        (1, 1),
        (3 * MIB, 1000),
        (8 * MIB, MIB),
        (8 * MIB + 1, 8 * MIB),
        (12 * MIB, 65_521),
        (12 * MIB, 12 * MIB),
    ] {
        let bytes = pattern(size);
        let written = files.put("contract/round-trip", BYTES, chunks(&bytes, chunk_bytes)).await.unwrap();
        assert_eq!(written, size as u64);
        assert!(read(files, "contract/round-trip").await.unwrap() == bytes, "{size} bytes came back changed");
        let listed = files.list(None, 10).await.unwrap();
        assert_eq!(listed.iter().map(|file| file.size).collect::<Vec<_>>(), [size as u64]);
    }
    files.delete("contract/round-trip").await.unwrap();
}

async fn a_part_comes_alone(files: &dyn Files) {
    let key = "contract/part";
    let bytes = pattern(9 * MIB);
    files.put(key, BYTES, chunks(&bytes, 65_521)).await.unwrap();
    for (start, end) in [(0, 1), (0, 9 * MIB), (5, 6), (MIB, 9 * MIB), (9 * MIB - 1, 9 * MIB)] {
        let part = files.get_part(key, start as u64..end as u64).await.unwrap();
        let part = part.try_collect::<Vec<Bytes>>().await.unwrap().concat();
        assert!(Some(part.as_slice()) == bytes.get(start..end), "bytes {start} to {end} came back changed");
    }
    files.delete(key).await.unwrap();
    assert!(matches!(files.get_part(key, 0..1).await, Err(FileError::NotFound)));
}

async fn a_missing_key_is_not_found(files: &dyn Files) {
    assert!(matches!(files.get("contract/missing").await, Err(FileError::NotFound)));
    assert!(matches!(files.get("contract/missing/deeper").await, Err(FileError::NotFound)));
}

async fn an_interrupted_stream_leaves_nothing(files: &dyn Files) {
    for size in [0, 10, 12 * MIB] {
        let broken = chunks(&pattern(size), 65_521).chain(stream::iter([Err(FileError::Interrupted("gone".into()))]));
        let answer = files.put("contract/interrupted", BYTES, Box::pin(broken)).await;
        assert!(matches!(answer, Err(FileError::Interrupted(reason)) if reason == "gone"), "after {size} bytes");
        stays_missing(files, "contract/interrupted").await;
    }
}

async fn a_dropped_put_leaves_nothing(files: &dyn Files) {
    let key = "contract/dropped";
    for size in [0, 10, 12 * MIB] {
        let (content, reached) = announcing(chunks(&pattern(size), 65_521), false);
        assert!(
            dropped(files.put(key, BYTES, content), &reached, 0).await,
            "a put must wait for the end of its content"
        );
        stays_missing(files, key).await;

        // Once for every time it waits between the end of the content and its answer.
        for waits in 0.. {
            let (content, reached) = announcing(chunks(&pattern(size), 65_521), true);
            if !dropped(files.put(key, BYTES, content), &reached, waits).await {
                assert!(waits > 0, "a put cannot be durable without waiting");
                break;
            }
            stays_missing(files, key).await;
        }
        files.delete(key).await.unwrap();
    }
}

async fn a_put_replaces_what_was_there(files: &dyn Files) {
    let key = "contract/replaced";
    let (first, second) = (pattern(9 * MIB), pattern(100));
    for bytes in [&first, &second, &first] {
        files.put(key, BYTES, chunks(bytes, 65_521)).await.unwrap();
        assert!(read(files, key).await.unwrap() == *bytes);
    }
    let broken = chunks(&second, 7).chain(stream::iter([Err(FileError::Interrupted("gone".into()))]));
    files.put(key, BYTES, Box::pin(broken)).await.unwrap_err();
    match read(files, key).await {
        Ok(bytes) => assert!(bytes == first, "an interrupted put must not show half of the new bytes"),
        Err(error) => assert!(matches!(error, FileError::NotFound), "{error}"),
    }
    files.delete(key).await.unwrap();
}

async fn deleting_twice_is_fine(files: &dyn Files) {
    files.put("contract/deleted", BYTES, chunks(b"x", 1)).await.unwrap();
    files.delete("contract/deleted").await.unwrap();
    assert!(matches!(files.get("contract/deleted").await, Err(FileError::NotFound)));
    files.delete("contract/deleted").await.unwrap();
    files.delete("contract/never-there").await.unwrap();
}

async fn foreign_keys_are_refused(files: &dyn Files) {
    let long = "x".repeat(2000);
    for key in
        ["", "/", "/x", "x/", "../x", "a/../../x", "a//b", "A", "a.b", "a b", "a\0b", "a\\b", "é", "%2e%2e/x", &long]
    {
        let put = files.put(key, BYTES, chunks(b"x", 1)).await;
        assert!(matches!(put, Err(FileError::BadKey)), "put {key:?}");
        assert!(matches!(files.get(key).await, Err(FileError::BadKey)), "get {key:?}");
        assert!(matches!(files.delete(key).await, Err(FileError::BadKey)), "delete {key:?}");
        let link = files.link(key, "x.txt", "text/plain", Duration::from_mins(2)).await;
        assert!(matches!(link, Err(FileError::BadKey)), "link {key:?}");
        assert!(matches!(files.list(Some(key), 1).await, Err(FileError::BadKey)), "list after {key:?}");
    }
}

async fn lists_are_in_key_order_and_in_pages(files: &dyn Files) {
    let in_order = ["contract/a/a", "contract/a-b", "contract/a/b/c", "contract/a0", "contract/b", "d", "d0/x"];
    let mut in_order = in_order.map(String::from).to_vec();
    in_order.sort();
    for key in in_order.iter().rev() {
        files.put(key, BYTES, chunks(key.as_bytes(), 3)).await.unwrap();
    }
    for page_size in [1, 2, 3, in_order.len(), 1000] {
        assert_eq!(keys_by_pages_of(files, page_size).await, in_order, "in pages of {page_size}");
    }
    assert_eq!(files.list(None, 0).await.unwrap(), []);
    let after = files.list(Some("contract/a/b"), 1).await.unwrap();
    assert_eq!(
        after.iter().map(|file| &*file.key).collect::<Vec<_>>(),
        ["contract/a/b/c"],
        "after a key that is not there"
    );
    for key in &in_order {
        files.delete(key).await.unwrap();
    }
}

async fn many_puts_at_once_do_not_mix(files: &dyn Files) {
    let uploads: Vec<_> = (0..12).map(|number| (format!("contract/at-once/{number}"), vec![number; 300_000])).collect();
    let answers = join_all(uploads.iter().map(|(key, bytes)| files.put(key, BYTES, chunks(bytes, 10_007)))).await;
    assert!(answers.into_iter().all(|answer| matches!(answer, Ok(300_000))));
    for (key, bytes) in &uploads {
        assert!(read(files, key).await.unwrap() == *bytes, "{key}");
        files.delete(key).await.unwrap();
    }
}

async fn keys_by_pages_of(files: &dyn Files, page_size: usize) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    loop {
        let page = files.list(keys.last().map(String::as_str), page_size).await.unwrap();
        assert!(page.len() <= page_size);
        if page.is_empty() {
            return keys;
        }
        keys.extend(page.into_iter().map(|file| file.key));
    }
}

/// What is undone after a drop may take a moment; from then on it must not come back.
async fn stays_missing(files: &dyn Files, key: &str) {
    let mut missing_in_a_row = 0;
    for _ in 0..200 {
        let listed = files.list(None, 10).await.unwrap().iter().any(|file| file.key == key);
        let missing = !listed && matches!(files.get(key).await, Err(FileError::NotFound));
        missing_in_a_row = if missing { missing_in_a_row + 1 } else { 0 };
        if missing_in_a_row == 6 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{key} is there although its put did not succeed");
}

/// Content that says when all of it was taken; then it ends, or waits forever.
fn announcing(content: ByteStream, ends: bool) -> (ByteStream, Arc<AtomicBool>) {
    let reached = Arc::new(AtomicBool::new(false));
    let announced = Arc::clone(&reached);
    let last = stream::poll_fn(move |_| {
        announced.store(true, Ordering::SeqCst);
        if ends { Poll::Ready(None) } else { Poll::Pending }
    });
    (Box::pin(content.chain(last)), reached)
}

/// Polls the future until the mark is reached and it has waited `waits` more times, then drops it while it waits.
/// False when it ended before.
async fn dropped<T>(future: impl Future<Output = T>, reached: &AtomicBool, waits: usize) -> bool {
    let mut future = Box::pin(future);
    let mut waited = 0;
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(_) => Poll::Ready(false),
        Poll::Pending if !reached.load(Ordering::SeqCst) => Poll::Pending,
        Poll::Pending if waited == waits => Poll::Ready(true),
        Poll::Pending => {
            waited += 1;
            Poll::Pending
        }
    })
    .await
}

fn chunks(bytes: &[u8], chunk_bytes: usize) -> ByteStream {
    let chunks: Vec<_> = bytes.chunks(chunk_bytes).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    Box::pin(stream::iter(chunks))
}

fn pattern(size: usize) -> Vec<u8> {
    // 251 is prime, so the pattern does not line up with any power of two.
    (0..251).cycle().take(size).collect()
}

async fn read(files: &dyn Files, key: &str) -> Result<Vec<u8>, FileError> {
    let content = files.get(key).await?;
    content
        .try_fold(Vec::new(), async |mut all, chunk| {
            all.extend_from_slice(&chunk);
            Ok(all)
        })
        .await
}
