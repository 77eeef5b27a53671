//! Every query parameter of every operation: what it cannot be is refused by its name, before anything is looked up.

use e2e::{TestApp, operations};
use serde_json::json;

const UNKNOWN: &str = "0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b";

/// Values that a parameter of this name cannot have. A new name must be thought about.
fn bad(path: &str, name: &str) -> Vec<String> {
    let long = "x".repeat(1_001);
    let values: &[&str] = match name {
        "limit" => &["-1", "0", "101", "1000000000", "99999999999999999999", "ten", "1.5", "", "%00", "1;2"],
        "page" => &["-1", "0", "1000000000", "99999999999999999999", "one", "", "%00"],
        "cursor" => &["x", "zz", "%00", "..%2f", "' OR 1=1", &long],
        "patient_id" | "doctor_id" | "hospital_id" | "user_id" | "chat_id" | "before" | "after" => {
            &["x", "7", "", "%00", "0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5z", "%F0%9F%92%8A", &long]
        }
        "is_active" | "is_verified" | "unread" | "include_archived" | "create_if_not_exists" | "force" => {
            &["maybe", "2", "", "%00"]
        }
        "date" | "date_from" | "date_to" | "from_date" | "to_date" => {
            &["2026-02-30", "2026-13-01", "tomorrow", "", "%00", "10000-01-01x"]
        }
        "action" => &["Report.create", "a.b.c", "report.", ".", "", "%00", "a%25", "é", &long],
        "resource" | "topic" => &["Report", "a.b", "", "%00", "a%25", "é", &long],
        "status" | "category" | "role" | "report_type" | "blood_group" | "sort" | "state" => {
            &["nonsense", "", "%00", "'"]
        }
        "min_rating" => &["6", "-1", "NaN", "inf", "a", "", "%00"],
        "expires" => &["x", "-", "9223372036854775807", "99999999999999999999", "%00"],
        "q" | "search" | "query" | "name" | "city" | "specialty" | "specialization" => &["%00", &long],
        // Read by the gate, and one that only sockets have.
        "token" | "stream" | "signature" => &[],
        other => panic!("{path}: what may {other} not be?"),
    };
    values.iter().map(|value| (*value).to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_15_every_bad_query_is_refused_by_its_name() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let before = app.rows().await;
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for operation in operations().iter().filter(|operation| !operation.is_socket()) {
        for name in &operation.query {
            for value in bad(&operation.path, name) {
                let needed = match operation.path.as_str() {
                    "/api/v1/messages" if name != "chat_id" => format!("chat_id={UNKNOWN}&"),
                    path if path.ends_with("/messages/search") && name != "query" => "query=a&".to_owned(),
                    path if path.ends_with("/content") => needed_of_a_link(name),
                    _ => String::new(),
                };
                let path = format!("{}?{needed}{name}={value}", operation.path_with(UNKNOWN));
                let reply = admin.send(admin.request_at(operation.method.clone(), &path)).await;
                let details = &reply.body["error"]["details"];
                let named = details["field"] == json!(name)
                    || details["errors"].as_array().into_iter().flatten().any(|issue| issue["field"] == json!(name));
                tried += 1;
                if reply.status != 400 || !named {
                    let shown: String = path.chars().take(120).collect();
                    wrong.push(format!("{} {shown}: {} {details}", operation.method, reply.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
    assert_eq!(before.changes(&app.rows().await), [""; 0]);
}

/// What a signed link carries besides this parameter.
fn needed_of_a_link(name: &str) -> String {
    let user = format!("user_id={UNKNOWN}");
    let all =
        [("expires", "expires=5"), ("signature", "signature=x"), ("user_id", user.as_str()), ("role", "role=patient")];
    all.iter().filter(|(other, _)| *other != name).flat_map(|(_, pair)| [*pair, "&"]).collect()
}

/// The same parameter twice, or one that is none of the operation's.
#[tokio::test(flavor = "multi_thread")]
async fn regression_15_a_parameter_given_twice_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for operation in operations().iter().filter(|operation| operation.query.contains(&"limit".to_owned())) {
        let path = format!("{}?limit=5&limit=6", operation.path_with(UNKNOWN));
        let reply = admin.send(admin.request_at(operation.method.clone(), &path)).await;
        assert_eq!(reply.status, 400, "{}: {:#}", operation.name(), reply.body);
        assert_eq!(reply.body["error"]["details"]["field"], "limit", "{}", operation.name());
    }
}
