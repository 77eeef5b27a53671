//! What every language model over HTTP promises, told as stories against a real local server that misbehaves.
//! An adapter says what its provider's answers look like and runs them all with `language_model_contract!`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, reason = "these files are only tests")]

pub mod cancelling;
pub mod discretion;
pub mod failing;
pub mod retrying;
pub mod server;
pub mod streaming;

use std::time::Duration;

use domain::ports::{LanguageModel, ModelAnswer, ModelError, ModelEvent, ModelRequest, ModelStream, Speaker, Turn};
use futures_util::StreamExt;
use model_http::Timeouts;

pub const KEY: &str = "key-7f3a";
pub const PROMPT: &str = "takes metformin since March";
pub const ANSWER: &str = "Ça va? 💊 ضغط";

/// Short, so that a story about waiting is a short story; a call is long enough for a machine that stands still a while.
pub const IMPATIENT: Timeouts = Timeouts {
    call: Duration::from_millis(1_800),
    idle: Duration::from_millis(350),
    stream: Duration::from_millis(5_400),
};

const PATIENT: Timeouts =
    Timeouts { call: Duration::from_secs(20), idle: Duration::from_secs(10), stream: Duration::from_mins(1) };

/// How one provider speaks.
pub struct Provider {
    /// The adapter under test, with [`KEY`].
    pub build: fn(base_url: &str, timeouts: Timeouts) -> Box<dyn LanguageModel>,
    /// A whole answer with this text.
    pub whole: fn(text: &str) -> String,
    /// The data of one event with more text.
    pub delta: fn(text: &str) -> String,
    /// The data of the event that says the answer is complete.
    pub end: fn() -> String,
    /// The data of an event that reports a rate limit.
    pub limited: fn() -> String,
}

impl Provider {
    /// With the timeouts of [`IMPATIENT`].
    pub fn impatient(&self, base_url: &str) -> Box<dyn LanguageModel> {
        (self.build)(base_url, IMPATIENT)
    }

    /// Patient enough never to time out.
    pub fn patient(&self, base_url: &str) -> Box<dyn LanguageModel> {
        (self.build)(base_url, PATIENT)
    }
}

pub fn request() -> ModelRequest {
    ModelRequest {
        system: "Ask one question.".into(),
        turns: vec![Turn { speaker: Speaker::User, text: PROMPT.into() }],
        temperature: 0.3,
        max_tokens: 256,
        json_schema: None,
    }
}

/// One event in the `text/event-stream` format.
pub fn event(data: &str) -> String {
    format!("data: {data}\r\n\r\n")
}

/// The error of a call, checked to say nothing of what was said.
pub async fn failure(model: &dyn LanguageModel) -> ModelError {
    let error = model.complete(request()).await.expect_err("the call must fail");
    discreet(error)
}

pub fn discreet(error: ModelError) -> ModelError {
    let said = format!("{error} {error:?}");
    for secret in [KEY, PROMPT, ANSWER, "metformin", "127.0.0.1"] {
        assert!(!said.contains(secret), "{said}");
    }
    error
}

/// Everything a stream says: the pieces, then the answer or the error.
pub async fn all_of(mut stream: ModelStream) -> (Vec<String>, Result<ModelAnswer, ModelError>) {
    let mut pieces = Vec::new();
    loop {
        let last = match stream.next().await.expect("a stream ends with the answer or an error") {
            Ok(ModelEvent::Delta(text)) => {
                pieces.push(text);
                continue;
            }
            Ok(ModelEvent::Done(answer)) => Ok(answer),
            Err(error) => Err(discreet(error)),
        };
        assert!(stream.next().await.is_none(), "nothing follows the end");
        return (pieces, last);
    }
}

/// Runs every story as a test of its own: `language_model_contract!(PROVIDER);`
#[macro_export]
macro_rules! language_model_contract {
    ($provider:expr) => {
        $crate::language_model_contract! { @each $provider;
            cancelling {
                a_dropped_call_closes_its_connection,
                a_dropped_stream_closes_its_connection,
                a_call_dropped_in_its_pause_asks_no_more,
            }
            discretion {
                nothing_said_reaches_the_log,
            }
            failing {
                regression_22_a_silent_service_holds_nothing_up,
                a_silent_service_times_out,
                a_dripping_answer_times_out,
                the_timeout_covers_the_retry,
                a_malformed_answer_is_malformed,
                an_endless_answer_is_cut,
                a_dropped_connection_is_unavailable,
                an_answer_cut_in_the_middle_is_unavailable,
                a_refused_request_is_rejected_at_once,
                a_redirect_is_not_followed,
            }
            retrying {
                one_fault_is_forgiven,
                two_faults_are_not,
                a_short_wish_to_wait_is_honoured,
                a_long_wish_ends_the_call,
                a_service_that_comes_up_is_reached,
                an_unreachable_service_is_unavailable,
                a_stream_is_retried_before_it_starts,
            }
            streaming {
                a_stream_cut_anywhere_reads_the_same,
                line_ends_may_be_of_any_kind,
                a_stream_waits_for_its_first_event,
                a_silent_stream_times_out,
                keep_alives_are_no_answer,
                a_stream_has_an_end,
                a_broken_stream_is_unavailable,
                a_stream_that_just_stops_is_unavailable,
                an_error_in_the_stream_ends_it,
                a_malformed_event_ends_it,
                an_endless_event_is_cut,
                text_is_not_taken_for_json,
            }
        }
    };
    (@each $provider:expr; $($room:ident { $($story:ident),+ $(,)? })+) => {
        $($(
            #[tokio::test]
            async fn $story() {
                contract::$room::$story(&$provider).await;
            }
        )+)+
    };
}
