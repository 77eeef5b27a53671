//! Where Redis is and what is ours in it.

use fred::types::config::Config;
use secrecy::{ExposeSecret, SecretString};

use crate::{AddressError, CertificateError, address::Address, certificates};

/// What is needed to use Redis.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it is, as one of
    /// `redis://[[user]:password@]host[:port][/database]`,
    /// `redis-sentinel://[[user]:password@]host[:port][,host:port …][/database]?sentinelServiceName=name` and
    /// `redis-cluster://[[user]:password@]host[:port][,host:port …]`; with `rediss` in the place of `redis` over TLS.
    /// More nodes may also be named by `node=host:port`, and who we are at Sentinel itself by `sentinelUsername` and
    /// `sentinelPassword`.
    pub url: SecretString,
    /// What the name of everything of ours begins with, so that several installations can share one Redis; may be empty.
    pub prefix: String,
}

/// Why Redis cannot be used with these settings. Says nothing of what the URL contains.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The URL is not one.
    #[error("the Redis URL cannot be used: {0}")]
    Address(#[from] AddressError),
    /// The server's certificate could not be checked.
    #[error("Redis cannot be reached over TLS: {0}")]
    Certificates(#[from] CertificateError),
    /// The library refuses them.
    #[error("Redis cannot be used: {0}")]
    Refused(#[from] fred::error::Error),
}

impl Settings {
    /// Checks the settings and turns them into those of the library.
    pub(crate) fn config(&self) -> Result<Config, SettingsError> {
        let address = Address::parse(self.url.expose_secret())?;
        let tls = if address.tls { Some(certificates::connector()?.into()) } else { None };
        Ok(Config {
            // The server may come up after us: its first connection is tried as often as any other.
            fail_fast: false,
            server: address.server,
            username: address.username,
            password: address.password,
            database: address.database,
            tls,
            ..Config::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str) -> Settings {
        Settings { url: url.into(), prefix: "lifeline".into() }
    }

    #[test]
    fn nothing_that_is_printed_shows_the_password() {
        let fine = settings("rediss://user:hunter2@redis.example:6380/2");
        assert!(!format!("{fine:?}").contains("hunter2"));
        for url in [
            "http://user:hunter2@redis.example",
            "redis://user:hunter2@",
            "redis://user:hunter2@redis.example:port",
            "redis://user:hunter2@redis.example/first",
            "redis://user:hunter2/@redis.example",
            "redis://user:hunter2#@redis.example",
            "redis://user:hunter2?@redis.example",
            "redis://user:%ffhunter2@redis.example",
            "redis-sentinel://user:hunter2@redis.example?sentinelPassword=hunter2",
            "redis-cluster://user:hunter2@redis.example?node=hunter2:hunter2",
            "user:hunter2@redis.example",
        ] {
            let error = settings(url).config().unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error} {error:?}");
        }
    }

    #[test]
    fn the_parts_of_a_url_reach_the_library() {
        let config = settings("redis://user:p%40ss@redis.example/2").config().unwrap();
        assert_eq!(config.username.as_deref(), Some("user"));
        assert_eq!(config.password.as_deref(), Some("p@ss"));
        assert_eq!(config.database, Some(2));
        assert!(config.tls.is_none() && !config.fail_fast);
    }
}
