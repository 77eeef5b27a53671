//! A few connections that everybody shares.

use std::{fmt, sync::Arc};

use fred::{
    clients::{Client, Pool},
    error::{Error, ErrorKind},
    interfaces::ClientLike,
    types::config::Config,
};
use futures_util::future::join_all;

use crate::{
    Settings, SettingsError, Subscriber,
    connection::{self, Held},
};

/// Commands of one connection do not wait for each other's answers; several only share the work of reading them.
const CONNECTIONS: usize = 3;

/// Redis, wherever it is. Connections are made in the background, for ever: it may be away when the server starts, and
/// go and come back later. Clones share the connections, which end with the last of them.
#[derive(Clone)]
pub struct RedisClient {
    pool: Pool,
    config: Config,
    prefix: Arc<str>,
    _held: Arc<Vec<Held>>,
}

impl RedisClient {
    /// Checks the settings and begins to connect, within the Tokio runtime that it is called in.
    pub fn new(settings: &Settings) -> Result<Self, SettingsError> {
        let config = settings.config()?;
        let clients: Result<Vec<_>, _> = (0..CONNECTIONS).map(|_| connection::client(config.clone())).collect();
        let clients = clients?;
        let held = clients.iter().map(Held::new).collect();
        let pool = Pool::from_clients(clients)?;
        Ok(Self { pool, config, prefix: settings.prefix.as_str().into(), _held: Arc::new(held) })
    }

    /// A connection for the next command; every command is answered or fails within two seconds. While there is no
    /// connection this fails at once: nothing waits for Redis to come back.
    pub fn connection(&self) -> Result<&Client, Error> {
        let client = self.pool.next_connected();
        if client.is_connected() { Ok(client) } else { Err(Error::new(ErrorKind::IO, "Redis is not connected")) }
    }

    /// The full name of something of ours.
    pub fn key(&self, name: &str) -> String {
        if self.prefix.is_empty() { name.to_owned() } else { format!("{}:{name}", self.prefix) }
    }

    /// Whether Redis answers.
    pub async fn check(&self) -> Result<(), Error> {
        self.connection()?.ping(None).await
    }

    /// A further connection, for listening.
    pub fn subscriber(&self) -> Result<Subscriber, Error> {
        Subscriber::new(self.config.clone())
    }

    /// Ends the shared connections in order, for all clones; later commands fail.
    pub async fn close(&self) {
        join_all(self.pool.clients().iter().map(connection::quit)).await;
    }
}

impl fmt::Debug for RedisClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RedisClient").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use tokio::net::TcpListener;

    use super::*;

    fn at(url: &str, prefix: &str) -> RedisClient {
        RedisClient::new(&Settings { url: url.into(), prefix: prefix.into() }).unwrap()
    }

    #[tokio::test]
    async fn while_redis_is_away_everything_fails_at_once() {
        let redis = at("redis://:hunter2@127.0.0.1:1", "lifeline");
        for _ in 0..3 {
            let asked = Instant::now();
            redis.connection().unwrap_err();
            redis.check().await.unwrap_err();
            assert!(asked.elapsed() < Duration::from_millis(100));
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let closed = Instant::now();
        redis.close().await;
        assert!(closed.elapsed() < Duration::from_secs(2));
        assert!(!format!("{redis:?}").contains("hunter2"));
    }

    #[tokio::test]
    async fn a_server_that_never_answers_holds_nobody() {
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let redis = at(&format!("redis://{}", silent.local_addr().unwrap()), "lifeline");
        tokio::time::sleep(Duration::from_millis(500)).await;
        let asked = Instant::now();
        redis.check().await.unwrap_err();
        assert!(asked.elapsed() < Duration::from_secs(2));
    }

    #[tokio::test]
    async fn names_begin_with_the_prefix() {
        assert_eq!(at("redis://127.0.0.1:1", "clinic").key("events"), "clinic:events");
        assert_eq!(at("redis://127.0.0.1:1", "").key("events"), "events");
    }
}
