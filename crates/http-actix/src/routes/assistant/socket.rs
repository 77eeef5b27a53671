use std::{cell::Cell, rc::Rc};

use actix_web::{
    HttpRequest, HttpResponse, rt,
    web::{Data, Payload},
};
use async_trait::async_trait;
use domain::{
    assistant::{AiMessage, access::HoldInterview},
    kernel::{
        AiMessageId, AiSessionId, Caller, Error, Event, EventTopic, Listening, Outcome, PageRequest, PatientId,
        TextEnum,
    },
    patients::PatientRule,
};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use uuid::Uuid;

use super::body::{AnswerFields, TurnBody};
use crate::{
    error::ApiError,
    extract::{Field, Path, Query, SignedIn, read_json},
    realtime::{Conversation, Outgoing, Socket, open, refusal},
    wire::Services,
};

/// How a socket begins and what it adds.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SocketQuery {
    /// The access token, where no header can carry it.
    #[serde(default, rename = "token")]
    _token: Option<String>,
    /// The id of the last turn known: what came after it is replayed.
    after: Option<Uuid>,
    /// Whether each response also comes in pieces (`delta` frames) before it comes whole.
    #[serde(default)]
    stream: bool,
}

/// Hold an interview over a WebSocket.
///
/// The client sends `{"message": "…"}` and `{"type": "finish"}`. The server sends, each with `message` and `isSummary`,
/// `system` (the greeting with the first question) and `ai_response`; besides `status`, `history`, with `stream=true`
/// `delta`, and `error`. A red flag is answered at once by emergency advice with `urgency` emergency; the summary follows
/// by itself. The pieces of a `delta` are of the text as it was checked: nothing unchecked is shown.
#[utoipa::path(get, path = "/ai-assistant/ws/{session_id}", tag = "assistant",
    params(("session_id" = Uuid, Path), SocketQuery),
    responses((status = 101, description = "The socket is open"),
        (status = 403, description = "The role may not, the interview is somebody else's, or there is none."),
        (status = 404, description = "`after` is no turn of the interview.")))]
pub async fn interview_socket(
    request: HttpRequest,
    payload: Payload,
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<AiSessionId>,
    Query(query): Query<SocketQuery>,
) -> Result<HttpResponse, ApiError> {
    let session = services.interviews.held(&caller, id).await.map_err(refusal)?;
    let socket = Socket {
        kind: "interview",
        topic: EventTopic::AiSession(id),
        reach: (HoldInterview::scope(&caller.actor), session.patient_id),
    };
    let after = query.after.map(AiMessageId::from);
    if after.is_some() {
        services.interviews.messages(&caller, id, after, &PageRequest::first(1)).await?;
    }
    let talk = Talk {
        caller,
        services,
        id,
        patient: session.patient_id,
        after,
        stream: query.stream,
        last_turn: -1,
        listening: Listening::default(),
        busy: Rc::default(),
    };
    open(&request, payload, socket, talk)
}

struct Talk {
    caller: Caller,
    services: Data<Services>,
    id: AiSessionId,
    patient: PatientId,
    after: Option<AiMessageId>,
    stream: bool,
    last_turn: i32,
    listening: Listening,
    /// Whether an answer is being made.
    busy: Rc<Cell<bool>>,
}

/// A frame with the assistant's words.
#[derive(Serialize)]
struct AiFrame {
    r#type: &'static str,
    message_id: Uuid,
    message: String,
    #[serde(rename = "isSummary")]
    is_summary: bool,
    question_count: i32,
    urgency: &'static str,
    source: &'static str,
}

impl AiFrame {
    fn new(r#type: &'static str, turn: AiMessage) -> Self {
        Self {
            r#type,
            message_id: turn.id.into(),
            message: turn.response,
            is_summary: turn.is_summary,
            question_count: turn.question_count,
            urgency: turn.urgency.as_str(),
            source: turn.source.as_str(),
        }
    }
}

#[derive(Serialize)]
struct HistoryFrame {
    r#type: &'static str,
    messages: Vec<TurnBody>,
}

#[derive(Serialize)]
struct StatusFrame {
    r#type: &'static str,
    status: &'static str,
}

#[derive(Serialize)]
struct DeltaFrame<'a> {
    r#type: &'static str,
    message_id: Uuid,
    delta: &'a str,
}

/// What a client may send.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Incoming {
    r#type: Field<String>,
    message: Field<String>,
    content: Field<String>,
}

#[async_trait(?Send)]
impl Conversation for Talk {
    async fn begin(&mut self, out: &Outgoing) -> Result<(), ApiError> {
        let mut turns = self.turns(self.after).await?;
        self.last_turn = turns.last().map_or(self.last_turn, |turn| turn.turn);
        if self.after.is_none() && !turns.is_empty() {
            out.send(&AiFrame::new("system", turns.remove(0))).await;
        }
        if self.after.is_some() || !turns.is_empty() {
            let messages = turns.into_iter().map(TurnBody::from).collect();
            out.send(&HistoryFrame { r#type: "history", messages }).await;
        }
        Ok(())
    }

    async fn text(&mut self, text: &str, out: &Outgoing) -> Result<(), ApiError> {
        let frame: Incoming = read_json(text.as_bytes())?;
        let wanted = match frame.r#type.0.value().as_deref() {
            None | Some("message") => Wanted::Answer(AnswerFields::read_words(frame.message, frame.content)?),
            Some("finish") => Wanted::Finish,
            Some(_) => return Err(Error::invalid("type", "unknown, expected one of: message, finish").into()),
        };
        if self.busy.replace(true) {
            return Err(Error::conflict("wait for the response to what you said before").into());
        }
        out.send(&StatusFrame { r#type: "status", status: "thinking" }).await;
        self.take_turn(wanted, out.clone());
        Ok(())
    }

    async fn event(&mut self, event: Option<Event>, out: &Outgoing) -> Result<(), ApiError> {
        match event {
            Some(Event::AiTurn { turn, by, .. }) if turn.turn > self.last_turn => {
                self.services.interviews.heard(&self.caller, self.patient, by, &mut self.listening).await;
                self.say(*turn, out).await;
            }
            Some(_) => {}
            None => {
                for turn in self.turns(None).await? {
                    self.say(turn, out).await;
                }
            }
        }
        Ok(())
    }

    async fn end(&mut self) {}
}

/// What a frame asks for.
enum Wanted {
    Answer(String),
    Finish,
}

impl Talk {
    /// Every turn after this one.
    async fn turns(&self, mut after: Option<AiMessageId>) -> Outcome<Vec<AiMessage>> {
        let (mut turns, page) = (Vec::new(), PageRequest::first(100));
        loop {
            let found = self.services.interviews.messages(&self.caller, self.id, after, &page).await?;
            turns.extend(found.items);
            if found.next.is_none() {
                return Ok(turns);
            }
            after = turns.last().map(|turn: &AiMessage| turn.id);
        }
    }

    /// The answer may take as long as a model takes, so it is made beside the socket; it comes back as an event. It is given
    /// up when the client leaves.
    fn take_turn(&self, wanted: Wanted, out: Outgoing) {
        let (caller, services, id, busy) = (self.caller.clone(), self.services.clone(), self.id, self.busy.clone());
        rt::spawn(async move {
            let done = match wanted {
                Wanted::Answer(words) => services.interviews.answer(&caller, id, &words, out.gone()).await,
                Wanted::Finish => services.interviews.finish(&caller, id).await,
            };
            busy.set(false);
            if let Err(error) = done {
                out.refuse(error).await;
            }
        });
    }

    async fn say(&mut self, turn: AiMessage, out: &Outgoing) {
        if turn.turn <= self.last_turn {
            return;
        }
        self.last_turn = turn.turn;
        if self.stream {
            for delta in turn.response.split_inclusive([' ', '\n']) {
                out.send(&DeltaFrame { r#type: "delta", message_id: turn.id.into(), delta }).await;
            }
        }
        out.send(&AiFrame::new("ai_response", turn)).await;
    }
}
