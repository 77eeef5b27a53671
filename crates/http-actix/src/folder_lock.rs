//! The lock on the folder of a SQLite file. What one server keeps in memory would be stale beside a second one.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use crate::{
    config::{Config, DatabaseTarget},
    wire::{StartError, make_folder},
};

const NAME: &str = "lifeline.lock";

/// Held for the life of a server; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct FolderLock {
    _file: Option<File>,
}

impl FolderLock {
    /// Takes the lock where the configuration names SQLite; with PostgreSQL there is nothing to lock.
    pub fn take(config: &Config) -> Result<Self, StartError> {
        match config.database_target() {
            DatabaseTarget::Postgres { .. } => Ok(Self { _file: None }),
            DatabaseTarget::Sqlite { file } => {
                let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
                Self::of(folder.unwrap_or(Path::new(".")))
            }
        }
    }

    fn of(folder: &Path) -> Result<Self, StartError> {
        let failed = |cause| StartError::Folder { folder: folder.display().to_string(), cause };
        make_folder(folder)?;
        let file = File::options().create(true).truncate(false).write(true).open(folder.join(NAME)).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(StartError::FolderInUse { folder: folder.display().to_string() }),
            Err(TryLockError::Error(cause)) => Err(failed(cause)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_has_a_folder() {
        let folder = std::env::temp_dir().join(format!("lifeline-lock-{}", std::process::id()));
        let lock = FolderLock::of(&folder).unwrap();
        let refused = FolderLock::of(&folder).unwrap_err().to_string();
        assert!(refused.starts_with("another Lifeline server uses the folder"), "{refused}");
        drop(lock);
        FolderLock::of(&folder).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_said() {
        let refused = FolderLock::of(Path::new("/proc/no/such/place")).unwrap_err().to_string();
        assert!(refused.starts_with("the folder /proc/no/such/place cannot be used"), "{refused}");
    }
}
