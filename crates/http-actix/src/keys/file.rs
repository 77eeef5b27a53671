use std::{
    fs::File,
    io::{self, ErrorKind, Write},
    path::Path,
};

/// The text of a file, if it is there.
pub(super) fn read(file: &Path) -> io::Result<Option<String>> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Only the owner may read it. It is complete under its name or not there at all; what was there before is replaced.
pub(super) fn keep(file: &Path, text: &str) -> io::Result<()> {
    let unfinished = file.with_extension("unfinished");
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut handle = options.open(&unfinished)?;
    handle.write_all(text.as_bytes())?;
    handle.sync_all()?;
    std::fs::rename(unfinished, file)?;
    // Only then does the name outlive a power failure, and with it that of a new folder.
    file.ancestors().skip(1).take(2).filter(|folder| !folder.as_os_str().is_empty()).try_for_each(sync_folder)
}

/// Only Unix lets a folder be opened for that.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Waits for whoever else changes this folder, until the answer is dropped.
pub(super) fn lock(folder: &Path) -> io::Result<File> {
    let file = File::options().create(true).truncate(false).write(true).open(folder.join("keys.lock"))?;
    file.lock()?;
    Ok(file)
}
