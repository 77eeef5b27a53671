//! What several servers share besides the database: codes, tickets, counters, events.

use std::sync::Arc;

use domain::ports::{EventBus, Limiter, OtpStore, Tickets};
use embedded::{InProcessLimiter, InProcessOtp};

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
}

/// In this process; `local` is the bus of this process.
pub fn shared(_: &Config, local: Arc<dyn EventBus>) -> Result<Shared, StartError> {
    let otp = Arc::new(InProcessOtp::default());
    Ok(Shared { events: local, otp: otp.clone(), tickets: otp, limiter: Arc::new(InProcessLimiter::default()) })
}
