//! The task that hears what the other servers tell.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use domain::ports::EventBus;
use fred::{
    interfaces::{ClientLike, EventInterface, PubsubInterface},
    types::{Message, config::Options},
};
use redis_client::RedisClient;
use tokio::{
    sync::broadcast::error::RecvError,
    time::{Instant, sleep, sleep_until},
};
use uuid::Uuid;

use crate::{
    letter::{Content, Letter},
    outbox::Outbox,
};

/// Who does not get the letters to himself for this long does not get those of others either.
const SILENCE: Duration = Duration::from_secs(5);
/// How long a new connection with its subscription may take.
const SUBSCRIBE_WITHIN: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(250);

/// Hears the other servers and passes on what they tell.
pub struct Listener {
    pub redis: RedisClient,
    pub channel: Arc<str>,
    pub instance: Uuid,
    pub inner: Arc<dyn EventBus>,
    pub outbox: Arc<Outbox>,
    pub hears: Arc<AtomicBool>,
}

/// Why listening ended.
#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error("{0}")]
    Redis(#[from] fred::error::Error),
    #[error("the connection was made anew")]
    Reconnected,
    #[error("what is told does not arrive")]
    Silent,
    #[error("the connection was closed")]
    Closed,
}

impl Listener {
    /// Never ends.
    pub async fn run(self) {
        loop {
            let Err(lost) = self.listen().await;
            if self.hears.swap(false, Ordering::SeqCst) {
                tracing::warn!(reason = %lost, "events of other servers are not heard");
            } else {
                tracing::debug!(reason = %lost, "events of other servers are still not heard");
            }
            sleep(PAUSE).await;
        }
    }

    /// Listens over a connection of its own, until it is lost: a new one certainly has no old subscription.
    async fn listen(&self) -> Result<Infallible, Lost> {
        let subscriber = self.redis.subscriber()?;
        let client = subscriber.client();
        let mut messages = client.message_rx();
        let patience = Options { timeout: Some(SUBSCRIBE_WITHIN), ..Options::default() };
        client.with_options(&patience).subscribe(&*self.channel).await?;
        let mut errors = client.error_rx();
        let mut connections = client.reconnect_rx();
        self.inner.interrupted();
        self.outbox.add_beat();
        let mut silent_at = Instant::now() + SILENCE;
        loop {
            tokio::select! {
                message = messages.recv() => match message {
                    Ok(message) => if self.hear(message).await {
                        silent_at = Instant::now() + SILENCE;
                    },
                    Err(RecvError::Lagged(_)) => self.inner.interrupted(),
                    Err(RecvError::Closed) => return Err(Lost::Closed),
                },
                error = errors.recv() => return Err(error.map_or(Lost::Closed, |(error, _)| error.into())),
                _ = connections.recv() => return Err(Lost::Reconnected),
                () = sleep_until(silent_at) => return Err(Lost::Silent),
            }
        }
    }

    /// Passes on what others tell. True for a letter of our own: what we tell arrives, and so does what others tell.
    async fn hear(&self, message: Message) -> bool {
        let letter = message.value.as_bytes().map(serde_json::from_slice::<Letter<Content>>);
        match letter {
            Some(Ok(Letter { instance, .. })) if instance == self.instance => {
                if !self.hears.swap(true, Ordering::SeqCst) {
                    tracing::info!("events of other servers are heard");
                }
                return true;
            }
            Some(Ok(Letter { content: Content::Event(event), .. })) => self.inner.publish(event).await,
            Some(Ok(Letter { content: Content::Beat, .. })) => {}
            // Servers of another version may know more than can be read here; that is missed too.
            Some(Ok(Letter { content: Content::Missed, .. }) | Err(_)) | None => self.inner.interrupted(),
        }
        false
    }
}
