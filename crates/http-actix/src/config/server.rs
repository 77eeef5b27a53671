//! `[server]`: where it listens and whom it answers.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    thread::available_parallelism,
};

use domain::text_enum;
use serde::Deserialize;
use url::Url;

use super::{ConfigError, IpRange, error::within, reading};

text_enum! {
    /// What the installation is for.
    pub enum Environment {
        /// Somebody tries or changes it.
        Development = "development",
        /// People depend on it.
        Production = "production",
    }
}

/// The HTTP server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// The address to listen at.
    #[serde(deserialize_with = "ip_address")]
    pub host: IpAddr,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// Threads that serve; 0 is one per core, see [`Server::worker_count`].
    pub workers: usize,
    /// How long requests may take to end after the server was told to stop.
    pub shutdown_seconds: u64,
    /// The address in links, see [`Server::public_url`].
    #[serde(deserialize_with = "reading::optional_url")]
    pub public_url: Option<Url>,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<IpRange>,
    /// Origins whose pages may call the API, as browsers send them.
    #[serde(deserialize_with = "reading::origins")]
    pub cors_origins: Vec<String>,
    /// What the installation is for.
    #[serde(deserialize_with = "reading::word")]
    pub environment: Environment,
    /// The name shown in the documentation.
    #[serde(deserialize_with = "reading::required")]
    pub app_name: String,
    /// Raises the log level; clients never see more by it.
    pub debug: bool,
    /// Whether the API's documentation is served.
    pub docs_enabled: bool,
    /// Who may read `/metrics`.
    pub metrics_allow: Vec<IpRange>,
    /// Sockets and event streams that one account may hold open.
    pub max_sockets_per_user: usize,
}

impl Server {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        within("server.workers", &self.workers, &(0..=1_024))?;
        within("server.shutdown_seconds", &self.shutdown_seconds, &(1..=3_600))?;
        within("server.max_sockets_per_user", &self.max_sockets_per_user, &(1..=1_000))?;
        if self.trusted_proxies.iter().any(IpRange::is_everything) {
            let problem = "must not hold everybody: clients would say themselves where they come from";
            return Err(ConfigError::key("server.trusted_proxies", problem));
        }
        Ok(())
    }

    /// Where to listen.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::new(self.host, self.port)
    }

    /// Threads that serve, at least one.
    pub fn worker_count(&self) -> usize {
        if self.workers > 0 { self.workers } else { cores() }
    }

    /// The address under which clients reach the server, without a slash at its end.
    pub fn public_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None if self.host.is_unspecified() => format!("http://localhost:{}", self.port),
            None => format!("http://{}", self.address()),
        }
    }

    /// Whether people depend on this installation.
    pub fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }

    /// Whether this neighbour is believed about whom it passes on, and how they came.
    pub fn trusts_proxy(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|range| range.contains(address))
    }

    /// Whether a client at this address may read `/metrics`.
    pub fn may_read_metrics(&self, address: IpAddr) -> bool {
        self.metrics_allow.iter().any(|range| range.contains(address))
    }

    /// Listens to this machine only, whatever the configuration says.
    pub fn confine_to_this_machine(&mut self) {
        self.host = Ipv4Addr::LOCALHOST.into();
    }
}

/// The cores this process may use, at least one.
pub(super) fn cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}

fn ip_address<'de, D: serde::Deserializer<'de>>(value: D) -> Result<IpAddr, D::Error> {
    let text = String::deserialize(value)?;
    text.trim().parse().map_err(|_| serde::de::Error::custom("must be an IP address such as 127.0.0.1, 0.0.0.0 or ::1"))
}
