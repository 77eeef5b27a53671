//! What an operator configures, checked once when the server starts.

use std::time::Duration;

use reqwest::{Url, header::HeaderValue};
use secrecy::{ExposeSecret, SecretString};

/// Why an adapter cannot be built. No message holds the key or the address.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SetupError {
    /// The base URL cannot be used.
    #[error("the base URL {0}")]
    BaseUrl(&'static str),
    /// The API key cannot be used.
    #[error("the API key {0}")]
    Key(&'static str),
    /// A time limit is zero.
    #[error("every timeout must be longer than zero")]
    Timeout,
    /// The TLS or proxy settings of this machine cannot be used.
    #[error("the HTTP client could not be set up: {0}")]
    Client(String),
}

/// How long a model may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// A whole answer, retry included, to its last byte; for a stream the time to its first event.
    pub call: Duration,
    /// The longest pause between two events of a stream.
    pub idle: Duration,
    /// A whole stream, from its first request to its last event.
    pub stream: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { call: Duration::from_secs(30), idle: Duration::from_secs(15), stream: Duration::from_mins(2) }
    }
}

impl Timeouts {
    pub(crate) fn check(self) -> Result<Self, SetupError> {
        let shortest = self.call.min(self.idle).min(self.stream);
        if shortest.is_zero() { Err(SetupError::Timeout) } else { Ok(self) }
    }
}

/// The address under which a provider's routes live: http or https, without credentials, query or fragment.
#[derive(Clone, Debug)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Reads an address as configured; a slash at its end does not matter.
    pub fn parse(text: &str) -> Result<Self, SetupError> {
        let url = Url::parse(text.trim().trim_end_matches('/')).map_err(|_| SetupError::BaseUrl("is not a URL"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(SetupError::BaseUrl("must start with http:// or https:// and name a host"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(SetupError::BaseUrl("must not carry a user name or password"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(SetupError::BaseUrl("must not have a query or a fragment"));
        }
        Ok(Self(url))
    }

    /// The address of one route below the base: `chat/completions`.
    pub fn route(&self, path: &str) -> Result<Url, SetupError> {
        let base = self.0.as_str().trim_end_matches('/');
        Url::parse(&format!("{base}/{path}")).map_err(|_| SetupError::BaseUrl("does not take a path"))
    }

    /// The host in lower case, without the port.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether what is sent stays on this machine or is encrypted.
    pub fn is_private(&self) -> bool {
        let on_this_machine = matches!(self.host(), "localhost" | "127.0.0.1" | "[::1]");
        self.0.scheme() == "https" || on_this_machine
    }
}

/// A header with the key in it, marked so that no debug output shows it. White space around the key (the line end of
/// a key file) is dropped.
pub fn secret_header(scheme: &str, key: &SecretString) -> Result<HeaderValue, SetupError> {
    let key = key.expose_secret().trim();
    if key.is_empty() {
        return Err(SetupError::Key("is empty"));
    }
    let mut value = HeaderValue::from_str(&format!("{scheme}{key}"))
        .map_err(|_| SetupError::Key("has characters that a header cannot carry"))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_takes_routes_with_or_without_a_slash() {
        for base in ["http://localhost:8080/v1", "http://localhost:8080/v1/"] {
            let route = BaseUrl::parse(base).unwrap().route("chat/completions").unwrap();
            assert_eq!(route.as_str(), "http://localhost:8080/v1/chat/completions");
        }
        let bare = BaseUrl::parse("https://models.example").unwrap().route("models/a:generateContent").unwrap();
        assert_eq!(bare.as_str(), "https://models.example/models/a:generateContent");
    }

    #[test]
    fn an_unusable_base_url_is_refused_without_being_repeated() {
        for base in [
            "",
            "models",
            "ftp://a/v1",
            "file:///v1",
            "https://user:secret@a/v1",
            "https://a/v1?key=secret",
            "https://a/#x",
        ] {
            let error = BaseUrl::parse(base).unwrap_err();
            assert!(matches!(error, SetupError::BaseUrl(_)), "{base}");
            assert!(!error.to_string().contains("secret"));
        }
    }

    #[test]
    fn only_https_and_this_machine_are_private() {
        for (base, private) in [
            ("https://a.example/v1", true),
            ("http://127.0.0.1:9/v1", true),
            ("http://LOCALHOST/v1", true),
            ("http://[::1]:9", true),
            ("http://10.0.0.7/v1", false),
            ("http://localhost.example/v1", false),
        ] {
            assert_eq!(BaseUrl::parse(base).unwrap().is_private(), private, "{base}");
        }
    }

    #[test]
    fn a_key_is_trimmed_and_never_shown() {
        let header = secret_header("Bearer ", &"k-123\n".into()).unwrap();
        assert_eq!(header.to_str().unwrap(), "Bearer k-123");
        assert!(!format!("{header:?}").contains("k-123"));
        assert_eq!(secret_header("", &" \n".into()).unwrap_err(), SetupError::Key("is empty"));
        let broken = secret_header("", &"k-1\n23".into()).unwrap_err();
        assert!(!broken.to_string().contains("k-1"));
    }

    #[test]
    fn a_timeout_of_zero_is_refused() {
        assert!(Timeouts::default().check().is_ok());
        let none = Timeouts { idle: Duration::ZERO, ..Timeouts::default() };
        assert_eq!(none.check(), Err(SetupError::Timeout));
    }
}
