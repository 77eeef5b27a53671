//! Tries at digits.

use domain::ports::{Binding, CODE_TRIES, CodeSlot, CodeTry, STRAY_TRIES, Tried, Unavailable};
use fred::interfaces::KeysInterface;
use futures_util::future::join_all;
use redis_client::RedisClient;
use uuid::Uuid;

use crate::{addresses, keys, records, unavailable::unavailable};

/// Tries digits in the way that the try names.
pub async fn attempt(redis: &RedisClient, attempt: &CodeTry<'_>) -> Result<Tried, Unavailable> {
    match attempt.binding {
        Binding::Transaction(id) => by_transaction(redis, attempt, id).await,
        Binding::Account(account) => by_account(redis, attempt, account).await,
        Binding::Address => by_address(redis, attempt).await,
    }
}

async fn by_transaction(redis: &RedisClient, attempt: &CodeTry<'_>, id: Uuid) -> Result<Tried, Unavailable> {
    let connection = redis.connection().map_err(unavailable)?;
    let name: Option<String> = connection.get(keys::transaction(redis, id)).await.map_err(unavailable)?;
    match name.as_deref().and_then(keys::slot_named) {
        Some(slot) if attempt.purposes.contains(&slot.purpose) => on(redis, attempt, &[slot]).await?.tried(),
        _ => Ok(Tried::Unknown),
    }
}

async fn by_account(redis: &RedisClient, attempt: &CodeTry<'_>, account: &str) -> Result<Tried, Unavailable> {
    let slot = |purpose| CodeSlot { purpose, account: account.to_owned() };
    let mut slots: Vec<_> = attempt.purposes.iter().copied().map(slot).collect();
    slots.sort_unstable();
    slots.dedup();
    if slots.is_empty() { Ok(Tried::Unknown) } else { on(redis, attempt, &slots).await?.tried() }
}

/// Every code of the address is tried by itself, for they are in many places. What was wrong for one and right for
/// another was not wrong.
async fn by_address(redis: &RedisClient, attempt: &CodeTry<'_>) -> Result<Tried, Unavailable> {
    let Some(from) = attempt.from else { return Ok(Tried::Unknown) };
    let mut slots = addresses::slots(redis, from, attempt.now).await?;
    slots.retain(|slot| attempt.purposes.contains(&slot.purpose));
    let answers = join_all(slots.iter().map(|slot| on(redis, attempt, std::slice::from_ref(slot)))).await;
    let (mut right, mut failed, mut wrong) = (None, None, Vec::new());
    for (slot, answer) in slots.iter().zip(answers) {
        match answer {
            Ok(Answer::Right(code)) => right = Some(code),
            Ok(Answer::Wrong { lives_on }) => wrong.push((slot, lives_on)),
            Ok(Answer::Burnt | Answer::Unknown) => {}
            Err(error) => failed = Some(error),
        }
    }
    match (right, failed) {
        (Some(code), _) => {
            give_back(redis, wrong).await;
            Answer::Right(code).tried()
        }
        (None, Some(error)) => Err(error),
        (None, None) => Ok(Tried::Unknown),
    }
}

async fn give_back(redis: &RedisClient, wrong: Vec<(&CodeSlot, String)>) {
    let given = wrong.into_iter().map(|(slot, hash)| {
        redis.run::<()>(include_str!("lua/give_back.lua"), vec![keys::record(redis, slot)], vec![hash])
    });
    for error in join_all(given).await.into_iter().filter_map(Result::err) {
        tracing::warn!(%error, "the code of a neighbour is left with one try less");
    }
}

/// What a record says to digits.
enum Answer {
    Right(String),
    Wrong { lives_on: String },
    Burnt,
    Unknown,
}

impl Answer {
    fn tried(self) -> Result<Tried, Unavailable> {
        Ok(match self {
            Self::Right(code) => Tried::Right(Box::new(records::code_from(&code)?)),
            Self::Wrong { .. } => Tried::Wrong,
            Self::Burnt => Tried::Burnt,
            Self::Unknown => Tried::Unknown,
        })
    }
}

/// One step over the codes of one account.
async fn on(redis: &RedisClient, attempt: &CodeTry<'_>, slots: &[CodeSlot]) -> Result<Answer, Unavailable> {
    let (binding, transaction) = match attempt.binding {
        Binding::Transaction(id) => ("transaction", id.to_string()),
        Binding::Account(_) => ("account", String::new()),
        Binding::Address => ("address", String::new()),
    };
    let mut arguments = vec![
        attempt.code_hash.to_owned(),
        attempt.now.timestamp_micros().to_string(),
        binding.to_owned(),
        keys::address_name(attempt.from),
        transaction,
        CODE_TRIES.to_string(),
        STRAY_TRIES.to_string(),
    ];
    arguments.extend(slots.iter().map(|slot| u8::from(slot.purpose.is_found_from_elsewhere()).to_string()));
    let records = slots.iter().map(|slot| keys::record(redis, slot)).collect();
    let script = include_str!("lua/attempt.lua");
    let (outcome, text): (String, String) = redis.run(script, records, arguments).await.map_err(unavailable)?;
    match outcome.as_str() {
        "right" => Ok(Answer::Right(text)),
        "wrong" => Ok(Answer::Wrong { lives_on: text }),
        "burnt" => Ok(Answer::Burnt),
        _ => Ok(Answer::Unknown),
    }
}
