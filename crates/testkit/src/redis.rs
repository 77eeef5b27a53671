//! Connections to the Redis servers of the tests.
#![expect(clippy::unwrap_used, reason = "a test without its server fails by panicking")]

use std::{
    env,
    time::{Duration, SystemTime},
};

use redis_client::{RedisClient, Settings};
use tokio::time::sleep;

/// The variable of the environment that names a single server.
pub const SINGLE: &str = "LIFELINE_TEST_REDIS_URL";
/// The variable that names a cluster.
pub const CLUSTER: &str = "LIFELINE_TEST_REDIS_CLUSTER_URL";
/// The variable that names a server behind Sentinel.
pub const SENTINEL: &str = "LIFELINE_TEST_REDIS_SENTINEL_URL";

/// A client with keys of its own, whether anything is there or not.
///
/// # Panics
/// Where the address is none of Redis.
pub fn client(url: &str) -> RedisClient {
    let since_1970 = SystemTime::UNIX_EPOCH.elapsed().unwrap();
    let prefix = format!("test-{}-{}", std::process::id(), since_1970.as_nanos());
    RedisClient::new(&Settings { url: url.into(), prefix }).unwrap()
}

/// The same once it answers.
///
/// # Panics
/// Where it does not for a long time.
pub async fn answering(redis: RedisClient) -> RedisClient {
    for _ in 0..300 {
        if redis.check().await.is_ok() {
            return redis;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("Redis does not answer");
}

/// Connections to the server that a variable of the environment names.
///
/// # Panics
/// Where it names none.
pub async fn connected(variable: &str) -> RedisClient {
    let url = env::var(variable).unwrap_or_else(|_| panic!("scripts/test.sh starts Redis and names it in {variable}"));
    answering(client(&url)).await
}
