//! The life of one socket.

use std::time::Duration;

use actix_web::{HttpMessage, HttpRequest, HttpResponse, rt, web};
use async_trait::async_trait;
use domain::{
    kernel::{Caller, Error, Event, EventTopic, PatientId},
    patients::PatientScope,
    ports::{Claims, EventStream},
};
use futures_util::StreamExt;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tracing::Instrument;

use super::{
    Closing, Outgoing, Sockets,
    handshake::{BEARER, check_upgrade},
    inbound::{Inbound, LONGEST_TEXT, Received, bounded},
    pace::{Pace, Verdict},
    seats::{Occupant, Seat},
};
use crate::error::ApiError;

const PING_EVERY: Duration = Duration::from_secs(20);
const LONGEST_SILENCE: Duration = Duration::from_mins(1);

/// What a socket is about.
#[derive(Clone, Copy, Debug)]
pub struct Socket {
    /// The kind, as the metrics label it.
    pub kind: &'static str,
    /// The events it listens to.
    pub topic: EventTopic,
    /// The access it depends on: when the patient is no longer in the scope, the socket closes.
    pub reach: (PatientScope, PatientId),
}

/// What a room does with a socket. Errors become `error` frames; the socket goes on. No method is broken off in the middle:
/// when the socket is told to close, sending takes no time any more, and a loop ends by [`Outgoing::is_gone`].
#[async_trait(?Send)]
pub trait Conversation: 'static {
    /// Says what the client must know first. The socket listens already.
    async fn begin(&mut self, out: &Outgoing) -> Result<(), ApiError>;
    /// Takes a text message of at most 64 KiB.
    async fn text(&mut self, text: &str, out: &Outgoing) -> Result<(), ApiError>;
    /// Takes an event of the topic; `None` stands for some that were missed: read the state anew.
    async fn event(&mut self, event: Option<Event>, out: &Outgoing) -> Result<(), ApiError>;
    /// The socket is closed and no longer counted.
    async fn end(&mut self);
}

/// Upgrades a request that passed [`Gate::Socket`](crate::api::Gate::Socket). 429 above the user's number of sockets, 503
/// while the server stops, 400 for what is no handshake.
pub fn open(
    request: &HttpRequest,
    body: web::Payload,
    socket: Socket,
    conversation: impl Conversation,
) -> Result<HttpResponse, ApiError> {
    check_upgrade(request)?;
    let sockets = request.app_data::<web::Data<Sockets>>();
    let sockets = sockets.ok_or_else(|| ApiError::internal("no sockets are wired"))?.clone().into_inner();
    let seat = sockets.take_seat(occupant(request, socket)?)?;
    let events = sockets.listen(socket.topic);
    let (response, session, frames) = actix_ws::handle_with_protocols(request, bounded(request, body)?, &[BEARER])
        .map_err(|error| {
            tracing::debug!(%error, "a handshake was refused");
            ApiError::from(Error::invalid("Upgrade", "is not a complete WebSocket handshake"))
        })?;
    let out = Outgoing::new(session, seat.gone());
    let life = run(seat, Inbound::new(frames), out, events, conversation);
    rt::spawn(life.in_current_span());
    Ok(response)
}

fn occupant(request: &HttpRequest, socket: Socket) -> Result<Occupant, ApiError> {
    let extensions = request.extensions();
    match (extensions.get::<Caller>(), extensions.get::<Claims>()) {
        (Some(caller), Some(claims)) => {
            Ok(Occupant { actor: caller.actor, session: caller.session, expires_at: claims.expires_at, socket })
        }
        _ => Err(Error::Unauthorized("sign in first".into()).into()),
    }
}

async fn run(
    mut seat: Seat,
    mut inbound: Inbound,
    out: Outgoing,
    events: EventStream,
    mut conversation: impl Conversation,
) {
    let closing = match conversation.begin(&out).await {
        Ok(()) => converse(&mut seat, &mut inbound, &out, events, &mut conversation).await,
        Err(error) => {
            // Whoever lost access while the history was read finds nothing there, and hears why.
            if let Some(closing) = seat.was_told() {
                closing
            } else {
                out.refuse(error).await;
                Closing::Failed
            }
        }
    };
    tracing::debug!(?closing, "a socket closes");
    out.close(closing).await;
    drop(seat);
    conversation.end().await;
}

async fn converse(
    seat: &mut Seat,
    inbound: &mut Inbound,
    out: &Outgoing,
    mut events: EventStream,
    conversation: &mut impl Conversation,
) -> Closing {
    let mut ping = interval(PING_EVERY);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut heard_at, mut pace) = (Instant::now(), Pace::new(Instant::now()));
    loop {
        let step = tokio::select! {
            biased;
            closing = seat.told() => return closing,
            () = out.gone() => return Closing::Silent,
            _ = ping.tick() => {
                if heard_at.elapsed() > LONGEST_SILENCE {
                    return Closing::Silent;
                }
                out.ping().await;
                Ok(())
            }
            Some(event) = events.next() => conversation.event(event, out).await,
            received = inbound.next() => {
                heard_at = Instant::now();
                if !matches!(received, Received::Pong | Received::End(_)) {
                    seat.heard();
                }
                match take(received, &mut pace, out, conversation).await {
                    Ok(None) => Ok(()),
                    Ok(Some(closing)) => return closing,
                    Err(error) => Err(error),
                }
            }
        };
        if let Err(error) = step {
            out.refuse(error).await;
        }
    }
}

/// Reads what came, unless it comes too fast.
async fn take(
    received: Received,
    pace: &mut Pace,
    out: &Outgoing,
    conversation: &mut impl Conversation,
) -> Result<Option<Closing>, ApiError> {
    if let Received::End(closing) = received {
        return Ok(Some(closing));
    }
    match pace.frame(Instant::now()) {
        Verdict::Close => return Ok(Some(Closing::Flooding)),
        Verdict::Refuse => {
            out.complain("rate_limited", "at most 30 frames a second are read; this one was not").await;
            return Ok(None);
        }
        Verdict::Read => {}
    }
    match received {
        Received::Text(text) => conversation.text(&text, out).await?,
        Received::TooLong => {
            return Err(Error::TooLarge { field: "frame", limit_bytes: LONGEST_TEXT as u64 }.into());
        }
        Received::Binary => {
            let message = "frames must be text, not binary".into();
            return Err(Error::UnsupportedType { field: "frame", message }.into());
        }
        Received::NotText => return Err(Error::invalid("frame", "is not valid UTF-8").into()),
        Received::Ping(bytes) => out.pong(&bytes).await,
        Received::Pong | Received::End(_) => {}
    }
    Ok(None)
}
