//! What operations ask of their bodies, and how they refuse what they are sent.

use serde_json::{Map, Value, json};

/// Under this key an operation says which fields its body must have: a list of names; alternatives have `|` between them,
/// fields that only count together `+`.
pub const REQUIRES: &str = "x-requires";

/// The document with the required fields of every body, and with the answers to what cannot be taken.
pub fn described(mut document: Value) -> Value {
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_default();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in paths.into_iter().flat_map(|paths| paths.values_mut()) {
        for operation in item.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
            require(operation);
            refuse(operation, &schemas);
        }
    }
    document
}

fn require(operation: &mut Value) {
    let wanted = operation.as_object_mut().and_then(|operation| operation.remove(REQUIRES));
    let Some(required) = wanted.as_ref().and_then(Value::as_array).map(|wanted| required(wanted)) else { return };
    let content = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut);
    for schema in content.into_iter().flat_map(|content| content.values_mut()).filter_map(|it| it.get_mut("schema")) {
        let parts: Vec<Value> = [schema.take()].into_iter().chain(required.iter().cloned()).collect();
        *schema = json!({ "allOf": parts });
    }
}

/// Schemas that demand these fields.
fn required(wanted: &[Value]) -> Vec<Value> {
    let (choices, plain): (Vec<&str>, Vec<&str>) =
        wanted.iter().filter_map(Value::as_str).partition(|fields| fields.contains('|'));
    let together = |fields: &str| json!({ "required": fields.split('+').collect::<Vec<_>>() });
    let choice = |fields: &str| json!({ "anyOf": fields.split('|').map(together).collect::<Vec<_>>() });
    let plain = (!plain.is_empty()).then(|| json!({ "required": plain }));
    plain.into_iter().chain(choices.into_iter().map(choice)).collect()
}

fn refuse(operation: &mut Value, schemas: &Value) {
    let takes_body = operation.get("requestBody").is_some();
    let names_others = names_others(operation, schemas);
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    let Some(responses) = responses else { return };
    if takes_body {
        add(responses, "413", "The body is too large.");
        add(responses, "415", "The body is of no type that is taken here.");
    }
    if names_others {
        add(responses, "404", "Something that it names does not exist, or its existence is private to others.");
    }
    let refusals = responses.iter_mut().filter(|(status, _)| status.starts_with(['4', '5']));
    for response in refusals.filter_map(|(_, response)| response.as_object_mut()) {
        response.entry("content").or_insert_with(error);
    }
}

fn add(responses: &mut Map<String, Value>, status: &str, meaning: &str) {
    responses.entry(status).or_insert_with(|| json!({ "description": meaning }));
}

fn error() -> Value {
    json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } })
}

/// Whether body or query hold ids.
fn names_others(operation: &Value, schemas: &Value) -> bool {
    let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let mut queries = parameters.filter(|parameter| parameter.get("in") == Some(&json!("query")));
    let content = operation.pointer("/requestBody/content").and_then(Value::as_object);
    let mut bodies = content.into_iter().flatten().filter_map(|(_, media)| media.get("schema"));
    queries.any(|query| query.get("schema").is_some_and(|schema| holds_ids(schema, schemas)))
        || bodies.any(|body| holds_ids(body, schemas))
}

fn holds_ids(schema: &Value, schemas: &Value) -> bool {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.rsplit('/').next());
    let referred = target.and_then(|name| schemas.get(name)).into_iter();
    let listed = ["allOf", "oneOf"].into_iter().filter_map(|key| schema.get(key)?.as_array()).flatten();
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flat_map(|all| all.values());
    let mut inner = referred.chain(listed).chain(properties).chain(schema.get("items"));
    schema.get("format") == Some(&json!("uuid")) || inner.any(|inner| holds_ids(inner, schemas))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_told_from_fields_that_must_be_there() {
        let wanted = [json!("email"), json!("name|first_name+last_name"), json!("password")];
        let alternatives = json!([{ "required": ["name"] }, { "required": ["first_name", "last_name"] }]);
        assert_eq!(required(&wanted), [json!({ "required": ["email", "password"] }), json!({ "anyOf": alternatives })]);
    }

    #[test]
    fn a_body_with_an_id_may_name_what_is_not_there() {
        let schemas = json!({ "Fields": { "properties": { "chat_id": { "type": "string", "format": "uuid" } } } });
        let body = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Fields" } } });
        let operation =
            json!({ "requestBody": { "content": body }, "responses": { "404": { "description": "none" } } });
        let document =
            described(json!({ "paths": { "/": { "post": operation } }, "components": { "schemas": schemas } }));
        let responses = document["paths"]["/"]["post"]["responses"].as_object().unwrap();
        assert_eq!(responses.keys().collect::<Vec<_>>(), ["404", "413", "415"]);
        assert!(responses.values().all(|response| response["content"].is_object()));
    }
}
