//! A file on its way in: written aside, made durable, placed under its name; removed when it does not get that far.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use domain::ports::FileError;
use tempfile::{NamedTempFile, TempPath};
use tokio::{
    io::AsyncWriteExt,
    runtime::Handle,
    task::{JoinHandle, spawn_blocking},
};

use super::disk::off_thread;

/// A temporary file in the incoming directory. Dropping it removes the file.
pub(super) struct Incoming {
    file: tokio::fs::File,
    temporary: Option<TempPath>,
    runtime: Handle,
}

impl Incoming {
    pub(super) async fn create(directory: PathBuf) -> Result<Self, FileError> {
        let (file, temporary) = off_thread(move || held_file(&directory)).await?.into_parts();
        Ok(Self { file: file.into(), temporary: Some(temporary), runtime: Handle::current() })
    }

    pub(super) async fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.file.write_all(chunk).await
    }

    /// Makes the bytes durable, then moves them under `target` in one step. Dropping the future undoes the step.
    pub(super) async fn place(mut self, root: PathBuf, target: PathBuf) -> io::Result<()> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        let Some(temporary) = self.temporary.take() else { return Err(io::ErrorKind::NotFound.into()) };
        let final_path = target.clone();
        let work = spawn_blocking(move || place(temporary, &root, &final_path));
        Placement { work: Some(work), target, runtime: self.runtime.clone() }.finished().await
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        let Some(temporary) = self.temporary.take() else { return };
        self.runtime.spawn_blocking(move || {
            if let Err(error) = temporary.close() {
                tracing::warn!(%error, "an unfinished upload could not be removed");
            }
        });
    }
}

/// A placement under way. It runs to its end even when nobody waits any more; then what it placed is taken back.
struct Placement {
    work: Option<JoinHandle<io::Result<()>>>,
    target: PathBuf,
    runtime: Handle,
}

impl Placement {
    async fn finished(mut self) -> io::Result<()> {
        let Some(work) = &mut self.work else { return Ok(()) };
        let outcome = work.await;
        self.work = None;
        outcome?
    }
}

impl Drop for Placement {
    fn drop(&mut self) {
        let Some(work) = self.work.take() else { return };
        let target = std::mem::take(&mut self.target);
        self.runtime.spawn(async move {
            // A placement that failed has left nothing to take back.
            if matches!(work.await, Ok(Ok(())))
                && let Err(error) = tokio::fs::remove_file(target).await
            {
                tracing::warn!(%error, "an abandoned upload could not be removed");
            }
        });
    }
}

/// A new temporary file whose lock tells that somebody writes it. Between its making and the lock it may be taken for an
/// abandoned one and removed; then another is made.
pub(super) fn held_file(directory: &Path) -> io::Result<NamedTempFile> {
    loop {
        let file = NamedTempFile::new_in(directory)?;
        file.as_file().lock()?;
        if file.path().try_exists()? {
            return Ok(file);
        }
    }
}

fn place(temporary: TempPath, root: &Path, target: &Path) -> io::Result<()> {
    let directory = target.parent().unwrap_or(root);
    fs::create_dir_all(directory)?;
    temporary.persist(target).map_err(|failed| failed.error)?;
    sync_up_to(root, directory).or_else(|error| {
        fs::remove_file(target)?;
        Err(error)
    })
}

/// Every directory on the way: another upload may have made one of them a moment ago and not synced it yet.
fn sync_up_to(root: &Path, directory: &Path) -> io::Result<()> {
    directory.ancestors().take_while(|ancestor| ancestor.starts_with(root)).try_for_each(sync_directory)
}

/// Makes the names in a directory durable. Only Unix lets a directory be opened for that.
pub(super) fn sync_directory(directory: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(directory)?.sync_all() } else { Ok(()) }
}
