//! The event bus port: committed changes are told to listeners on every instance.

use std::pin::Pin;

use async_trait::async_trait;
use futures_core::Stream;

use crate::kernel::{Event, EventTopic};

/// Events as they come. A listener that is too slow misses some: it gets `None` once in their place and should read the
/// state anew.
pub type EventStream = Pin<Box<dyn Stream<Item = Option<Event>> + Send>>;

/// Tells events to whoever listens. Delivery is at most once; what must not be lost is a job.
#[async_trait]
pub trait EventBus: Send + Sync {
    /// Tells everybody who listens to the event's topic. Never waits for listeners.
    async fn publish(&self, event: Event);
    /// Listens from now on.
    fn subscribe(&self, topic: EventTopic) -> EventStream;
    /// Whether every server instance of the installation hears this bus, now. If not, what is remembered of a session is
    /// read anew within a second.
    fn reaches_every_instance(&self) -> bool;
    /// Tells every listener that it may have missed something.
    fn interrupted(&self);
}
