//! One call of the language model: timed, kept without its text, and never the end of the use case that wanted it.

use std::{future::poll_fn, pin::pin, task::Poll};

use crate::{
    assistant::{MadeBy, ModelCall},
    kernel::{Caller, Error, Fresh, Outcome, PatientId},
    ports::{LanguageModel, ModelError, ModelRequest},
};

/// What a call brought.
pub struct Asked {
    /// The text, if there is one that may be used.
    pub text: Option<String>,
    /// The call as it is kept.
    pub call: ModelCall,
}

impl Asked {
    /// Which model made the text.
    pub fn made_by(&self) -> MadeBy {
        MadeBy {
            model: self.call.model.clone(),
            prompt_tokens: self.call.prompt_tokens,
            completion_tokens: self.call.completion_tokens,
        }
    }
}

/// Asks, until the client has left. No database connection may be held meanwhile.
pub async fn ask_unless_gone(
    model: &dyn LanguageModel,
    fresh: &Fresh,
    about: About<'_>,
    request: ModelRequest,
    gone: impl Future<Output = ()>,
) -> Outcome<Asked> {
    let (mut asking, mut gone) = (pin!(ask(model, fresh, about, request)), pin!(gone));
    poll_fn(|context| match (asking.as_mut().poll(context), gone.as_mut().poll(context)) {
        (Poll::Ready(asked), _) => Poll::Ready(Ok(asked)),
        (Poll::Pending, Poll::Ready(())) => Poll::Ready(Err(Error::Gone("the client has left".into()))),
        (Poll::Pending, Poll::Pending) => Poll::Pending,
    })
    .await
}

/// On whose behalf, about whom and for what a model is asked.
#[derive(Clone, Copy)]
pub struct About<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// About whom.
    pub patient: PatientId,
    /// For what.
    pub purpose: &'static str,
}

async fn ask(model: &dyn LanguageModel, fresh: &Fresh, about: About<'_>, request: ModelRequest) -> Asked {
    let at = fresh.now();
    let answer = model.complete(request).await;
    let mut call = ModelCall {
        actor: Some(about.caller.actor.user()),
        patient: Some(about.patient),
        purpose: about.purpose,
        provider: model.provider(),
        model: model.model().to_owned(),
        prompt_tokens: None,
        completion_tokens: None,
        duration_ms: (fresh.now() - at).num_milliseconds(),
        outcome: "answered",
        at,
    };
    match answer {
        Ok(answer) => {
            let tokens = |count: Option<u32>| count.and_then(|count| i32::try_from(count).ok());
            call.prompt_tokens = tokens(answer.usage.prompt_tokens);
            call.completion_tokens = tokens(answer.usage.completion_tokens);
            call.model = answer.model;
            Asked { text: Some(answer.text), call }
        }
        Err(error) => {
            call.outcome = outcome(&error);
            Asked { text: None, call }
        }
    }
}

const fn outcome(error: &ModelError) -> &'static str {
    match error {
        ModelError::Timeout(_) => "timeout",
        ModelError::RateLimited => "rate_limited",
        ModelError::Refused(_) => "refused",
        ModelError::Malformed(_) => "malformed",
        ModelError::Rejected { .. } => "rejected",
        ModelError::Unavailable(_) => "unavailable",
    }
}
