//! Mail and text messages where nothing sends them: files in a folder, for whoever runs the machine.

use std::{
    io,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    kernel::Fresh,
    ports::{DeliveryError, Letter, Mail, Sms, TextMessage},
};
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

/// Writes each message to a file of its own, `mail-<id>.json` or `sms-<id>.json`, readable for the server's account alone.
/// The ids order by time.
pub struct DiskOutbox {
    folder: PathBuf,
    fresh: Fresh,
    shown: Option<UnboundedSender<String>>,
}

impl DiskOutbox {
    /// In this folder, which is made when it is needed. What is written is also told to `shown`, for a console.
    pub fn new(folder: PathBuf, fresh: Fresh, shown: Option<UnboundedSender<String>>) -> Self {
        Self { folder, fresh, shown }
    }

    /// Removes the messages that were written before this, and answers how many. Whatever else lies there stays.
    pub async fn purge(&self, before: DateTime<Utc>) -> io::Result<usize> {
        let folder = self.folder.clone();
        tokio::task::spawn_blocking(move || remove(&folder, before)).await.map_err(io::Error::other).flatten()
    }

    async fn write(&self, kind: &str, message: serde_json::Value) -> Result<(), DeliveryError> {
        let name = format!("{kind}-{}.json", self.fresh.id::<Uuid>());
        let (folder, text) = (self.folder.clone(), format!("{message:#}\n"));
        let written = tokio::task::spawn_blocking(move || keep(&folder, &name, &text)).await;
        let written = written.map_err(io::Error::other).flatten();
        written.map_err(|error| DeliveryError::Later(format!("the outbox folder cannot be written: {}", error.kind())))
    }

    /// A console that is gone reads nothing more.
    fn show(&self, to: &str, text: &str) {
        if let Some(shown) = &self.shown {
            drop(shown.send(format!("To {to}:\n{text}")));
        }
    }
}

/// It is complete under its name or not there at all.
fn keep(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    use std::io::Write;
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let mut unfinished = tempfile::NamedTempFile::new_in(folder)?;
    unfinished.write_all(text.as_bytes())?;
    unfinished.persist(folder.join(name)).map_err(|error| error.error)?;
    Ok(())
}

fn remove(folder: &Path, before: DateTime<Utc>) -> io::Result<usize> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        entries => entries?,
    };
    let mut removed = 0;
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_str().and_then(written_at).is_some_and(|at| at < before) {
            std::fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// When the message of this file was written, as its id says; none where it is no message.
fn written_at(name: &str) -> Option<DateTime<Utc>> {
    let id = name.strip_prefix("mail-").or_else(|| name.strip_prefix("sms-"))?.strip_suffix(".json")?;
    let (seconds, nanoseconds) = id.parse::<Uuid>().ok()?.get_timestamp()?.to_unix();
    DateTime::from_timestamp(seconds.try_into().ok()?, nanoseconds)
}

#[async_trait]
impl Mail for DiskOutbox {
    async fn send(&self, letter: &Letter) -> Result<(), DeliveryError> {
        let message = serde_json::json!({
            "to": letter.to, "subject": letter.subject, "text": letter.text, "html": letter.html,
            "message_id": letter.message_id,
        });
        self.write("mail", message).await?;
        self.show(&letter.to, &format!("{}\n\n{}", letter.subject, letter.text));
        Ok(())
    }

    async fn check(&self) -> Result<(), DeliveryError> {
        Ok(())
    }
}

#[async_trait]
impl Sms for DiskOutbox {
    async fn send(&self, message: &TextMessage) -> Result<(), DeliveryError> {
        self.write("sms", serde_json::json!({ "to": message.to, "text": message.text })).await?;
        self.show(&message.to, &message.text);
        Ok(())
    }
}
