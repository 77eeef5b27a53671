use std::sync::Arc;

use super::{
    ask::{About, Asked, ask},
    spoken::{Said, accepted, spoken},
};
use crate::{
    assistant::{
        AiMessage, AiSession, AiSessionStatus, Language, TextSource, Urgency,
        access::{HoldInterview, readable},
        interview::{Interview, InterviewContext, Step, Subject},
        progress::Progress,
        prompts::{interview_request, summary_request},
        repo::AssistantRecord,
    },
    kernel::{
        AiMessageId, AiSessionId, Caller, ChatId, Core, Error, Event, Listening, Outcome, Page, PageRequest, PatientId,
        UserId,
    },
    limits::Limits,
    patients::{ClinicalFactKind, PatientRule, access::admit},
    ports::{LanguageModel, RepoError},
};

/// An interview to be opened: about a patient, or about the patient of a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewInterview {
    /// About this patient.
    About(PatientId),
    /// About the patient of this chat; and, where both were given, it must be this patient.
    InChat(ChatId, Option<PatientId>),
}

/// The use cases of interviews.
#[derive(Clone)]
pub struct Interviews {
    core: Core,
    model: Option<Arc<dyn LanguageModel>>,
    limits: Limits,
}

impl Interviews {
    /// From what use cases share, the language model if there is one, and what is counted.
    pub fn new(core: Core, model: Option<Arc<dyn LanguageModel>>, limits: Limits) -> Self {
        Self { core, model, limits }
    }

    /// Opens an interview with its greeting and first question.
    pub async fn start(&self, caller: &Caller, new: NewInterview) -> Outcome<AiSession> {
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let (patient, chat_id) = match new {
            NewInterview::About(patient) => (patient, None),
            NewInterview::InChat(chat, named) => {
                let found = work.assistant().patient_of_chat(HoldInterview::scope(&caller.actor), chat).await?;
                let patient = found.ok_or_else(|| Error::unknown("chat", "chat_id"))?;
                if named.is_some_and(|named| named != patient) {
                    return Err(Error::invalid("patient_id", "is not the patient of the chat"));
                }
                (patient, Some(chat))
            }
        };
        let permit = admit::<HoldInterview>(&mut *work, &caller.actor, patient).await;
        let permit = permit.map_err(unknown_patient)?;
        let own = work.assistant().is_self(caller.actor.user(), patient).await?;
        let record = work.assistant().record_of(patient).await?;
        let interview = Interview::new(context(&record, own, now.date_naive()));
        let progress = Progress { turns: 1, interview };
        let session = AiSession {
            id: self.core.fresh.id(),
            patient_id: patient,
            chat_id,
            started_by: caller.actor.user(),
            language: None,
            status: AiSessionStatus::Active,
            urgency: None,
            summary: None,
            summary_source: None,
            summary_final_at: None,
            started_at: now,
            ended_at: None,
            state: progress.write()?,
            updated_at: now,
        };
        let greeting = self.turn(&session, 0, Said::by_rules(progress.interview.greeting()));
        work.assistant().insert_session(permit, &session, &greeting).await?;
        work.commit(caller.audit("ai_session.start").on(session.id).patient(patient)).await?;
        Ok(session)
    }

    /// Takes the patient's words and answers: the next question, or emergency advice and the summary, or the summary.
    /// Red flags are looked for before any model is asked; a missing, slow or failing model never stops the interview.
    ///
    /// `gone` completes when the client has left: a model is then asked no further, and no turn is stored.
    pub async fn answer(
        &self,
        caller: &Caller,
        id: AiSessionId,
        words: &str,
        gone: impl Future<Output = ()>,
    ) -> Outcome<Vec<AiMessage>> {
        self.limits.ai_turn(caller.actor.user()).await?;
        let (session, mut progress) = self.open(caller, id).await?;
        if session.summary_final_at.is_some() {
            return Err(Error::conflict("the summary is final; start another interview to go on"));
        }
        progress.check_room()?;
        let question = progress.interview.pending().map(|pending| pending.text.clone());
        let step = progress.interview.answer(words);
        let asked = self.reword(caller, &session, &mut progress, &step, gone).await?;
        let said = spoken(&step, question, words, asked.as_ref());
        self.keep(caller, session, progress, said).await
    }

    /// Ends the questions with the summary of what is known. Where there is a summary already, there are no questions to end.
    pub async fn finish(&self, caller: &Caller, id: AiSessionId) -> Outcome<Vec<AiMessage>> {
        let (session, mut progress) = self.open(caller, id).await?;
        if session.status != AiSessionStatus::Active || session.summary_final_at.is_some() {
            return Err(Error::conflict("the summary is there already"));
        }
        progress.check_room()?;
        let step = progress.interview.finish();
        let said = spoken(&step, None, "", None);
        self.keep(caller, session, progress, said).await
    }

    /// Makes the patient's own text the final summary.
    pub async fn finalise(&self, caller: &Caller, id: AiSessionId, text: String) -> Outcome<AiMessage> {
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let found = work.assistant().lock_session(HoldInterview::scope(&caller.actor), id).await?;
        let mut session = found.ok_or_else(|| Error::not_found("interview"))?;
        if session.status == AiSessionStatus::Ended {
            return Err(Error::conflict("the interview has ended; start another one"));
        }
        let mut progress = Progress::read(id, &session.state)?;
        progress.check_room()?;
        let mut said = Said::by_rules(text.clone());
        said.source = TextSource::User;
        said.is_summary = true;
        said.urgency = session.urgency.unwrap_or(Urgency::Routine);
        said.question_count = i32::from(progress.interview.question_count());
        let turn = self.turn(&session, progress.turns, said);
        progress.turns += 1;
        session.state = progress.write()?;
        session.summary = Some(text);
        session.summary_source = Some(TextSource::User);
        session.summary_final_at = Some(now);
        session.updated_at = now;
        if session.status == AiSessionStatus::Active {
            session.status = AiSessionStatus::Summarised;
        }
        work.assistant().save_turns(&session, std::slice::from_ref(&turn)).await?;
        let audit = caller.audit("ai_session.finalise").on(id).patient(session.patient_id).changed(["summary"]);
        work.commit(audit).await?;
        self.tell(caller, std::slice::from_ref(&turn)).await;
        Ok(turn)
    }

    /// Ends the interview. One that has no summary yet gets it. Doing it again changes nothing.
    pub async fn end(&self, caller: &Caller, id: AiSessionId) -> Outcome<AiSession> {
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let found = work.assistant().lock_session(HoldInterview::scope(&caller.actor), id).await?;
        let mut session = found.ok_or_else(|| Error::not_found("interview"))?;
        if session.status == AiSessionStatus::Ended {
            drop(work);
            self.core.shown(caller, "interview", [session.patient_id]).await;
            return Ok(session);
        }
        let mut turns = Vec::new();
        if session.status == AiSessionStatus::Active {
            let mut progress = Progress::read(id, &session.state)?;
            let step = progress.interview.finish();
            turns = self.apply(&mut session, &mut progress, spoken(&step, None, "", None))?;
        }
        session.status = AiSessionStatus::Ended;
        session.ended_at = Some(now);
        session.updated_at = now;
        work.assistant().save_turns(&session, &turns).await?;
        work.commit(caller.audit("ai_session.end").on(id).patient(session.patient_id).changed(["status"])).await?;
        self.tell(caller, &turns).await;
        Ok(session)
    }

    /// An interview that the caller may read.
    pub async fn get(&self, caller: &Caller, id: AiSessionId) -> Outcome<AiSession> {
        let found = self.core.store.read().await?.assistant().find_session(readable(&caller.actor), id).await?;
        let found = found.ok_or_else(|| Error::not_found("interview"))?;
        self.core.shown(caller, "interview", [found.patient_id]).await;
        Ok(found)
    }

    /// An interview that the caller holds, for its socket.
    pub async fn held(&self, caller: &Caller, id: AiSessionId) -> Outcome<AiSession> {
        let scope = crate::assistant::access::InterviewScope::Of(HoldInterview::scope(&caller.actor));
        let found = self.core.store.read().await?.assistant().find_session(scope, id).await?;
        found.ok_or_else(|| Error::not_found("interview"))
    }

    /// Interviews that the caller may read, newest first.
    pub async fn list(
        &self,
        caller: &Caller,
        patient: Option<PatientId>,
        page: &PageRequest,
    ) -> Outcome<Page<AiSession>> {
        let scope = readable(&caller.actor);
        let found = self.core.store.read().await?.assistant().list_sessions(scope, patient, page.by_id()?).await?;
        self.core.shown(caller, "interviews", found.items.iter().map(|session| session.patient_id)).await;
        Ok(found)
    }

    /// The turns of an interview that the caller may read, oldest first; after one of them where given.
    pub async fn messages(
        &self,
        caller: &Caller,
        id: AiSessionId,
        after: Option<AiMessageId>,
        page: &PageRequest,
    ) -> Outcome<Page<AiMessage>> {
        let scope = readable(&caller.actor);
        let (patient, turns) = self.core.store.read().await?.assistant().messages(scope, id, after, page).await?;
        self.core.shown(caller, "interview_messages", patient).await;
        Ok(turns)
    }

    /// Notes that the caller hears a turn of this patient's interview as it is taken: not one that he took himself, and of
    /// many in a row one in a minute.
    pub async fn heard(&self, caller: &Caller, patient: PatientId, taken_by: UserId, listening: &mut Listening) {
        if taken_by != caller.actor.user() && listening.takes_note(self.core.fresh.now()) {
            self.core.shown(caller, "interview_messages", [patient]).await;
        }
    }

    async fn open(&self, caller: &Caller, id: AiSessionId) -> Outcome<(AiSession, Progress)> {
        let session = self.held(caller, id).await?;
        if session.status == AiSessionStatus::Ended {
            return Err(Error::conflict("the interview has ended"));
        }
        let progress = Progress::read(id, &session.state)?;
        Ok((session, progress))
    }

    /// Asks the model for a better wording of the next question, or a better summary, and takes it if it keeps to the
    /// rules. Emergencies, and languages that the rules cannot read, are never given to a model.
    async fn reword(
        &self,
        caller: &Caller,
        session: &AiSession,
        progress: &mut Progress,
        step: &Step,
        gone: impl Future<Output = ()>,
    ) -> Outcome<Option<Asked<String>>> {
        let interview = &mut progress.interview;
        let Some(model) = self.model.as_deref().filter(|_| interview.language() != Language::Other) else {
            return Ok(None);
        };
        let (purpose, request) = match step {
            Step::Question { .. } => ("interview_question", interview_request(interview)),
            Step::Summary { .. } => ("interview_summary", summary_request(interview)),
            Step::Emergency { .. } => return Ok(None),
        };
        let about = About { actor: Some(caller.actor.user()), patient: session.patient_id, purpose };
        let read = |text: &str| accepted(interview, step, text);
        ask(&self.core, model, about, request, gone, read).await
    }

    async fn keep(
        &self,
        caller: &Caller,
        session: AiSession,
        mut progress: Progress,
        said: Vec<Said>,
    ) -> Outcome<Vec<AiMessage>> {
        let (id, before) = (session.id, progress.turns);
        let mut work = self.core.store.begin().await?;
        let found = work.assistant().lock_session(HoldInterview::scope(&caller.actor), id).await?;
        let mut session = found.ok_or_else(|| Error::not_found("interview"))?;
        if session.status == AiSessionStatus::Ended {
            return Err(Error::conflict("the interview has ended"));
        }
        if Progress::read(id, &session.state)?.turns != before {
            return Err(Error::conflict("another answer of this interview came in at the same time"));
        }
        let turns = self.apply(&mut session, &mut progress, said)?;
        work.assistant().save_turns(&session, &turns).await.map_err(|error| match error {
            RepoError::Conflict(_) => Error::conflict("another answer of this interview came in at the same time"),
            other => other.into(),
        })?;
        work.commit(caller.audit("ai_session.answer").on(id).patient(session.patient_id)).await?;
        self.tell(caller, &turns).await;
        Ok(turns)
    }

    /// What was said becomes turns, and the interview moves on.
    fn apply(&self, session: &mut AiSession, progress: &mut Progress, said: Vec<Said>) -> Outcome<Vec<AiMessage>> {
        let mut turns = Vec::new();
        for mut line in said {
            line.question_count = i32::from(progress.interview.question_count());
            session.urgency = session.urgency.max(Some(line.urgency));
            if line.is_summary {
                session.summary = Some(line.response.clone());
                session.summary_source = Some(line.source);
                session.status = AiSessionStatus::Summarised;
            }
            turns.push(self.turn(session, progress.turns, line));
            progress.turns += 1;
        }
        session.language = Some(progress.interview.language());
        session.state = progress.write()?;
        session.updated_at = self.core.fresh.now();
        Ok(turns)
    }

    fn turn(&self, session: &AiSession, turn: i32, said: Said) -> AiMessage {
        AiMessage {
            id: self.core.fresh.id(),
            session_id: session.id,
            turn,
            question: said.question,
            message: said.message,
            response: said.response,
            is_summary: said.is_summary,
            question_count: said.question_count,
            urgency: said.urgency,
            source: said.source,
            made_by: said.made_by,
            created_at: self.core.fresh.now(),
        }
    }

    async fn tell(&self, caller: &Caller, turns: &[AiMessage]) {
        for turn in turns {
            let (session, by) = (turn.session_id, caller.actor.user());
            self.core.events.publish(Event::AiTurn { session, turn: Box::new(turn.clone()), by }).await;
        }
    }
}

fn unknown_patient(error: Error) -> Error {
    match error {
        Error::NotFound { .. } => Error::unknown("patient", "patient_id"),
        other => other,
    }
}

fn context(record: &AssistantRecord, own: bool, today: chrono::NaiveDate) -> InterviewContext {
    let texts = |kind: ClinicalFactKind| {
        record.facts.iter().filter(|fact| fact.kind == kind).map(|fact| fact.text.clone()).collect()
    };
    let patient = record.patient.as_ref();
    InterviewContext {
        subject: if own { Subject::Myself } else { Subject::Other },
        age_months: patient.and_then(|patient| patient.age_months_on(today)),
        gender: patient.and_then(|patient| patient.gender),
        allergies: texts(ClinicalFactKind::Allergy),
        medicines: texts(ClinicalFactKind::Medication),
        conditions: texts(ClinicalFactKind::Condition),
        language: None,
    }
}
