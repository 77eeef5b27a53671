//! What every event bus promises.
#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::time::Duration;

use domain::{
    chats::ChatSide,
    kernel::{ChatId, Event, EventTopic, SessionId, UserId},
    ports::{EventBus, EventStream},
};
use futures_util::StreamExt;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

const SOON: Duration = Duration::from_secs(10);

/// Runs the whole story on two ends of one bus: `far` is that of another server, or `near` once more where there is but one.
/// Nobody else may use the bus meanwhile.
///
/// # Panics
/// Where the bus breaks its promise.
pub async fn events_contract(near: &dyn EventBus, far: &dyn EventBus) {
    every_instance_is_reached(near).await;
    every_instance_is_reached(far).await;
    everybody_hears_once_and_in_order(near, far).await;
    everybody_hears_once_and_in_order(far, near).await;
    what_was_before_is_not_heard(near).await;
    a_topic_is_heard_alone(near, far).await;
    nobody_waits_for_a_slow_listener(near).await;
    an_interruption_is_told(near).await;
}

async fn every_instance_is_reached(bus: &dyn EventBus) {
    let reached = async {
        while !bus.reaches_every_instance() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, reached).await.unwrap();
}

async fn everybody_hears_once_and_in_order(from: &dyn EventBus, to: &dyn EventBus) {
    let mut listeners =
        [from.subscribe(EventTopic::Access), from.subscribe(EventTopic::Access), to.subscribe(EventTopic::Access)];
    for n in 0..200 {
        from.publish(ended(n)).await;
    }
    for listener in &mut listeners {
        for n in 0..200 {
            assert_eq!(next(listener).await, Some(ended(n)));
        }
    }
    // Had anything come twice, it would be there before this.
    from.publish(ended(1000)).await;
    for listener in &mut listeners {
        assert_eq!(next(listener).await, Some(ended(1000)));
    }
}

async fn what_was_before_is_not_heard(bus: &dyn EventBus) {
    bus.publish(ended(1)).await;
    let mut listener = bus.subscribe(EventTopic::Access);
    bus.publish(ended(2)).await;
    assert_eq!(next(&mut listener).await, Some(ended(2)));
}

async fn a_topic_is_heard_alone(from: &dyn EventBus, to: &dyn EventBus) {
    let mut listeners = [from.subscribe(EventTopic::Chat(chat(1))), to.subscribe(EventTopic::Chat(chat(1)))];
    for event in [typing(2), ended(1), typing(1)] {
        from.publish(event).await;
    }
    for listener in &mut listeners {
        assert_eq!(next(listener).await, Some(typing(1)));
    }
}

async fn nobody_waits_for_a_slow_listener(bus: &dyn EventBus) {
    let mut slow = bus.subscribe(EventTopic::Chat(chat(3)));
    drop(bus.subscribe(EventTopic::Chat(chat(3))));
    let all = async {
        for _ in 0..2000 {
            bus.publish(typing(3)).await;
        }
    };
    timeout(SOON, all).await.unwrap();
    assert_eq!(next(&mut slow).await, None, "who is too slow is told so, once");
    assert_eq!(next(&mut slow).await, Some(typing(3)));
}

async fn an_interruption_is_told(bus: &dyn EventBus) {
    let mut listeners = [bus.subscribe(EventTopic::Access), bus.subscribe(EventTopic::Chat(chat(4)))];
    bus.interrupted();
    for listener in &mut listeners {
        assert_eq!(next(listener).await, None);
    }
    bus.publish(typing(4)).await;
    assert_eq!(next(&mut listeners[1]).await, Some(typing(4)));
}

/// What comes next: an event, or the word that some may be missing.
async fn next(listener: &mut EventStream) -> Option<Event> {
    timeout(SOON, listener.next()).await.unwrap().unwrap()
}

fn ended(n: u128) -> Event {
    Event::SessionEnded { session: SessionId(Uuid::from_u128(n)) }
}

fn typing(in_chat: u128) -> Event {
    Event::Typing { chat: chat(in_chat), user: UserId(Uuid::nil()), side: ChatSide::Doctor }
}

fn chat(n: u128) -> ChatId {
    ChatId(Uuid::from_u128(n))
}
