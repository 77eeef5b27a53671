//! A chat's socket: history first, then what happens, as it happens.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};
use async_trait::async_trait;
use domain::{
    chats::{Anchor, ChatSide, Chats, Message, MessageFilter, Viewer, Window},
    kernel::{Caller, ChatId, Error, Event, EventTopic, Listening, PageRequest},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    frames::{Kind, ReadFrame, ReadWhat, Said},
    message_body::{MessageBody, MessageFields},
};
use crate::{
    error::ApiError,
    extract::{Path, Query, SignedIn, read_json},
    realtime::{self, Conversation, Outgoing, Socket, Sockets},
    wire::Services,
};

/// The history of a socket that does not say where it stood.
const HISTORY: u16 = 50;
/// What was missed is read in pages of so many messages.
const CATCHING_UP: u16 = 100;
/// And sent in frames of so many bytes, or of one message: frames wait in memory for a client that reads slowly.
const LARGEST_FRAME: usize = 64 * 1024;

/// Where the client stood.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SocketParams {
    /// The last message that the client has: the history begins after it. The last 50 messages if absent.
    after: Option<Uuid>,
}

/// The chat's WebSocket.
///
/// The token comes in the Authorization header, as the subprotocols `bearer, <token>`, or as `?token=`. Frames are JSON text
/// of at most 64 KiB.
///
/// The client sends `{"type":"message","message":…,"message_type":…,"file_details":…,"client_message_id":…}` (the fields of
/// `POST /messages`), `{"type":"read","message_ids":[…]}` or `{"type":"read","up_to":…}`, `{"type":"typing"}`.
///
/// The server sends `{"type":"history","messages":[…]}` (oldest first), `{"type":"message","message":{…}}` for every message
/// of both sides however it was sent, `read`, `typing`, `presence`, and `{"type":"error","code","message"}` for what it
/// cannot use. It closes with 1008 when the session, the token or the access ends, with 1001 when the server stops.
#[utoipa::path(get, path = "/chats/ws/{chat_id}", tag = "chats", params(("chat_id" = Uuid, Path), SocketParams),
    responses((status = 101, description = "The socket is open"),
        (status = 403, description = "The role may not, the chat is somebody else's, or there is none."),
        (status = 404, description = "`after` is no message of the chat.")))]
pub async fn chat_socket(
    request: HttpRequest,
    body: Payload,
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    sockets: Data<Sockets>,
    Path(chat): Path<ChatId>,
    Query(params): Query<SocketParams>,
) -> Result<HttpResponse, ApiError> {
    let viewer = Viewer::of(&caller.actor);
    let view = services.chats.find(&caller, chat).await.map_err(realtime::refusal)?;
    let start = params.after.map_or(Window::Latest, |id| Window::After(Anchor::Message(id.into())));
    if start != Window::Latest {
        let filter = MessageFilter { window: start, search: None };
        services.chats.messages(&caller, chat, &filter, &PageRequest::first(1)).await?;
    }
    let topic = EventTopic::Chat(chat);
    let socket = Socket { kind: "chat", topic, reach: (viewer.patients, view.chat.patient_id) };
    let chats = services.chats.clone();
    let sockets = sockets.into_inner();
    let (side, listening) = (viewer.side, Listening::default());
    let talk = ChatTalk { chats, sockets, caller, chat, side, start, known: 0, listening };
    realtime::open(&request, body, socket, talk)
}

struct ChatTalk {
    chats: Chats,
    sockets: std::sync::Arc<Sockets>,
    caller: Caller,
    chat: ChatId,
    side: Option<ChatSide>,
    start: Window,
    /// Every message up to this number was sent to the client.
    known: i64,
    listening: Listening,
}

#[async_trait(?Send)]
impl Conversation for ChatTalk {
    async fn begin(&mut self, out: &Outgoing) -> Result<(), ApiError> {
        self.history(self.start, out).await?;
        self.greet(out).await;
        Ok(())
    }

    async fn text(&mut self, text: &str, out: &Outgoing) -> Result<(), ApiError> {
        let bytes = text.as_bytes();
        match read_json::<Kind>(bytes)?.read()?.as_str() {
            "message" => {
                let new = read_json::<MessageFields>(bytes)?.read()?;
                let sent = self.chats.send(&self.caller, self.chat, new, None).await?;
                if !sent.is_new {
                    // Everybody has it already, but this client does not know.
                    out.send(&self.said(sent.message)).await;
                }
                Ok(())
            }
            "read" => self.read(read_json::<ReadFrame>(bytes)?.read()?).await,
            "typing" => {
                let side = self.side.ok_or_else(|| Error::forbidden("only participants type"))?;
                self.chats.tell_typing(&self.caller, self.chat, side).await;
                Ok(())
            }
            _ => Err(Error::invalid("type", "must be message, read or typing").into()),
        }
    }

    async fn event(&mut self, event: Option<Event>, out: &Outgoing) -> Result<(), ApiError> {
        let me = self.caller.actor.user();
        match event {
            None => self.history(Window::After(Anchor::Sequence(self.known)), out).await?,
            Some(Event::Message { message }) => self.message(*message, out).await,
            Some(Event::Read { chat, reader, side, messages, at }) => {
                let (message_ids, read_by_user_id) = (messages, reader);
                out.send(&Said::Read { chat_id: chat, message_ids, read_by_user_id, reader_role: side, read_at: at })
                    .await;
            }
            Some(Event::Typing { chat, user, side }) if user != me => {
                out.send(&Said::Typing { chat_id: chat, user_id: user, role: side }).await;
            }
            Some(Event::Presence { chat, user, side, online }) if user != me => {
                out.send(&Said::Presence { chat_id: chat, user_id: user, role: side, online }).await;
            }
            Some(_) => {}
        }
        Ok(())
    }

    async fn end(&mut self) {
        let still_there = self.sockets.users_at(EventTopic::Chat(self.chat)).contains_key(&self.caller.actor.user());
        if let Some(side) = self.side.filter(|_| !still_there) {
            self.chats.tell_presence(&self.caller, self.chat, side, false).await;
        }
    }
}

impl ChatTalk {
    /// Sends what is in the window: for the newest messages one frame, for what was missed as many as it takes.
    async fn history(&mut self, window: Window, out: &Outgoing) -> Result<(), ApiError> {
        let mut filter = MessageFilter { window, search: None };
        loop {
            let latest = filter.window == Window::Latest;
            let (limit, largest) = if latest { (HISTORY, usize::MAX) } else { (CATCHING_UP, LARGEST_FRAME) };
            let page = self.chats.messages(&self.caller, self.chat, &filter, &PageRequest::first(limit)).await?;
            let more = page.next.is_some() && !latest;
            if let Some(newest) = page.items.first() {
                self.known = self.known.max(newest.sequence);
            }
            for messages in self.frames(page.items, largest) {
                out.send(&Said::History { chat_id: self.chat, messages }).await;
            }
            if !more || out.is_gone() {
                return Ok(());
            }
            filter.window = Window::After(Anchor::Sequence(self.known));
        }
    }

    /// A page's messages, oldest first, cut into frames of about so many bytes; one empty frame if there are none.
    fn frames(&self, page: Vec<Message>, largest: usize) -> Vec<Vec<MessageBody>> {
        let (mut frames, mut frame, mut size) = (Vec::new(), Vec::new(), 0);
        for message in page.into_iter().rev() {
            let body = MessageBody::new(message, &self.caller.actor);
            let bytes = serde_json::to_vec(&body).map_or(0, |json| json.len());
            if !frame.is_empty() && size + bytes > largest {
                frames.push(std::mem::take(&mut frame));
                size = 0;
            }
            size += bytes;
            frame.push(body);
        }
        frames.push(frame);
        frames
    }

    /// Tells the others that this client came, and this client who is there.
    async fn greet(&self, out: &Outgoing) {
        let me = self.caller.actor.user();
        for (user, actor) in self.sockets.users_at(EventTopic::Chat(self.chat)) {
            if let Some(role) = Viewer::of(&actor).side.filter(|_| user != me) {
                out.send(&Said::Presence { chat_id: self.chat, user_id: user, role, online: true }).await;
            }
        }
        if let Some(side) = self.side {
            self.chats.tell_presence(&self.caller, self.chat, side, true).await;
        }
    }

    /// Sends a message unless the history had it. Two that were sent at once may come in either order.
    async fn message(&mut self, message: Message, out: &Outgoing) {
        if message.sequence <= self.known {
            return;
        }
        if message.sequence == self.known + 1 {
            self.known = message.sequence;
        }
        self.chats.heard(&self.caller, &message, &mut self.listening).await;
        out.send(&self.said(message)).await;
    }

    fn said(&self, message: Message) -> Said {
        Said::Message { message: Box::new(MessageBody::new(message, &self.caller.actor)) }
    }

    async fn read(&self, what: ReadWhat) -> Result<(), ApiError> {
        match what {
            ReadWhat::Messages(ids) => self.chats.mark_messages(&self.caller, &ids).await?,
            ReadWhat::Chat(up_to) => self.chats.mark_chat(&self.caller, self.chat, up_to).await?,
        };
        Ok(())
    }
}
