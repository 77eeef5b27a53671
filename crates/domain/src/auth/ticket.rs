//! Tickets for sockets: a token in an address would be seen by proxies and logs, a ticket is worth nothing a moment later.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::Auth;
use crate::{
    kernel::{Error, Outcome, Role, SessionId, UserId},
    ports::Claims,
};

const TICKET_LIFETIME: TimeDelta = TimeDelta::minutes(1);
const SEALED_FOR: &str = "ticket";

#[derive(Serialize, Deserialize)]
struct Ticket {
    user: UserId,
    role: Role,
    session: SessionId,
    issued_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl Auth {
    /// A ticket for whoever has these claims, and until when it is good.
    pub async fn issue_ticket(&self, claims: &Claims) -> Outcome<(String, DateTime<Utc>)> {
        let Claims { user, role, session, issued_at, expires_at } = claims.clone();
        let payload = self.seal(SEALED_FOR, &Ticket { user, role, session, issued_at, expires_at })?;
        let (secret, now) = (self.core.fresh.token(), self.core.fresh.now());
        let until = now + TICKET_LIFETIME;
        self.tickets.issue(&self.ticket_hash(&secret), &payload, until, now).await?;
        Ok((secret, until))
    }

    /// The claims of a ticket, which is used up.
    pub async fn redeem_ticket(&self, secret: &str) -> Outcome<Claims> {
        let refused = || Error::Unauthorized("the ticket is used or no longer good".into());
        let now = self.core.fresh.now();
        let payload = self.tickets.redeem(&self.ticket_hash(secret), now).await?.ok_or_else(refused)?;
        let ticket: Ticket = self.unseal(SEALED_FOR, &payload).ok_or_else(refused)?;
        let Ticket { user, role, session, issued_at, expires_at } = ticket;
        Ok(Claims { user, role, session, issued_at, expires_at })
    }

    fn ticket_hash(&self, secret: &str) -> String {
        self.core.secrets.keyed_hash("ticket", secret)
    }
}
