//! The bus: the one of this process, with its doors open to the other ones.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use domain::{
    kernel::{Event, EventTopic},
    ports::{EventBus, EventStream},
};
use redis_client::RedisClient;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use crate::{listening::Listener, outbox::Outbox, sending::Sender};

/// The name of the one channel over which everything is told.
const CHANNEL: &str = "events";

/// Events of this process and of every other one that uses the same Redis and prefix.
///
/// Listeners of this process hear at once, whether Redis is there or not. Others hear a moment later; what ends access
/// is told to them as soon as Redis is back, and of anything else they learn that they missed something.
pub struct RedisEvents {
    inner: Arc<dyn EventBus>,
    outbox: Arc<Outbox>,
    hears: Arc<AtomicBool>,
    _tasks: [AbortOnDropHandle<()>; 2],
}

impl RedisEvents {
    /// Begins to tell and to listen, within the Tokio runtime that it is called in, until it is dropped. `instance` tells
    /// this process from the other ones; `inner` tells the listeners of this process.
    pub fn start(redis: &RedisClient, instance: Uuid, inner: Arc<dyn EventBus>) -> Self {
        let channel: Arc<str> = redis.key(CHANNEL).into();
        let outbox = Arc::<Outbox>::default();
        let hears = Arc::<AtomicBool>::default();
        let sender =
            Sender { redis: redis.clone(), channel: Arc::clone(&channel), instance, outbox: Arc::clone(&outbox) };
        let listener = Listener {
            redis: redis.clone(),
            channel,
            instance,
            inner: Arc::clone(&inner),
            outbox: Arc::clone(&outbox),
            hears: Arc::clone(&hears),
        };
        let tasks =
            [AbortOnDropHandle::new(tokio::spawn(listener.run())), AbortOnDropHandle::new(tokio::spawn(sender.run()))];
        Self { inner, outbox, hears, _tasks: tasks }
    }
}

#[async_trait]
impl EventBus for RedisEvents {
    async fn publish(&self, event: Event) {
        self.inner.publish(event.clone()).await;
        self.outbox.add(event);
    }

    fn subscribe(&self, topic: EventTopic) -> EventStream {
        self.inner.subscribe(topic)
    }

    fn reaches_every_instance(&self) -> bool {
        self.hears.load(Ordering::SeqCst)
    }

    fn interrupted(&self) {
        self.inner.interrupted();
    }
}
