//! One connection that is held for ever: made anew whenever it ends, and asked now and then whether it still lives.

use std::time::Duration;

use fred::{
    clients::Client,
    error::Error,
    interfaces::ClientLike,
    types::{
        Builder,
        config::{Config, ConnectionConfig, PerformanceConfig, ReconnectPolicy, UnresponsiveConfig},
    },
};
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

/// What an answer may take; the longest that anybody waits for Redis.
pub const ANSWER_WITHIN: Duration = Duration::from_millis(1500);
const CONNECT_WITHIN: Duration = Duration::from_secs(2);
/// A server that owes an answer for this long is taken for gone.
const SILENCE: Duration = Duration::from_secs(3);
/// How often a connection is asked for a sign of life.
const HEARTBEAT: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_secs(1);
/// A lost connection fails what was asked over it at once, rather than ask again later: it may have been done. In a cluster
/// a command is sent again when it turns out that another node has its key.
const ATTEMPTS_IN_A_CLUSTER: u32 = 3;
const SHORTEST_PAUSE_MS: u32 = 100;
const LONGEST_PAUSE_MS: u32 = 2000;
/// Messages of a subscription that may wait for whoever reads them.
const BACKLOG: usize = 4096;
/// How long the last words may take.
const FAREWELL: Duration = Duration::from_millis(500);

/// A client with our patience, not connected yet.
pub fn client(config: Config) -> Result<Client, Error> {
    let attempts = if config.server.is_clustered() { ATTEMPTS_IN_A_CLUSTER } else { 1 };
    Builder::from_config(config)
        .with_connection_config(|connection| {
            *connection = ConnectionConfig {
                connection_timeout: CONNECT_WITHIN,
                internal_command_timeout: CONNECT_WITHIN,
                max_command_attempts: attempts,
                unresponsive: UnresponsiveConfig { max_timeout: Some(SILENCE), interval: LOOK },
                ..ConnectionConfig::default()
            };
            connection.tcp.nodelay = Some(true);
        })
        .with_performance_config(|performance| {
            *performance = PerformanceConfig {
                default_command_timeout: ANSWER_WITHIN,
                broadcast_channel_capacity: BACKLOG,
                ..PerformanceConfig::default()
            };
        })
        .set_policy(ReconnectPolicy::new_exponential(0, SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS, 2))
        .build()
}

/// Holds a client's connection until it is dropped.
pub struct Held(#[expect(dead_code, reason = "its end is what matters")] AbortOnDropHandle<()>);

impl Held {
    pub fn new(client: &Client) -> Self {
        let client = client.clone();
        Self(AbortOnDropHandle::new(tokio::spawn(async move {
            tokio::join!(connected(&client), heartbeat(&client));
        })))
    }
}

/// The library tries again by itself until it is asked to quit. Where its own state breaks it gives up, and is started
/// anew.
async fn connected(client: &Client) {
    loop {
        match AbortOnDropHandle::new(client.connect()).await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => tracing::warn!(%error, "a connection to Redis broke"),
            Err(error) => tracing::warn!(%error, "the task of a connection to Redis broke"),
        }
        sleep(HEARTBEAT).await;
    }
}

/// A connection over which nothing is said does not show that its other end is gone.
async fn heartbeat(client: &Client) {
    loop {
        sleep(HEARTBEAT).await;
        if client.is_connected()
            && let Err(error) = client.ping::<()>(None).await
        {
            tracing::debug!(%error, "a connection to Redis gives no sign of life");
        }
    }
}

/// Says goodbye to the server, if it is there to hear it.
pub async fn quit(client: &Client) {
    match timeout(FAREWELL, client.quit()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "a connection to Redis ended without goodbye"),
        Err(_) => tracing::debug!("a connection to Redis ended without goodbye"),
    }
}
