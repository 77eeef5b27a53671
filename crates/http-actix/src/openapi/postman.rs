//! The document as a Postman collection (format 2.1): a folder per chapter, a request per operation, bearer sign-in by a
//! variable that the sign-in request fills.

use serde_json::{Map, Value, json};

const FORMAT: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
const KEEP_TOKEN: [&str; 4] = [
    "const answer = pm.response.json();",
    "if (answer.data && answer.data.access_token) {",
    "  pm.collectionVariables.set('access_token', answer.data.access_token);",
    "}",
];

/// The collection of a document.
pub fn postman(document: &Value) -> Value {
    let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let chapters = list(document.get("tags")).filter_map(|tag| tag.get("name")).filter_map(Value::as_str);
    let folders: Vec<Value> = chapters.map(|name| json!({ "name": name, "item": requests(document, name) })).collect();
    json!({
        "info": { "name": text("/info/title"), "description": text("/info/description"),
            "version": text("/info/version"), "schema": FORMAT },
        "auth": { "type": "bearer", "bearer": [{ "key": "token", "value": "{{access_token}}", "type": "string" }] },
        "variable": [
            { "key": "base_url", "value": "http://127.0.0.1:8000" },
            { "key": "access_token", "value": "" },
        ],
        "item": folders,
    })
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn requests(document: &Value, chapter: &str) -> Vec<Value> {
    let mut requests = Vec::new();
    for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for method in METHODS {
            let operation = item.get(method).filter(|it| list(it.get("tags")).any(|tag| tag == chapter));
            requests.extend(operation.map(|operation| request(path, method, operation)));
        }
    }
    requests
}

fn request(path: &str, method: &str, operation: &Value) -> Value {
    let text = |key: &str| operation.get(key).and_then(Value::as_str).unwrap_or_default();
    let mut request = Map::new();
    request.insert("method".to_owned(), json!(method.to_uppercase()));
    request.insert("description".to_owned(), json!(text("description")));
    request.insert("url".to_owned(), url(path, operation));
    if list(operation.get("security")).next().is_none() {
        request.insert("auth".to_owned(), json!({ "type": "noauth" }));
    }
    if let Some((header, body)) = body(operation) {
        request.insert("header".to_owned(), header);
        request.insert("body".to_owned(), body);
    }
    let keeps_token = text("operationId") == "log_in";
    let script = json!({ "listen": "test", "script": { "type": "text/javascript", "exec": KEEP_TOKEN } });
    let events: Vec<Value> = keeps_token.then_some(script).into_iter().collect();
    let name = format!("{} {path}", text("summary"));
    json!({ "name": name, "request": request, "event": events, "response": [] })
}

/// Postman writes parameters of the path as `:name`.
fn url(path: &str, operation: &Value) -> Value {
    let segments: Vec<String> = path.split('/').skip(1).map(|part| part.replace('{', ":").replace('}', "")).collect();
    let named = |place: &'static str| {
        list(operation.get("parameters")).filter(move |parameter| parameter.get("in") == Some(&json!(place)))
    };
    let described = |parameter: &Value, value: &str, disabled: bool| {
        let description = parameter.get("description").cloned().unwrap_or_default();
        json!({ "key": parameter.get("name"), "value": value, "description": description, "disabled": disabled })
    };
    let variables: Vec<Value> = named("path").map(|parameter| described(parameter, "", false)).collect();
    let query: Vec<Value> = named("query")
        .map(|parameter| described(parameter, "", parameter.get("required") != Some(&json!(true))))
        .collect();
    json!({
        "raw": format!("{{{{base_url}}}}/{}", segments.join("/")),
        "host": ["{{base_url}}"], "path": segments, "variable": variables, "query": query,
    })
}

fn body(operation: &Value) -> Option<(Value, Value)> {
    let content = operation.pointer("/requestBody/content")?;
    if let Some(media) = content.get("application/json") {
        let raw = serde_json::to_string_pretty(media.get("example").unwrap_or(&Value::Null)).ok()?;
        let header = json!([{ "key": "Content-Type", "value": "application/json" }]);
        return Some((header, json!({ "mode": "raw", "raw": raw, "options": { "raw": { "language": "json" } } })));
    }
    content.get("multipart/form-data")?;
    let file = json!([{ "key": "file", "type": "file", "src": [] }]);
    Some((json!([]), json!({ "mode": "formdata", "formdata": file })))
}
