//! Connections that are kept for the next letter.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::ports::DeliveryError;
use lettre::transport::smtp::{client::AsyncSmtpConnection, commands::Noop};
use tokio::time::{Instant, timeout};

use crate::{fault::Step, server::Server};

/// How many wait at most; the job runner sends few letters at a time.
const MOST_IDLE: usize = 4;
/// How long one waits at most. Servers hang up after some minutes.
const LONGEST_IDLE: Duration = Duration::from_mins(1);
/// How long the end of a broken delivery may take.
const GOODBYE: Duration = Duration::from_secs(1);

struct Idle {
    connection: AsyncSmtpConnection,
    since: Instant,
}

/// Gives a connection to one delivery at a time. One that a delivery does not give back, because it failed or was
/// abandoned, is never used again: nobody knows what its server waits for.
pub struct Connections {
    server: Server,
    idle: Mutex<Vec<Idle>>,
}

impl Connections {
    pub fn new(server: Server) -> Self {
        Self { server, idle: Mutex::default() }
    }

    pub fn server(&self) -> &Server {
        &self.server
    }

    /// One that works: a kept one that still answers, or a new one.
    pub async fn take(&self) -> Result<AsyncSmtpConnection, DeliveryError> {
        while let Some(Idle { mut connection, since }) = self.pop() {
            let is_young = since.elapsed() < LONGEST_IDLE;
            if is_young && self.server.step(Step::Check, connection.command(Noop)).await.is_ok() {
                return Ok(connection);
            }
            hang_up(connection).await;
        }
        self.server.connect().await
    }

    /// Keeps one that is ready for the next letter.
    pub fn give_back(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.lock();
        if idle.len() < MOST_IDLE {
            idle.push(Idle { connection, since: Instant::now() });
        }
    }

    fn pop(&self) -> Option<Idle> {
        self.lock().pop()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says goodbye to a server that may no longer listen; whether it does changes nothing.
pub async fn hang_up(mut connection: AsyncSmtpConnection) {
    timeout(GOODBYE, connection.abort()).await.ok();
}
