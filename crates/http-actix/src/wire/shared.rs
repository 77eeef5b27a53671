//! What several servers share besides the database: codes, tickets, counters, events.

use std::sync::Arc;

use domain::{
    kernel::Fresh,
    ports::{EventBus, Limiter, OtpStore, Tickets},
};
use embedded::{InProcessLimiter, InProcessOtp};
use redis_client::{RedisClient, Settings};
use redis_events::RedisEvents;
use redis_limits::RedisLimiter;
use redis_otp::RedisOtp;
use uuid::Uuid;

use super::StartError;
use crate::config::Config;

/// The ports behind which it lies.
pub struct Shared {
    /// The event bus.
    pub events: Arc<dyn EventBus>,
    /// One-time codes.
    pub otp: Arc<dyn OtpStore>,
    /// Tickets for sockets.
    pub tickets: Arc<dyn Tickets>,
    /// What was done how often.
    pub limiter: Arc<dyn Limiter>,
    /// How many requests were made, which are kept apart where room is scarce.
    pub requests: Arc<dyn Limiter>,
}

/// In Redis, where the configuration names one, else in this process; `local` is the bus of this process. Redis may be away
/// now and come later.
pub fn shared(config: &Config, local: Arc<dyn EventBus>, fresh: &Fresh) -> Result<Shared, StartError> {
    let Some(url) = &config.redis.url else {
        let otp = Arc::new(InProcessOtp::default());
        return Ok(Shared {
            events: local,
            otp: otp.clone(),
            tickets: otp,
            limiter: Arc::new(InProcessLimiter::default()),
            requests: Arc::new(InProcessLimiter::default()),
        });
    };
    let settings = Settings { url: url.clone(), prefix: config.redis.prefix.clone() };
    let redis = RedisClient::new(&settings).map_err(|error| StartError::Redis(super::reasons(&error)))?;
    let otp = Arc::new(RedisOtp::new(redis.clone()));
    let limiter = Arc::new(RedisLimiter::new(redis.clone()));
    Ok(Shared {
        events: Arc::new(RedisEvents::start(&redis, fresh.id::<Uuid>(), local)),
        otp: otp.clone(),
        tickets: otp,
        limiter: limiter.clone(),
        requests: limiter,
    })
}
