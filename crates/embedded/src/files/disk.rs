//! The adapter: keys to paths, and the port's operations over them.

use std::{
    fs::TryLockError,
    io::{self, ErrorKind, SeekFrom, Write},
    ops::Range,
    path::{Path, PathBuf},
    time::Duration,
};

use async_trait::async_trait;
use domain::ports::{ByteStream, FileError, Files, StoredFile, check_storage_key};
use futures_util::{StreamExt, TryStreamExt};
use tokio::{
    fs,
    io::{AsyncReadExt, AsyncSeekExt},
    task::spawn_blocking,
};
use tokio_util::io::ReaderStream;

use super::{
    incoming::{Incoming, held_file, sync_directory},
    listing::list,
};

/// What is still being written lives here. No key has a dot, so it can never be mistaken for stored files.
const INCOMING: &str = ".incoming";
/// Ends the name of every stored file, so that `a` and `a/b` can both be keys.
pub(super) const SUFFIX: &str = ".object";
const READ_BYTES: usize = 64 * 1024;

/// Files under one directory, readable by the account of the server only.
///
/// A key is meant to be written once: when a `put` is dropped in its last moment, what it placed is taken back a moment
/// later, together with anything that was stored under the same key in between.
pub struct DiskFiles {
    root: PathBuf,
}

impl DiskFiles {
    /// Uses `root`, which is made where it is missing, and clears away what an earlier crash left unfinished in it.
    pub async fn open(root: impl Into<PathBuf>) -> Result<Self, FileError> {
        let root = root.into();
        let incoming = root.join(INCOMING);
        let left = off_thread(move || {
            std::fs::create_dir_all(&incoming)?;
            remove_abandoned(&incoming)
        })
        .await?;
        if left > 0 {
            tracing::info!(left, "uploads that were cut off have been removed");
        }
        Ok(Self { root })
    }

    fn path(&self, key: &str) -> Result<PathBuf, FileError> {
        check_storage_key(key)?;
        Ok(self.root.join(format!("{key}{SUFFIX}")))
    }

    async fn opened(&self, key: &str) -> Result<fs::File, FileError> {
        fs::File::open(self.path(key)?).await.map_err(|error| match error.kind() {
            ErrorKind::NotFound => FileError::NotFound,
            _ => unavailable(error),
        })
    }
}

#[async_trait]
impl Files for DiskFiles {
    async fn put(&self, key: &str, _content_type: &str, mut content: ByteStream) -> Result<u64, FileError> {
        let target = self.path(key)?;
        let mut incoming = Incoming::create(self.root.join(INCOMING)).await?;
        let mut size = 0;
        while let Some(chunk) = content.next().await {
            let chunk = chunk?;
            incoming.write(&chunk).await.map_err(unavailable)?;
            size += chunk.len() as u64;
        }
        incoming.place(self.root.clone(), target).await.map_err(unavailable)?;
        Ok(size)
    }

    async fn get(&self, key: &str) -> Result<ByteStream, FileError> {
        Ok(Box::pin(ReaderStream::with_capacity(self.opened(key).await?, READ_BYTES).map_err(unavailable)))
    }

    async fn get_part(&self, key: &str, bytes: Range<u64>) -> Result<ByteStream, FileError> {
        let mut file = self.opened(key).await?;
        file.seek(SeekFrom::Start(bytes.start)).await.map_err(unavailable)?;
        let part = file.take(bytes.end.saturating_sub(bytes.start));
        Ok(Box::pin(ReaderStream::with_capacity(part, READ_BYTES).map_err(unavailable)))
    }

    async fn delete(&self, key: &str) -> Result<(), FileError> {
        let path = self.path(key)?;
        off_thread(move || match std::fs::remove_file(&path) {
            Ok(()) => path.parent().map_or(Ok(()), sync_directory),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        })
        .await
    }

    async fn link(
        &self,
        key: &str,
        _file_name: &str,
        _content_type: &str,
        _valid_for: Duration,
    ) -> Result<Option<String>, FileError> {
        check_storage_key(key).map(|()| None)
    }

    async fn list(&self, after: Option<&str>, limit: usize) -> Result<Vec<StoredFile>, FileError> {
        after.map_or(Ok(()), check_storage_key)?;
        let (root, after) = (self.root.clone(), after.unwrap_or_default().to_owned());
        off_thread(move || list(&root, &after, limit)).await
    }

    async fn remove_unfinished(&self) -> Result<usize, FileError> {
        let incoming = self.root.join(INCOMING);
        off_thread(move || remove_abandoned(&incoming)).await
    }

    async fn check(&self) -> Result<(), FileError> {
        let incoming = self.root.join(INCOMING);
        off_thread(move || {
            let mut probe = held_file(&incoming)?;
            probe.write_all(b"probe")?;
            probe.as_file().sync_all()?;
            probe.close()
        })
        .await
    }
}

/// Removes what nobody writes any more. Whoever writes holds a lock on the file, which goes with its process, however that
/// ends; so this is right beside a running server too.
fn remove_abandoned(incoming: &Path) -> io::Result<usize> {
    let mut removed = 0;
    for entry in std::fs::read_dir(incoming)? {
        let path = entry?.path();
        let file = match std::fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        match file.try_lock() {
            Ok(()) => match std::fs::remove_file(&path) {
                Ok(()) => removed += 1,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            },
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Ok(removed)
}

/// Runs what blocks away from the threads that serve requests.
pub(super) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, FileError> {
    spawn_blocking(work).await.map_err(io::Error::from).flatten().map_err(unavailable)
}

fn unavailable(error: io::Error) -> FileError {
    FileError::Unavailable(Box::new(error))
}
