//! A real mail server in a process of its own, on a loopback address.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test without its server fails by panicking")]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::certificates::{self, ROOT};

/// The Python interpreter that has aiosmtpd.
const PYTHON: &str = "LIFELINE_TEST_PYTHON";
const PATIENCE: Duration = Duration::from_secs(20);

/// Ends with its owner.
pub struct MailServer {
    process: Child,
    lines: Receiver<Value>,
    port: u16,
    certificates: TempDir,
}

impl MailServer {
    /// Starts one that is protected like this (`plain`, `starttls` or `tls`) as `localhost`, with further options of the
    /// script.
    ///
    /// # Panics
    /// Where the Python that `LIFELINE_TEST_PYTHON` names cannot run it.
    pub fn start(security: &str, options: &[&str]) -> Self {
        let python = std::env::var(PYTHON).unwrap_or_else(|_| {
            panic!("set {PYTHON} to a Python that has aiosmtpd: python3 -m venv x && x/bin/pip install aiosmtpd")
        });
        let certificates = TempDir::new().unwrap();
        certificates::write(certificates.path());
        let mut process = Command::new(python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mail_server.py"))
            .args(["--security", security])
            .arg("--certificate")
            .arg(certificates.path().join("certificate.pem"))
            .arg("--key")
            .arg(certificates.path().join("key.pem"))
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the Python that LIFELINE_TEST_PYTHON names can be started");
        let lines = lines_of(&mut process);
        let hello = lines.recv_timeout(PATIENCE).expect("the mail server starts: does its Python have aiosmtpd?");
        let port = hello.get("port").and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok()).unwrap();
        Self { process, lines, port, certificates }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The file with the certificate that vouches for it.
    pub fn root_certificate_file(&self) -> PathBuf {
        self.certificates.path().join(ROOT)
    }

    /// That certificate, in PEM form.
    ///
    /// # Panics
    /// Where it cannot be read.
    pub fn root_certificate(&self) -> String {
        fs::read_to_string(self.root_certificate_file()).unwrap()
    }

    /// The next message it took.
    ///
    /// # Panics
    /// Where none comes for a long time.
    pub fn received(&self) -> Value {
        self.lines.recv_timeout(PATIENCE).expect("a message")
    }

    /// Whether it took nothing more, asked after it answered.
    pub fn received_nothing(&self) -> bool {
        self.lines.recv_timeout(Duration::from_millis(200)) == Err(RecvTimeoutError::Timeout)
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn lines_of(process: &mut Child) -> Receiver<Value> {
    let (tell, lines) = channel();
    let output = BufReader::new(process.stdout.take().unwrap());
    thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            if tell.send(serde_json::from_str(&line).unwrap()).is_err() {
                return;
            }
        }
    });
    lines
}
