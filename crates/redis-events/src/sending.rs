//! The task that tells the other servers what waits in the outbox.

use std::{sync::Arc, time::Duration};

use fred::{clients::Client, interfaces::PubsubInterface};
use futures_util::future::join_all;
use redis_client::RedisClient;
use tokio::time::{MissedTickBehavior, interval, sleep};
use uuid::Uuid;

use crate::{
    letter::{Content, Letter},
    outbox::Outbox,
};

/// How often we write a letter to ourselves.
const BEAT: Duration = Duration::from_secs(1);
/// Between two attempts to tell the same.
const PAUSE: Duration = Duration::from_millis(250);
/// Letters under way at once.
const BATCH: usize = 64;

/// Tells what waits, in order.
pub struct Sender {
    pub redis: RedisClient,
    pub channel: Arc<str>,
    pub instance: Uuid,
    pub outbox: Arc<Outbox>,
}

/// Why a letter was not sent.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error(transparent)]
    Redis(#[from] fred::error::Error),
    #[error("an event cannot be written: {0}")]
    Unwritable(#[from] serde_json::Error),
}

impl Sender {
    /// Never ends.
    pub async fn run(self) {
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut away = false;
        loop {
            tokio::select! {
                () = self.outbox.added() => {}
                _ = beat.tick() => self.outbox.add_beat(),
            }
            while let Some(outcome) = self.send_next().await {
                away = noticed(away, outcome.as_ref().err());
                if outcome.is_err() {
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Sends what comes next; none when nothing waits.
    async fn send_next(&self) -> Option<Result<(), SendError>> {
        let batch = self.outbox.take(BATCH);
        if batch.is_empty() {
            return None;
        }
        let client = match self.redis.connection() {
            Ok(client) => client,
            Err(error) => {
                self.outbox.put_back(batch);
                return Some(Err(error.into()));
            }
        };
        // All over one connection, which keeps their order.
        let answers = join_all(batch.iter().map(|content| self.send(client, content))).await;
        let mut untold = Vec::new();
        let mut outcome = Ok(());
        for (content, answer) in batch.into_iter().zip(answers) {
            if let Err(error) = answer {
                // What cannot be written today cannot be written tomorrow.
                untold.push(if matches!(error, SendError::Unwritable(_)) { Content::Missed } else { content });
                outcome = Err(error);
            }
        }
        if !untold.is_empty() {
            self.outbox.put_back(untold);
        }
        Some(outcome)
    }

    async fn send(&self, client: &Client, content: &Content) -> Result<(), SendError> {
        let letter = serde_json::to_string(&Letter { instance: self.instance, content })?;
        Ok(client.publish(&*self.channel, letter).await?)
    }
}

/// Logs when Redis goes and when it comes back, and says whether it is away.
fn noticed(away: bool, error: Option<&SendError>) -> bool {
    match error {
        Some(error) if !away => tracing::warn!(%error, "events cannot be told to the other servers"),
        None if away => tracing::info!("events are told to the other servers again"),
        _ => {}
    }
    error.is_some()
}
