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
fn security_is_declared() {
    let open = failing(|_, operation| operation["security"].is_array());
    assert_eq!(open, NONE);
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
