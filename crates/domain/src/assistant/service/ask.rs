//! One call of the language model: timed, kept without its text, and never the end of the use case that wanted it.

use std::{future::poll_fn, pin::pin, task::Poll};

use crate::{
    assistant::{MadeBy, ModelCall},
    kernel::{Core, Error, Outcome, PatientId, UserId},
    ports::{LanguageModel, ModelRequest},
};

/// On whose behalf, about whom and for what a model is asked.
#[derive(Clone, Copy)]
pub(crate) struct About {
    /// Who asks.
    pub(crate) actor: Option<UserId>,
    /// About whom.
    pub(crate) patient: PatientId,
    /// For what.
    pub(crate) purpose: &'static str,
}

/// What a call brought.
pub(crate) struct Asked<T> {
    /// The answer, if there is one that may be used.
    pub(crate) answer: Option<T>,
    /// Which model was asked, and the tokens it took.
    pub(crate) made_by: MadeBy,
}

/// Asks, until the client has left; `read` takes the answer or refuses it. The call is kept whatever came of it, for the
/// patient's data left the house with it. Nothing is asked, and none answered, about patients of a hospital that wants it
/// so. No database connection may be held meanwhile.
pub(crate) async fn ask<T>(
    core: &Core,
    model: &dyn LanguageModel,
    about: About,
    request: ModelRequest,
    gone: impl Future<Output = ()>,
    read: impl FnOnce(&str) -> Option<T>,
) -> Outcome<Option<Asked<T>>> {
    if !core.store.read().await?.assistant().model_allowed(about.patient).await? {
        return Ok(None);
    }
    let at = core.fresh.now();
    let came = until_gone(model.complete(request), gone).await;
    let mut made_by = MadeBy { model: model.model().to_owned(), prompt_tokens: None, completion_tokens: None };
    let (answer, outcome) = match &came {
        None => (None, "cancelled"),
        Some(Err(error)) => (None, error.outcome()),
        Some(Ok(came)) => {
            let tokens = |count: Option<u32>| count.and_then(|count| i32::try_from(count).ok());
            made_by.prompt_tokens = tokens(came.usage.prompt_tokens);
            made_by.completion_tokens = tokens(came.usage.completion_tokens);
            made_by.model.clone_from(&came.model);
            let answer = read(&came.text);
            let outcome = if answer.is_some() { "answered" } else { "unusable" };
            (answer, outcome)
        }
    };
    let call = ModelCall {
        actor: about.actor,
        patient: Some(about.patient),
        purpose: about.purpose,
        provider: model.provider(),
        model: made_by.model.clone(),
        prompt_tokens: made_by.prompt_tokens,
        completion_tokens: made_by.completion_tokens,
        duration_ms: (core.fresh.now() - at).num_milliseconds(),
        outcome,
        at,
    };
    core.store.unaudited().await?.replies().insert_model_call(&core.fresh, &call).await?;
    match came {
        Some(_) => Ok(Some(Asked { answer, made_by })),
        None => Err(Error::Gone("the client has left".into())),
    }
}

async fn until_gone<T>(work: impl Future<Output = T>, gone: impl Future<Output = ()>) -> Option<T> {
    let (mut work, mut gone) = (pin!(work), pin!(gone));
    poll_fn(|context| match (work.as_mut().poll(context), gone.as_mut().poll(context)) {
        (Poll::Ready(done), _) => Poll::Ready(Some(done)),
        (Poll::Pending, Poll::Ready(())) => Poll::Ready(None),
        (Poll::Pending, Poll::Pending) => Poll::Pending,
    })
    .await
}
