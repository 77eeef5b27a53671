//! Calls operations that change something and looks at what they leave in the database: refused requests nothing, the one
//! that is done exactly one entry of the audit trail.

use std::collections::BTreeSet;

use e2e::{Operation, Person, Reply, TestApp, World, operations};
use reqwest::{
    RequestBuilder,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use super::stranger_cases::PICTURE;

/// One call of one operation, and the audit entries that it leaves.
pub struct Deed<'a> {
    name: &'static str,
    caller: Option<&'a Person>,
    sent: Option<Value>,
    picture: bool,
    chat: Option<String>,
    patient: About,
    whose: Option<&'a Person>,
    entries: &'static [&'static str],
}

/// Whom an entry is about.
enum About {
    Nobody,
    Patient(String),
    /// The patient whom the operation makes.
    Made,
}

/// By somebody who is signed in.
pub fn by<'a>(caller: &'a Person, name: &'static str, entry: &'static [&'static str]) -> Deed<'a> {
    Deed {
        name,
        caller: Some(caller),
        sent: None,
        picture: false,
        chat: None,
        patient: About::Nobody,
        whose: None,
        entries: entry,
    }
}
/// By a visitor, who is an account afterwards.
pub fn by_visitor(name: &'static str, entries: &'static [&'static str]) -> Deed<'static> {
    Deed { name, caller: None, sent: None, picture: false, chat: None, patient: About::Nobody, whose: None, entries }
}

impl<'a> Deed<'a> {
    /// The entries name this person, who is not signed in.
    pub fn of(self, person: &'a Person) -> Self {
        Self { whose: Some(person), ..self }
    }
    /// With this body.
    pub fn sending(self, body: Value) -> Self {
        Self { sent: Some(body), ..self }
    }
    /// With a small picture.
    pub fn uploading(self) -> Self {
        Self { picture: true, ..self }
    }
    /// The same, that says into which chat.
    pub fn uploading_for_chat(self, chat: &str) -> Self {
        Self { picture: true, chat: Some(chat.to_owned()), ..self }
    }
    /// About this patient.
    pub fn about(self, patient: impl ToString) -> Self {
        Self { patient: About::Patient(patient.to_string()), ..self }
    }
    /// About the patient whom it makes.
    pub fn about_the_made(self) -> Self {
        Self { patient: About::Made, ..self }
    }
}

/// What was done so far, and what was wrong about it.
pub struct Ledger<'a> {
    app: &'a TestApp,
    operations: Vec<Operation>,
    /// Names of the operations that were called.
    pub done: BTreeSet<String>,
    /// Everything that was not as it should be.
    pub wrong: Vec<String>,
}

impl<'a> Ledger<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        Self { app, operations: operations(), done: BTreeSet::new(), wrong: Vec::new() }
    }
    /// Operations that may change something and were not called.
    pub fn missing(&self) -> Vec<String> {
        let changing = self.operations.iter().filter(|operation| operation.may_change()).map(Operation::name);
        changing.filter(|name| !self.done.contains(name)).collect()
    }

    /// Spoils the request in every way that must be refused, then sends it as it should be; answers its `data`.
    pub async fn enter(&mut self, world: &World, deed: Deed<'_>) -> Value {
        let position = self.operations.iter().position(|operation| operation.name() == deed.name).expect(deed.name);
        let path = world.path(&self.operations[position]);
        let before = self.app.rows().await;
        self.refuse_anonymous(position, &path, &deed).await;
        if let Some(body) = &deed.sent {
            self.refuse_spoilt(position, &path, &deed, body).await;
        }
        let written = before.changes(&self.app.rows().await);
        self.wrong.extend(written.iter().map(|row| format!("{}: a refused request wrote {row}", deed.name)));
        let trail = self.trail().await;
        let request = self.request(position, &path, deed.caller);
        let reply = match (&deed.sent, deed.picture) {
            (Some(body), _) => self.send(request.json(body)).await,
            (None, true) => {
                let part = Part::bytes(PICTURE.1.to_vec()).file_name(PICTURE.0);
                let form = deed.chat.iter().fold(Form::new(), |form, chat| form.text("chat_id", chat.clone()));
                self.send(request.multipart(form.part("file", part))).await
            }
            (None, false) => self.send(request).await,
        };
        if !reply.status.is_success() {
            self.wrong.push(format!("{}: {} {:#}", deed.name, reply.status, reply.body));
        }
        let expected = self.expected(&deed, &reply.body["data"]).await;
        let left = self.trail().await.split_off(trail.len());
        if left != expected {
            self.wrong.push(format!("{}: left {left:#?} instead of {expected:#?}", deed.name));
        }
        self.done.insert(deed.name.to_owned());
        reply.body["data"].clone()
    }

    fn request(&self, position: usize, path: &str, caller: Option<&Person>) -> RequestBuilder {
        let method = self.operations[position].method.clone();
        match caller {
            Some(person) => person.request_at(method, path),
            None => self.app.request_at(method, path),
        }
    }
    async fn send(&self, request: RequestBuilder) -> Reply {
        self.app.send(request).await
    }

    async fn refuse_anonymous(&mut self, position: usize, path: &str, deed: &Deed<'_>) {
        if deed.caller.is_none() {
            return;
        }
        let request = self.request(position, path, None);
        let request = if let Some(body) = &deed.sent { request.json(body) } else { request };
        let status = self.send(request).await.status;
        if status != 401 {
            self.wrong.push(format!("{}: a visitor is answered {status}", deed.name));
        }
    }

    /// JSON that is none, and each field of another type, too long, with a NUL.
    async fn refuse_spoilt(&mut self, position: usize, path: &str, deed: &Deed<'_>, body: &Value) {
        let whole = body.to_string();
        let cut = whole.as_bytes()[..whole.len() - 1].to_vec();
        let not_unicode = [cut.as_slice(), b", \"\xff\": 1}"].concat();
        let with_nul = [cut.as_slice(), b", \"\0\": 1}"].concat();
        let bad = [b"{".to_vec(), b"[]".to_vec(), b"\"x\"".to_vec(), b"7".to_vec(), cut.clone(), not_unicode, with_nul];
        for bytes in bad {
            let shown = String::from_utf8_lossy(&bytes).into_owned();
            let request =
                self.request(position, path, deed.caller).header("content-type", "application/json").body(bytes);
            let reply = self.send(request).await;
            if reply.status != 400 || reply.body["error"]["details"]["field"].is_null() {
                self.wrong.push(format!("{} with {shown}: {} {}", deed.name, reply.status, reply.body["error"]));
            }
        }
        for (field, value) in body.as_object().expect("an object") {
            for spoilt in spoilt(field, value) {
                let mut changed = body.clone();
                changed[field] = spoilt.clone();
                let reply = self.send(self.request(position, path, deed.caller).json(&changed)).await;
                if reply.status != 400 || !names(&reply, field) {
                    let shown: String = spoilt.to_string().chars().take(40).collect();
                    let told = format!("{} {}", reply.status, reply.body["error"]["details"]);
                    self.wrong.push(format!("{} with {field} {shown}: {told}", deed.name));
                }
            }
        }
    }

    /// The audit trail, oldest first: action, account, role, patient, on whose behalf. Not what it holds about reads.
    async fn trail(&self) -> Vec<String> {
        let columns = ["actor_user_id", "actor_role", "patient_id", "on_behalf_of"];
        let columns = columns.map(|column| format!("' ' || COALESCE(CAST({column} AS TEXT), '-')")).join(" || ");
        let entries = "audit_log WHERE action <> 'access_log.batch' ORDER BY id";
        self.app.lines(&format!("SELECT action || {columns} AS line FROM {entries}")).await
    }

    async fn expected(&self, deed: &Deed<'_>, made: &Value) -> Vec<String> {
        // Some answers tell of the account, others have it in them.
        let account = if made["user"].is_object() { &made["user"] } else { made };
        let text = |name: &str| made[name].as_str().or(account[name].as_str()).unwrap_or("-").to_owned();
        let (user, role) = match deed.caller.or(deed.whose) {
            Some(caller) => (caller.user.to_string(), self.role(caller).await),
            None if made["user"].is_object() => (account["id"].as_str().unwrap_or("-").to_owned(), text("role")),
            None => (text("user_id"), text("role")),
        };
        let patient = match &deed.patient {
            About::Nobody => "-".to_owned(),
            About::Patient(id) => id.clone(),
            About::Made => text("id"),
        };
        let behalf = if role == "patient" { &patient } else { "-" };
        // An account of a patient comes with the record.
        let opened = if account["role"] == "patient" { text("profile_id") } else { "-".to_owned() };
        let entry = |action: &&str| match *action {
            "user.sign_up" => format!("{action} {user} {role} {opened} {opened}"),
            "user.create" => format!("{action} {user} {role} {opened} -"),
            action => format!("{action} {user} {role} {patient} {behalf}"),
        };
        deed.entries.iter().map(entry).collect()
    }

    async fn role(&self, person: &Person) -> String {
        let sql = format!("SELECT role AS line FROM users WHERE CAST(id AS TEXT) = '{}'", person.user);
        self.app.lines(&sql).await.remove(0)
    }
}

/// Values that this field cannot have.
fn spoilt(field: &str, value: &Value) -> Vec<Value> {
    match value {
        // Takes any JSON.
        _ if field == "extras" => vec![json!("x".repeat(20_001))],
        Value::Object(_) => vec![json!(7), json!("text"), json!([1])],
        Value::String(_) => vec![json!({ "not": ["this"] }), json!(7), json!("nul\u{0}"), json!("x".repeat(25_000))],
        Value::Array(_) => vec![json!({ "not": ["this"] }), json!(7), json!([{ "not": "this" }])],
        Value::Null | Value::Bool(_) | Value::Number(_) => vec![json!({ "not": ["this"] }), json!("text"), json!([1])],
    }
}

/// Whether the refusal names this field, or a part of it.
fn names(reply: &Reply, field: &str) -> bool {
    let details = &reply.body["error"]["details"];
    let issues = details["errors"].as_array().into_iter().flatten().map(|issue| &issue["field"]);
    let mut named = std::iter::once(&details["field"]).chain(issues).filter_map(Value::as_str);
    named.any(|name| name == field || name.starts_with(&format!("{field}[")) || name.starts_with(&format!("{field}.")))
}
