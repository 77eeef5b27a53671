use super::{
    Chat, ChatFilter, ChatSide, ChatStatus, ChatView, Message, MessageFilter, Standing, Unread, Viewer, Window, access,
};
use crate::{
    kernel::{Caller, ChatId, Core, DoctorId, Error, Event, Listening, Outcome, Page, PageRequest, PatientId},
    ports::Session,
};

/// The use cases of chats. Sending and reading messages are in files of their own.
#[derive(Clone)]
pub struct Chats {
    pub(super) core: Core,
}

impl Chats {
    /// From its ports.
    pub const fn new(core: Core) -> Self {
        Self { core }
    }

    /// The chat of a doctor and a patient whom he treats, opened if there is none; answers whether it is new. Of two who
    /// open it at once, both get the same one.
    pub async fn open(&self, caller: &Caller, doctor: DoctorId, patient: PatientId) -> Outcome<(ChatView, bool)> {
        let viewer = Viewer::of(&caller.actor);
        if viewer.doctor.is_some_and(|own| own != doctor) {
            return Err(Error::unknown("doctor", "doctor_id"));
        }
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        if !work.patients().is_in_scope(viewer.patients, patient).await? {
            return Err(Error::unknown("patient", "patient_id"));
        }
        let known = work.doctors().find(doctor).await?.filter(|doctor| doctor.is_verified && doctor.is_active);
        known.ok_or_else(|| Error::unknown("doctor", "doctor_id"))?;
        if !work.chats().is_treated(doctor, patient).await? {
            return Err(Error::forbidden("this doctor does not treat this patient"));
        }
        let chat = Chat::new(self.core.fresh.id(), doctor, patient, now);
        let is_new = work.chats().open_chat(&chat).await?;
        let view = work.chats().chat_between(&viewer, doctor, patient).await?;
        let view = view.ok_or_else(|| Error::Internal("an opened chat cannot be seen".into()))?;
        if is_new {
            work.commit(caller.audit("chat.open").on(view.chat.id).patient(patient)).await?;
        } else {
            drop(work);
            self.note_chat(caller, &view).await;
        }
        Ok((view, is_new))
    }

    /// One chat.
    pub async fn find(&self, caller: &Caller, chat: ChatId) -> Outcome<ChatView> {
        let view = seen(&mut *self.core.store.read().await?, &Viewer::of(&caller.actor), chat).await?;
        self.note_chat(caller, &view).await;
        Ok(view)
    }

    async fn note_chat(&self, caller: &Caller, view: &ChatView) {
        if view.last_message.is_some() {
            self.core.shown(caller, "chat", [view.chat.patient_id]).await;
        }
    }

    /// The chats that the caller sees.
    pub async fn list(&self, caller: &Caller, filter: &ChatFilter, page: &PageRequest) -> Outcome<Page<ChatView>> {
        if let Some(cursor) = page.after() {
            cursor.instant()?;
        }
        let viewer = Viewer::of(&caller.actor);
        let found = self.core.store.read().await?.chats().chats(&viewer, filter, page).await?;
        let told = found.items.iter().filter(|view| view.last_message.is_some());
        self.core.shown(caller, "chats", told.map(|view| view.chat.patient_id)).await;
        Ok(found)
    }

    /// What the caller's side has not read, over all chats in his list.
    pub async fn unread(&self, caller: &Caller) -> Outcome<Unread> {
        Ok(self.core.store.read().await?.chats().unread(&Viewer::of(&caller.actor)).await?)
    }

    /// Makes the chat active or inactive for the caller's side; for both when an administrator does it.
    pub async fn set_active(&self, caller: &Caller, chat: ChatId, active: bool) -> Outcome<ChatView> {
        let viewer = Viewer::of(&caller.actor);
        let mut work = self.core.store.begin().await?;
        let mut view = seen(&mut *work, &viewer, chat).await?;
        let permit = access::arrange(&view);
        work.chats().set_active(&permit, viewer.side, active, self.core.fresh.now()).await?;
        view.chat.set_active(viewer.side, active);
        let verb = if active { "chat.activate" } else { "chat.deactivate" };
        work.commit(caller.audit(verb).on(chat).patient(view.chat.patient_id)).await?;
        Ok(view)
    }

    /// Opens or closes the chat for both sides, or puts it away for the caller alone.
    pub async fn set_standing(&self, caller: &Caller, chat: ChatId, standing: Standing) -> Outcome<ChatView> {
        let viewer = Viewer::of(&caller.actor);
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let mut view = seen(&mut *work, &viewer, chat).await?;
        let permit = access::arrange(&view);
        let field = match standing {
            Standing::Open | Standing::Closed => {
                let open = standing == Standing::Open;
                view.chat.status = if open { ChatStatus::Open } else { ChatStatus::Closed };
                work.chats().set_status(&permit, view.chat.status, now).await?;
                "status"
            }
            Standing::Archived | Standing::Unarchived => {
                view.is_archived = standing == Standing::Archived;
                work.chats().set_archived(&permit, viewer.user, view.is_archived, now).await?;
                "archived"
            }
        };
        work.commit(caller.audit("chat.update").on(chat).patient(view.chat.patient_id).changed([field])).await?;
        Ok(view)
    }

    /// Removes a chat with its messages; the audit trail keeps that it was.
    pub async fn delete(&self, caller: &Caller, chat: ChatId) -> Outcome<()> {
        let mut work = self.core.store.begin().await?;
        let view = seen(&mut *work, &Viewer::of(&caller.actor), chat).await?;
        let permit = access::delete(&caller.actor, chat)?;
        work.chats().delete_chat(&permit).await?;
        work.commit(caller.audit("chat.delete").on(chat).patient(view.chat.patient_id)).await?;
        self.core.events.publish(Event::ChatDeleted { chat }).await;
        Ok(())
    }

    /// Messages of a chat, newest first.
    pub async fn messages(
        &self,
        caller: &Caller,
        chat: ChatId,
        filter: &MessageFilter,
        page: &PageRequest,
    ) -> Outcome<Page<Message>> {
        let viewer = Viewer::of(&caller.actor);
        let mut session = self.core.store.read().await?;
        if let Some(messages) = session.messages().messages(&viewer, chat, filter, page).await? {
            drop(session);
            self.core.shown(caller, "messages", messages.items.first().map(Message::patient)).await;
            return Ok(messages);
        }
        seen(&mut *session, &viewer, chat).await?;
        let field = match filter.window {
            Window::After(_) => "after",
            Window::Before(_) | Window::Latest => "before",
        };
        Err(Error::unknown("message", field))
    }

    /// Notes that the caller hears this message as it is sent: not his own, and of many in a row one in a minute.
    pub async fn heard(&self, caller: &Caller, message: &Message, listening: &mut Listening) {
        if message.sent_by_user_id != caller.actor.user() && listening.takes_note(self.core.fresh.now()) {
            self.core.shown(caller, "messages", [message.patient()]).await;
        }
    }

    /// Tells the others in the chat that the caller types.
    pub async fn tell_typing(&self, caller: &Caller, chat: ChatId, side: ChatSide) {
        self.core.events.publish(Event::Typing { chat, user: caller.actor.user(), side }).await;
    }

    /// Tells the others in the chat that the caller came or left.
    pub async fn tell_presence(&self, caller: &Caller, chat: ChatId, side: ChatSide, online: bool) {
        self.core.events.publish(Event::Presence { chat, user: caller.actor.user(), side, online }).await;
    }
}

/// A chat that the viewer sees; for others it does not exist.
pub(super) async fn seen(session: &mut dyn Session, viewer: &Viewer, chat: ChatId) -> Outcome<ChatView> {
    session.chats().chat(viewer, chat).await?.ok_or_else(|| Error::not_found("chat"))
}
