//! Which codes were asked for from an address. This only leads to them: whether they live, their records say.

use chrono::{DateTime, Utc};
use domain::ports::{CodeSlot, LiveCode, Unavailable};
use redis_client::RedisClient;

use crate::{keys, unavailable::unavailable};

/// Codes of one address that a try which names nothing can mean: the newest of it. A try costs a command for each.
const CODES_PER_ADDRESS: u32 = 100;

/// Notes where a code was asked for.
pub async fn note(redis: &RedisClient, code: &LiveCode, now: DateTime<Utc>) -> Result<(), Unavailable> {
    let Some(address) = &code.asked_from else { return Ok(()) };
    let arguments = vec![
        now.timestamp_micros().to_string(),
        code.expires_at.timestamp_micros().to_string(),
        keys::slot_name(&code.slot),
        CODES_PER_ADDRESS.to_string(),
        keys::time_to_live(code.expires_at, now).to_string(),
    ];
    let script = include_str!("lua/asked_from.lua");
    redis.run(script, vec![keys::address(redis, address)], arguments).await.map_err(unavailable)
}

/// The slots whose codes may have been asked for from an address.
pub async fn slots(redis: &RedisClient, address: &str, now: DateTime<Utc>) -> Result<Vec<CodeSlot>, Unavailable> {
    let arguments = vec![now.timestamp_micros().to_string()];
    let script = include_str!("lua/slots_of.lua");
    let names: Vec<String> =
        redis.run(script, vec![keys::address(redis, address)], arguments).await.map_err(unavailable)?;
    Ok(names.iter().filter_map(|name| keys::slot_named(name)).collect())
}
