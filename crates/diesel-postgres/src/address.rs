//! The server's address: whom to connect to, and what `sslmode` and `sslrootcert` in it ask of the connection. Both mean
//! what they mean to PostgreSQL's own clients.

use std::{path::PathBuf, time::Duration};

use diesel::{ConnectionError, ConnectionResult};
use percent_encoding::percent_decode_str;
use tokio_postgres::{
    Client, Config, Connection, Socket,
    config::{Host, SslMode},
    tls::MakeTlsConnect,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::certificates::{CertificateError, Check, Roots, connector};

/// A server that does not answer is given up after this long, unless the address says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// So is a connection whose packets nobody acknowledges any more.
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// Why an address cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// There is no such mode.
    #[error("sslmode must be one of disable, allow, prefer, require, verify-ca, verify-full")]
    Mode,
    /// The mode would not look at the system's certificates.
    #[error("sslrootcert=system is for sslmode=verify-full alone")]
    SystemRoots,
    /// A parameter that is not known here and must not be passed over.
    #[error("{0} is not supported")]
    Unsupported(String),
    /// The rest of the address.
    #[error("the address cannot be read")]
    Address(#[from] tokio_postgres::Error),
    /// The certificates that the address names.
    #[error(transparent)]
    Certificates(#[from] CertificateError),
}

/// An address, ready to connect to.
#[derive(Clone)]
pub struct Address {
    config: Config,
    tls: MakeRustlsConnect,
}

/// The two ends of a new connection: what asks, and what carries.
pub type Ends = (Client, Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>);

impl Address {
    /// Reads `postgres://user:password@host:port/name?sslmode=…&sslrootcert=…`, and the certificates that it names.
    pub fn read(url: &str) -> Result<Self, AddressError> {
        let (url, wishes) = Wishes::taken_from(url)?;
        let mut config: Config = url.parse()?;
        let (mode, check) = wishes.mode_and_check()?;
        let is_local = !config.get_hosts().is_empty() && config.get_hosts().iter().all(is_socket_file);
        // Nobody listens in on a socket in the file system, and servers offer no TLS there.
        config.ssl_mode(if is_local { SslMode::Disable } else { mode });
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(UNACKNOWLEDGED);
        }
        Ok(Self { config, tls: connector(check)? })
    }

    /// Connects.
    pub async fn connect(&self) -> ConnectionResult<Ends> {
        self.config.connect(self.tls.clone()).await.map_err(|error| ConnectionError::BadConnection(reasons(&error)))
    }
}

fn is_socket_file(host: &Host) -> bool {
    matches!(host, Host::Unix(_))
}

/// An error with what caused it: "error performing TLS handshake" alone tells an operator little.
fn reasons(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// What an address asks for that the driver does not know, or knows less of.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wishes {
    mode: Option<Mode>,
    roots: Option<Roots>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Disable,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl Wishes {
    /// The address without them, and they.
    fn taken_from(url: &str) -> Result<(String, Self), AddressError> {
        let (place, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut wishes, mut others) = (Self::default(), Vec::new());
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let value = percent_decode_str(value).decode_utf8_lossy();
            match name {
                "sslmode" => wishes.mode = Some(Mode::parse(&value)?),
                "sslrootcert" if value == "system" => wishes.roots = Some(Roots::System),
                "sslrootcert" => wishes.roots = Some(Roots::File(PathBuf::from(&*value))),
                "sslcert" | "sslkey" | "sslpassword" | "sslcrl" | "sslcrldir" => {
                    return Err(AddressError::Unsupported(name.to_owned()));
                }
                _ => others.push(parameter),
            }
        }
        let url = if others.is_empty() { place.to_owned() } else { format!("{place}?{}", others.join("&")) };
        Ok((url, wishes))
    }

    /// `require` looks at the certificate only where it is told whose to trust, as libpq does.
    fn mode_and_check(self) -> Result<(SslMode, Check), AddressError> {
        let default = if self.roots == Some(Roots::System) { Mode::VerifyFull } else { Mode::Prefer };
        let mode = self.mode.unwrap_or(default);
        if self.roots == Some(Roots::System) && mode != Mode::VerifyFull {
            return Err(AddressError::SystemRoots);
        }
        Ok(match (mode, self.roots) {
            (Mode::Disable, _) => (SslMode::Disable, Check::Nothing),
            (Mode::Prefer, _) => (SslMode::Prefer, Check::Nothing),
            (Mode::Require, None) => (SslMode::Require, Check::Nothing),
            (Mode::Require, Some(roots)) => (SslMode::Require, Check::Issuer(roots)),
            (Mode::VerifyCa, roots) => (SslMode::Require, Check::Issuer(roots.unwrap_or(Roots::System))),
            (Mode::VerifyFull, roots) => (SslMode::Require, Check::IssuerAndHost(roots.unwrap_or(Roots::System))),
        })
    }
}

impl Mode {
    /// `allow` asks for no protection and takes what there is, so more than it asks for does it no harm.
    fn parse(word: &str) -> Result<Self, AddressError> {
        match word {
            "disable" => Ok(Self::Disable),
            "allow" | "prefer" => Ok(Self::Prefer),
            "require" => Ok(Self::Require),
            "verify-ca" => Ok(Self::VerifyCa),
            "verify-full" => Ok(Self::VerifyFull),
            _ => Err(AddressError::Mode),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Result<(SslMode, Check), AddressError> {
        Wishes::taken_from(&format!("postgres://db/name?{query}")).and_then(|(_, wishes)| wishes.mode_and_check())
    }

    #[test]
    fn modes_mean_what_they_mean_elsewhere() {
        let file = || Roots::File("/ca one.pem".into());
        for (query, expected) in [
            ("", (SslMode::Prefer, Check::Nothing)),
            ("sslmode=disable", (SslMode::Disable, Check::Nothing)),
            ("sslmode=allow", (SslMode::Prefer, Check::Nothing)),
            ("sslmode=prefer", (SslMode::Prefer, Check::Nothing)),
            ("sslmode=require", (SslMode::Require, Check::Nothing)),
            ("sslmode=require&sslrootcert=/ca%20one.pem", (SslMode::Require, Check::Issuer(file()))),
            ("sslmode=verify-ca&sslrootcert=/ca%20one.pem", (SslMode::Require, Check::Issuer(file()))),
            ("sslmode=verify-full", (SslMode::Require, Check::IssuerAndHost(Roots::System))),
            ("sslrootcert=/ca%20one.pem&sslmode=verify-full", (SslMode::Require, Check::IssuerAndHost(file()))),
            ("sslrootcert=system", (SslMode::Require, Check::IssuerAndHost(Roots::System))),
        ] {
            assert_eq!(asked(query).unwrap(), expected, "{query}");
        }
    }

    #[test]
    fn what_would_weaken_the_connection_in_silence_is_refused() {
        for query in ["sslmode=", "sslmode=verify_full", "sslmode=REQUIRE", "sslcert=/a.pem", "sslcrl=/a.pem"] {
            assert!(asked(query).is_err(), "{query}");
        }
        assert!(matches!(asked("sslmode=require&sslrootcert=system"), Err(AddressError::SystemRoots)));
    }

    #[test]
    fn the_rest_of_the_address_stays() {
        let taken = |url: &str| Wishes::taken_from(url).unwrap().0;
        assert_eq!(taken("postgres://a:b@db:5/n?sslmode=require"), "postgres://a:b@db:5/n");
        assert_eq!(
            taken("postgres://db/n?application_name=x&sslmode=require&connect_timeout=3"),
            "postgres://db/n?application_name=x&connect_timeout=3"
        );
        let address = Address::read("postgres://db/n?connect_timeout=3").unwrap();
        assert_eq!(address.config.get_connect_timeout(), Some(&Duration::from_secs(3)));
        assert!(Address::read("postgres://db/n?surprise=1").is_err());
    }

    #[test]
    fn a_file_that_holds_no_certificate_is_said() {
        let error = Address::read("postgres://db/n?sslmode=verify-full&sslrootcert=/no/such.pem").err().unwrap();
        assert!(error.to_string().contains("/no/such.pem"), "{error}");
    }
}
