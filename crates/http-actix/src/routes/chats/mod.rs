//! Chats and messages, over REST and over sockets.

mod attached;
mod body;
mod chat;
mod file_form;
mod file_message;
mod filter;
mod frames;
mod message;
mod message_body;
mod read;
mod socket;
mod summary;
mod thread;

use domain::chats::access;

pub use summary::ChatSummaryBody;

use crate::{
    api::{Api, Gate},
    op,
};

/// Who takes part in chats.
const PARTICIPANTS: Gate = Gate::Roles(access::MAY_SEE);

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(PARTICIPANTS, chat::open_chat).requires(&["doctor_id", "patient_id"]).alias("/chat/threads"));
    api.add(op!(PARTICIPANTS, chat::list_chats));
    api.add(op!(PARTICIPANTS, chat::show_chat).alias("/chat/threads/{chat_id}"));
    api.add(op!(PARTICIPANTS, chat::activate_chat));
    api.add(op!(PARTICIPANTS, chat::deactivate_chat));
    api.add(op!(Gate::Roles(access::MAY_DELETE), chat::delete_chat));
    api.add(
        op!(PARTICIPANTS, message::list_messages)
            .alias("/messages/chat/{chat_id}")
            .alias("/chat/threads/{chat_id}/messages"),
    );
    api.add(op!(PARTICIPANTS, message::list_messages_of));
    api.add(op!(PARTICIPANTS, message::send_message).requires(&["chat_id"]));
    api.add(op!(PARTICIPANTS, file_message::send_with_attachment));
    api.add(op!(PARTICIPANTS, read::mark_messages).requires(&["message_ids|chat_id"]));
    api.add(op!(PARTICIPANTS, read::mark_message).alias("/chat/messages/{message_id}/read"));
    api.add(op!(PARTICIPANTS, thread::list_threads));
    api.add(op!(PARTICIPANTS, thread::count_unread));
    api.add(op!(PARTICIPANTS, thread::change_standing).requires(&["status"]));
    api.add(op!(PARTICIPANTS, thread::send_into_thread));
    api.add(op!(PARTICIPANTS, thread::search_thread));
    api.add(op!(PARTICIPANTS, file_message::attach_to_thread));
    api.add(op!(Gate::Socket(access::MAY_SEE), socket::chat_socket).alias("/chat/ws/chat/{chat_id}"));
}
