//! Codes and tickets in Redis keep the contracts of their ports, end by themselves, and hold nobody up while Redis is away.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::ports::{
    Binding, CodePurpose, CodeSlot, CodeTry, InPlaceOf, Kept, LiveCode, OtpStore, Tickets, Tried, Unavailable,
};
use fred::{
    interfaces::{ClientLike, LuaInterface},
    types::InfoKind,
};
use redis_client::RedisClient;
use redis_otp::RedisOtp;
use testkit::{
    RedisServer,
    contract::{otp_contract, tickets_contract},
    redis::{CLUSTER, SENTINEL, SINGLE, answering, client, connected},
};
use tokio::time::sleep;
use uuid::Uuid;

const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

async fn otp_at(variable: &str) -> Arc<RedisOtp> {
    Arc::new(RedisOtp::new(connected(variable).await))
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_on_a_single_server_keep_the_contract() {
    otp_contract(otp_at(SINGLE).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_on_a_cluster_keep_the_contract() {
    otp_contract(otp_at(CLUSTER).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_behind_sentinel_keep_the_contract() {
    otp_contract(otp_at(SENTINEL).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_on_a_single_server_keep_the_contract() {
    tickets_contract(otp_at(SINGLE).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_on_a_cluster_keep_the_contract() {
    tickets_contract(otp_at(CLUSTER).await).await;
}

fn code(account: &str, expires_at: DateTime<Utc>) -> LiveCode {
    LiveCode {
        slot: CodeSlot { purpose: CodePurpose::Login, account: account.to_owned() },
        transaction: Uuid::from_u128(7),
        asked_from: Some("192.0.2.1".to_owned()),
        payload: String::new(),
        asked_at: START,
        sent_at: START,
        expires_at,
    }
}

async fn attempt(store: &RedisOtp, code_hash: &str, binding: Binding<'_>) -> Result<Tried, Unavailable> {
    let purposes = &[CodePurpose::Login];
    store.attempt(&CodeTry { code_hash, binding, purposes, from: Some("192.0.2.1"), now: START }).await
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
    let store = RedisOtp::new(redis.clone());
    let ends_at = START + TimeDelta::milliseconds(1500);
    assert_eq!(store.keep(&code("a", ends_at), "a", InPlaceOf::Earlier, START).await.unwrap(), Kept::Kept);
    assert_eq!(store.keep(&code("b", ends_at), "a", InPlaceOf::Earlier, START).await.unwrap(), Kept::Taken);
    assert_eq!(store.keep(&code("a", ends_at), "b", InPlaceOf::Earlier, START).await.unwrap(), Kept::Kept);
    assert_eq!(attempt(&store, "a", Binding::Address).await.unwrap(), Tried::Unknown);
    assert_eq!(attempt(&store, "a", Binding::Account("a")).await.unwrap(), Tried::Wrong);
    store.issue("ticket", "", ends_at, START).await.unwrap();
    let times = times_to_live(&redis).await;
    assert_eq!(times.len(), 6, "a record, two sets of digits, a transaction, an address and a ticket");
    assert!(times.iter().all(|left| (1..=1501).contains(left)), "{times:?}");
    sleep(Duration::from_millis(1700)).await;
    assert_eq!(times_to_live(&redis).await, [0; 0]);
}

#[tokio::test]
async fn tries_leave_nothing_where_there_is_no_code() {
    let redis = connected(SINGLE).await;
    let store = RedisOtp::new(redis.clone());
    for binding in [Binding::Account("a"), Binding::Transaction(Uuid::nil()), Binding::Address] {
        assert_eq!(attempt(&store, "a", binding).await.unwrap(), Tried::Unknown);
    }
    assert_eq!(store.redeem("a", START).await.unwrap(), None);
    assert_eq!(times_to_live(&redis).await, [0; 0]);
}

#[tokio::test]
async fn a_server_that_has_forgotten_the_scripts_is_no_worse() {
    let redis = connected(SINGLE).await;
    let store = RedisOtp::new(redis.clone());
    let code = code("a", START + TimeDelta::minutes(1));
    for _ in 0..3 {
        redis.connection().unwrap().script_flush(false).await.unwrap();
        assert_eq!(store.keep(&code, "a", InPlaceOf::Earlier, START).await.unwrap(), Kept::Kept);
        redis.connection().unwrap().script_flush(false).await.unwrap();
        let tried = attempt(&store, "a", Binding::Account("a")).await.unwrap();
        assert_eq!(tried, Tried::Right(Box::new(code.clone())));
    }
}

#[tokio::test]
async fn two_servers_know_the_same_codes() {
    let redis = connected(SINGLE).await;
    let (one, two) = (RedisOtp::new(redis.clone()), RedisOtp::new(redis));
    let code = code("a", START + TimeDelta::minutes(1));
    assert_eq!(one.keep(&code, "a", InPlaceOf::Earlier, START).await.unwrap(), Kept::Kept);
    let tried = attempt(&two, "a", Binding::Transaction(code.transaction)).await.unwrap();
    assert_eq!(tried, Tried::Right(Box::new(code.clone())));
    assert_eq!(one.live(&code.slot, START).await.unwrap(), None);
}

async fn nothing_is_available(store: &RedisOtp) {
    let asked = Instant::now();
    let code = code("a", START + TimeDelta::minutes(1));
    let (kept, tried, live, forgotten, check, issued, redeemed) = tokio::join!(
        store.keep(&code, "a", InPlaceOf::Earlier, START),
        attempt(store, "a", Binding::Address),
        store.live(&code.slot, START),
        store.forget(&code.slot),
        store.check(),
        store.issue("a", "", code.expires_at, START),
        store.redeem("a", START),
    );
    let errors = [kept.err(), tried.err(), live.err(), forgotten.err(), check.err(), issued.err(), redeemed.err()];
    assert!(errors.iter().all(|error| error.as_ref().is_some_and(|error| error.service == "redis")), "{errors:?}");
    assert!(asked.elapsed() < Duration::from_millis(2200), "{:?}", asked.elapsed());
}

async fn works(store: &RedisOtp, account: &str) {
    let code = code(account, START + TimeDelta::minutes(1));
    assert_eq!(store.keep(&code, account, InPlaceOf::Earlier, START).await.unwrap(), Kept::Kept);
    let tried = attempt(store, account, Binding::Account(account)).await.unwrap();
    assert_eq!(tried, Tried::Right(Box::new(code)));
}

#[tokio::test]
async fn nobody_waits_for_a_server_that_is_away_and_all_is_well_when_it_is_back() {
    let mut server = RedisServer::reserve();
    let redis = client(&server.url());
    let store = RedisOtp::new(redis.clone());
    nothing_is_available(&store).await;
    server.restart();
    let redis = answering(redis).await;
    works(&store, "started").await;
    server.freeze();
    nothing_is_available(&store).await;
    server.thaw();
    let redis = answering(redis).await;
    works(&store, "thawed").await;
    server.kill();
    nothing_is_available(&store).await;
    server.restart();
    answering(redis).await;
    works(&store, "restarted").await;
}

async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    for _ in 0..400 {
        if is_so().await {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("not in time: {what}");
}

#[tokio::test]
async fn a_replica_takes_the_place_of_a_master_that_is_gone() {
    let mut master = RedisServer::start();
    let replica = RedisServer::replica_of(&master);
    let repeats = client(&replica.url());
    answering(repeats.clone()).await;
    until("the replica repeats the master", async || {
        let told: String = repeats.connection().unwrap().info(Some(InfoKind::Replication)).await.unwrap();
        told.contains("master_link_status:up")
    })
    .await;
    let sentinel = RedisServer::sentinel_of(&master);
    until("Sentinel knows the replica", async || {
        let asked = std::process::Command::new("redis-cli")
            .args(["-h", "127.0.0.1", "-p", &sentinel.port().to_string(), "info", "sentinel"])
            .output();
        String::from_utf8_lossy(&asked.unwrap().stdout).contains("slaves=1")
    })
    .await;
    let url = format!("redis-sentinel://127.0.0.1:{}?sentinelServiceName=lifeline", sentinel.port());
    let redis = answering(client(&url)).await;
    let store = RedisOtp::new(redis);
    works(&store, "before").await;
    master.kill();
    let began = Instant::now();
    let code = code("after", START + TimeDelta::minutes(1));
    // A moment long nothing is to be had, or only what cannot be written.
    while !matches!(store.keep(&code, "after", InPlaceOf::Earlier, START).await, Ok(Kept::Kept)) {
        assert!(began.elapsed() < Duration::from_secs(30), "no replica took over");
        sleep(Duration::from_millis(100)).await;
    }
    works(&store, "afterwards").await;
}
