//! The port over what is in Redis.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::ports::{CodeSlot, CodeTry, InPlaceOf, Kept, LiveCode, OtpStore, Tried, Unavailable};
use fred::{interfaces::KeysInterface, types::Expiration};
use futures_util::future::try_join;
use redis_client::RedisClient;

use crate::{
    addresses, attempt, digits, keys, records,
    unavailable::{in_time, unavailable},
};

/// Keeps codes and tickets in Redis, known to every server that uses the same one. Whatever Redis does not answer within
/// two seconds is not available.
pub struct RedisOtp {
    redis: RedisClient,
}

impl RedisOtp {
    /// Over these connections.
    pub fn new(redis: RedisClient) -> Self {
        Self { redis }
    }
    pub(crate) fn redis(&self) -> &RedisClient {
        &self.redis
    }

    /// What leads to a code is there before the code, and is worth nothing without it.
    async fn write(
        &self,
        code: &LiveCode,
        hash: &str,
        instead: InPlaceOf<'_>,
        now: DateTime<Utc>,
    ) -> Result<Kept, Unavailable> {
        if !digits::claim(&self.redis, code, hash, now).await? {
            return Ok(Kept::Taken);
        }
        try_join(self.note_transaction(code, now), addresses::note(&self.redis, code, now)).await?;
        // The claim on the digits that then are not used ends by itself.
        if !records::write(&self.redis, code, hash, instead, now).await? {
            return Ok(Kept::Late);
        }
        if digits::settle(&self.redis, code, hash, now).await? {
            return Ok(Kept::Kept);
        }
        records::withdraw(&self.redis, &code.slot, hash).await?;
        Err(unavailable("the digits of a code were claimed by another while it was kept"))
    }

    async fn note_transaction(&self, code: &LiveCode, now: DateTime<Utc>) -> Result<(), Unavailable> {
        let time_to_live = Some(Expiration::PX(keys::time_to_live(code.expires_at, now)));
        let key = keys::transaction(&self.redis, code.transaction);
        let connection = self.redis.connection().map_err(unavailable)?;
        connection.set(key, keys::slot_name(&code.slot), time_to_live, None, false).await.map_err(unavailable)
    }
}

#[async_trait]
impl OtpStore for RedisOtp {
    async fn keep(
        &self,
        code: &LiveCode,
        code_hash: &str,
        instead: InPlaceOf<'_>,
        now: DateTime<Utc>,
    ) -> Result<Kept, Unavailable> {
        in_time(self.write(code, code_hash, instead, now)).await
    }
    async fn attempt(&self, attempt: &CodeTry<'_>) -> Result<Tried, Unavailable> {
        in_time(attempt::attempt(&self.redis, attempt)).await
    }
    async fn live(&self, slot: &CodeSlot, now: DateTime<Utc>) -> Result<Option<LiveCode>, Unavailable> {
        in_time(records::live(&self.redis, slot, now)).await
    }
    async fn forget(&self, slot: &CodeSlot) -> Result<(), Unavailable> {
        in_time(records::remove(&self.redis, slot)).await
    }
    async fn check(&self) -> Result<(), Unavailable> {
        self.redis.check().await.map_err(unavailable)
    }
}
