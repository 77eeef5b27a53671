//! What waits to be told to the other servers.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::kernel::Event;
use tokio::sync::Notify;

use crate::letter::Content;

/// Events that may wait while Redis is slow.
const ROOM: usize = 4096;
/// What ends access still finds room then.
const ROOM_FOR_ACCESS: usize = 65_536;

/// A bounded queue. What does not find room is not told, but that there was such a thing is.
#[derive(Default)]
pub struct Outbox {
    waiting: Mutex<Waiting>,
    added: Notify,
}

#[derive(Default)]
struct Waiting {
    queue: VecDeque<Content>,
    missed: bool,
    beat: bool,
}

impl Outbox {
    /// Adds an event at the end. Never waits.
    pub fn add(&self, event: Event) {
        let content = Content::Event(event);
        let room = if content.must_arrive() { ROOM_FOR_ACCESS } else { ROOM };
        let mut waiting = self.waiting();
        if waiting.queue.len() < room {
            waiting.queue.push_back(content);
        } else {
            waiting.lose(1);
        }
        drop(waiting);
        self.added.notify_one();
    }

    /// Asks for a sign of life.
    pub fn add_beat(&self) {
        self.waiting().beat = true;
        self.added.notify_one();
    }

    /// Waits until there may be something to take.
    pub async fn added(&self) {
        self.added.notified().await;
    }

    /// Takes what comes next, in order, up to so many events.
    pub fn take(&self, events: usize) -> Vec<Content> {
        let mut waiting = self.waiting();
        let mut taken = Vec::new();
        if std::mem::take(&mut waiting.missed) {
            taken.push(Content::Missed);
        }
        let events = events.min(waiting.queue.len());
        taken.extend(waiting.queue.drain(..events));
        if std::mem::take(&mut waiting.beat) {
            taken.push(Content::Beat);
        }
        taken
    }

    /// Takes back, in order, what could not be told. What must arrive waits on in front; everything else would come too
    /// late: that it was missed is told instead. The same goes for what waits behind it.
    pub fn put_back(&self, untold: Vec<Content>) {
        let mut waiting = self.waiting();
        waiting.missed |= untold.contains(&Content::Missed);
        let events: Vec<_> = untold.into_iter().filter(|content| matches!(content, Content::Event(_))).collect();
        for event in events.into_iter().rev() {
            waiting.queue.push_front(event);
        }
        let before = waiting.queue.len();
        waiting.queue.retain(Content::must_arrive);
        let lost = before.saturating_sub(waiting.queue.len());
        waiting.lose(lost);
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn lose(&mut self, events: usize) {
        if events > 0 {
            self.missed = true;
            metrics::counter!("lifeline_events_untold_total").increment(events as u64);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        chats::ChatSide,
        kernel::{SessionId, UserId},
    };
    use uuid::Uuid;

    use super::*;

    fn typing() -> Event {
        Event::Typing { chat: Uuid::nil().into(), user: UserId(Uuid::nil()), side: ChatSide::Doctor }
    }

    fn ended(n: u128) -> Event {
        Event::SessionEnded { session: SessionId(Uuid::from_u128(n)) }
    }

    #[test]
    fn what_was_added_is_taken_in_order_and_once() {
        let outbox = Outbox::default();
        outbox.add(ended(1));
        outbox.add(typing());
        outbox.add_beat();
        outbox.add(ended(2));
        assert_eq!(outbox.take(2), [Content::Event(ended(1)), Content::Event(typing()), Content::Beat]);
        assert_eq!(outbox.take(2), [Content::Event(ended(2))]);
        assert_eq!(outbox.take(2), []);
    }

    #[test]
    fn what_ends_access_waits_in_its_order_and_the_rest_is_told_to_be_missed() {
        let outbox = Outbox::default();
        for event in [ended(1), typing(), ended(2), ended(3), typing()] {
            outbox.add(event);
        }
        let untold = outbox.take(3);
        outbox.put_back(untold);
        let expected = [Content::Missed, Content::Event(ended(1)), Content::Event(ended(2)), Content::Event(ended(3))];
        for _ in 0..2 {
            let taken = outbox.take(10);
            assert_eq!(taken, expected);
            outbox.put_back(taken);
        }
    }

    #[test]
    fn the_queue_is_bounded_and_keeps_room_for_what_ends_access() {
        let outbox = Outbox::default();
        for _ in 0..ROOM {
            outbox.add(typing());
        }
        assert_ne!(outbox.take(1), [Content::Missed]);
        outbox.add(ended(1));
        outbox.add(typing());
        let taken = outbox.take(usize::MAX);
        assert_eq!((taken.first(), taken.last()), (Some(&Content::Missed), Some(&Content::Event(ended(1)))));
        for n in 0..=ROOM_FOR_ACCESS {
            outbox.add(ended(n as u128));
        }
        assert_eq!(outbox.take(usize::MAX).len(), 1 + ROOM_FOR_ACCESS);
    }
}
