//! What may be taken once.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::ports::Tickets;
use futures_util::future::join_all;

use super::guess::start;

/// Tells the whole story on an empty store.
///
/// # Panics
///
/// Where the store breaks its promise.
pub async fn tickets_contract(tickets: Arc<dyn Tickets>) {
    let (now, end) = (start(), start() + TimeDelta::minutes(1));
    assert_eq!(tickets.redeem("never issued", now).await.unwrap(), None);
    for round in 0..10 {
        let (hash, payload) = (format!("ticket {round}"), format!("{{\"n\":\"ü:{round}\"}}"));
        tickets.issue(&hash, &payload, end, now).await.unwrap();
        assert_eq!(redeem_all(&tickets, &hash).await, [payload]);
        assert_eq!(tickets.redeem(&hash, now).await.unwrap(), None);
    }
    let just_before = end - TimeDelta::microseconds(1);
    for (at, expected) in [(just_before, Some("")), (end, None), (just_before, None)] {
        if expected.is_some() || at == end {
            tickets.issue("ending", "", end, now).await.unwrap();
        }
        assert_eq!(tickets.redeem("ending", at).await.unwrap().as_deref(), expected);
    }
}

async fn redeem_all(tickets: &Arc<dyn Tickets>, hash: &str) -> Vec<String> {
    let tasks = (0..16).map(|_| {
        let (tickets, hash) = (Arc::clone(tickets), hash.to_owned());
        tokio::spawn(async move { tickets.redeem(&hash, start()).await.unwrap() })
    });
    join_all(tasks).await.into_iter().filter_map(Result::unwrap).collect()
}
