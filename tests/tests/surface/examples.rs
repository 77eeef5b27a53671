//! The document's examples and demands, against the server that it documents.

use std::collections::BTreeSet;

use e2e::{Client, Operation, Person, Reply, TestApp, operations};
use serde_json::{Map, Value, json};

const UNKNOWN: &str = "0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b";
const FORM: &str = "application/x-www-form-urlencoded";

/// Somebody of every kind: what one may not do another may.
struct Cast {
    people: Vec<Person>,
    nobody: Client,
}

impl Cast {
    async fn new(app: &TestApp, admin: &Person) -> Self {
        let (doctor, patient) = (app.doctor(admin, "Amina").await, app.patient("Nadia").await);
        Self { people: vec![patient, doctor, admin.clone()], nobody: app.anonymous() }
    }
    /// What each of them is answered who is let in.
    async fn send(&self, operation: &Operation, kind: &str, body: &str) -> Vec<Reply> {
        let path = operation.path_with(UNKNOWN);
        let is_open = operation.security.is_empty();
        let callers =
            self.people.iter().map(|person| &**person).filter(|_| !is_open).chain(is_open.then_some(&self.nobody));
        let mut replies = Vec::new();
        for caller in callers {
            let request = caller.request_at(operation.method.clone(), &path).header("content-type", kind);
            let reply = caller.send(request.body(body.to_owned())).await;
            if reply.status != 403 {
                replies.push(reply);
            }
        }
        replies
    }
}

/// Each body of each operation with its example; files have none.
fn bodies(operation: &Operation) -> Vec<(String, Value, Value)> {
    let content = operation.entry["requestBody"]["content"].as_object().into_iter().flatten();
    let readable = content.filter(|(kind, _)| !kind.starts_with("multipart/"));
    readable.map(|(kind, media)| (kind.clone(), media["example"].clone(), media["schema"].clone())).collect()
}

fn written(kind: &str, body: &Value) -> String {
    if kind != FORM {
        return body.to_string();
    }
    let escaped = |text: &str| text.replace('@', "%40").replace('!', "%21");
    let pairs = body.as_object().unwrap().iter();
    pairs.map(|(name, value)| format!("{name}={}", escaped(value.as_str().unwrap()))).collect::<Vec<_>>().join("&")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_of_a_request_can_be_sent_as_it_stands() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for operation in operations() {
        for (kind, example, _) in bodies(&operation) {
            let place = format!("{} {} {kind}: {example}", operation.method, operation.path);
            assert!(example.is_object() && !example.to_string().contains('…'), "{place}");
            let replies = Cast::new(&app, &admin).await.send(&operation, &kind, &written(&kind, &example)).await;
            // A code is not sent again at once, which says that the body was taken.
            let taken = |reply: &Reply| [200, 201, 202, 401, 404, 409, 429].contains(&reply.status.as_u16());
            assert!(replies.iter().any(taken), "{place}: {:#}", replies[0].body);
            assert!(replies.iter().all(|reply| reply.status != 415), "{place}");
        }
    }
}

/// The fields that must be there, and all that stand in an alternative too.
fn demanded(schema: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut all, mut plain) = (BTreeSet::new(), BTreeSet::new());
    let names = |list: &Value| {
        list.as_array().into_iter().flatten().map(|name| name.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for part in schema["allOf"].as_array().into_iter().flatten() {
        plain.extend(names(&part["required"]));
        for choice in part["anyOf"].as_array().into_iter().flatten() {
            all.extend(names(&choice["required"]));
        }
    }
    all.extend(plain.clone());
    (plain, all)
}

fn issues(reply: &Reply) -> BTreeSet<String> {
    let errors = reply.body["error"]["details"]["errors"].as_array().cloned().unwrap_or_default();
    let missing = errors.iter().filter(|error| error["issue"] == "is required");
    missing.map(|error| error["field"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_body_must_have_is_what_the_document_demands() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for operation in operations().iter().filter(|operation| operation.takes_json) {
        for (kind, example, schema) in bodies(operation).into_iter().filter(|(kind, ..)| kind != FORM) {
            let (plain, all) = demanded(&schema);
            let cast = Cast::new(&app, &admin).await;
            let missed: Vec<BTreeSet<String>> = cast.send(operation, &kind, "{}").await.iter().map(issues).collect();
            for field in missed.iter().flatten() {
                // What only some callers must give is said in words.
                let of_everybody = missed.iter().all(|missed| missed.contains(field));
                assert!(
                    !of_everybody || all.contains(field),
                    "{} {} demands {field}",
                    operation.method,
                    operation.path
                );
            }
            for field in &plain {
                let mut rest: Map<String, Value> = example.as_object().unwrap().clone();
                rest.remove(field);
                let replies = cast.send(operation, &kind, &json!(rest).to_string()).await;
                let refused = replies.iter().any(|reply| reply.status == 400 && issues(reply).contains(field));
                assert!(refused, "{} {} does without {field}: {:#}", operation.method, operation.path, replies[0].body);
            }
        }
    }
}
