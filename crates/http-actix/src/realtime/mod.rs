//! Sockets: what every WebSocket of the API has in common. A socket holds no database connection, ends with the session,
//! token or access that opened it, and survives whatever its client sends.
//!
//! A room that serves a socket
//! 1. adds its GET operation with [`Gate::Socket`](crate::api::Gate::Socket), which takes the token from the Authorization
//!    header, the subprotocol pair `bearer, <token>` or `?token=`, a ticket from `?ticket=`, or a browser's cookie;
//! 2. checks in its handler, as for any other request, that the caller may listen (a refusal is JSON, before the upgrade,
//!    and says 403 where it would say 404 elsewhere: [`refusal`]);
//! 3. implements [`Conversation`] and gives it to [`open`] with a [`Socket`] that says what to listen to and on whose
//!    record the access depends.
//!
//! `open` listens to the bus before [`Conversation::begin`] reads anything, so nothing falls between. One conversation's
//! methods never run at the same time. They should take milliseconds: whoever waits longer (for a language model) spawns
//! a task with a clone of [`Outgoing`]. Clients are pinged every 20 s and dropped after 60 s of silence, or when they do not
//! take a frame for 10 s. [`Sockets`] knows all open ones and closes those whose time is over ([`watch`]); from then on
//! nothing waits for their clients.

mod closing;
mod handshake;
mod inbound;
mod outgoing;
mod pace;
mod run;
mod seats;
mod sweep;
mod walker;

pub use closing::Closing;
pub use handshake::{refusal, ticket, token};
pub use outgoing::Outgoing;
pub use run::{Conversation, Socket, open};
pub use seats::Sockets;
pub use sweep::watch;
