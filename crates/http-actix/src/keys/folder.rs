use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crypto::{SigningKey, SystemRng, generate_rsa_pem};
use domain::{kernel::hex, ports::Rng};
use embedded::durable;

use super::signing_key;
use crate::{
    config::{Config, SigningAlgorithm},
    wire::{StartError, make_folder},
};

/// A replaced key counts for everything so much longer. Nothing else that a key signs or seals lives longer: access tokens a
/// day at most, links an hour, mail that waits three days.
const COUNTS_FOR: Duration = Duration::from_hours(7 * 24);

/// The folder `keys` of the data folder: `signing.pem` (or `signing.secret`) signs, and what lies in `earlier` under its
/// name still checks what it signed. When a key was replaced says the time of its file there.
pub struct KeyFolder {
    folder: PathBuf,
    algorithm: SigningAlgorithm,
}

/// A key that was replaced.
#[derive(Debug)]
pub struct Rotated {
    /// The name of the key that signs from now on.
    pub new: String,
    /// The name of the one that signed before.
    pub old: String,
    /// Where that one is now.
    pub old_file: PathBuf,
}

impl KeyFolder {
    /// Of this configuration.
    pub fn of(config: &Config) -> Self {
        Self { folder: config.data.keys(), algorithm: config.auth.algorithm }
    }

    /// The key that signs; made and kept when there is none.
    pub(super) fn current_or_new(&self) -> Result<SigningKey, StartError> {
        if let Some(text) = self.text()? {
            return self.current(&text);
        }
        make_folder(&self.folder)?;
        let _lock = self.lock()?;
        // Another server that started at the same moment may have been first.
        if let Some(text) = self.text()? {
            return self.current(&text);
        }
        let text = self.new_text()?;
        durable::keep(&self.file(), &text).map_err(failed(&self.folder))?;
        // The folder itself is new.
        if let Some(data) = self.folder.parent() {
            durable::sync(data).map_err(failed(data))?;
        }
        self.current(&text)
    }

    /// The key that signs, where there is one.
    pub(super) fn existing(&self) -> Result<SigningKey, StartError> {
        let text = self.text()?.ok_or_else(|| self.missing())?;
        self.current(&text)
    }

    /// What lies where keys that sign lie, of either algorithm: one that signed until the configuration named another key or
    /// another algorithm.
    pub(super) fn left_behind(&self) -> Result<Vec<SigningKey>, StartError> {
        let files = ALGORITHMS.map(|algorithm| (self.file_of(algorithm), algorithm));
        files.iter().filter(|(path, _)| path.exists()).map(|(path, algorithm)| read(path, *algorithm)).collect()
    }

    /// The keys that signed before, and until when each counts for more than the proof of what it signed.
    pub(super) fn earlier(&self) -> Result<Vec<(SigningKey, SystemTime)>, StartError> {
        let folder = self.folder.join(EARLIER);
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(&folder)(error)),
        };
        let files = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>().map_err(failed(&folder))?;
        let keys = files.iter().filter_map(|path| Some((path, algorithm_of(path)?)));
        keys.map(|(path, algorithm)| Ok((read(path, algorithm)?, counts_until(path)?))).collect()
    }

    /// Puts a new key in the place of the one that signs, which goes to the earlier ones. Broken off at any point, the
    /// folder holds every key that has ever signed.
    pub fn rotate(&self) -> Result<Rotated, StartError> {
        let _lock = if self.file().exists() { self.lock()? } else { return Err(self.missing()) };
        let old_text = self.text()?.ok_or_else(|| self.missing())?;
        let (old, new_text) = (self.current(&old_text)?, self.new_text()?);
        let new = self.current(&new_text)?;
        let earlier = self.folder.join(EARLIER);
        make_folder(&earlier)?;
        let old_file = earlier.join(old.id()).with_extension(extension(self.algorithm));
        durable::keep(&old_file, &old_text).map_err(failed(&earlier))?;
        durable::sync(&self.folder).map_err(failed(&self.folder))?;
        durable::keep(&self.file(), &new_text).map_err(failed(&self.folder))?;
        Ok(Rotated { new: new.id().to_owned(), old: old.id().to_owned(), old_file })
    }

    fn missing(&self) -> StartError {
        StartError::Config(format!("there is no signing key in {}; the first start makes one", self.folder.display()))
    }

    fn file(&self) -> PathBuf {
        self.file_of(self.algorithm)
    }

    fn file_of(&self, algorithm: SigningAlgorithm) -> PathBuf {
        self.folder.join("signing").with_extension(extension(algorithm))
    }

    fn text(&self) -> Result<Option<String>, StartError> {
        durable::read(&self.file()).map_err(failed(&self.file()))
    }

    fn current(&self, text: &str) -> Result<SigningKey, StartError> {
        signing_key(self.algorithm, text).map_err(|cause| StartError::KeyFile { file: self.file(), cause })
    }

    /// Waits for whoever else changes this folder, until the answer is dropped.
    fn lock(&self) -> Result<File, StartError> {
        let file = File::options().create(true).truncate(false).write(true).open(self.folder.join("keys.lock"));
        file.and_then(|file| file.lock().map(|()| file)).map_err(failed(&self.folder))
    }

    fn new_text(&self) -> Result<String, StartError> {
        match self.algorithm {
            SigningAlgorithm::Rs256 => Ok(generate_rsa_pem()?),
            SigningAlgorithm::Hs256 => Ok(random_secret()),
        }
    }
}

const EARLIER: &str = "earlier";
const ALGORITHMS: [SigningAlgorithm; 2] = [SigningAlgorithm::Rs256, SigningAlgorithm::Hs256];

fn extension(algorithm: SigningAlgorithm) -> &'static str {
    match algorithm {
        SigningAlgorithm::Rs256 => "pem",
        SigningAlgorithm::Hs256 => "secret",
    }
}

/// None for what is no key, such as one whose writing was broken off.
fn algorithm_of(path: &Path) -> Option<SigningAlgorithm> {
    let known = path.extension()?.to_str()?;
    ALGORITHMS.into_iter().find(|algorithm| extension(*algorithm) == known)
}

fn read(path: &Path, algorithm: SigningAlgorithm) -> Result<SigningKey, StartError> {
    let text = std::fs::read_to_string(path).map_err(failed(path))?;
    signing_key(algorithm, &text).map_err(|cause| StartError::KeyFile { file: path.to_owned(), cause })
}

/// The file was written when the key was replaced.
fn counts_until(path: &Path) -> Result<SystemTime, StartError> {
    let replaced = std::fs::metadata(path).and_then(|file| file.modified()).map_err(failed(path))?;
    Ok(replaced + COUNTS_FOR)
}

fn random_secret() -> String {
    let mut bytes = [0u8; 48];
    SystemRng.fill(&mut bytes);
    hex(&bytes)
}

fn failed(place: &Path) -> impl Fn(io::Error) -> StartError {
    move |cause| StartError::Folder { folder: place.display().to_string(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(data: &Path, algorithm: SigningAlgorithm) -> KeyFolder {
        KeyFolder { folder: data.join("keys"), algorithm }
    }

    fn earlier_ids(keys: &KeyFolder) -> Vec<String> {
        let mut ids: Vec<String> = keys.earlier().unwrap().iter().map(|(key, _)| key.id().to_owned()).collect();
        ids.sort();
        ids
    }

    #[test]
    fn a_replaced_key_stays_among_the_earlier_ones() {
        for algorithm in [SigningAlgorithm::Rs256, SigningAlgorithm::Hs256] {
            let data = tempfile::tempdir().unwrap();
            let keys = folder(data.path(), algorithm);
            let first = keys.current_or_new().unwrap();
            assert_eq!(keys.current_or_new().unwrap().id(), first.id());
            let rotated = keys.rotate().unwrap();
            assert_eq!((rotated.old.as_str(), rotated.new.as_str()), (first.id(), keys.current_or_new().unwrap().id()));
            assert!(rotated.old_file.is_file());
            let again = keys.rotate().unwrap();
            assert_eq!(again.old, rotated.new);
            let mut ids = vec![rotated.old, again.old];
            ids.sort();
            assert_eq!(earlier_ids(&keys), ids);
        }
    }

    #[test]
    fn earlier_keys_of_the_other_algorithm_count_too() {
        let data = tempfile::tempdir().unwrap();
        for algorithm in [SigningAlgorithm::Rs256, SigningAlgorithm::Hs256] {
            folder(data.path(), algorithm).current_or_new().unwrap();
            folder(data.path(), algorithm).rotate().unwrap();
        }
        assert_eq!(earlier_ids(&folder(data.path(), SigningAlgorithm::Rs256)).len(), 2);
    }

    #[test]
    fn a_replaced_key_counts_for_a_week_from_its_replacement() {
        let data = tempfile::tempdir().unwrap();
        let keys = folder(data.path(), SigningAlgorithm::Hs256);
        keys.current_or_new().unwrap();
        let made = SystemTime::now() - Duration::from_hours(365 * 24);
        File::options().append(true).open(keys.file()).unwrap().set_modified(made).unwrap();
        let before = SystemTime::now() - Duration::from_mins(1);
        keys.rotate().unwrap();
        let (_, until) = keys.earlier().unwrap().remove(0);
        assert!(until > before + COUNTS_FOR && until < SystemTime::now() + COUNTS_FOR + Duration::from_mins(1));
    }

    #[test]
    fn a_key_is_left_behind_where_the_configuration_names_another_one() {
        let data = tempfile::tempdir().unwrap();
        let (rsa, secret) =
            (folder(data.path(), SigningAlgorithm::Rs256), folder(data.path(), SigningAlgorithm::Hs256));
        assert!(rsa.left_behind().unwrap().is_empty());
        let said = rsa.existing().err().unwrap().to_string();
        assert!(said.contains("no signing key"), "{said}");
        let first = rsa.current_or_new().unwrap();
        let signs = secret.current_or_new().unwrap();
        let left: Vec<String> = secret.left_behind().unwrap().iter().map(|key| key.id().to_owned()).collect();
        assert_eq!(left, [first.id(), signs.id()]);
        assert_eq!(secret.existing().unwrap().id(), signs.id());
    }

    #[test]
    fn rotations_at_once_lose_no_key() {
        let data = tempfile::tempdir().unwrap();
        let keys = folder(data.path(), SigningAlgorithm::Hs256);
        let first = keys.current_or_new().unwrap();
        let rotated: Vec<Rotated> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| keys.rotate().unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let mut known: Vec<String> = rotated.into_iter().map(|rotated| rotated.new).collect();
        known.push(first.id().to_owned());
        known.sort();
        let mut kept = earlier_ids(&keys);
        kept.push(keys.current_or_new().unwrap().id().to_owned());
        kept.sort();
        assert_eq!(kept, known);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_the_keys() {
        use std::os::unix::fs::PermissionsExt;
        let data = tempfile::tempdir().unwrap();
        let keys = folder(data.path(), SigningAlgorithm::Hs256);
        keys.current_or_new().unwrap();
        let old = keys.rotate().unwrap().old_file;
        for file in [keys.file(), old.clone()] {
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
        }
        for folder in [keys.folder.as_path(), old.parent().unwrap()] {
            assert_eq!(std::fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700, "{}", folder.display());
        }
    }

    #[test]
    fn a_file_that_is_no_key_is_named() {
        let data = tempfile::tempdir().unwrap();
        let keys = folder(data.path(), SigningAlgorithm::Rs256);
        assert!(keys.rotate().unwrap_err().to_string().contains("no signing key"));
        keys.current_or_new().unwrap();
        let spoilt = keys.rotate().unwrap().old_file;
        std::fs::write(&spoilt, "hush").unwrap();
        let said = keys.earlier().err().unwrap().to_string();
        assert!(said.contains(&spoilt.display().to_string()) && !said.contains("hush"), "{said}");
        std::fs::write(keys.file(), "hush, a text longer than thirty-two bytes").unwrap();
        let said = keys.current_or_new().err().unwrap().to_string();
        assert!(said.contains("signing.pem") && !said.contains("hush"), "{said}");
    }
}
