//! Counters in Redis keep the contract of their port, end by themselves, and hold nobody up while Redis is away.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::ports::{Backoff, Limiter, Quota};
use fred::interfaces::LuaInterface;
use redis_client::RedisClient;
use redis_limits::RedisLimiter;
use testkit::{
    RedisServer,
    contract::limiter_contract,
    redis::{CLUSTER, SENTINEL, SINGLE, answering, client, connected},
};
use tokio::time::sleep;

const START: DateTime<Utc> = DateTime::UNIX_EPOCH;
const SECOND: TimeDelta = TimeDelta::seconds(1);

fn backoff(forgotten_after: TimeDelta) -> Backoff {
    Backoff { free: 0, first: SECOND, longest: SECOND, forgotten_after }
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_on_a_single_server_keep_the_contract() {
    limiter_contract(Arc::new(RedisLimiter::new(connected(SINGLE).await))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_on_a_cluster_keep_the_contract() {
    limiter_contract(Arc::new(RedisLimiter::new(connected(CLUSTER).await))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_behind_sentinel_keep_the_contract() {
    limiter_contract(Arc::new(RedisLimiter::new(connected(SENTINEL).await))).await;
}

/// The milliseconds that each of our keys has to live.
async fn times_to_live(redis: &RedisClient) -> Vec<i64> {
    let script = "local left = {}
        for _, key in ipairs(redis.call('KEYS', ARGV[1])) do left[#left + 1] = redis.call('PTTL', key) end
        return left";
    redis.run(script, vec![redis.key("")], vec![redis.key("*")]).await.unwrap()
}

#[tokio::test]
async fn every_key_ends_by_itself() {
    let redis = connected(SINGLE).await;
    let limiter = RedisLimiter::new(redis.clone());
    let quota = Quota { limit: 1, per: SECOND };
    for allowed in [true, false] {
        assert_eq!(limiter.take("key", quota, START).await.unwrap().allowed, allowed);
    }
    limiter.fail("key", backoff(SECOND), START).await.unwrap();
    limiter.wait("another", backoff(SECOND), START).await.unwrap();
    let times = times_to_live(&redis).await;
    assert_eq!(times.len(), 2, "a window and a count of failures");
    assert!(times.iter().all(|left| (1..=1020).contains(left)), "{times:?}");
    sleep(Duration::from_millis(1200)).await;
    assert_eq!(times_to_live(&redis).await, [0; 0]);
}

/// Numbers of buckets have up to sixteen digits.
#[tokio::test]
async fn the_shortest_windows_count_too() {
    let limiter = RedisLimiter::new(connected(SINGLE).await);
    let now = DateTime::from_timestamp_micros(1_772_438_400_123_457).unwrap();
    let quota = Quota { limit: 2, per: TimeDelta::microseconds(60) };
    for (micros, allowed) in [(0, true), (1, true), (1, false), (60, false), (61, true), (61, false), (62, true)] {
        let room = limiter.take("key", quota, now + TimeDelta::microseconds(micros)).await.unwrap();
        assert_eq!(room.allowed, allowed, "after {micros} µs");
    }
}

#[tokio::test]
async fn a_server_that_has_forgotten_the_scripts_is_no_worse() {
    let redis = connected(SINGLE).await;
    let limiter = RedisLimiter::new(redis.clone());
    for allowed in [true, true, false] {
        redis.connection().unwrap().script_flush(false).await.unwrap();
        let room = limiter.take("key", Quota { limit: 2, per: SECOND }, START).await.unwrap();
        assert_eq!(room.allowed, allowed);
    }
}

async fn nothing_is_available(limiter: &RedisLimiter) {
    let asked = Instant::now();
    let (room, failed, wait, forgiven, check) = tokio::join!(
        limiter.take("key", Quota { limit: 1, per: SECOND }, START),
        limiter.fail("key", backoff(SECOND), START),
        limiter.wait("key", backoff(SECOND), START),
        limiter.forgive("key"),
        limiter.check(),
    );
    let errors = [room.err(), failed.err(), wait.err(), forgiven.err(), check.err()];
    assert!(errors.iter().all(|error| error.as_ref().is_some_and(|error| error.service == "redis")), "{errors:?}");
    assert!(asked.elapsed() < Duration::from_millis(2200), "{:?}", asked.elapsed());
}

async fn works(limiter: &RedisLimiter, key: &str) {
    for allowed in [true, false] {
        let room = limiter.take(key, Quota { limit: 1, per: SECOND * 60 }, START).await.unwrap();
        assert_eq!(room.allowed, allowed);
    }
}

#[tokio::test]
async fn nobody_waits_for_a_server_that_is_away_and_all_is_well_when_it_is_back() {
    let mut server = RedisServer::reserve();
    let redis = client(&server.url());
    let limiter = RedisLimiter::new(redis.clone());
    nothing_is_available(&limiter).await;
    server.restart();
    let redis = answering(redis).await;
    works(&limiter, "started").await;
    server.freeze();
    nothing_is_available(&limiter).await;
    server.thaw();
    let redis = answering(redis).await;
    works(&limiter, "thawed").await;
    server.kill();
    nothing_is_available(&limiter).await;
    server.restart();
    answering(redis).await;
    works(&limiter, "restarted").await;
}
