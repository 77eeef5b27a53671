use std::sync::Arc;

use super::ask::{About, Asked, ask};
use crate::{
    assistant::{
        DraftReply, SummaryOf, TextSource,
        access::{AskForReply, readable},
        prompts::{parse_suggestion_answer, suggestion_request},
        suggested_response::{KnownFact, SourceText, Suggestion, SuggestionInput, SummaryText, suggest},
    },
    kernel::{AiSessionId, Caller, ChatId, Core, DoctorId, Error, Outcome, PatientId, Permit, retry_conflicts},
    patients::access::admit,
    ports::{LanguageModel, Session},
};

/// What a doctor asks a draft reply for. One of chat, patient and interview is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplyRequest {
    /// In this chat.
    pub chat: Option<ChatId>,
    /// To this patient.
    pub patient: Option<PatientId>,
    /// To this interview.
    pub session: Option<AiSessionId>,
    /// The summary, where the doctor gives it along.
    pub summary: Option<String>,
}

/// Messages of the chat that a draft may use.
const RECENT_MESSAGES: i64 = 20;

/// The use case of draft replies for doctors.
#[derive(Clone)]
pub struct Replies {
    core: Core,
    model: Option<Arc<dyn LanguageModel>>,
}

/// What a draft is made for and from.
struct Prepared {
    permit: Permit<AskForReply, PatientId>,
    doctor: DoctorId,
    chat: Option<ChatId>,
    input: SuggestionInput,
}

impl Replies {
    /// From what use cases share, and the language model if there is one.
    pub fn new(core: Core, model: Option<Arc<dyn LanguageModel>>) -> Self {
        Self { core, model }
    }

    /// Drafts a reply from case history, summary and recent messages. It is kept apart and never sent by itself.
    ///
    /// `gone` completes when the client has left: a model is then asked no further, and no draft is stored.
    pub async fn draft(
        &self,
        caller: &Caller,
        request: ReplyRequest,
        gone: impl Future<Output = ()>,
    ) -> Outcome<DraftReply> {
        let prepared = self.prepare(caller, request).await?;
        self.core.shown(caller, "suggested_response", [prepared.permit.id()]).await;
        let by_rules = suggest(&prepared.input);
        let asked = self.ask_model(caller, &prepared, gone).await?;
        let by_model = asked.and_then(|asked| Some((asked.answer?, asked.made_by.model)));
        let (suggestion, model) = match by_model {
            Some((suggestion, model)) => (suggestion, Some(model)),
            None => (by_rules, None),
        };
        self.keep(caller, prepared, suggestion, model).await
    }

    async fn prepare(&self, caller: &Caller, request: ReplyRequest) -> Outcome<Prepared> {
        let mut session = self.core.store.read().await?;
        let session = &mut *session;
        let (patient, field, named_chat) = target(session, caller, &request).await?;
        let permit = admit::<AskForReply>(session, &caller.actor, patient).await;
        let permit = permit.map_err(|error| match error {
            Error::NotFound { .. } => unknown(field),
            other => other,
        })?;
        let (doctor, chat) = side(session, caller, patient, named_chat).await?;
        let input = gather(session, self.core.fresh.now().date_naive(), patient, chat, request).await?;
        Ok(Prepared { permit, doctor, chat, input })
    }

    async fn ask_model(
        &self,
        caller: &Caller,
        prepared: &Prepared,
        gone: impl Future<Output = ()>,
    ) -> Outcome<Option<Asked<Suggestion>>> {
        let Some(model) = self.model.as_deref() else { return Ok(None) };
        let actor = Some(caller.actor.user());
        let about = About { actor, patient: prepared.permit.id(), purpose: "suggested_response" };
        let read = |text: &str| parse_suggestion_answer(text, &prepared.input).ok();
        ask(&self.core, model, about, suggestion_request(&prepared.input), gone, read).await
    }

    async fn keep(
        &self,
        caller: &Caller,
        prepared: Prepared,
        suggestion: Suggestion,
        model: Option<String>,
    ) -> Outcome<DraftReply> {
        // A summary that the doctor gave along has no id and is nobody's stored text.
        let named: Vec<_> = suggestion.sources.iter().filter(|source| !source.id.is_nil()).collect();
        let sources = serde_json::to_value(named).map_err(|error| Error::Internal(error.to_string()))?;
        let draft = DraftReply {
            id: self.core.fresh.id(),
            chat_id: prepared.chat,
            patient_id: prepared.permit.id(),
            doctor_id: prepared.doctor,
            text: suggestion.text,
            sources,
            source: if model.is_some() { TextSource::Model } else { TextSource::Rules },
            model,
            language: prepared.input.written_language(),
            created_at: self.core.fresh.now(),
        };
        retry_conflicts(async || {
            let mut work = self.core.store.begin().await?;
            work.replies().insert_draft(&prepared.permit, &draft).await?;
            Ok(work.commit(caller.audit("ai_suggestion.draft").on(draft.id).patient(draft.patient_id)).await?)
        })
        .await?;
        Ok(draft)
    }
}

/// The patient that the request names, by which field, and the chat if it names one.
async fn target(
    session: &mut dyn Session,
    caller: &Caller,
    request: &ReplyRequest,
) -> Outcome<(PatientId, &'static str, Option<(ChatId, DoctorId)>)> {
    let mut found: Option<(PatientId, &'static str)> = request.patient.map(|patient| (patient, "patient_id"));
    let mut chat = None;
    if let Some(id) = request.chat {
        let sides = session.replies().sides_of_chat(id).await?;
        let (doctor, patient) = sides.ok_or_else(|| Error::unknown("chat", "chat_id"))?;
        agree(&mut found, patient, "chat_id")?;
        chat = Some((id, doctor));
    }
    if let Some(id) = request.session {
        let interview = session.assistant().find_session(readable(&caller.actor), id).await?;
        let interview = interview.ok_or_else(|| Error::unknown("interview", "session_id"))?;
        agree(&mut found, interview.patient_id, "session_id")?;
    }
    let (patient, field) = found.ok_or_else(|| Error::invalid("chat_id", "give chat_id, patient_id or session_id"))?;
    Ok((patient, field, chat))
}

/// The same answer whether what the field names is not there or not the caller's.
fn unknown(field: &'static str) -> Error {
    let what = match field {
        "chat_id" => "chat",
        "session_id" => "interview",
        _ => "patient",
    };
    Error::unknown(what, field)
}

fn agree(found: &mut Option<(PatientId, &'static str)>, patient: PatientId, field: &'static str) -> Outcome<()> {
    match found {
        Some((known, _)) if *known != patient => Err(unknown(field)),
        Some(_) => Ok(()),
        None => {
            *found = Some((patient, field));
            Ok(())
        }
    }
}

/// For which doctor, and in which chat. A doctor asks for his own; an administrator needs a chat that names one.
async fn side(
    session: &mut dyn Session,
    caller: &Caller,
    patient: PatientId,
    named: Option<(ChatId, DoctorId)>,
) -> Outcome<(DoctorId, Option<ChatId>)> {
    match (caller.actor.doctor(), named) {
        (Some(own), Some((chat, doctor))) if own == doctor => Ok((own, Some(chat))),
        (Some(_), Some(_)) => Err(Error::unknown("chat", "chat_id")),
        (Some(own), None) => Ok((own, session.replies().chat_of(own, patient).await?)),
        (None, Some((chat, doctor))) => Ok((doctor, Some(chat))),
        (None, None) => Err(Error::invalid("chat_id", "is required for administrators")),
    }
}

/// Only this patient's data, and only what the doctor could read himself.
async fn gather(
    session: &mut dyn Session,
    today: chrono::NaiveDate,
    patient: PatientId,
    chat: Option<ChatId>,
    request: ReplyRequest,
) -> Outcome<SuggestionInput> {
    let record = session.assistant().record_of(patient).await?;
    let which = request.session.map(SummaryOf::Interview).or(chat.map(SummaryOf::SentIn));
    let stored = match which {
        Some(which) => session.replies().summary_of(which).await?,
        None => None,
    };
    let case_history: Option<SourceText> = session.replies().case_history_of(patient).await?;
    let messages = match chat {
        Some(chat) => session.replies().recent_messages(chat, RECENT_MESSAGES).await?,
        None => Vec::new(),
    };
    let person = record.patient.as_ref();
    Ok(SuggestionInput {
        language: None,
        first_name: person.and_then(|patient| patient.first_name.clone()),
        age_months: person.and_then(|patient| patient.age_months_on(today)),
        case_history,
        summary: given(request.summary, stored),
        messages,
        facts: record
            .facts
            .into_iter()
            .map(|fact| KnownFact { id: fact.id.into(), kind: fact.kind, text: fact.text })
            .collect(),
    })
}

/// The doctor's own words of the summary stand in for the stored ones.
fn given(text: Option<String>, stored: Option<SummaryText>) -> Option<SummaryText> {
    match (text, stored) {
        (Some(text), Some(stored)) => Some(SummaryText { text, ..stored }),
        (Some(text), None) => Some(SummaryText {
            id: uuid::Uuid::nil(),
            urgency: crate::assistant::screen(&text, &crate::assistant::red_flags::Person::default()).urgency,
            text,
        }),
        (None, stored) => stored,
    }
}
