//! The newest signed point of the audit trail in a file, beside the database and not in it.

use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use domain::{
    audit::Anchor,
    ports::{AnchorKeeper, Unavailable},
};

const PLACE: &str = "the file of the audit anchor";

/// Keeps it as one line `SEQ:HASH`, for the server's account alone.
pub struct AnchorFile {
    file: PathBuf,
}

impl AnchorFile {
    /// In this file, whose folder is there. The file is made with the first point.
    pub fn new(file: PathBuf) -> Self {
        Self { file }
    }

    async fn at_work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> Result<T, Unavailable> {
        let file = self.file.clone();
        let done = tokio::task::spawn_blocking(move || work(&file)).await;
        done.map_err(io::Error::other).flatten().map_err(|error| Unavailable::new(PLACE, error))
    }
}

#[async_trait]
impl AnchorKeeper for AnchorFile {
    async fn last(&self) -> Result<Option<Anchor>, Unavailable> {
        let Some(text) = self.at_work(read).await? else { return Ok(None) };
        text.trim_end().parse().map(Some).map_err(|wrong: &str| Unavailable::new(PLACE, wrong))
    }

    async fn keep(&self, anchor: &Anchor) -> Result<(), Unavailable> {
        let line = format!("{anchor}\n");
        self.at_work(move |file| write(file, &line)).await
    }
}

fn read(file: &Path) -> io::Result<Option<String>> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// It is complete under its name, or what was there before still is.
fn write(file: &Path, line: &str) -> io::Result<()> {
    use io::Write;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut unfinished = tempfile::NamedTempFile::new_in(folder)?;
    unfinished.write_all(line.as_bytes())?;
    unfinished.as_file().sync_all()?;
    unfinished.persist(file).map_err(|error| error.error)?;
    // Only then does the name outlive a power failure. Only Unix lets a folder be opened for that.
    if cfg!(unix) { std::fs::File::open(folder)?.sync_all() } else { Ok(()) }
}
