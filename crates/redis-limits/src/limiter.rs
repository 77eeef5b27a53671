//! The port over counters in Redis.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ports::{Backoff, Bucket, Limiter, Quota, Room, Unavailable};
use fred::interfaces::{HashesInterface, KeysInterface};
use redis_client::RedisClient;

/// Counts in Redis, together with every server that uses the same one.
pub struct RedisLimiter {
    redis: RedisClient,
}

impl RedisLimiter {
    /// Over these connections.
    pub fn new(redis: RedisClient) -> Self {
        Self { redis }
    }
    fn window(&self, key: &str, quota: Quota) -> String {
        self.redis.key(&format!("limit:{}:{key}", micros(quota.per)))
    }
    fn failures(&self, key: &str) -> String {
        self.redis.key(&format!("failures:{key}"))
    }
}

fn unavailable(cause: fred::error::Error) -> Unavailable {
    Unavailable::new("redis", cause)
}

fn micros(time: TimeDelta) -> i64 {
    time.num_microseconds().unwrap_or(i64::MAX)
}

/// For how many milliseconds Redis keeps what is needed for this long.
fn time_to_live(time: TimeDelta) -> String {
    time.num_milliseconds().saturating_add(1).max(1_000).to_string()
}

#[async_trait]
impl Limiter for RedisLimiter {
    async fn take(&self, key: &str, quota: Quota, now: DateTime<Utc>) -> Result<Room, Unavailable> {
        let bucket = quota.bucket(now);
        let arguments = vec![
            bucket.to_string(),
            (bucket - quota.oldest_counted(bucket)).to_string(),
            quota.limit.to_string(),
            time_to_live(quota.until_gone(bucket, now)),
        ];
        let script = include_str!("lua/take.lua");
        let (allowed, counted, bucket): (bool, u32, Bucket) =
            self.redis.run(script, vec![self.window(key, quota)], arguments).await.map_err(unavailable)?;
        Ok(if allowed { quota.taken(counted, bucket, now) } else { quota.used_up(bucket, now) })
    }

    async fn counts(&self, key: &str, quota: Quota, now: DateTime<Utc>) -> Result<bool, Unavailable> {
        let connection = self.redis.connection().map_err(unavailable)?;
        let newest: Vec<Bucket> = connection.hkeys(self.window(key, quota)).await.map_err(unavailable)?;
        Ok(newest.into_iter().any(|bucket| bucket >= quota.oldest_counted(quota.bucket(now))))
    }

    async fn fail(&self, key: &str, backoff: Backoff, now: DateTime<Utc>) -> Result<(), Unavailable> {
        let forgotten_after = backoff.forgotten_after;
        let arguments = vec![
            now.timestamp_micros().to_string(),
            micros(forgotten_after).to_string(),
            time_to_live(forgotten_after),
        ];
        let script = include_str!("lua/fail.lua");
        self.redis.run(script, vec![self.failures(key)], arguments).await.map_err(unavailable)
    }

    async fn wait(&self, key: &str, backoff: Backoff, now: DateTime<Utc>) -> Result<Option<TimeDelta>, Unavailable> {
        let connection = self.redis.connection().map_err(unavailable)?;
        let (count, last): (Option<u32>, Option<i64>) =
            connection.hmget(self.failures(key), vec!["count", "last"]).await.map_err(unavailable)?;
        let last = last.and_then(DateTime::from_timestamp_micros).filter(|last| now - *last < backoff.forgotten_after);
        Ok(count.zip(last).and_then(|(count, last)| backoff.left(count, last, now)))
    }

    async fn forgive(&self, key: &str) -> Result<(), Unavailable> {
        let connection = self.redis.connection().map_err(unavailable)?;
        connection.del(self.failures(key)).await.map_err(unavailable)
    }

    async fn check(&self) -> Result<(), Unavailable> {
        self.redis.check().await.map_err(unavailable)
    }
}
