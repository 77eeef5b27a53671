//! What lists of chats and messages may be narrowed by.

use domain::{
    chats::{Anchor, ChatFilter, ChatStatus, MessageFilter, Window},
    kernel::{Check, Error, Outcome, PageRequest, parse},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which chats.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChatParams {
    /// Only those that wait for the caller's side, or only the others.
    is_active: Option<bool>,
    /// Only those with unread messages, or only the others.
    unread: Option<bool>,
    /// Only this patient's.
    patient_id: Option<Uuid>,
    /// Only with this doctor.
    doctor_id: Option<Uuid>,
    /// open or closed.
    status: Option<String>,
    /// A text in the names or the messages.
    search: Option<String>,
    /// `recent`: those in which something happened last come first. There is no other order.
    sort: Option<String>,
    /// Those too that the caller has put away.
    include_archived: Option<bool>,
}

impl ChatParams {
    /// The domain's filter.
    pub fn read(self) -> Outcome<ChatFilter> {
        let mut check = Check::default();
        let status = check.optional("status", self.status, parse::word::<ChatStatus>);
        let search = check.optional("search", self.search, parse::short_text);
        if self.sort.is_some_and(|sort| sort != "recent") {
            check.issue("sort", "must be recent");
        }
        check.build(|| {
            Some(ChatFilter {
                is_active: self.is_active,
                unread: self.unread,
                patient: self.patient_id.map(Into::into),
                doctor: self.doctor_id.map(Into::into),
                status,
                search: search.filter(|text| !text.trim().is_empty()),
                include_archived: self.include_archived.unwrap_or(false),
            })
        })
    }
}

/// Which messages.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MessageParams {
    /// Only those sent before this message.
    before: Option<Uuid>,
    /// Only those sent after this message, the next ones first; not together with `before`.
    after: Option<Uuid>,
    /// A text in the messages.
    search: Option<String>,
}

impl MessageParams {
    /// The domain's filter.
    pub fn read(self, page: &PageRequest) -> Outcome<MessageFilter> {
        let mut check = Check::default();
        let search = check.optional("search", self.search, parse::short_text);
        let place = |id: Uuid| Anchor::Message(id.into());
        let window = match (self.before, self.after) {
            (Some(_), Some(_)) => {
                check.issue("after", "cannot be combined with before");
                Window::Latest
            }
            (Some(id), None) => Window::Before(place(id)),
            (None, Some(id)) => Window::After(place(id)),
            (None, None) => Window::Latest,
        };
        let bad_cursor =
            page.after().is_some_and(|cursor| cursor.key.as_deref().and_then(|key| key.parse::<i64>().ok()).is_none());
        if bad_cursor {
            check.issue("cursor", "is not one this list gave out");
        }
        let search = search.filter(|text| !text.trim().is_empty());
        check.build(|| Some(MessageFilter { window, search }))
    }
}

/// Whose messages.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChatIdParam {
    /// The chat.
    #[param(required = true)]
    chat_id: Option<Uuid>,
}

impl ChatIdParam {
    /// The chat's id.
    pub fn read(self) -> Outcome<Uuid> {
        self.chat_id.ok_or_else(|| Error::invalid("chat_id", "is required"))
    }
}

/// What to look for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    /// A text in the messages.
    #[param(required = true)]
    query: Option<String>,
}

impl SearchParams {
    /// The domain's filter.
    pub fn read(self, page: &PageRequest) -> Outcome<MessageFilter> {
        let mut check = Check::default();
        let query = check.required("query", self.query, parse::short_phrase);
        let query = check.build(|| query)?;
        MessageParams { before: None, after: None, search: Some(query) }.read(page)
    }
}
