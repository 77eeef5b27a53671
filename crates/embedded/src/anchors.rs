//! The newest signed point of the audit trail in a file, beside the database and not in it.

use std::{
    io,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use domain::{
    audit::Anchor,
    ports::{AnchorKeeper, Unavailable},
};

use crate::durable;

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
        let Some(text) = self.at_work(durable::read).await? else { return Ok(None) };
        text.trim_end().parse().map(Some).map_err(|wrong: &str| Unavailable::new(PLACE, wrong))
    }

    async fn keep(&self, anchor: &Anchor) -> Result<(), Unavailable> {
        let line = format!("{anchor}\n");
        self.at_work(move |file| durable::keep(file, &line)).await
    }
}
