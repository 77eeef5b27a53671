//! No two live codes have the same digits: a code claims its digits before it is written, and owns them from then on.
//! What a code that is no more owned stays for a while, and may be taken over by the next one.

use chrono::{DateTime, Utc};
use domain::ports::{CodeSlot, LiveCode, Unavailable};
use redis_client::RedisClient;

use crate::{keys, records, unavailable::unavailable};

/// How long a claim holds if nothing comes of it; longer than it takes to keep a code.
const CLAIM_MS: i64 = 10_000;
const CLAIMED: &str = "claimed:";
const OWNED: &str = "owned:";
/// How often what is there may change while it is looked at.
const LOOKS: u8 = 3;

/// Claims digits for a slot; false where another live code has them, or may have them in a moment.
pub async fn claim(redis: &RedisClient, code: &LiveCode, hash: &str, now: DateTime<Utc>) -> Result<bool, Unavailable> {
    let mut seen = String::new();
    for _ in 0..LOOKS {
        let arguments = vec![claimed(&code.slot), seen, CLAIM_MS.to_string()];
        let script = include_str!("lua/claim.lua");
        let held: Option<String> =
            redis.run(script, vec![keys::digits(redis, hash)], arguments).await.map_err(unavailable)?;
        let Some(held) = held else { return Ok(true) };
        if held == claimed(&code.slot) || held == owned(&code.slot) {
            return Ok(true);
        }
        if !is_left_over(redis, &held, hash, now).await? {
            return Ok(false);
        }
        seen = held;
    }
    Ok(false)
}

/// Makes the digits the slot's own until its code ends; false where another claimed them meanwhile.
pub async fn settle(redis: &RedisClient, code: &LiveCode, hash: &str, now: DateTime<Utc>) -> Result<bool, Unavailable> {
    let time_to_live = keys::time_to_live(code.expires_at, now).to_string();
    let arguments = vec![claimed(&code.slot), owned(&code.slot), time_to_live];
    let script = include_str!("lua/settle.lua");
    redis.run(script, vec![keys::digits(redis, hash)], arguments).await.map_err(unavailable)
}

/// Whether digits are owned by a code that is no more.
async fn is_left_over(redis: &RedisClient, held: &str, hash: &str, now: DateTime<Utc>) -> Result<bool, Unavailable> {
    match held.strip_prefix(OWNED).and_then(keys::slot_named) {
        Some(owner) => Ok(!records::has(redis, &owner, hash, now).await?),
        None => Ok(false),
    }
}

fn claimed(slot: &CodeSlot) -> String {
    format!("{CLAIMED}{}", keys::slot_name(slot))
}

fn owned(slot: &CodeSlot) -> String {
    format!("{OWNED}{}", keys::slot_name(slot))
}
