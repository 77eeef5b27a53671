//! Steps 14, 19 and 20, and 29 to 31: patient and doctor write to each other.

use serde_json::{Value, json};

use super::{Found, Walk, record::LETTER};
use crate::walk::{
    answer::{first, holds, row_with, rows, same, text},
    client::{Account, Surprise},
};

/// Nobody has written yet.
pub async fn none_yet(walk: &mut Walk) -> Found {
    let patient = walk.patient.clone();
    let chats = walk.client.get(&patient, "/chats").await?;
    let count = rows(&chats)?.len();
    holds(count == 0, || format!("{count} chats, not 0"))?;
    Ok("no chats".to_owned())
}

/// The patient opens the chat (opening it again finds it) and sends the summary.
pub async fn send_summary(walk: &mut Walk) -> Found {
    let patient = walk.patient.clone();
    let body = json!({ "doctor_id": walk.doctor.id, "patient_id": patient.id });
    let chat = walk.client.post(&patient, "/chats", body.clone(), 201).await?;
    walk.chat = text(&chat, "id")?;
    same(&chat, "is_active_for_doctor", false)?;
    same(&walk.client.post(&patient, "/chats", body, 200).await?, "id", walk.chat.as_str())?;
    let message = json!({ "chat_id": walk.chat, "message": walk.summary, "ai_session_id": walk.session });
    let sent = walk.client.post(&patient, "/messages", message, 201).await?;
    same(&sent, "sender_id", patient.id.as_str())?;
    same(&sent, "receiver_id", walk.doctor.id.as_str())?;
    Ok(format!("message {}", text(&sent, "id")?))
}

/// The patient sends a document.
pub async fn patient_sends_document(walk: &mut Walk) -> Found {
    let patient = walk.patient.clone();
    send_document(walk, &patient).await
}

async fn send_document(walk: &mut Walk, sender: &Account) -> Found {
    let path = format!("/patients/{}/case-history/documents", walk.patient.id);
    let stored = walk.client.upload(sender, &path, ("letter.pdf", "application/pdf", LETTER)).await?;
    let document = text(first(&stored)?, "id")?;
    let body = json!({ "chat_id": walk.chat, "message": "", "message_type": "file", "document_id": document,
        "file_details": { "file_name": "letter.pdf" } });
    let sent = walk.client.post(sender, "/messages", body, 201).await?;
    same(&sent, "document_id", document.as_str())?;
    Ok(format!("document {document}"))
}

/// The doctor answers, with a document.
pub async fn doctor_answers(walk: &mut Walk) -> Found {
    let doctor = walk.doctor.clone();
    let body = json!({ "chat_id": walk.chat, "message": walk.reply });
    let sent = walk.client.post(&doctor, "/messages", body, 201).await?;
    same(&sent, "sender_id", doctor.id.as_str())?;
    let document = send_document(walk, &doctor).await?;
    Ok(format!("message {} and {document}", text(&sent, "id")?))
}

/// The chat waits for the patient, who reads the answer.
pub async fn patient_sees_answer(walk: &mut Walk) -> Found {
    let patient = walk.patient.clone();
    chat_waits(walk, &patient, 2).await?;
    let messages = messages(walk, &patient).await?;
    let answer = row_with(&messages, "message", &walk.reply.clone())?;
    same(answer, "sender_role", "doctor")?;
    walk.unread = unread(&messages, "doctor")?;
    Ok("2 unread messages".to_owned())
}

/// The patient marks them read: the count falls to none, and the chat stays as active as it was.
pub async fn patient_reads(walk: &mut Walk) -> Found {
    let patient = walk.patient.clone();
    mark_read(walk, &patient).await?;
    chat_waits(walk, &patient, 0).await?;
    Ok("nothing unread; the chat still waits for the patient".to_owned())
}

/// That the chat waits for this side with so many unread messages.
pub async fn chat_waits(walk: &mut Walk, who: &Account, unread: i64) -> Result<(), Surprise> {
    let chats = walk.client.get(who, "/chats").await?;
    let chat = row_with(&chats, "id", &walk.chat)?;
    same(chat, "is_active", true)?;
    same(chat, "unread_count", unread)
}

/// The messages of the chat, newest first.
pub async fn messages(walk: &mut Walk, who: &Account) -> Result<Value, Surprise> {
    let messages = walk.client.get(who, &format!("/chats/{}/messages", walk.chat)).await?;
    let at = |row: &Value| row.get("sequence").and_then(Value::as_i64).unwrap_or_default();
    holds(rows(&messages)?.is_sorted_by(|a, b| at(a) > at(b)), || "messages are not newest first".to_owned())?;
    Ok(messages)
}

/// Ids of the messages that this side sent and the other has not read.
pub fn unread(messages: &Value, sender_role: &str) -> Result<Vec<String>, Surprise> {
    let sent = rows(messages)?.iter().filter(|row| row.get("sender_role") == Some(&json!(sender_role)));
    sent.filter(|row| row.get("is_read") == Some(&json!(false))).map(|row| text(row, "id")).collect()
}

/// Marks what is unread and checks that just that was counted.
pub async fn mark_read(walk: &mut Walk, who: &Account) -> Result<(), Surprise> {
    let body = json!({ "message_ids": walk.unread, "is_read": true });
    let marked = walk.client.put(who, "/messages/read-status", body).await?;
    same(&marked, "updated_count", walk.unread.len())
}
