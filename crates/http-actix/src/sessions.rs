//! What is remembered of live sessions, for a moment, unless something of them changes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use domain::{
    auth::LiveSession,
    kernel::{Event, EventTopic, SessionId},
    ports::{EventBus, EventStream},
};
use moka::sync::Cache;

/// Where every end of a session is heard of, whichever server ended it.
const KEPT_WHERE_EVENTS_ARRIVE: Duration = Duration::from_secs(5);
/// Elsewhere, and while the bus is interrupted: a session that another server ends must be over within a second.
const KEPT_WHERE_THEY_MAY_NOT: Duration = Duration::from_millis(500);

/// Live sessions, as they were read a moment ago.
#[derive(Clone)]
pub struct SessionCache {
    live: Cache<SessionId, (LiveSession, Instant)>,
    by_cookie: Cache<String, SessionId>,
    changes: Arc<AtomicU64>,
}

impl Default for SessionCache {
    fn default() -> Self {
        let kept = KEPT_WHERE_EVENTS_ARRIVE;
        Self {
            live: Cache::builder().max_capacity(50_000).time_to_live(kept).build(),
            by_cookie: Cache::builder().max_capacity(50_000).time_to_live(kept).build(),
            changes: Arc::default(),
        }
    }
}

impl SessionCache {
    /// A session, unless it was read too long ago; `events_arrive` says whether the bus reaches every server now.
    pub fn get(&self, session: SessionId, events_arrive: bool) -> Option<LiveSession> {
        let kept = if events_arrive { KEPT_WHERE_EVENTS_ARRIVE } else { KEPT_WHERE_THEY_MAY_NOT };
        self.live.get(&session).filter(|(_, read)| read.elapsed() < kept).map(|(live, _)| live)
    }
    /// The session of a cookie.
    pub fn get_by_cookie(&self, hash: &str, events_arrive: bool) -> Option<LiveSession> {
        self.get(self.by_cookie.get(hash)?, events_arrive)
    }
    /// Counts what changes; to be asked before a session is read.
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }
    /// Keeps what was read, unless something ended while it was being read.
    pub fn put(&self, live: LiveSession, seen: u64) {
        self.live.insert(live.session, (live, Instant::now()));
        if self.changes() != seen {
            self.live.invalidate(&live.session);
        }
    }
    /// Keeps whose cookie it is, too.
    pub fn put_by_cookie(&self, hash: String, live: LiveSession, seen: u64) {
        self.put(live, seen);
        self.by_cookie.insert(hash, live.session);
    }
    fn forget_all(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
        self.live.invalidate_all();
    }
    fn apply(&self, event: &Event) {
        match event {
            Event::SessionEnded { session } => {
                self.changes.fetch_add(1, Ordering::AcqRel);
                self.live.invalidate(session);
            }
            Event::UserSessionsEnded { .. } | Event::UserChanged { .. } => self.forget_all(),
            Event::Message { .. }
            | Event::Read { .. }
            | Event::Typing { .. }
            | Event::Presence { .. }
            | Event::AiTurn { .. }
            | Event::TreatmentEnded { .. }
            | Event::ChatDeleted { .. }
            | Event::JobWaiting
            | Event::RelationEnded { .. } => {}
        }
    }
}

/// An event bus that first drops what the event makes stale in this process.
pub struct CacheKeepingEvents {
    sessions: SessionCache,
    inner: Arc<dyn EventBus>,
}

impl CacheKeepingEvents {
    /// Around another bus.
    pub fn new(sessions: SessionCache, inner: Arc<dyn EventBus>) -> Self {
        Self { sessions, inner }
    }
}

#[async_trait]
impl EventBus for CacheKeepingEvents {
    async fn publish(&self, event: Event) {
        self.sessions.apply(&event);
        self.inner.publish(event).await;
    }
    fn subscribe(&self, topic: EventTopic) -> EventStream {
        self.inner.subscribe(topic)
    }
    fn reaches_every_instance(&self) -> bool {
        self.inner.reaches_every_instance()
    }
    fn interrupted(&self) {
        self.sessions.forget_all();
        self.inner.interrupted();
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::{
        accounts::Tier,
        kernel::{Actor, UserId},
    };
    use embedded::InProcessEvents;
    use uuid::Uuid;

    use super::*;

    fn live(number: u128) -> LiveSession {
        let user = UserId(Uuid::from_u128(number));
        LiveSession {
            session: SessionId(Uuid::from_u128(number)),
            actor: Actor::Patient { user },
            tier: Tier::Standard,
            expires_at: DateTime::UNIX_EPOCH,
        }
    }

    fn remembering(sessions: &SessionCache) -> [SessionId; 2] {
        for number in [1, 2] {
            sessions.put_by_cookie(number.to_string(), live(number), sessions.changes());
        }
        [1, 2].map(|number| live(number).session)
    }

    #[tokio::test]
    async fn what_ends_is_forgotten_at_once_and_everything_when_something_may_have_been_missed() {
        let sessions = SessionCache::default();
        let bus = CacheKeepingEvents::new(sessions.clone(), Arc::new(InProcessEvents::default()));
        let [one, two] = remembering(&sessions);
        bus.publish(Event::SessionEnded { session: one }).await;
        assert!(sessions.get(one, true).is_none() && sessions.get_by_cookie("1", true).is_none());
        assert!(sessions.get(two, true).is_some() && sessions.get_by_cookie("2", true).is_some());
        let user = UserId(Uuid::from_u128(1));
        for event in [Event::UserChanged { user }, Event::UserSessionsEnded { user, except: None }] {
            remembering(&sessions);
            bus.publish(event).await;
            assert!(sessions.get(one, true).is_none());
        }
        remembering(&sessions);
        bus.interrupted();
        assert!(sessions.get(one, true).is_none() && sessions.get(two, true).is_none());
    }

    #[test]
    fn what_was_read_before_something_ended_is_not_kept() {
        let sessions = SessionCache::default();
        let seen = sessions.changes();
        sessions.apply(&Event::SessionEnded { session: live(1).session });
        sessions.put(live(1), seen);
        assert!(sessions.get(live(1).session, true).is_none());
    }

    #[test]
    fn less_is_believed_while_events_may_not_arrive() {
        let sessions = SessionCache::default();
        let [one, _] = remembering(&sessions);
        assert!(sessions.get(one, false).is_some());
        std::thread::sleep(KEPT_WHERE_THEY_MAY_NOT);
        assert!(sessions.get(one, false).is_none() && sessions.get(one, true).is_some());
    }
}
