//! Codes, tickets and counters in memory keep the contracts of their ports, and never take more than their room.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ports::{Backoff, CodePurpose, CodeSlot, InPlaceOf, Kept, Limiter, LiveCode, OtpStore, Quota, Tickets};
use embedded::{InProcessLimiter, InProcessOtp};
use testkit::contract::{limiter_contract, otp_contract, tickets_contract};
use uuid::Uuid;

const START: DateTime<Utc> = DateTime::UNIX_EPOCH;
const MINUTE: TimeDelta = TimeDelta::minutes(1);

#[tokio::test(flavor = "multi_thread")]
async fn codes_in_memory_keep_the_contract() {
    otp_contract(Arc::new(InProcessOtp::default())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_in_memory_keep_the_contract() {
    tickets_contract(Arc::new(InProcessOtp::default())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_in_memory_keep_the_contract() {
    limiter_contract(Arc::new(InProcessLimiter::default())).await;
}

fn code(account: &str) -> LiveCode {
    LiveCode {
        slot: CodeSlot { purpose: CodePurpose::Login, account: account.to_owned() },
        transaction: Uuid::nil(),
        asked_from: None,
        payload: String::new(),
        asked_at: START,
        sent_at: START,
        expires_at: START + MINUTE,
    }
}

#[tokio::test]
async fn a_full_store_refuses_new_codes_and_tickets_until_old_ones_end() {
    let store = InProcessOtp::with_room(2);
    for name in ["a", "b"] {
        assert_eq!(store.keep(&code(name), name, InPlaceOf::Earlier, START).await.unwrap(), Kept::Kept);
        store.issue(name, "", START + MINUTE, START).await.unwrap();
    }
    assert!(store.keep(&code("c"), "c", InPlaceOf::Earlier, START).await.is_err());
    assert!(store.issue("c", "", START + MINUTE, START).await.is_err());
    assert_eq!(
        store.keep(&code("a"), "again", InPlaceOf::Earlier, START).await.unwrap(),
        Kept::Kept,
        "it takes the place of its own"
    );
    assert_eq!(store.keep(&code("c"), "c", InPlaceOf::Earlier, START + MINUTE).await.unwrap(), Kept::Kept);
    store.issue("c", "", START + MINUTE * 2, START + MINUTE).await.unwrap();
}

#[tokio::test]
async fn full_counters_refuse_new_keys_until_old_ones_are_empty() {
    let limiter = InProcessLimiter::with_room(2);
    let quota = Quota { limit: 1, per: MINUTE };
    let backoff = Backoff { free: 0, first: MINUTE, longest: MINUTE, forgotten_after: MINUTE };
    for key in ["a", "b"] {
        assert!(limiter.take(key, quota, START).await.unwrap().allowed);
        limiter.fail(key, backoff, START).await.unwrap();
    }
    assert!(!limiter.take("a", quota, START).await.unwrap().allowed);
    assert!(limiter.take("c", quota, START).await.is_err());
    assert!(limiter.fail("c", backoff, START).await.is_err());
    let later = START + MINUTE + TimeDelta::seconds(1);
    assert!(limiter.take("c", quota, later).await.unwrap().allowed);
    limiter.fail("c", backoff, later).await.unwrap();
}
