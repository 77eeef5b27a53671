//! What may be taken once.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::ports::{Tickets, Unavailable};
use fred::{interfaces::KeysInterface, types::Expiration};

use crate::{
    RedisOtp, keys,
    unavailable::{in_time, unavailable},
};

#[async_trait]
impl Tickets for RedisOtp {
    async fn issue(
        &self,
        hash: &str,
        payload: &str,
        expires_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), Unavailable> {
        let ticket = format!("{}:{payload}", expires_at.timestamp_micros());
        let time_to_live = Some(Expiration::PX(keys::time_to_live(expires_at, now)));
        let connection = self.redis().connection().map_err(unavailable)?;
        let key = keys::ticket(self.redis(), hash);
        in_time(async { connection.set(key, ticket, time_to_live, None, false).await.map_err(unavailable) }).await
    }

    async fn redeem(&self, hash: &str, now: DateTime<Utc>) -> Result<Option<String>, Unavailable> {
        let script = include_str!("lua/redeem.lua");
        let key = vec![keys::ticket(self.redis(), hash)];
        let ticket: Option<String> =
            in_time(async { self.redis().run(script, key, Vec::new()).await.map_err(unavailable) }).await?;
        let Some(ticket) = ticket else { return Ok(None) };
        let (ends, payload) = ticket.split_once(':').ok_or_else(|| unavailable("a ticket in Redis cannot be read"))?;
        let ends: i64 = ends.parse().map_err(unavailable)?;
        Ok((ends > now.timestamp_micros()).then(|| payload.to_owned()))
    }
}
