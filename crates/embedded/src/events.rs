//! The event bus of one process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use domain::{
    kernel::{Event, EventTopic},
    ports::{EventBus, EventStream},
};
use futures_util::stream;
use tokio::sync::broadcast::{Receiver, Sender, channel, error::RecvError};

/// Events a slow listener may be behind before it misses some.
const BACKLOG: usize = 256;

/// None in the place of an event says that some may be missing.
type Topics = HashMap<EventTopic, Sender<Option<Event>>>;

/// Tells events to the listeners of this process. A topic exists while somebody listens.
#[derive(Clone, Default)]
pub struct InProcessEvents {
    topics: Arc<Mutex<Topics>>,
    alone: bool,
}

impl InProcessEvents {
    /// `alone` says that this process is the whole installation, so that everybody hears it.
    pub fn new(alone: bool) -> Self {
        Self { topics: Arc::default(), alone }
    }
    fn topics(&self) -> MutexGuard<'_, Topics> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl EventBus for InProcessEvents {
    async fn publish(&self, event: Event) {
        let topic = event.topic();
        let mut topics = self.topics();
        let heard = topics.get(&topic).is_none_or(|listeners| listeners.send(Some(event)).is_ok());
        if !heard {
            topics.remove(&topic);
        }
    }

    fn subscribe(&self, topic: EventTopic) -> EventStream {
        let mut topics = self.topics();
        topics.retain(|_, listeners| listeners.receiver_count() > 0);
        let listener = topics.entry(topic).or_insert_with(|| channel(BACKLOG).0).subscribe();
        Box::pin(stream::unfold(listener, next))
    }

    fn reaches_every_instance(&self) -> bool {
        self.alone
    }

    fn interrupted(&self) {
        self.topics().retain(|_, listeners| listeners.send(None).is_ok());
    }
}

type Listener = Receiver<Option<Event>>;

async fn next(mut listener: Listener) -> Option<(Option<Event>, Listener)> {
    match listener.recv().await {
        Ok(event) => Some((event, listener)),
        Err(RecvError::Lagged(_)) => Some((None, listener)),
        Err(RecvError::Closed) => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        chats::ChatSide,
        kernel::{SessionId, UserId},
    };
    use futures_util::StreamExt;
    use uuid::Uuid;

    use super::*;

    fn ended(n: u128) -> Event {
        Event::SessionEnded { session: SessionId(Uuid::from_u128(n)) }
    }

    #[tokio::test]
    async fn everybody_who_listens_hears_and_the_slow_one_learns_that_he_missed_some() {
        let bus = InProcessEvents::new(true);
        bus.publish(ended(0)).await;
        let (mut one, mut two) = (bus.subscribe(EventTopic::Access), bus.subscribe(EventTopic::Access));
        bus.publish(ended(1)).await;
        bus.publish(Event::Typing { chat: Uuid::nil().into(), user: UserId(Uuid::nil()), side: ChatSide::Doctor })
            .await;
        assert_eq!(one.next().await, Some(Some(ended(1))));
        for n in 2..600 {
            bus.publish(ended(n)).await;
        }
        assert_eq!(two.next().await, Some(None));
        assert!(matches!(two.next().await, Some(Some(Event::SessionEnded { .. }))));
    }
}
