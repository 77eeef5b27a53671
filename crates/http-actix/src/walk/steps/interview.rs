//! Steps 15 to 18 and 27: the assistant asks the patient, and helps the doctor to answer.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use super::{Found, Walk};
use crate::walk::{
    answer::{holds, same, text},
    client::Surprise,
};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const PATIENCE: Duration = Duration::from_mins(1);
/// The opening, nine questions, and some to spare.
const MOST_TURNS: usize = 14;
const COMPLAINT: &str = "I have had a headache on both sides for three days, worse in the evening.";
const ANSWERS: [&str; 6] = [
    "It began three days ago after a long day at work.",
    "It is a dull pressure, about four out of ten.",
    "Rest makes it better, screens make it worse.",
    "I take amlodipine, nothing else.",
    "I have no allergies.",
    "My blood pressure has been high since 2019, nothing else.",
];

/// The interview's socket while steps go on.
#[derive(Default)]
pub struct Interview {
    socket: Option<Socket>,
}

/// The patient opens an interview and hears the first question.
pub async fn open(walk: &mut Walk) -> Found {
    let patient = walk.patient.clone();
    let body = json!({ "patient_id": patient.id });
    let session = walk.client.post(&patient, "/ai/sessions", body, 201).await?;
    same(&session, "patient_id", patient.id.as_str())?;
    walk.session = text(&session, "id")?;
    let host = walk.client.base.replacen("http", "ws", 1);
    let path = format!("/api/v1/ai-assistant/ws/{}", walk.session);
    let opened = connect_async(format!("{host}{path}?token={}", patient.token)).await;
    let (mut socket, _) = opened.map_err(|error| Surprise(format!("{path} does not open: {error}")))?;
    walk.client.note(format!("WebSocket {path}"));
    let greeting = frame_with_message(&mut socket).await?;
    same(&greeting, "isSummary", false)?;
    walk.interview.socket = Some(socket);
    Ok(format!("\"{}\"", text(&greeting, "message")?))
}

/// The patient answers until there is a summary.
pub async fn answer(walk: &mut Walk) -> Found {
    let said = std::iter::once(COMPLAINT).chain(ANSWERS.into_iter().cycle());
    for (questions, words) in said.take(MOST_TURNS).enumerate() {
        let reply = say(walk, json!({ "message": words })).await?;
        if reply.get("isSummary") == Some(&json!(true)) {
            walk.summary = text(&reply, "message")?;
            return Ok(format!("{questions} questions"));
        }
        text(&reply, "message")?;
    }
    Err(Surprise(format!("no summary after {MOST_TURNS} turns")))
}

/// The summary came by itself, and it says what the patient said.
pub async fn summarised(walk: &mut Walk) -> Found {
    walk.interview.socket = None;
    let patient = walk.patient.clone();
    let session = walk.client.get(&patient, &format!("/ai/sessions/{}", walk.session)).await?;
    let summary = walk.summary.to_lowercase();
    holds(summary.contains("headache"), || format!("the summary does not tell of the headache: {summary}"))?;
    holds(!session.get("summary").unwrap_or(&Value::Null).is_null(), || "the session keeps no summary".to_owned())?;
    Ok(format!("{} characters", walk.summary.chars().count()))
}

/// The patient edits the summary and makes it final.
pub async fn finalise(walk: &mut Walk) -> Found {
    let patient = walk.patient.clone();
    let edited: String = format!("{} I am also sleeping badly.", walk.summary).chars().take(4_000).collect();
    let path = format!("/ai/sessions/{}/summary", walk.session);
    let kept = walk.client.put(&patient, &path, json!({ "message": edited, "isSummary": true })).await?;
    same(&kept, "message", edited.as_str())?;
    same(&kept, "isSummary", true)?;
    walk.summary = edited;
    Ok("the patient's own words are the summary".to_owned())
}

/// The doctor asks for a suggestion.
pub async fn suggest(walk: &mut Walk) -> Found {
    let doctor = walk.doctor.clone();
    let body = json!({ "chat_id": walk.chat, "summary": walk.summary });
    let suggestion = walk.client.post(&doctor, "/ai/suggested-response", body, 200).await?;
    walk.reply = text(&suggestion, "suggested_response")?;
    text(&suggestion, "disclaimer")?;
    Ok(format!("{} characters from {}", walk.reply.chars().count(), text(&suggestion, "source")?))
}

async fn say(walk: &mut Walk, frame: Value) -> Result<Value, Surprise> {
    let socket = walk.interview.socket.as_mut().ok_or_else(|| Surprise("the interview is not open".to_owned()))?;
    let sent = socket.send(Message::text(frame.to_string())).await;
    sent.map_err(|error| Surprise(format!("a frame cannot be sent: {error}")))?;
    frame_with_message(socket).await
}

/// The next frame that says something; `status` frames only tell that it is on its way.
async fn frame_with_message(socket: &mut Socket) -> Result<Value, Surprise> {
    loop {
        let frame = timeout(PATIENCE, socket.next()).await.map_err(|_| Surprise("the socket is silent".to_owned()))?;
        match frame {
            Some(Ok(Message::Text(words))) => {
                let frame: Value =
                    serde_json::from_str(&words).map_err(|_| Surprise(format!("a frame is not JSON: {words}")))?;
                match frame.get("type").and_then(Value::as_str) {
                    Some("error") => return Err(Surprise(format!("the socket answers {frame}"))),
                    Some("system" | "ai_response") => return Ok(frame),
                    _ => {}
                }
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            other => return Err(Surprise(format!("the socket ended: {other:?}"))),
        }
    }
}
