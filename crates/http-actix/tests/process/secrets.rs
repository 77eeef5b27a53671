//! Whatever the program prints, no secret of its environment is in it.

use std::{
    fs::{File, read_to_string},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use http_actix::config::secret_names;

/// Fit for every secret that is a plain text.
const MARK: &str = "hush-Str0ng!-0123456789abcdef0123456789abcdef";

const PATIENCE: Duration = Duration::from_mins(1);

/// Secrets of other software that this program leaves alone.
const FOREIGN: [&str; 1] = ["SENTRY_DSN"];

/// An address has its password in the middle and leads to nobody.
fn is_address(name: &str) -> bool {
    name.ends_with("URL")
}

/// What must stand beside a secret that it is accepted.
const BESIDE: [(&str, &str); 7] = [
    ("JWT_ALGORITHM", "HS256"),
    ("LIFELINE_ADMIN_EMAIL", "admin@example.org"),
    ("LIFELINE__MAIL__SMTP_HOST", "127.0.0.1"),
    ("LIFELINE__MAIL__SMTP_USER", "clinic"),
    ("LIFELINE__MAIL__FROM", "clinic@example.org"),
    ("LIFELINE__SMS__ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef"),
    ("LIFELINE__SMS__PHONE_NUMBER", "+15005550006"),
];

fn plain_secrets() -> Vec<(String, String)> {
    let names = secret_names().chain(FOREIGN.map(str::to_owned)).filter(|name| !is_address(name));
    let beside = BESIDE.map(|(name, value)| (name.to_owned(), value.to_owned()));
    names.map(|name| (name, MARK.to_owned())).chain(beside).collect()
}

fn addresses() -> Vec<(String, String)> {
    let scheme = |name: &str| if name.contains("REDIS") { "redis" } else { "postgres" };
    let address = |name: &str| format!("{}://me:{MARK}@127.0.0.1:9/0", scheme(name));
    secret_names().filter(|name| is_address(name)).map(|name| (name.clone(), address(&name))).collect()
}

fn lifeline(folder: &Path, words: &[&str], environment: &[(String, String)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lifeline"));
    command.args(words).env_clear().envs(environment.iter().cloned()).current_dir(folder).stdin(Stdio::null());
    command.env("LIFELINE__LOG__LEVEL", "trace").env("LIFELINE__AUTH__BCRYPT_COST", "4").env("RUST_BACKTRACE", "full");
    command
}

fn keeps_quiet(printed: &str, about: &str) {
    assert!(!printed.contains("hush"), "{about}: {printed}");
}

/// Everything that a command which ends by itself printed.
fn said(folder: &Path, words: &[&str], environment: &[(String, String)]) -> String {
    let output = lifeline(folder, words, environment).output().expect("the program runs");
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn no_help_and_no_refused_command_shows_a_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let environment = plain_secrets();
    for words in [
        &["--help"][..],
        &["help"],
        &["serve", "--help"],
        &["demo", "--help"],
        &["migrate", "--help"],
        &["openapi", "--help"],
        &["walk", "--help"],
        &["health", "--help"],
        &["admin", "create", "--help"],
        &["keys", "rotate", "--help"],
        &["audit", "verify", "--help"],
    ] {
        let said = said(folder.path(), words, &environment);
        assert!(said.contains("Usage:"), "{words:?}: {said}");
        keeps_quiet(&said, &words.join(" "));
    }
    for words in [
        &["serve", "--bogus"][..],
        &["admin", "create"],
        &["walk", "--url", "http://127.0.0.1:9"],
        &["health", "--url", "http://127.0.0.1:9"],
        &["admin", "create", "--email", "nobody"],
        &["keys", "rotate"],
    ] {
        let said = said(folder.path(), words, &environment);
        assert!(!said.is_empty(), "{words:?}");
        keeps_quiet(&said, &words.join(" "));
    }
}

/// What a server prints from its start to its end, by itself or soon after it listens; and whether it listened.
fn served(environment: &[(String, String)]) -> (String, bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, err) = (folder.path().join("out"), folder.path().join("err"));
    let mut process = lifeline(folder.path(), &["serve", "--port", "0"], environment)
        .stdout(File::create(&out).expect("a file"))
        .stderr(File::create(&err).expect("a file"))
        .spawn()
        .expect("the server starts");
    let printed = || [&out, &err].map(|file| read_to_string(file).expect("its output")).concat();
    let (began, mut listens) = (Instant::now(), false);
    while began.elapsed() < PATIENCE && !listens && process.try_wait().expect("its state").is_none() {
        std::thread::sleep(Duration::from_millis(20));
        listens = printed().contains("Lifeline listens at");
    }
    if process.try_wait().expect("its state").is_none() {
        assert!(Command::new("kill").args(["-TERM", &process.id().to_string()]).status().expect("a signal").success());
    }
    assert_eq!(process.wait().expect("its end").success(), listens, "{}", printed());
    (printed(), listens)
}

#[test]
fn a_start_that_fails_or_finds_nobody_shows_no_secret() {
    for changed in addresses() {
        let environment: Vec<_> = plain_secrets().into_iter().chain([changed.clone()]).collect();
        let (printed, _) = served(&environment);
        assert!(printed.contains("127.0.0.1") || printed.contains("cannot"), "{}: {printed}", changed.0);
        keeps_quiet(&printed, &changed.0);
    }
    // RS256 has no use for a plain secret.
    let wrong: Vec<_> = plain_secrets().into_iter().filter(|(name, _)| name != "JWT_ALGORITHM").collect();
    let (printed, listened) = served(&wrong);
    assert!(!listened && printed.contains("JWT_SECRET_KEY"), "{printed}");
    keeps_quiet(&printed, "a key of the wrong kind");
}

#[test]
fn a_server_that_starts_and_stops_shows_no_secret() {
    let (printed, listened) = served(&plain_secrets());
    assert!(listened, "a secret needs a value of another form to be accepted: {printed}");
    assert!(printed.contains("administrator was created"), "{printed}");
    keeps_quiet(&printed, "serve");
}
