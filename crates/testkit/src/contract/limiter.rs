//! What every counter promises.
#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ports::{Backoff, Limiter, Quota, Rng, Room};
use futures_util::future::join_all;

use crate::TestRng;

/// Tells the whole story on empty counters.
///
/// # Panics
///
/// Where the counters break their promise.
pub async fn limiter_contract(limiter: Arc<dyn Limiter>) {
    limiter.check().await.unwrap();
    never_more_than_the_limit_in_any_window(&*limiter).await;
    a_refusal_says_when_a_place_comes_free(&*limiter).await;
    keys_and_windows_count_apart(&*limiter).await;
    takes_at_once_let_the_limit_through(&limiter).await;
    a_clock_that_is_behind_gains_nothing(&*limiter).await;
    changed_limits_hold_at_once(&*limiter).await;
    failures_make_wait_longer_and_longer(&*limiter).await;
    failures_are_forgotten_or_forgiven(&*limiter).await;
    failures_at_once_are_all_counted(&limiter).await;
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_772_438_400_123_456).unwrap()
}

fn hourly(limit: u32) -> Quota {
    Quota { limit, per: TimeDelta::hours(1) }
}

async fn take(limiter: &dyn Limiter, key: &str, quota: Quota, now: DateTime<Utc>) -> Room {
    let room = limiter.take(key, quota, now).await.unwrap();
    assert_eq!(room.limit, quota.limit);
    assert!(room.resets_in > TimeDelta::zero());
    room
}

/// Takes at moments as chance has them: what is let through fits every window, and nothing is refused without a reason.
async fn never_more_than_the_limit_in_any_window(limiter: &dyn Limiter) {
    let chance = TestRng::new(27);
    for (round, (limit, seconds)) in [(1, 60), (5, 3_600), (5, 100), (10, 7), (40, 86_400)].into_iter().enumerate() {
        let quota = Quota { limit, per: TimeDelta::seconds(seconds) };
        let step = quota.per / 60 + TimeDelta::microseconds(1);
        let (mut now, mut through) = (start(), Vec::new());
        for _ in 0..400 {
            now += pause(&chance, quota);
            let counted = through.iter().filter(|then| now - **then <= quota.per).count();
            let perhaps_counted = through.iter().filter(|then| now - **then <= quota.per + step).count();
            let room = take(limiter, &format!("any window {round}"), quota, now).await;
            if room.allowed {
                assert!(counted < limit as usize, "more than {limit} in {seconds} s");
                assert!(room.remaining < limit && room.remaining as usize + 1 + counted <= limit as usize);
                through.push(now);
            } else {
                assert!(perhaps_counted >= limit as usize, "refused although there was room");
                assert_eq!(room.remaining, 0);
            }
        }
        assert!(through.len() > limit as usize, "places come free again");
    }
}

/// Mostly a few to each place of the quota, now and then a window's length to the microsecond, or none at all.
fn pause(chance: &TestRng, quota: Quota) -> TimeDelta {
    let mut bytes = [0; 8];
    chance.fill(&mut bytes);
    let number = i64::try_from(u64::from_le_bytes(bytes) >> 1).unwrap();
    let micros = quota.per.num_microseconds().unwrap();
    TimeDelta::microseconds(match number % 20 {
        0 => micros,
        1..5 => 0,
        _ => number / 20 % (micros / i64::from(quota.limit)),
    })
}

async fn a_refusal_says_when_a_place_comes_free(limiter: &dyn Limiter) {
    let (key, quota, mut now) = ("comes free", hourly(3), start());
    for remaining in [2, 1, 0] {
        let room = take(limiter, key, quota, now).await;
        assert_eq!((room.allowed, room.remaining), (true, remaining));
        now += TimeDelta::minutes(10);
    }
    let refused = take(limiter, key, quota, now).await;
    assert_eq!((refused.allowed, refused.remaining), (false, 0));
    let free_at = now + refused.resets_in;
    assert!(free_at > start() + quota.per && free_at <= start() + quota.per + TimeDelta::minutes(1));
    assert!(!take(limiter, key, quota, free_at - TimeDelta::microseconds(1)).await.allowed);
    let room = take(limiter, key, quota, free_at).await;
    assert_eq!((room.allowed, room.remaining), (true, 0));
    let empty_at = free_at + room.resets_in;
    assert_eq!(take(limiter, key, quota, empty_at).await.remaining, 2);
}

async fn keys_and_windows_count_apart(limiter: &dyn Limiter) {
    for key in ["apart", "apart:1", "apart {x}", "apart }{"] {
        for per in [TimeDelta::hours(1), TimeDelta::minutes(1)] {
            let quota = Quota { limit: 1, per };
            let counts = async |at| limiter.counts(key, quota, at).await.unwrap();
            assert!(!counts(start()).await);
            assert!(take(limiter, key, quota, start()).await.allowed);
            assert!(!take(limiter, key, quota, start()).await.allowed);
            assert!(counts(start()).await && !counts(start() + per * 2).await);
        }
    }
}

async fn takes_at_once_let_the_limit_through(limiter: &Arc<dyn Limiter>) {
    let tasks = (0..60).map(|number| {
        let limiter = Arc::clone(limiter);
        let now = start() + TimeDelta::minutes(number % 7);
        tokio::spawn(async move { take(&*limiter, "at once", hourly(25), now).await })
    });
    let rooms = join_all(tasks).await.into_iter().map(Result::unwrap);
    let mut remaining: Vec<_> = rooms.filter(|room| room.allowed).map(|room| room.remaining).collect();
    remaining.sort_unstable();
    assert_eq!(remaining, (0..25).collect::<Vec<_>>());
}

async fn a_clock_that_is_behind_gains_nothing(limiter: &dyn Limiter) {
    let (ahead, behind) = (start() + TimeDelta::minutes(70), start() + TimeDelta::minutes(5));
    for now in [start(), ahead, behind] {
        assert!(take(limiter, "behind", hourly(2), now).await.allowed);
    }
    for now in [behind, ahead, ahead + TimeDelta::hours(1)] {
        assert!(!take(limiter, "behind", hourly(2), now).await.allowed);
    }
    assert!(take(limiter, "behind", hourly(2), ahead + TimeDelta::minutes(61)).await.allowed);
}

async fn changed_limits_hold_at_once(limiter: &dyn Limiter) {
    assert!(!take(limiter, "changed", hourly(0), start()).await.allowed);
    for remaining in [2, 1] {
        assert_eq!(take(limiter, "changed", hourly(3), start()).await.remaining, remaining);
    }
    let later = start() + TimeDelta::minutes(30);
    assert!(take(limiter, "changed", hourly(3), later).await.allowed);
    let lowered = take(limiter, "changed", hourly(1), later).await;
    assert!(!lowered.allowed);
    assert!(!take(limiter, "changed", hourly(1), later + lowered.resets_in - TimeDelta::microseconds(1)).await.allowed);
    assert_eq!(take(limiter, "changed", hourly(5), later).await.remaining, 1);
}

fn backoff() -> Backoff {
    Backoff {
        free: 2,
        first: TimeDelta::seconds(1),
        longest: TimeDelta::seconds(10),
        forgotten_after: TimeDelta::hours(1),
    }
}

async fn wait(limiter: &dyn Limiter, key: &str, now: DateTime<Utc>) -> Option<TimeDelta> {
    limiter.wait(key, backoff(), now).await.unwrap()
}

async fn failures_make_wait_longer_and_longer(limiter: &dyn Limiter) {
    assert_eq!(wait(limiter, "failing", start()).await, None);
    for (number, seconds) in [0, 0, 1, 2, 4, 8, 10, 10].into_iter().enumerate() {
        let failed_at = start() + TimeDelta::minutes(i64::try_from(number).unwrap());
        limiter.fail("failing", backoff(), failed_at).await.unwrap();
        let expected = (seconds > 0).then(|| TimeDelta::seconds(seconds));
        assert_eq!(wait(limiter, "failing", failed_at).await, expected);
        let just_before = failed_at + TimeDelta::seconds(seconds) - TimeDelta::microseconds(1);
        assert_eq!(wait(limiter, "failing", just_before).await.is_some(), seconds > 0);
        assert_eq!(wait(limiter, "failing", failed_at + TimeDelta::seconds(seconds)).await, None);
    }
    assert_eq!(wait(limiter, "another", start()).await, None);
}

async fn fail_often(limiter: &dyn Limiter, key: &str, now: DateTime<Utc>) {
    for _ in 0..5 {
        limiter.fail(key, backoff(), now).await.unwrap();
    }
    assert_eq!(wait(limiter, key, now).await, Some(TimeDelta::seconds(4)));
}

async fn failures_are_forgotten_or_forgiven(limiter: &dyn Limiter) {
    fail_often(limiter, "forgiven", start()).await;
    for _ in 0..2 {
        limiter.forgive("forgiven").await.unwrap();
        assert_eq!(wait(limiter, "forgiven", start()).await, None);
    }
    fail_often(limiter, "forgiven", start()).await;

    fail_often(limiter, "forgotten", start()).await;
    let just_before = start() + TimeDelta::hours(1) - TimeDelta::microseconds(1);
    limiter.fail("forgotten", backoff(), just_before).await.unwrap();
    assert_eq!(wait(limiter, "forgotten", just_before).await, Some(TimeDelta::seconds(8)));
    fail_often(limiter, "forgotten", just_before + TimeDelta::hours(1)).await;
}

async fn failures_at_once_are_all_counted(limiter: &Arc<dyn Limiter>) {
    let tasks = (0..6).map(|_| {
        let limiter = Arc::clone(limiter);
        tokio::spawn(async move { limiter.fail("fail at once", backoff(), start()).await.unwrap() })
    });
    join_all(tasks).await.into_iter().for_each(Result::unwrap);
    assert_eq!(wait(&**limiter, "fail at once", start()).await, Some(TimeDelta::seconds(8)));
}
