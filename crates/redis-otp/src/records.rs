//! The record of a slot: the one place that says what lives there.

use chrono::{DateTime, Utc};
use domain::ports::{CodeSlot, InPlaceOf, LiveCode, Unavailable};
use fred::interfaces::{HashesInterface, KeysInterface};
use redis_client::RedisClient;

use crate::{keys, unavailable::unavailable};

/// What a record says when it is looked at: code, hash, end in microseconds.
type Fields = (Option<String>, Option<String>, Option<i64>);

/// Writes a code in the place of what the slot held; false where it may not replace that.
pub async fn write(
    redis: &RedisClient,
    code: &LiveCode,
    hash: &str,
    instead: InPlaceOf<'_>,
    now: DateTime<Utc>,
) -> Result<bool, Unavailable> {
    let (rule, read) = match instead {
        InPlaceOf::Earlier => ("earlier", String::new()),
        InPlaceOf::This(read) => ("this", serde_json::to_string(read).map_err(unavailable)?),
        InPlaceOf::Nothing => ("nothing", String::new()),
    };
    let arguments = vec![
        rule.to_owned(),
        read,
        now.timestamp_micros().to_string(),
        serde_json::to_string(code).map_err(unavailable)?,
        hash.to_owned(),
        code.transaction.to_string(),
        keys::address_name(code.asked_from.as_deref()),
        code.asked_at.timestamp_micros().to_string(),
        code.expires_at.timestamp_micros().to_string(),
        keys::time_to_live(code.expires_at, now).to_string(),
    ];
    let script = include_str!("lua/keep.lua");
    redis.run(script, vec![keys::record(redis, &code.slot)], arguments).await.map_err(unavailable)
}

/// The code that lives in a slot.
pub async fn live(redis: &RedisClient, slot: &CodeSlot, now: DateTime<Utc>) -> Result<Option<LiveCode>, Unavailable> {
    let (code, _, _) = read(redis, slot, now).await?;
    code.map(|code| code_from(&code)).transpose()
}

/// Whether a code with these digits lives in a slot.
pub async fn has(redis: &RedisClient, slot: &CodeSlot, hash: &str, now: DateTime<Utc>) -> Result<bool, Unavailable> {
    let (_, held, _) = read(redis, slot, now).await?;
    Ok(held.as_deref() == Some(hash))
}

/// Ends what lives in a slot.
pub async fn remove(redis: &RedisClient, slot: &CodeSlot) -> Result<(), Unavailable> {
    let connection = redis.connection().map_err(unavailable)?;
    connection.del(keys::record(redis, slot)).await.map_err(unavailable)
}

/// Ends what lives in a slot if it has these digits.
pub async fn withdraw(redis: &RedisClient, slot: &CodeSlot, hash: &str) -> Result<(), Unavailable> {
    let script = include_str!("lua/withdraw.lua");
    redis.run(script, vec![keys::record(redis, slot)], vec![hash.to_owned()]).await.map_err(unavailable)
}

/// A code as it was written.
pub fn code_from(text: &str) -> Result<LiveCode, Unavailable> {
    serde_json::from_str(text).map_err(|_| unavailable("a one-time code in Redis cannot be read"))
}

async fn read(redis: &RedisClient, slot: &CodeSlot, now: DateTime<Utc>) -> Result<Fields, Unavailable> {
    let connection = redis.connection().map_err(unavailable)?;
    let fields = vec!["code", "hash", "ends"];
    let read: Fields = connection.hmget(keys::record(redis, slot), fields).await.map_err(unavailable)?;
    let lives = read.2.is_some_and(|ends| ends > now.timestamp_micros());
    Ok(if lives { read } else { (None, None, None) })
}
