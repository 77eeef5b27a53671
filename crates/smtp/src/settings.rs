//! What an operator configures for a mail server.

use std::{net::IpAddr, time::Duration};

use secrecy::SecretString;

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Begun in the clear and encrypted before anything is said; a server that offers no encryption gets no mail.
    StartTls,
    /// Encrypted from the first byte.
    ImplicitTls,
    /// Not at all; for a server on this machine only.
    Plain,
    /// Not at all, wherever the server is: for a network that the operator trusts, and only when the operator says so.
    PlainAnywhere,
}

/// How to reach the mail server, as whom, and in whose name.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The server's name or IP address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The account there; none sends without sign-in.
    pub user: Option<String>,
    /// The account's password.
    pub password: Option<SecretString>,
    /// How the connection is protected.
    pub security: Security,
    /// The sender's address.
    pub from: String,
    /// The sender's name; an empty one is none.
    pub from_name: String,
    /// How long each step may take: connecting with sign-in, and each command.
    pub timeout: Duration,
    /// A certificate in PEM form that is trusted beside those of this machine.
    pub extra_root_certificate: Option<String>,
}

/// Why the settings cannot be used. No message holds a setting's value.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SettingsError {
    /// No server is named.
    #[error("the mail server's name is empty or no name")]
    Host,
    /// The sender has no address.
    #[error("the sender's address is no e-mail address")]
    From,
    /// One of user and password is missing.
    #[error("a mail server's user and password must be set together")]
    Credentials,
    /// Everybody on the way could read the mail.
    #[error("a mail server on another machine needs an encrypted connection")]
    Unencrypted,
    /// The time limit is zero.
    #[error("the timeout must be longer than zero")]
    Timeout,
    /// The extra certificate or this machine's certificates cannot be used.
    #[error("the certificates for the mail server cannot be used: {0}")]
    Certificate(String),
}

/// Whether what is sent to this host stays on this machine.
pub fn is_this_machine(host: &str) -> bool {
    let bare = bare(host);
    bare.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// An IPv6 address may come as it stands in web addresses.
pub(crate) fn bare(host: &str) -> &str {
    let host = host.trim();
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_and_addresses_are_this_machine() {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "[::1]"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["mail", "localhost.example", "10.0.0.1", "0.0.0.0", "::", "", "127.0.0.1.example"] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
