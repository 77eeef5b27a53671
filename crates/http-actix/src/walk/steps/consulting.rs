//! Steps 22 to 26 and 28: the doctor looks at the patient.

use serde_json::Value;

use super::{
    Found, Walk,
    conversation::{chat_waits, mark_read, messages, unread},
};
use crate::walk::answer::{holds, row_with, rows, same, text};

/// The doctor's patients, each with what the chat is like.
pub async fn patients(walk: &mut Walk) -> Found {
    let doctor = walk.doctor.clone();
    let patients = walk.client.get(&doctor, &format!("/doctors/{}/patients", doctor.id)).await?;
    let patient = row_with(&patients, "id", &walk.patient.id)?;
    let chat = patient.get("chat").unwrap_or(&Value::Null);
    same(chat, "id", walk.chat.as_str())?;
    same(chat, "is_active", true)?;
    same(chat, "unread_count", 2)?;
    let count = rows(&patients)?.len();
    holds(count == 1, || format!("{count} patients, not 1: the child is nobody's to treat"))?;
    Ok(format!("{} with 2 unread messages, and not the child", text(patient, "name")?))
}

/// The doctor's chats say the same.
pub async fn chats(walk: &mut Walk) -> Found {
    let doctor = walk.doctor.clone();
    chat_waits(walk, &doctor, 2).await?;
    Ok("the chat waits for the doctor".to_owned())
}

/// What was written.
pub async fn read_messages(walk: &mut Walk) -> Found {
    let doctor = walk.doctor.clone();
    let messages = messages(walk, &doctor).await?;
    row_with(&messages, "message", &walk.summary.clone())?;
    walk.unread = unread(&messages, "patient")?;
    let count = rows(&messages)?.len();
    holds(count == 2, || format!("{count} messages, not 2"))?;
    Ok("the summary and a document".to_owned())
}

/// Who the patient is. The child, whom the doctor does not treat, does not exist for him.
pub async fn patient(walk: &mut Walk) -> Found {
    let doctor = walk.doctor.clone();
    let patient = walk.client.get(&doctor, &format!("/patients/{}", walk.patient.id)).await?;
    same(&patient, "dob", "1988-04-12")?;
    let age = patient.get("age").and_then(Value::as_i64).unwrap_or_default();
    holds(age > 30, || format!("no plausible age in {patient}"))?;
    let child = format!("/patients/{}", walk.child);
    walk.client.refused(&doctor, &child, 404).await?;
    Ok(format!("{}, {age} years old; the child is not to be seen", text(&patient, "name")?))
}

/// The messages are read; so are the case history and the reports.
pub async fn mark_messages(walk: &mut Walk) -> Found {
    let doctor = walk.doctor.clone();
    mark_read(walk, &doctor).await?;
    chat_waits(walk, &doctor, 0).await?;
    let history = walk.client.get(&doctor, &format!("/patients/{}/case-history", walk.patient.id)).await?;
    let documents = history.get("documents").cloned().unwrap_or_default();
    let reports = walk.client.get(&doctor, &format!("/patients/{}/reports", walk.patient.id)).await?;
    let (documents, reports) = (rows(&documents)?.len(), rows(&reports)?.len());
    Ok(format!("nothing unread; {documents} documents, {reports} reports"))
}

/// The doctor edits what was suggested; nothing is sent by that.
pub async fn edit(walk: &mut Walk) -> Found {
    let doctor = walk.doctor.clone();
    let before = rows(&messages(walk, &doctor).await?)?.len();
    holds(before == 2, || format!("{before} messages, though the doctor has sent none"))?;
    let suggested: String = walk.reply.chars().take(1_000).collect();
    walk.reply = format!("Dear Mrs Walk, please come by tomorrow at nine. {suggested}");
    Ok(format!("{} characters, still the doctor's own", walk.reply.chars().count()))
}
