//! A real mail server in a process of its own; it goes with the value.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    time::Duration,
};

use domain::{kernel::Fresh, ports::Letter};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::Value;
use smtp::{Security, Settings, SmtpMail};
use tempfile::TempDir;
use testkit::{TestClock, TestRng};

/// The Python interpreter that has aiosmtpd.
const PYTHON: &str = "LIFELINE_TEST_PYTHON";
const PATIENCE: Duration = Duration::from_secs(20);

pub struct MailServer {
    process: Child,
    lines: Receiver<Value>,
    port: u16,
    security: Security,
    root_certificate: String,
    _certificates: TempDir,
}

impl MailServer {
    /// Starts one that is protected like this.
    pub fn start(security: Security) -> Self {
        Self::start_with(security, &[])
    }

    /// Starts one that wants a sign-in.
    pub fn with_sign_in(security: Security, user: &str, password: &str) -> Self {
        Self::start_with(security, &["--user", user, "--password", password])
    }

    pub fn start_with(security: Security, options: &[&str]) -> Self {
        let python = std::env::var(PYTHON).unwrap_or_else(|_| {
            panic!("set {PYTHON} to a Python that has aiosmtpd: python3 -m venv x && x/bin/pip install aiosmtpd")
        });
        let folder = TempDir::new().unwrap();
        let root_certificate = write_certificates(folder.path());
        let mut process = Command::new(python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/mail_server.py"))
            .args(["--security", word(security)])
            .arg("--certificate")
            .arg(folder.path().join("certificate.pem"))
            .arg("--key")
            .arg(folder.path().join("key.pem"))
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the Python that LIFELINE_TEST_PYTHON names can be started");
        let lines = lines_of(&mut process);
        let hello = lines.recv_timeout(PATIENCE).expect("the mail server starts: does its Python have aiosmtpd?");
        let port = u16::try_from(hello["port"].as_u64().unwrap()).unwrap();
        Self { process, lines, port, security, root_certificate, _certificates: folder }
    }

    /// What is needed to send through it.
    pub fn settings(&self) -> Settings {
        Settings {
            host: "localhost".to_owned(),
            port: self.port,
            user: None,
            password: None,
            security: self.security,
            from: "clinic@example.org".to_owned(),
            from_name: "Lakeside".to_owned(),
            timeout: Duration::from_secs(10),
            extra_root_certificate: Some(self.root_certificate.clone()),
        }
    }

    /// The same, signed in.
    pub fn settings_of(&self, user: &str, password: &str) -> Settings {
        Settings { user: Some(user.to_owned()), password: Some(password.into()), ..self.settings() }
    }

    /// The next message it took.
    pub fn received(&self) -> Value {
        self.lines.recv_timeout(PATIENCE).expect("a message")
    }

    /// Whether it took nothing more, asked after it answered.
    pub fn received_nothing(&self) -> bool {
        self.lines.recv_timeout(Duration::from_millis(200)) == Err(RecvTimeoutError::Timeout)
    }

    /// Ends it, and answers the settings that reached it.
    pub fn stop(mut self) -> Settings {
        end(&mut self.process);
        self.settings()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

fn end(process: &mut Child) {
    process.kill().unwrap();
    process.wait().unwrap();
}

/// A header of a message.
pub fn header<'a>(message: &'a Value, name: &str) -> &'a str {
    let headers = message["headers"].as_array().unwrap();
    let found: Vec<_> = headers.iter().filter(|header| header[0] == name).collect();
    assert_eq!(found.len(), 1, "{name}: {headers:?}");
    found[0][1].as_str().unwrap()
}

pub fn letter(to: &str) -> Letter {
    Letter {
        to: to.to_owned(),
        subject: "Lakeside: your code".to_owned(),
        text: "48213577\n".to_owned(),
        html: "<p>48213577</p>\n".to_owned(),
        message_id: "0190-7".to_owned(),
    }
}

pub fn mail(settings: &Settings) -> SmtpMail {
    SmtpMail::new(settings, fresh()).expect("the settings are good")
}

pub fn fresh() -> Fresh {
    Fresh::new(Arc::new(TestClock::default()), Arc::new(TestRng::new(1)))
}

fn word(security: Security) -> &'static str {
    match security {
        Security::StartTls => "starttls",
        Security::ImplicitTls => "tls",
        Security::Plain | Security::PlainAnywhere => "plain",
    }
}

/// A certificate for localhost in the folder, and the one that vouches for it.
fn write_certificates(folder: &Path) -> String {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    std::fs::write(folder.join("certificate.pem"), certificate.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
    issuer.pem()
}

fn lines_of(process: &mut Child) -> Receiver<Value> {
    let (tell, lines) = channel();
    let output = BufReader::new(process.stdout.take().unwrap());
    std::thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            if tell.send(serde_json::from_str(&line).unwrap()).is_err() {
                return;
            }
        }
    });
    lines
}
