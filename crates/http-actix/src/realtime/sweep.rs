//! Closes sockets whose session, token or access is over: at once where an event tells, and every two seconds by asking
//! the database, which also hears of what other instances did.

use std::{
    collections::HashSet,
    sync::{Arc, Weak},
    time::Duration,
};

use chrono::{DateTime, Utc};
use domain::{
    kernel::{ChatId, Event, EventTopic, Outcome, PatientId, SessionId},
    patients::PatientScope,
    ports::EventStream,
};
use futures_util::StreamExt;
use tokio::time::{MissedTickBehavior, interval};

use super::{Closing, Sockets, seats::Occupant};

type Reach = (PatientScope, PatientId);

const EVERY: Duration = Duration::from_secs(2);

/// Watches over the sockets as long as the server has them; one task per server.
pub fn watch(sockets: &Arc<Sockets>) {
    let events = sockets.listen(EventTopic::Access);
    tokio::spawn(keep_watching(Arc::downgrade(sockets), events));
}

async fn keep_watching(sockets: Weak<Sockets>, mut events: EventStream) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let event = tokio::select! {
            _ = tick.tick() => None,
            Some(event) = events.next() => event,
        };
        let Some(sockets) = sockets.upgrade() else { break };
        if event.is_none_or(|event| !sockets.apply(&event))
            && let Err(error) = sockets.sweep().await
        {
            tracing::warn!(%error, "open sockets could not be checked");
        }
    }
}

impl Sockets {
    /// Closes the sockets that an event concerns; answers false where only the database can tell.
    fn apply(&self, event: &Event) -> bool {
        match *event {
            Event::SessionEnded { session } => {
                self.close_where(Closing::SessionOver, |open| open.session == session);
            }
            Event::UserSessionsEnded { user, except } => {
                let concerns = |open: &Occupant| open.actor.user() == user && Some(open.session) != except;
                self.close_where(Closing::SessionOver, concerns);
            }
            Event::TreatmentEnded { doctor, patient } => self.close_where(Closing::AccessEnded, |open| {
                open.actor.doctor() == Some(doctor) && open.socket.reach.1 == patient
            }),
            Event::ChatDeleted { chat } => {
                self.close_where(Closing::AccessEnded, |open| open.socket.topic == EventTopic::Chat(chat));
            }
            Event::RelationEnded { user, patient } => self
                .close_where(Closing::AccessEnded, |open| open.actor.user() == user && open.socket.reach.1 == patient),
            _ => return false,
        }
        true
    }

    /// Prolongs the sessions of browsers that use their sockets, as requests do, and asks the database about every open
    /// socket: one query for the sessions, one for each kind of access, one for the chats.
    async fn sweep(&self) -> Outcome<()> {
        let now = self.core.fresh.now();
        self.close_where(Closing::TokenExpired, |open| open.expires_at <= now);
        let heard: Vec<SessionId> = self.heard_since().into_iter().collect();
        if !heard.is_empty()
            && let Err(error) = self.auth.prolong_cookies(&heard).await
        {
            tracing::warn!(
                error = crate::wire::reasons(&error),
                "sessions of browsers that use their sockets are not prolonged"
            );
        }
        let open = self.occupants();
        if open.is_empty() {
            return Ok(());
        }
        let asked: HashSet<SessionId> = open.iter().map(|open| open.session).collect();
        let depended: HashSet<_> = open.iter().map(|open| open.socket.reach).collect();
        let listened: HashSet<ChatId> = open.iter().filter_map(Occupant::chat).collect();
        let (live, standing, there) = self.ask(&asked, &depended, &listened, now).await?;
        self.close_where(Closing::SessionOver, |open| asked.contains(&open.session) && !live.contains(&open.session));
        let lost = |reach: &Reach| depended.contains(reach) && !standing.contains(reach);
        self.close_where(Closing::AccessEnded, |open| lost(&open.socket.reach));
        let gone = |chat: ChatId| listened.contains(&chat) && !there.contains(&chat);
        self.close_where(Closing::AccessEnded, |open| open.chat().is_some_and(gone));
        Ok(())
    }

    /// Which of the sessions live, which of the accesses stand, and which of the chats there are.
    async fn ask(
        &self,
        sessions: &HashSet<SessionId>,
        reaches: &HashSet<Reach>,
        chats: &HashSet<ChatId>,
        now: DateTime<Utc>,
    ) -> Outcome<(HashSet<SessionId>, HashSet<Reach>, HashSet<ChatId>)> {
        let sessions: Vec<SessionId> = sessions.iter().copied().collect();
        let reaches: Vec<Reach> = reaches.iter().copied().collect();
        let chats: Vec<ChatId> = chats.iter().copied().collect();
        let mut session = self.core.store.read().await?;
        let live = session.auth().live_among(&sessions, now).await?;
        let standing = session.patients().in_scope_among(&reaches).await?;
        let there = if chats.is_empty() { chats } else { session.chats().existing_among(&chats).await? };
        Ok((live.into_iter().collect(), standing.into_iter().collect(), there.into_iter().collect()))
    }
}
