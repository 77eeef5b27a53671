use actix_web::web::Data;
use domain::{
    assistant::AiMessage,
    kernel::{AiMessageId, AiSessionId, Caller, Check, Error, Outcome, parse},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::body::{AnswerFields, InterviewBody, InterviewFields, ResponseBody, SummaryFields, TurnBody, WordsFields};
use crate::{
    envelope::{Answer, Envelope, ListEnvelope, Listed, One, created, listed, ok},
    extract::{Body, ClientGone, Paging, PagingParams, Path, Query, SignedIn},
    wire::Services,
};

/// Open an interview about a patient.
#[utoipa::path(post, path = "/ai/sessions", tag = "assistant", request_body = InterviewFields,
    responses((status = 201, description = "The interview", body = Envelope<InterviewBody>)))]
pub async fn start_interview(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<InterviewFields>,
) -> Answer<One<InterviewBody>> {
    let session = services.interviews.start(&caller, fields.read()?).await?;
    Ok(created("interview started", format!("/api/v1/ai/sessions/{}", session.id), session.into()))
}

/// Which interviews are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InterviewFilter {
    /// About this patient.
    patient_id: Option<Uuid>,
}

/// Interviews that the caller may read, newest first: the family those about its patients, a doctor those sent to him.
#[utoipa::path(get, path = "/ai/sessions", tag = "assistant", params(InterviewFilter, PagingParams),
    responses((status = 200, description = "The interviews", body = ListEnvelope<InterviewBody>)))]
pub async fn list_interviews(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(filter): Query<InterviewFilter>,
    Paging(page): Paging,
) -> Answer<Listed<InterviewBody>> {
    let found = services.interviews.list(&caller, filter.patient_id.map(Into::into), &page).await?;
    Ok(listed("interviews", &page, found.map(Into::into)))
}

/// One interview.
#[utoipa::path(get, path = "/ai/sessions/{session_id}", tag = "assistant", params(("session_id" = Uuid, Path)),
    responses((status = 200, description = "The interview", body = Envelope<InterviewBody>)))]
pub async fn get_interview(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<AiSessionId>,
) -> Answer<One<InterviewBody>> {
    Ok(ok("interview", services.interviews.get(&caller, id).await?.into()))
}

/// After which turn the list begins.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AfterTurn {
    /// The id of the last turn known.
    after: Option<Uuid>,
}

/// The turns of an interview, oldest first: the greeting, then the patient's words with the responses.
#[utoipa::path(get, path = "/ai/sessions/{session_id}/messages", tag = "assistant",
    params(("session_id" = Uuid, Path), AfterTurn, PagingParams),
    responses((status = 200, description = "The turns", body = ListEnvelope<TurnBody>)))]
pub async fn list_turns(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<AiSessionId>,
    Query(query): Query<AfterTurn>,
    Paging(page): Paging,
) -> Answer<Listed<TurnBody>> {
    let turns = services.interviews.messages(&caller, id, query.after.map(AiMessageId::from), &page).await?;
    Ok(listed("turns", &page, turns.map(TurnBody::from)))
}

/// Answer the question of an interview.
#[utoipa::path(post, path = "/ai/messages", tag = "assistant", request_body = AnswerFields,
    responses((status = 201, description = "What the assistant says", body = Envelope<ResponseBody>)))]
pub async fn answer(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    gone: ClientGone,
    Body(fields): Body<AnswerFields>,
) -> Answer<One<ResponseBody>> {
    let mut check = Check::default();
    let session = check.required("session_id", fields.session_id, parse::any);
    let session: AiSessionId = check.build(|| session)?.into();
    let words = AnswerFields::read_words(fields.message, fields.content)?;
    let said = take_turn(&services, &caller, session, &words, gone).await.map_err(|error| match error {
        Error::NotFound { what, .. } => Error::unknown(what, "session_id"),
        other => other,
    })?;
    respond(session, said)
}

/// Answer the question of the interview in the path.
#[utoipa::path(post, path = "/ai/sessions/{session_id}/messages", tag = "assistant", request_body = WordsFields,
    params(("session_id" = Uuid, Path)),
    responses((status = 201, description = "What the assistant says", body = Envelope<ResponseBody>)))]
pub async fn answer_in(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    gone: ClientGone,
    Path(session): Path<AiSessionId>,
    Body(fields): Body<WordsFields>,
) -> Answer<One<ResponseBody>> {
    let words = AnswerFields::read_words(fields.message, fields.content)?;
    respond(session, take_turn(&services, &caller, session, &words, gone).await?)
}

/// Make the own text the final summary.
#[utoipa::path(put, path = "/ai/sessions/{session_id}/summary", tag = "assistant", request_body = SummaryFields,
    params(("session_id" = Uuid, Path)),
    responses((status = 200, description = "The final summary", body = Envelope<ResponseBody>)))]
pub async fn finalise_summary(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(session): Path<AiSessionId>,
    Body(fields): Body<SummaryFields>,
) -> Answer<One<ResponseBody>> {
    let turn = services.interviews.finalise(&caller, session, fields.read()?).await?;
    Ok(ok("summary finalised", turn.into()))
}

/// End an interview. One without a summary gets it. An ended interview takes no turns.
#[utoipa::path(put, path = "/ai/sessions/{session_id}/end", tag = "assistant", params(("session_id" = Uuid, Path)),
    responses((status = 200, description = "The ended interview", body = Envelope<InterviewBody>)))]
pub async fn end_interview(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(session): Path<AiSessionId>,
) -> Answer<One<InterviewBody>> {
    Ok(ok("interview ended", services.interviews.end(&caller, session).await?.into()))
}

/// A turn is given up when the client has left: nobody waits for the model any more, and nothing has been stored yet.
async fn take_turn(
    services: &Services,
    caller: &Caller,
    session: AiSessionId,
    words: &str,
    ClientGone(gone): ClientGone,
) -> Outcome<Vec<AiMessage>> {
    services.interviews.answer(caller, session, words, gone.cancelled()).await
}

fn respond(session: AiSessionId, turns: Vec<AiMessage>) -> Answer<One<ResponseBody>> {
    let body = ResponseBody::of(turns).ok_or_else(|| Error::Internal("a turn without a response".into()))?;
    Ok(created("answered", format!("/api/v1/ai/sessions/{session}/messages"), body))
}
