//! The names under which codes and tickets are kept.

use chrono::{DateTime, Utc};
use domain::{
    kernel::TextEnum,
    ports::{CodePurpose, CodeSlot},
};
use redis_client::RedisClient;
use uuid::Uuid;

/// The record of a slot. The braces put all codes of an account into one hash slot.
pub fn record(redis: &RedisClient, slot: &CodeSlot) -> String {
    redis.key(&format!("otp:record:{{account:{}}}:{}", slot.account, slot.purpose))
}

/// Who has these digits.
pub fn digits(redis: &RedisClient, code_hash: &str) -> String {
    redis.key(&format!("otp:digits:{code_hash}"))
}

/// Which slot a transaction asked for.
pub fn transaction(redis: &RedisClient, id: Uuid) -> String {
    redis.key(&format!("otp:transaction:{id}"))
}

/// Which slots were asked for from an address.
pub fn address(redis: &RedisClient, address: &str) -> String {
    redis.key(&format!("otp:address:{address}"))
}

/// A ticket.
pub fn ticket(redis: &RedisClient, hash: &str) -> String {
    redis.key(&format!("ticket:{hash}"))
}

/// A slot as a text.
pub fn slot_name(slot: &CodeSlot) -> String {
    format!("{}:{}", slot.purpose, slot.account)
}

/// The slot of such a text; none where another version of this program knew purposes that this one does not.
pub fn slot_named(name: &str) -> Option<CodeSlot> {
    let (purpose, account) = name.split_once(':')?;
    let (_, purpose) = CodePurpose::WORDS.iter().find(|(word, _)| *word == purpose)?;
    Some(CodeSlot { purpose: *purpose, account: account.to_owned() })
}

/// An address that may be unknown as a text: empty for no address, and for no other.
pub fn address_name(address: Option<&str>) -> String {
    address.map(|address| format!("={address}")).unwrap_or_default()
}

/// For how many milliseconds Redis keeps what ends then. Whether it has ended is decided by the moment itself.
pub fn time_to_live(ends_at: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    (ends_at - now).num_milliseconds().saturating_add(1).max(1_000)
}
