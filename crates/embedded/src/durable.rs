//! Small files that are complete under their name, whatever happens, and outlive a power failure.

use std::{
    fs::File,
    io::{self, ErrorKind, Write},
    path::Path,
};

/// The text of a file, if it is there.
pub fn read(file: &Path) -> io::Result<Option<String>> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes a file that only its owner reads, into a folder that is there. Until it is complete, what was there before is.
pub fn keep(file: &Path, text: &str) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut unfinished = tempfile::NamedTempFile::new_in(folder)?;
    unfinished.write_all(text.as_bytes())?;
    unfinished.as_file().sync_all()?;
    unfinished.persist(file).map_err(|error| error.error)?;
    // Only then does the name outlive a power failure.
    sync(folder)
}

/// Makes the names in a folder outlive a power failure. Only Unix lets a folder be opened for that.
pub fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_replaces_what_was_there_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("note");
        assert_eq!(read(&file).unwrap(), None);
        for text in ["first", "second"] {
            keep(&file, text).unwrap();
            assert_eq!(read(&file).unwrap().as_deref(), Some(text));
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(keep(&folder.path().join("missing/note"), "text").is_err());
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
