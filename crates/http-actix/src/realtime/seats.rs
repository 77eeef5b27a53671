//! Who has a socket open.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use domain::{
    auth::Auth,
    kernel::{Actor, ChatId, Core, EventTopic, SessionId, UserId},
    ports::EventStream,
};
use tokio::sync::{Notify, oneshot};
use tokio_util::sync::CancellationToken;

use super::{Closing, Socket};
use crate::{
    error::ApiError,
    telemetry::measures::{self, Counted},
};

/// Whose socket it is and what it depends on.
#[derive(Clone, Copy, Debug)]
pub struct Occupant {
    /// Who.
    pub actor: Actor,
    /// By which session.
    pub session: SessionId,
    /// When the access token ends.
    pub expires_at: DateTime<Utc>,
    /// What the socket is about.
    pub socket: Socket,
}

impl Occupant {
    /// The chat, where the socket is about one.
    pub fn chat(&self) -> Option<ChatId> {
        match self.socket.topic {
            EventTopic::Chat(chat) => Some(chat),
            EventTopic::AiSession(_) | EventTopic::Access | EventTopic::Jobs => None,
        }
    }
}

struct Taken {
    occupant: Occupant,
    tell: Option<oneshot::Sender<Closing>>,
    gone: CancellationToken,
    heard: Arc<AtomicBool>,
}

#[derive(Default)]
struct Seats {
    taken: HashMap<u64, Taken>,
    last: u64,
    closed_for_good: bool,
}

/// All open sockets of this server.
pub struct Sockets {
    pub(super) core: Core,
    pub(super) auth: Auth,
    most_per_user: usize,
    seats: Mutex<Seats>,
    left: Notify,
}

/// One socket's place among them, given back when it is dropped.
pub struct Seat {
    sockets: Arc<Sockets>,
    number: u64,
    told: oneshot::Receiver<Closing>,
    gone: CancellationToken,
    heard: Arc<AtomicBool>,
    _counted: Counted,
}

impl Seat {
    /// Until the socket is told to close.
    pub async fn told(&mut self) -> Closing {
        (&mut self.told).await.unwrap_or(Closing::Shutdown)
    }

    /// How it is to end, if that is known already.
    pub fn was_told(&mut self) -> Option<Closing> {
        self.told.try_recv().ok()
    }

    /// Notes that the client did something; answering a ping is nothing.
    pub fn heard(&self) {
        self.heard.store(true, Ordering::Relaxed);
    }

    /// Cancelled when the socket is told to close, for whoever would wait for its client.
    pub fn gone(&self) -> CancellationToken {
        self.gone.clone()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.sockets.seats().taken.remove(&self.number);
        self.sockets.left.notify_waiters();
    }
}

impl Sockets {
    /// None open yet; at most so many for each user.
    pub fn new(core: Core, auth: Auth, most_per_user: usize) -> Self {
        Self { core, auth, most_per_user, seats: Mutex::default(), left: Notify::new() }
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Events of a topic from now on.
    pub(super) fn listen(&self, topic: EventTopic) -> EventStream {
        self.core.events.subscribe(topic)
    }

    /// A place for one more socket.
    pub(super) fn take_seat(self: &Arc<Self>, occupant: Occupant) -> Result<Seat, ApiError> {
        let ((tell, told), gone) = (oneshot::channel(), CancellationToken::new());
        let heard = Arc::new(AtomicBool::new(false));
        let mut seats = self.seats();
        if seats.closed_for_good {
            return Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "the server stops").retry_after(5));
        }
        let user = occupant.actor.user();
        let of_user = seats.taken.values().filter(|taken| taken.occupant.actor.user() == user).count();
        if of_user >= self.most_per_user {
            let words = format!("one account may hold {} sockets open; close some first", self.most_per_user);
            return Err(ApiError::new(StatusCode::TOO_MANY_REQUESTS, words).retry_after(60));
        }
        seats.last += 1;
        let number = seats.last;
        seats.taken.insert(number, Taken { occupant, tell: Some(tell), gone: gone.clone(), heard: heard.clone() });
        drop(seats);
        let counted = measures::socket(occupant.socket.kind);
        Ok(Seat { sockets: self.clone(), number, told, gone, heard, _counted: counted })
    }

    /// How many sockets are open.
    pub fn count(&self) -> usize {
        self.seats().taken.len()
    }

    /// Who listens to a topic on this server.
    pub fn users_at(&self, topic: EventTopic) -> HashMap<UserId, Actor> {
        let seats = self.seats();
        let there = seats.taken.values().filter(|taken| taken.occupant.socket.topic == topic && taken.tell.is_some());
        there.map(|taken| (taken.occupant.actor.user(), taken.occupant.actor)).collect()
    }

    /// Everybody who was not told to close.
    pub(super) fn occupants(&self) -> Vec<Occupant> {
        self.seats().taken.values().filter(|taken| taken.tell.is_some()).map(|taken| taken.occupant).collect()
    }

    /// The sessions whose clients did something on their sockets since this was asked before.
    pub(super) fn heard_since(&self) -> HashSet<SessionId> {
        let seats = self.seats();
        let heard = seats.taken.values().filter(|taken| taken.heard.swap(false, Ordering::Relaxed));
        heard.map(|taken| taken.occupant.session).collect()
    }

    /// Tells those to close whom this concerns.
    pub(super) fn close_where(&self, closing: Closing, concerns: impl Fn(&Occupant) -> bool) {
        let mut seats = self.seats();
        for taken in seats.taken.values_mut().filter(|taken| concerns(&taken.occupant)) {
            if let Some(tell) = taken.tell.take() {
                if tell.send(closing).is_err() {
                    tracing::debug!("a socket was closing already");
                }
                // Only now, so that the socket knows why.
                taken.gone.cancel();
            }
        }
    }

    /// Closes all with 1001, lets no more in, and waits until they are gone, but no longer than `patience`.
    pub async fn close_all(&self, patience: Duration) {
        self.seats().closed_for_good = true;
        self.close_where(Closing::Shutdown, |_| true);
        let gone = async {
            loop {
                let left = self.left.notified();
                if self.count() == 0 {
                    break;
                }
                left.await;
            }
        };
        if tokio::time::timeout(patience, gone).await.is_err() {
            tracing::warn!(open = self.count(), "sockets did not close in time");
        }
    }
}
