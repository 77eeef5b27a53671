//! Where the servers of a run write their log, and what must not be in it. `scripts/test.sh` looks for the one in the other.
#![expect(clippy::expect_used, reason = "a run whose log is lost proves nothing")]

use std::{
    collections::HashSet,
    fs::{File, OpenOptions},
    io::Write,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

/// Names the folder; the log is kept where it is set.
const FOLDER: &str = "LIFELINE_TEST_LOGS";

/// Named so in tests, and ordinary words that a log may hold.
const ORDINARY: [&str; 27] = [
    "Account",
    "Administrator",
    "Alone",
    "Annex",
    "Colleague",
    "Deactivated",
    "Elsewhere",
    "Empty",
    "Guardian",
    "Guest",
    "Invited",
    "Known",
    "Leaving",
    "Monday",
    "Newcomer",
    "Other",
    "Second",
    "Somebody",
    "Staff",
    "Stranger",
    "Thief",
    "Treating",
    "Tuesday",
    "Unproven",
    "Unverified",
    "Waiting",
    "Writer",
];

/// The log file of this process's servers; none where no log is kept.
///
/// # Panics
/// Where it cannot be opened.
pub fn log_file() -> Option<File> {
    opened("log")
}

/// Notes a code, a token, an address or a number that no log may hold.
///
/// # Panics
/// Where it cannot be written.
pub fn secret(text: &str) {
    static NOTED: Mutex<Option<(File, HashSet<String>)>> = Mutex::new(None);
    if text.is_empty() {
        return;
    }
    let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    if noted.is_none() {
        *noted = opened("secrets").map(|file| (file, HashSet::new()));
    }
    let Some((file, known)) = noted.as_mut() else { return };
    if known.insert(text.to_owned()) {
        file.write_all(format!("{text}\n").as_bytes()).expect("a line");
    }
}

/// Notes the name of somebody. Short ones, and ordinary words, may be the log's own.
pub fn secret_name(name: &str) {
    if name.chars().count() >= 5 && !ORDINARY.contains(&name) {
        secret(name);
    }
}

/// Notes the one-time codes in a message: words of six digits.
pub fn secret_codes(text: &str) {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| word.len() == 6 && word.bytes().all(|digit| digit.is_ascii_digit())).for_each(secret);
}

fn opened(kind: &str) -> Option<File> {
    let folder = PathBuf::from(std::env::var_os(FOLDER)?);
    let file = folder.join(format!("{}.{kind}", std::process::id()));
    Some(OpenOptions::new().create(true).append(true).open(file).expect("a file in the folder of the run's logs"))
}
