//! What people write while the server is killed, and how it is read back.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::ports::Clock;
use embedded::SystemClock;
use reqwest::{
    Method, RequestBuilder,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::{
    person::{PASSWORD, Person},
    server::Server,
};

/// The administrator whom the server makes at its first start.
pub const ADMIN: &str = "admin@example.org";

/// What can be written; one writer each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    SignUp,
    Message,
    Document,
    Booking,
}

pub const KINDS: [Kind; 4] = [Kind::SignUp, Kind::Message, Kind::Document, Kind::Booking];

/// One thing that was sent, and what was answered; none where the server was killed before it answered.
pub struct Written {
    pub kind: Kind,
    pub number: u32,
    pub answer: Option<Value>,
}

/// A doctor and his patient, who write.
#[derive(Clone)]
pub struct Practice {
    patient: Person,
    doctor: Person,
    chat: String,
    opened_at: DateTime<Utc>,
}

impl Practice {
    pub async fn open(server: &Server) -> Self {
        let admin = Person::signed_in(server, ADMIN).await;
        let account = json!({ "role": "doctor", "email": "d@example.org", "password": PASSWORD, "name": "Amina" });
        admin.post("/auth/signup", account).await;
        let doctor = Person::signed_in(server, "d@example.org").await;
        let patient = Person::patient(server, "nadia@example.org").await;
        let pair = json!({ "doctor_id": doctor.id, "patient_id": patient.id });
        admin.post("/mappings/doctor-patient", pair.clone()).await;
        let chat = patient.post("/chats", pair).await["id"].as_str().expect("an id").to_owned();
        Self { patient, doctor, chat, opened_at: SystemClock.now() }
    }

    /// The same people at a server that was started anew.
    pub fn at(&self, server: &Server) -> Self {
        let moved = |person: &Person| Person { address: server.address.clone(), ..person.clone() };
        Self { patient: moved(&self.patient), doctor: moved(&self.doctor), ..self.clone() }
    }

    /// Writes one thing. The server refuses none of them.
    pub async fn write(&self, kind: Kind, number: u32) -> Written {
        let answer = match self.request(kind, number).send().await {
            Ok(answer) => {
                let status = answer.status();
                let body = answer.json::<Value>().await.ok();
                assert!(status == 201, "{kind:?} {number}: {status} {body:?}");
                body.map(|body| body["data"].clone())
            }
            Err(_) => None,
        };
        Written { kind, number, answer }
    }

    fn request(&self, kind: Kind, number: u32) -> RequestBuilder {
        let post = |path: &str| self.patient.request(Method::POST, path);
        match kind {
            Kind::SignUp => {
                let account = json!({ "email": writer(number), "password": PASSWORD, "name": "Writer" });
                post("/auth/patient-signup").json(&account)
            }
            Kind::Message => {
                let message = json!({ "chat_id": self.chat, "message": format!("message {number}") });
                post("/messages").json(&message)
            }
            Kind::Document => {
                let file = Part::text(content(number)).file_name(format!("note-{number}.txt"));
                let path = format!("/patients/{}/case-history/documents", self.patient.id);
                post(&path).multipart(Form::new().part("file", file))
            }
            Kind::Booking => {
                let booking = json!({ "doctor_id": self.doctor.id, "time_slot": self.slot(number) });
                post("/appointments").header("Idempotency-Key", format!("booking-{number}")).json(&booking)
            }
        }
    }

    /// An hour that nobody else wants.
    fn slot(&self, number: u32) -> String {
        (self.opened_at + TimeDelta::hours(24 + i64::from(number))).format("%Y-%m-%dT%H:00:00Z").to_string()
    }

    /// Everything acknowledged is there, and nothing is there by half.
    pub async fn check(&self, written: &[Written]) {
        let of = |kind: Kind| -> Vec<&Written> { written.iter().filter(|one| one.kind == kind).collect() };
        let acknowledged =
            |kind: Kind| -> Vec<&Value> { of(kind).into_iter().filter_map(|one| one.answer.as_ref()).collect() };
        for one in of(Kind::SignUp) {
            let is_there = self.has_account(one.number).await;
            assert!(is_there || one.answer.is_none(), "the acknowledged writer {} is lost", one.number);
        }
        self.check_messages(&acknowledged(Kind::Message)).await;
        self.check_documents(&acknowledged(Kind::Document)).await;
        self.check_bookings(&of(Kind::Booking)).await;
    }

    /// Whether the account is there; its patient must be there with it.
    async fn has_account(&self, number: u32) -> bool {
        let body = json!({ "email": writer(number), "password": PASSWORD });
        let login = self.patient.request(Method::POST, "/auth/login").json(&body).send().await.expect("an answer");
        if login.status() == 401 {
            return false;
        }
        let tokens = login.json::<Value>().await.expect("JSON")["data"].clone();
        let token = tokens["access_token"].as_str().expect("a token").to_owned();
        let writer = Person { token, ..self.patient.clone() };
        let path = format!("/mappings/user/{}/patients", tokens["user_id"].as_str().expect("an id"));
        let patients = writer.get(&path).await;
        assert_eq!(patients[0]["relation"], "self", "writer {number} has an account without a patient: {patients}");
        true
    }

    /// The chat counts and shows just the messages that are there.
    async fn check_messages(&self, acknowledged: &[&Value]) {
        let messages = self.patient.list(&format!("/chats/{}/messages", self.chat)).await;
        all_in(&messages, acknowledged);
        let chat = self.doctor.get(&format!("/chats/{}", self.chat)).await;
        assert_eq!(chat["unread_count"], json!(messages.len()));
        assert_eq!(chat["last_message"]["id"], messages[0]["id"]);
    }

    /// What has a row has its bytes.
    async fn check_documents(&self, acknowledged: &[&Value]) {
        let documents = self.patient.list(&format!("/patients/{}/documents", self.patient.id)).await;
        let sent: Vec<&Value> = acknowledged.iter().map(|sent| &sent[0]).collect();
        all_in(&documents, &sent);
        for document in &documents {
            let name = document["file_name"].as_str().expect("a name");
            let number: u32 = name.trim_start_matches("note-").trim_end_matches(".txt").parse().expect("a number");
            let path = format!("/documents/{}/download", document["id"].as_str().expect("an id"));
            let answer = self.patient.request(Method::GET, &path).send().await.expect("an answer");
            assert_eq!(answer.status(), 200, "{name}");
            assert_eq!(answer.text().await.expect("bytes"), content(number), "{name}");
        }
    }

    /// A booking is there with the answer to its key, or there is neither.
    async fn check_bookings(&self, written: &[&Written]) {
        let booked = self.patient.list("/appointments").await;
        for one in written {
            let slot = self.slot(one.number);
            let of_slot: Vec<&Value> = booked.iter().filter(|row| row["time_slot"] == slot.as_str()).collect();
            assert!(of_slot.len() <= 1, "{slot} is booked twice");
            let again = self.request(Kind::Booking, one.number).send().await.expect("an answer");
            let (status, is_replayed) = (again.status(), again.headers().contains_key("idempotency-replayed"));
            let body: Value = again.json().await.expect("JSON");
            if let Some(first) = &one.answer {
                assert_eq!((status.as_u16(), is_replayed, &body["data"]), (201, true, first), "{slot}");
            }
            match of_slot.first() {
                Some(row) => assert_eq!((is_replayed, &body["data"]["id"]), (true, &row["id"]), "{slot}: {body}"),
                // Claimed and not done: the key stays taken for a minute.
                None => assert!(!is_replayed && (status == 201 || status == 409), "{slot}: {body}"),
            }
        }
    }
}

impl Person {
    /// Every row of a list.
    async fn list(&self, path: &str) -> Vec<Value> {
        let (mut rows, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.request(Method::GET, &format!("{path}?limit=100{cursor}")).send().await;
            let page: Value = page.expect("an answer").json().await.expect("JSON");
            rows.extend(page["data"].as_array().expect("a list").iter().cloned());
            match page["meta"]["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return rows,
            }
        }
    }
}

fn writer(number: u32) -> String {
    format!("writer-{number}@example.org")
}

fn content(number: u32) -> String {
    format!("{number} ").repeat(20_000)
}

fn all_in(rows: &[Value], acknowledged: &[&Value]) {
    let ids: HashSet<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
    for one in acknowledged {
        assert!(ids.contains(one["id"].as_str().expect("an id")), "acknowledged and lost: {one}");
    }
}
