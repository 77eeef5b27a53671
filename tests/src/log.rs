//! Where the servers of a run write their log, and what must not be in it. `scripts/test.sh` looks for the one in the other.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::PathBuf,
    sync::{Mutex, Once},
};

use http_actix::{
    config::{Log, LogFormat, LogLevel},
    telemetry::logging,
};

/// Names the folder; the log is kept where it is set.
const FOLDER: &str = "LIFELINE_TEST_LOGS";

fn file(kind: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(FOLDER)?;
    Some(PathBuf::from(folder).join(format!("{}.{kind}", std::process::id())))
}

/// Keeps the log of this process's servers, in every detail.
pub fn keep() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let Some(file) = file("log") else { return };
        let file = Mutex::new(File::create(file).expect("a log file"));
        logging::init_into(&Log { level: LogLevel::Trace, format: LogFormat::Json }, file);
    });
}

/// Notes a code, a token, an address or a name that no log may hold.
pub fn secret(text: &str) {
    let Some(file) = file("secrets").filter(|_| !text.is_empty()) else { return };
    let mut file = OpenOptions::new().create(true).append(true).open(file).expect("a file of secrets");
    file.write_all(format!("{text}\n").as_bytes()).expect("a line");
}
