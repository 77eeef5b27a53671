//! The events of one streamed answer, with limits on waiting and on size.

use std::{collections::VecDeque, time::Duration};

use domain::ports::ModelError;
use reqwest::Response;
use tokio::time::{Instant, timeout_at};

use crate::{
    body::ANSWER_LIMIT_BYTES,
    fault::{broken_off, too_long},
    setup::Timeouts,
    sse::EventDecoder,
};

/// Each token travels in some hundred bytes of its own JSON, so a stream is longer than the same answer in one piece.
const STREAM_LIMIT_BYTES: usize = 8 * ANSWER_LIMIT_BYTES;

/// Reads events from a response; dropping it closes the connection.
pub(crate) struct Events {
    response: Response,
    decoder: EventDecoder,
    ready: VecDeque<Vec<u8>>,
    received_bytes: usize,
    started_at: Instant,
    had_an_event: bool,
    timeouts: Timeouts,
}

impl Events {
    pub(crate) fn new(response: Response, started_at: Instant, timeouts: Timeouts) -> Self {
        Self {
            response,
            decoder: EventDecoder::default(),
            ready: VecDeque::new(),
            received_bytes: 0,
            started_at,
            had_an_event: false,
            timeouts,
        }
    }

    /// The data of the next event; none at the end of the body. Comments that only keep the connection open do not
    /// extend the wait.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>, ModelError> {
        let (deadline, allowed) = self.deadline();
        loop {
            if let Some(event) = self.ready.pop_front() {
                self.had_an_event = true;
                return Ok(Some(event));
            }
            let chunk = timeout_at(deadline, self.response.chunk()).await.map_err(|_| ModelError::Timeout(allowed))?;
            let Some(chunk) = chunk.map_err(|_| broken_off())? else { return Ok(None) };
            self.received_bytes += chunk.len();
            if self.received_bytes > STREAM_LIMIT_BYTES {
                return Err(too_long(STREAM_LIMIT_BYTES));
            }
            self.decoder.feed(&chunk, &mut self.ready);
            if self.decoder.pending() > ANSWER_LIMIT_BYTES {
                return Err(too_long(ANSWER_LIMIT_BYTES));
            }
        }
    }

    fn deadline(&self) -> (Instant, Duration) {
        let (from, allowed) = if self.had_an_event {
            (Instant::now(), self.timeouts.idle)
        } else {
            (self.started_at, self.timeouts.call)
        };
        let end = self.started_at + self.timeouts.stream;
        if from + allowed < end { (from + allowed, allowed) } else { (end, self.timeouts.stream) }
    }
}
