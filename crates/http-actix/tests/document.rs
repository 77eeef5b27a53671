//! What holds of the OpenAPI document as a whole.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Each operation as `METHOD path` with its entry.
fn operations() -> BTreeMap<String, Value> {
    let document = http_actix::app::openapi();
    let paths = document.get("paths").and_then(Value::as_object).unwrap();
    let entries = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (format!("{} {path}", method.to_uppercase()), operation.clone()))
    });
    entries.collect()
}

fn failing(holds: impl Fn(&str, &Value) -> bool) -> Vec<String> {
    operations().into_iter().filter(|(name, operation)| !holds(name, operation)).map(|(name, _)| name).collect()
}

const NONE: Vec<String> = Vec::new();

#[test]
fn operation_ids_are_unique() {
    let operations = operations();
    let ids: BTreeSet<&str> = operations.values().map(|operation| operation["operationId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), operations.len());
    assert!(operations.len() > 10);
}

#[test]
fn parameters_of_paths_are_declared() {
    let undeclared = failing(|name, operation| {
        let declared = operation["parameters"].as_array().cloned().unwrap_or_default();
        let names: BTreeSet<&str> = declared
            .iter()
            .filter(|parameter| parameter["in"] == "path" && parameter["required"] == true)
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        let path = name.split_once(' ').unwrap().1;
        let wanted: BTreeSet<&str> = path
            .split('/')
            .filter_map(|part| part.strip_prefix('{'))
            .filter_map(|part| part.strip_suffix('}'))
            .collect();
        names == wanted
    });
    assert_eq!(undeclared, NONE);
}

#[test]
fn operations_have_a_chapter_and_a_summary() {
    let nameless = failing(|_, operation| {
        let summary = operation["summary"].as_str().unwrap_or_default();
        operation["tags"].as_array().is_some_and(|tags| tags.len() == 1) && !summary.is_empty() && summary.len() < 200
    });
    assert_eq!(nameless, NONE);
}

#[test]
fn successful_answers_have_an_example() {
    let bare = failing(|_, operation| {
        let responses = operation["responses"].as_object().unwrap();
        let good = responses.iter().filter(|(status, _)| status.starts_with('2'));
        let contents = good.filter_map(|(_, response)| response["content"].as_object()).flatten();
        let mut readable = contents.filter(|(kind, _)| *kind != "application/octet-stream");
        readable.all(|(_, media)| !media["example"].is_null())
    });
    assert_eq!(bare, NONE);
}

#[test]
fn changes_that_a_cookie_may_sign_take_the_token_and_may_be_refused() {
    let silent = failing(|name, operation| {
        let takes_token = operation["parameters"].as_array().is_some_and(|parameters| {
            parameters.iter().any(|it| it["name"] == "X-CSRF-Token" && it["in"] == "header" && it["required"] == false)
        });
        let changes = !name.starts_with("GET ") && !name.starts_with("HEAD ");
        let is_signed = operation["security"].as_array().is_some_and(|ways| !ways.is_empty());
        takes_token == (changes && is_signed) && (!changes || operation["responses"]["403"].is_object())
    });
    assert_eq!(silent, NONE);
}

#[test]
fn answers_that_set_a_cookie_say_so() {
    let operations = operations();
    for (operation, status) in [
        ("POST /auth/signup/verify/{id}", "200"),
        ("POST /auth/signin/verify/{id}", "200"),
        ("POST /auth/signout", "200"),
        ("POST /api/v1/auth/logout", "200"),
        ("POST /api/v1/auth/login", "200"),
        ("POST /api/v1/auth/register", "202"),
        ("POST /api/v1/auth/forgot-password", "202"),
    ] {
        let headers = &operations[operation]["responses"][status]["headers"];
        assert!(headers["Set-Cookie"].is_object(), "{operation}: {headers}");
    }
}

#[test]
fn security_is_declared() {
    let open = failing(|_, operation| operation["security"].is_array());
    assert_eq!(open, NONE);
}

#[test]
fn refusals_are_declared_with_their_body() {
    let undeclared = failing(|name, operation| {
        let responses = operation["responses"].as_object().unwrap();
        let mut refusals = responses.iter().filter(|(status, _)| status.starts_with(['4', '5']));
        let has = |status: &str| responses.contains_key(status);
        let body = operation["requestBody"].is_object();
        let signs_in = name.ends_with("/auth/login") || name.ends_with("/auth/refresh");
        refusals.all(|(_, response)| response["content"]["application/json"]["schema"].is_object())
            && (!body || (has("413") && has("415")))
            && (!signs_in || has("401"))
    });
    assert_eq!(undeclared, NONE);
    let all = operations();
    for name in ["POST /api/v1/messages", "POST /api/v1/chats", "POST /api/v1/appointments", "GET /api/v1/messages"] {
        assert!(all[name]["responses"]["404"].is_object(), "{name} names ids");
    }
}

#[test]
fn fields_keep_their_form() {
    let document = http_actix::app::openapi();
    let field = |schema: &str, name: &str| document["components"]["schemas"][schema]["properties"][name].clone();
    assert_eq!(field("NewChatFields", "doctor_id")["format"], "uuid");
    assert_eq!(field("HospitalFields", "city")["example"], "Paris");
    assert_eq!(field("PatientFields", "gender")["enum"][0], "male");
    assert_eq!(field("AppointmentFields", "status")["enum"].as_array().unwrap().len(), 6, "held is no word, null is");
    assert_eq!(field("MessageFields", "message_type")["enum"][3], "image");
    let report = &operations()["POST /api/v1/patients/{patient_id}/reports"]["requestBody"]["content"];
    let demanded = &report["application/json"]["schema"]["allOf"][1]["required"];
    assert_eq!(demanded, &serde_json::json!(["title", "report_type"]));
}

#[test]
fn references_lead_somewhere() {
    fn walk(value: &Value, document: &Value, lost: &mut Vec<String>) {
        let reference = value.get("$ref").and_then(Value::as_str);
        lost.extend(reference.filter(|it| document.pointer(it.trim_start_matches('#')).is_none()).map(str::to_owned));
        match value {
            Value::Object(object) => object.values().for_each(|inner| walk(inner, document, lost)),
            Value::Array(items) => items.iter().for_each(|inner| walk(inner, document, lost)),
            _ => {}
        }
    }
    let document = http_actix::app::openapi();
    let mut lost = Vec::new();
    walk(&document, &document, &mut lost);
    assert_eq!(lost, NONE);
}

#[test]
fn the_postman_collection_has_every_operation() {
    let collection = http_actix::app::postman();
    let folders = collection["item"].as_array().unwrap();
    let requests: Vec<&Value> = folders.iter().flat_map(|folder| folder["item"].as_array().unwrap()).collect();
    assert_eq!(requests.len(), operations().len());
    let sign_in =
        requests.iter().find(|item| item["request"]["url"]["raw"] == "{{base_url}}/api/v1/auth/login").unwrap();
    let body: Value = serde_json::from_str(sign_in["request"]["body"]["raw"].as_str().unwrap()).unwrap();
    assert_eq!(
        (body["email"].as_str(), sign_in["request"]["auth"]["type"].as_str()),
        (Some("nadia@family.example"), Some("noauth"))
    );
}

#[test]
fn the_committed_document_is_the_served_one() {
    let committed: Value = serde_json::from_str(include_str!("../../../docs/openapi.json")).unwrap();
    assert!(committed == http_actix::app::openapi(), "write docs/openapi.json anew: just openapi");
}
