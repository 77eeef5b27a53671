//! Chats: the one conversation of a doctor and a patient, in which the patient's family takes part. A message makes the chat
//! active for the other side and inactive for the sender's; what is unread is counted on the chat and always equals the list.
//! What the patient's side writes is read by the rules for emergencies first.

pub mod access;
mod attachment;
mod entity;
mod message;
mod reading;
mod repo;
mod screening;
mod sending;
mod service;
mod summary;

pub use access::Viewer;
pub use attachment::{Attachment, THREAD_DOOR};
pub use entity::{Chat, ChatFilter, ChatSide, ChatStatus, ChatView, Correspondence, Party, Standing, Unread};
pub use message::{Anchor, Message, MessageFilter, MessageKind, NewMessage, Window};
pub use reading::{ReadReceipt, Target};
pub use repo::{ChatRepo, Marked, MessageRepo};
pub use sending::Sent;
pub use service::Chats;
pub use summary::ChatSummary;
