//! Connections are as protected as the address asks, by a server of this test's own with certificates of its own.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use diesel_postgres::{PostgresStore, Settings};
use domain::{kernel::Fresh, ports::Store};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;
use testkit::{TestClock, TestRng};
use tokio_postgres::{Client, NoTls};

/// A throw-away server; it goes with this.
struct Server {
    process: Child,
    /// `postgres://postgres@127.0.0.1:…/postgres`
    url: String,
    /// The script ends where nobody reads what it says.
    _output: BufReader<ChildStdout>,
}

impl Server {
    fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/services.sh");
        let mut process = Command::new("bash").arg(script).arg("--postgres").stdout(Stdio::piped()).spawn().unwrap();
        let (mut line, mut output) = (String::new(), BufReader::new(process.stdout.take().unwrap()));
        output.read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("export LIFELINE_TEST_DATABASE_URL=").expect("an address").to_owned();
        Self { process, url, _output: output }
    }
    async fn client(&self) -> Client {
        // A connection that begins while the server reads its settings anew may be closed.
        let mut refused = None;
        for _ in 0..100 {
            match tokio_postgres::connect(&self.url, NoTls).await {
                Ok((client, connection)) => {
                    tokio::spawn(connection);
                    return client;
                }
                Err(error) => refused = Some(error),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server takes no connection: {refused:?}");
    }
    /// From now on it offers TLS with this certificate. It writes the files itself: they must be its own.
    async fn offer(&self, certificate: &str, key: &str) {
        let client = self.client().await;
        let folder: String = client.query_one("SHOW data_directory", &[]).await.unwrap().get(0);
        for (setting, text) in [("ssl_cert_file", certificate), ("ssl_key_file", key)] {
            let file = format!("{folder}/{setting}.pem");
            let lines = format!("SELECT unnest(string_to_array($${}$$, E'\\n'))", text.trim_end());
            // It takes no key that others can read.
            let write = format!("COPY ({lines}) TO PROGRAM 'umask 077 && cat > {file}'");
            client.batch_execute(&write).await.unwrap();
            client.batch_execute(&format!("ALTER SYSTEM SET {setting} = '{file}'")).await.unwrap();
        }
        client.batch_execute("ALTER SYSTEM SET ssl = on").await.unwrap();
        client.batch_execute("SELECT pg_reload_conf()").await.unwrap();
        for _ in 0..100 {
            let on: String = self.client().await.query_one("SHOW ssl", &[]).await.unwrap().get(0);
            if on == "on" {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server offers no TLS");
    }
    /// Whether a connection with these parameters is encrypted, or why there is none.
    async fn connect(&self, host: &str, parameters: &str) -> Result<bool, String> {
        let name = format!("story-{}", number());
        let url = self.url.replacen("127.0.0.1", host, 1);
        let url = format!("{url}?application_name={name}&{parameters}");
        let store = store(&url)?;
        store.check().await.map_err(|error| reasons(&error))?;
        let encrypted =
            "SELECT s.ssl FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.application_name = $1";
        Ok(self.client().await.query_one(encrypted, &[&name]).await.unwrap().get(0))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The script stops its server and removes its folder when it is told to end.
        drop(Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status());
        drop(self.process.wait());
    }
}

/// A number that no other connection of this test has.
fn number() -> usize {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::SeqCst)
}

fn store(url: &str) -> Result<PostgresStore, String> {
    let fresh = Fresh::new(Arc::new(TestClock::default()), Arc::new(TestRng::distinct()));
    PostgresStore::new(&Settings { url: url.to_owned(), pool_size: 1, workers: 0 }, fresh)
        .map_err(|error| reasons(&error))
}

fn reasons(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// An issuer of certificates that nobody else knows.
fn issuer(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn written(folder: &TempDir, name: &str, pem: &str) -> PathBuf {
    let file = folder.path().join(name);
    std::fs::write(&file, pem).unwrap();
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_as_protected_as_the_address_asks() {
    let server = Server::start();
    assert_eq!(server.connect("127.0.0.1", "").await, Ok(false), "there is no TLS to be had yet");
    assert_eq!(server.connect("127.0.0.1", "sslmode=prefer").await, Ok(false));
    for mode in ["require", "verify-full"] {
        let refused = server.connect("127.0.0.1", &format!("sslmode={mode}")).await.unwrap_err();
        assert!(refused.contains("server does not support TLS"), "{mode}: {refused}");
    }

    let (ours, theirs, folder) = (issuer("ours"), issuer("theirs"), TempDir::new().unwrap());
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().signed_by(&key, &ours).unwrap();
    server.offer(&certificate.pem(), &key.serialize_pem()).await;
    let ours = written(&folder, "ours.pem", &ours.pem()).display().to_string();
    let theirs = written(&folder, "theirs.pem", &theirs.pem()).display().to_string();
    let no_certificate = written(&folder, "empty.pem", "").display().to_string();

    for (host, parameters, encrypted) in [
        ("127.0.0.1", "sslmode=disable".to_owned(), false),
        ("127.0.0.1", String::new(), true),
        ("127.0.0.1", "sslmode=prefer".to_owned(), true),
        ("127.0.0.1", "sslmode=require".to_owned(), true),
        ("127.0.0.1", format!("sslmode=require&sslrootcert={ours}"), true),
        ("127.0.0.1", format!("sslmode=verify-ca&sslrootcert={ours}"), true),
        ("localhost", format!("sslmode=verify-full&sslrootcert={ours}"), true),
    ] {
        assert_eq!(server.connect(host, &parameters).await, Ok(encrypted), "{host} {parameters}");
    }
    for (host, parameters, why) in [
        ("127.0.0.1", format!("sslmode=verify-full&sslrootcert={ours}"), "not valid for name"),
        ("localhost", format!("sslmode=verify-full&sslrootcert={theirs}"), "invalid peer certificate"),
        ("127.0.0.1", format!("sslmode=verify-ca&sslrootcert={theirs}"), "invalid peer certificate"),
        ("127.0.0.1", format!("sslmode=require&sslrootcert={theirs}"), "invalid peer certificate"),
        ("localhost", format!("sslmode=verify-full&sslrootcert={no_certificate}"), "holds no certificates"),
        ("localhost", "sslmode=encrypted".to_owned(), "sslmode must be one of"),
    ] {
        let refused = server.connect(host, &parameters).await.unwrap_err();
        assert!(refused.contains(why), "{host} {parameters}: {refused}");
    }
    let migrated = store(&format!("{}?sslmode=require&sslrootcert={ours}", server.url)).unwrap();
    assert!(migrated.migrate().await.unwrap() > 0, "migrations go the same way");
    assert_eq!(migrated.pending_migrations().await.unwrap(), 0);
}
