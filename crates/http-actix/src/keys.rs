//! The signing key of an installation that was given none: made at the first start, kept in the data folder.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use crypto::{SystemRng, generate_rsa_pem};
use domain::{kernel::hex, ports::Rng};

use crate::{config::SigningAlgorithm, wire::StartError};

/// Reads the key, or makes and keeps one.
pub fn load_or_generate(data: &Path, algorithm: SigningAlgorithm) -> Result<String, StartError> {
    let folder = data.join("keys");
    let file = folder.join(match algorithm {
        SigningAlgorithm::Rs256 => "signing.pem",
        SigningAlgorithm::Hs256 => "signing.secret",
    });
    match std::fs::read_to_string(&file) {
        Ok(key) => return Ok(key),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(cause) => return Err(failed(&file, cause)),
    }
    let key = match algorithm {
        SigningAlgorithm::Rs256 => generate_rsa_pem()?,
        SigningAlgorithm::Hs256 => random_secret(),
    };
    std::fs::create_dir_all(&folder).and_then(|()| keep(&file, &key)).map_err(|cause| failed(&folder, cause))?;
    Ok(key)
}

fn random_secret() -> String {
    let mut bytes = [0u8; 48];
    SystemRng.fill(&mut bytes);
    hex(&bytes)
}

/// Only the owner may read it. It is complete under its name or not there at all.
fn keep(file: &Path, key: &str) -> std::io::Result<()> {
    let unfinished = file.with_extension("unfinished");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut handle = options.open(&unfinished)?;
    handle.write_all(key.as_bytes())?;
    handle.sync_all()?;
    std::fs::rename(unfinished, file)?;
    // Only then does the name outlive a power failure, and with it that of a new folder.
    file.ancestors().skip(1).take(2).filter(|folder| !folder.as_os_str().is_empty()).try_for_each(sync_folder)
}

/// Only Unix lets a folder be opened for that.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { std::fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

fn failed(place: &Path, cause: std::io::Error) -> StartError {
    StartError::Folder { folder: PathBuf::from(place).display().to_string(), cause }
}
