use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::interview::Interview;
use crate::{
    kernel::{AiSessionId, Error, Outcome},
    ports::RepoError,
};

/// An interview as it is kept between turns, with the number of turns taken: a turn answered twice at once is noticed by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Turns stored so far, the greeting included.
    pub turns: i32,
    /// The interview.
    pub interview: Interview,
}

/// Turns after which an interview takes no more words: with what may still follow, its list stays within one page of 100.
const MOST_TURNS: i32 = 96;

impl Progress {
    /// Refuses more words when there have been enough.
    pub fn check_room(&self) -> Outcome<()> {
        if self.turns < MOST_TURNS {
            return Ok(());
        }
        Err(Error::conflict("the interview is as long as one may be; end it and start another one"))
    }
    /// Reads what was kept.
    pub fn read(session: AiSessionId, state: &Value) -> Outcome<Self> {
        serde_json::from_value(state.clone())
            .map_err(|_| Error::Repo(RepoError::Corrupt(format!("ai_sessions.state of {session}"))))
    }
    /// As it is kept.
    pub fn write(&self) -> Outcome<Value> {
        serde_json::to_value(self).map_err(|error| Error::Internal(error.to_string()))
    }
}
