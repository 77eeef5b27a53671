//! The daily sweep of stored objects that no document row names: what a crash between storing and committing left.

use std::collections::HashSet;

use chrono::TimeDelta;
use uuid::Uuid;

use super::{Documents, incoming::KEY_ROOT};
use crate::{kernel::Outcome, ports::StoredFile};

/// Objects looked at together, with one query.
const BATCH: usize = 500;
/// No key of this room comes after this one: `0` follows the slash.
const BEYOND: &str = "patients0";
/// An upload whose row is still to come is much younger.
const ORPHANED_AFTER: TimeDelta = TimeDelta::hours(24);

impl Documents {
    /// Removes stored documents older than 24 hours that have no row, and what uploads cut off by a crash left; answers how
    /// many there were. Objects of other rooms are left alone. No connection is held while the store works.
    pub async fn sweep_orphans(&self) -> Outcome<usize> {
        let before = self.core.fresh.now() - ORPHANED_AFTER;
        let (mut removed, mut after) = (self.files.remove_unfinished().await?, KEY_ROOT.to_owned());
        loop {
            let batch = self.files.list(Some(&after), BATCH).await?;
            let Some(last) = batch.last().filter(|_| after.as_str() < BEYOND) else { return Ok(removed) };
            after.clone_from(&last.key);
            let old = batch.into_iter().filter(|file| file.modified_at < before && is_documents(&file.key));
            removed += self.remove_orphans(old.map(|StoredFile { key, .. }| key).collect()).await?;
        }
    }

    async fn remove_orphans(&self, keys: Vec<String>) -> Outcome<usize> {
        if keys.is_empty() {
            return Ok(0);
        }
        let in_use = self.core.store.read().await?.documents().keys_in_use(&keys).await?;
        let in_use: HashSet<String> = in_use.into_iter().collect();
        let mut removed = 0;
        for key in keys.iter().filter(|key| !in_use.contains(*key)) {
            self.files.delete(key).await?;
            removed += 1;
        }
        Ok(removed)
    }
}

/// Whether this room made the key: `patients/<patient id>/<document id>`.
fn is_documents(key: &str) -> bool {
    let mut segments = key.split('/');
    let is_id = |segment: Option<&str>| segment.is_some_and(|text| Uuid::try_parse(text).is_ok());
    segments.next() == Some(KEY_ROOT) && is_id(segments.next()) && is_id(segments.next()) && segments.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_keys_of_documents_are_swept() {
        let id = Uuid::from_u128(7);
        assert!(is_documents(&format!("patients/{id}/{id}")));
        for other in
            [format!("patients/{id}"), format!("photos/{id}/{id}"), format!("patients/{id}/photo"), String::new()]
        {
            assert!(!is_documents(&other), "{other}");
        }
        assert!(!is_documents(&format!("patients/{id}/{id}/small")));
    }
}
