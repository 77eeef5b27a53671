//! Buses of several servers over one Redis: they keep the contract of the port, and get over its absence by themselves.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod proxy;

use std::{
    env, process,
    sync::Arc,
    time::{Duration, Instant},
};

use domain::{
    chats::ChatSide,
    kernel::{ChatId, Event, EventTopic, SessionId, UserId},
    ports::{EventBus, EventStream},
};
use embedded::InProcessEvents;
use futures_util::StreamExt;
use proxy::Proxy;
use redis_client::{RedisClient, Settings};
use redis_events::RedisEvents;
use testkit::RedisServer;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

const SOON: Duration = Duration::from_secs(15);

/// The bus of one more server.
fn server(url: &str, number: u128) -> RedisEvents {
    let settings = Settings { url: url.into(), prefix: format!("test-{}", process::id()) };
    let redis = RedisClient::new(&settings).unwrap();
    RedisEvents::start(&redis, Uuid::from_u128(number), Arc::new(InProcessEvents::new(false)))
}

fn ended(n: u128) -> Event {
    Event::SessionEnded { session: SessionId(Uuid::from_u128(n)) }
}

fn typing() -> Event {
    Event::Typing { chat: ChatId(Uuid::nil()), user: UserId(Uuid::nil()), side: ChatSide::Doctor }
}

async fn next(listener: &mut EventStream) -> Option<Event> {
    timeout(SOON, listener.next()).await.unwrap().unwrap()
}

async fn reached(bus: &RedisEvents, expected: bool) {
    let becomes = async {
        while bus.reaches_every_instance() != expected {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, becomes).await.unwrap();
}

async fn contract_at(variable: &str) {
    let url = env::var(variable).unwrap_or_else(|_| panic!("scripts/test.sh starts Redis and names it in {variable}"));
    testkit::contract::events_contract(&server(&url, 1), &server(&url, 2)).await;
}

#[tokio::test]
async fn the_contract_holds_over_a_single_server() {
    contract_at("LIFELINE_TEST_REDIS_URL").await;
}

#[tokio::test]
async fn the_contract_holds_over_a_cluster() {
    contract_at("LIFELINE_TEST_REDIS_CLUSTER_URL").await;
}

#[tokio::test]
async fn the_contract_holds_behind_sentinel() {
    contract_at("LIFELINE_TEST_REDIS_SENTINEL_URL").await;
}

#[tokio::test]
async fn redis_may_come_later_than_the_servers() {
    let mut redis = RedisServer::reserve();
    let (one, two) = (server(&redis.url(), 1), server(&redis.url(), 2));
    let mut near = one.subscribe(EventTopic::Access);
    let mut far = two.subscribe(EventTopic::Access);
    one.publish(ended(1)).await;
    assert_eq!(next(&mut near).await, Some(ended(1)), "within a server nobody needs Redis");
    sleep(Duration::from_secs(1)).await;
    assert!(!one.reaches_every_instance() && !two.reaches_every_instance());
    redis.restart();
    assert_eq!(next(&mut far).await, None);
    reached(&one, true).await;
    reached(&two, true).await;
}

#[tokio::test]
async fn a_killed_redis_is_noticed_and_comes_back_by_itself() {
    let mut redis = RedisServer::start();
    let (one, two) = (server(&redis.url(), 1), server(&redis.url(), 2));
    reached(&one, true).await;
    reached(&two, true).await;
    let mut far = two.subscribe(EventTopic::Access);
    let mut chat = two.subscribe(EventTopic::Chat(ChatId(Uuid::nil())));
    redis.kill();
    reached(&one, false).await;
    reached(&two, false).await;

    let published = Instant::now();
    for n in 0..1000 {
        one.publish(ended(n)).await;
        one.publish(typing()).await;
    }
    assert!(published.elapsed() < Duration::from_secs(1), "nobody waits for Redis");
    sleep(Duration::from_secs(1)).await;
    redis.restart();

    reached(&one, true).await;
    reached(&two, true).await;
    one.publish(ended(5000)).await;
    one.publish(typing()).await;
    // The listener missed some, and knows. What went out before it listened again is lost; whatever else ended access
    // comes late, in order and without a gap.
    assert_eq!(next(&mut far).await, None);
    let mut last = None;
    while last != Some(ended(5000)) {
        last = next(&mut far).await;
    }
    assert_eq!(next(&mut chat).await, None);
    while next(&mut chat).await != Some(typing()) {}
}

#[tokio::test]
async fn regression_23_what_ends_access_is_told_late_rather_than_never() {
    let redis = RedisServer::start();
    let mut network = Proxy::start(redis.url().trim_start_matches("redis://")).await;
    let (one, two) = (server(&network.url(), 1), server(&redis.url(), 2));
    reached(&one, true).await;
    reached(&two, true).await;
    let mut far = two.subscribe(EventTopic::Access);
    let mut chat = two.subscribe(EventTopic::Chat(ChatId(Uuid::nil())));
    network.cut();
    reached(&one, false).await;
    for n in 0..100 {
        one.publish(ended(n)).await;
        one.publish(typing()).await;
    }
    // Longer than a command waits for its answer.
    sleep(Duration::from_secs(2)).await;
    network.mend().await;
    reached(&one, true).await;
    assert!(two.reaches_every_instance(), "only one of them was cut off");

    let mut heard = Vec::new();
    while heard.last() != Some(&ended(99)) {
        heard.extend(next(&mut far).await);
    }
    assert_eq!(heard, (0..100).map(ended).collect::<Vec<_>>());
    assert_eq!(next(&mut chat).await, None, "that somebody typed is no longer true; that it is not known is told");
    one.publish(typing()).await;
    assert_eq!(next(&mut chat).await, Some(typing()));
}

#[tokio::test]
async fn a_redis_that_only_stopped_answering_is_noticed() {
    let redis = RedisServer::start();
    let bus = server(&redis.url(), 1);
    reached(&bus, true).await;
    let mut listener = bus.subscribe(EventTopic::Access);
    redis.freeze();
    reached(&bus, false).await;
    bus.publish(ended(1)).await;
    assert_eq!(next(&mut listener).await, Some(ended(1)));
    redis.thaw();
    reached(&bus, true).await;
    assert_eq!(next(&mut listener).await, None);
}

#[tokio::test]
async fn a_dropped_bus_leaves_redis() {
    let redis = RedisServer::start();
    let settings = Settings { url: redis.url().as_str().into(), prefix: "test".into() };
    let client = RedisClient::new(&settings).unwrap();
    let bus = RedisEvents::start(&client, Uuid::from_u128(1), Arc::new(InProcessEvents::new(false)));
    reached(&bus, true).await;
    assert_eq!(listeners(&client).await, 1);
    drop(bus);
    let gone = async {
        while listeners(&client).await > 0 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, gone).await.unwrap();
}

async fn listeners(client: &RedisClient) -> i64 {
    use fred::interfaces::PubsubInterface;
    let answer: (String, i64) = client.connection().unwrap().pubsub_numsub(client.key("events")).await.unwrap();
    answer.1
}
