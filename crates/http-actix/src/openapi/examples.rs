//! Examples for every body of the document: those of the schemas put together, and plausible values where a schema has none.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// A schema that refers to itself is followed this far.
const DEEPEST: usize = 12;
const SYNONYM: &str = "Another name of ";

/// The document with an example beside each JSON body that has none.
pub fn completed(mut document: Value) -> Value {
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_default();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in paths.into_iter().flat_map(|paths| paths.values_mut()) {
        for operation in item.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
            complete(operation, &schemas);
        }
    }
    document
}

fn complete(operation: &mut Value, schemas: &Value) {
    if let Some(content) = operation.pointer_mut("/requestBody/content") {
        add_to(content, schemas, true);
    }
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    for (status, response) in responses.into_iter().flatten() {
        if let Some(content) = response.get_mut("content").filter(|_| status.starts_with('2')) {
            add_to(content, schemas, false);
        }
    }
}

fn add_to(content: &mut Value, schemas: &Value, asking: bool) {
    for (kind, media) in content.as_object_mut().into_iter().flatten() {
        let Some(media) = media.as_object_mut() else { continue };
        let has_one = media.contains_key("example") || media.contains_key("examples");
        let readable = kind.contains("json") || kind.ends_with("urlencoded");
        if let Some(schema) = media.get("schema").filter(|_| readable && !has_one) {
            let maker = Maker { schemas, wanted: asking.then(|| required(schema)) };
            let example = maker.of(schema, "", 0);
            media.insert("example".to_owned(), example);
        }
    }
}

struct Maker<'a> {
    schemas: &'a Value,
    /// For what is asked, not answered: the fields that must be there. The others are shown only where they have an example
    /// of their own, and synonyms never, so that what is shown can be sent as it stands.
    wanted: Option<BTreeSet<String>>,
}

/// The fields that the parts of a body demand; of alternatives the first.
fn required(schema: &Value) -> BTreeSet<String> {
    let list = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
    let own = list("required").filter_map(Value::as_str).map(str::to_owned);
    let parts = list("allOf").chain(list("anyOf").take(1));
    own.chain(parts.flat_map(required)).collect()
}

impl Maker<'_> {
    fn of(&self, schema: &Value, name: &str, depth: usize) -> Value {
        if let Some(given) = given(schema) {
            return given;
        }
        if depth > DEEPEST {
            return Value::Null;
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = reference.rsplit('/').next().and_then(|target| self.schemas.get(target));
            return target.map_or(Value::Null, |target| self.of(target, name, depth + 1));
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            return self.whole(schema, parts, depth);
        }
        for choice in ["oneOf", "anyOf"] {
            let choices = schema.get(choice).and_then(Value::as_array).into_iter().flatten();
            if let Some(first) = choices.into_iter().find(|choice| kind(choice) != "null") {
                return self.of(first, name, depth + 1);
            }
        }
        match kind(schema) {
            "object" => self.object(schema, depth),
            "array" => schema.get("items").map_or_else(|| json!([]), |items| json!([self.of(items, name, depth + 1)])),
            "string" => text(schema, name),
            "integer" => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
            "number" => schema.get("minimum").cloned().unwrap_or_else(|| json!(1.5)),
            "boolean" => json!(!name.starts_with("otp")),
            _ => Value::Null,
        }
    }

    /// The parts of an `allOf`, and what stands beside it.
    fn whole(&self, schema: &Value, parts: &[Value], depth: usize) -> Value {
        let mut whole = Map::new();
        for part in parts {
            if let Value::Object(part) = self.of(part, "", depth + 1) {
                whole.extend(part);
            }
        }
        if let Value::Object(rest) = self.object(schema, depth) {
            whole.extend(rest);
        }
        Value::Object(whole)
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let properties = schema.get("properties").and_then(Value::as_object);
        let shown = properties.into_iter().flatten().filter(|(name, property)| self.shows(name, property));
        shown.map(|(name, property)| (name.clone(), self.of(property, name, depth + 1))).collect()
    }

    fn shows(&self, name: &str, property: &Value) -> bool {
        let Some(wanted) = &self.wanted else { return true };
        let has_example = property.get("example").is_some() || property.get("examples").is_some();
        (has_example && !is_synonym(property)) || wanted.contains(name)
    }
}

fn given(schema: &Value) -> Option<Value> {
    let first = |list: &str| schema.get(list).and_then(Value::as_array).and_then(|list| list.first()).cloned();
    let own = schema.get("example").cloned().or_else(|| first("examples"));
    own.or_else(|| schema.get("const").cloned()).or_else(|| first("enum"))
}

fn is_synonym(property: &Value) -> bool {
    property.get("description").and_then(Value::as_str).is_some_and(|text| text.starts_with(SYNONYM))
}

/// The type's word; of several the first that is not null.
fn kind(schema: &Value) -> &str {
    let named = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        Some(kind) => kind.as_str(),
        None => None,
    };
    named.unwrap_or(if schema.get("properties").is_some() { "object" } else { "" })
}

fn text(schema: &Value, name: &str) -> Value {
    json!(match (schema.get("format").and_then(Value::as_str), name) {
        (Some("uuid"), _) => "0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b",
        (Some("date-time"), _) => "2026-03-01T09:00:00.000000Z",
        (Some("date"), _) => "2026-03-01",
        (Some("time"), _) => "09:00:00",
        (_, "email") => "nadia@family.example",
        (_, "name") => "Nadia Haddad",
        (_, "first_name") => "Nadia",
        (_, "last_name") => "Haddad",
        (_, "contact" | "phone" | "emergency_contact_phone") => "+213 555 12 34 56",
        (_, "dob" | "date_of_birth") => "1988-04-12",
        (_, "city") => "Algiers",
        (_, "country") => "Algeria",
        (_, "timezone") => "Africa/Algiers",
        (Some("uri"), _) | (_, "photo" | "link" | "website") => "https://example.org/",
        (_, "password" | "new_password") => "Str0ng!pass",
        (_, "current_password") => "0ld!Passw",
        (_, "access_token" | "refresh_token" | "next_cursor" | "cursor") => "eyJhbGciOi…",
        (_, "device") => "Mozilla/5.0",
        _ => "…",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(schema: &Value, asking: bool) -> Value {
        let schemas = json!({ "Tree": { "type": "object", "properties": {
            "name": { "type": "string" }, "branch": { "$ref": "#/components/schemas/Tree" } } } });
        Maker { schemas: &schemas, wanted: asking.then(|| required(schema)) }.of(schema, "", 0)
    }

    #[test]
    fn schemas_give_their_own_examples_first() {
        let schema = json!({ "type": "object", "properties": {
            "id": { "type": ["string", "null"], "format": "uuid" },
            "role": { "type": "string", "enum": ["admin", "doctor"] },
            "limit": { "type": "integer", "example": 20 },
            "tags": { "type": "array", "items": { "oneOf": [{ "type": "null" }, { "type": "boolean" }] } },
        } });
        let made = example(&schema, false);
        assert_eq!((&made["role"], &made["limit"], &made["tags"]), (&json!("admin"), &json!(20), &json!([true])));
        assert!(made["id"].as_str().unwrap().parse::<uuid::Uuid>().is_ok());
    }

    #[test]
    fn a_schema_that_refers_to_itself_ends() {
        assert_eq!(example(&json!({ "$ref": "#/components/schemas/Tree" }), false)["branch"]["name"], "Nadia Haddad");
    }

    #[test]
    fn what_is_asked_shows_what_must_be_there_and_what_has_an_example() {
        let properties = json!({
            "dob": { "type": "string" },
            "city": { "type": "string", "example": "Oran" },
            "date_of_birth": { "type": "string", "example": "x", "description": "Another name of `dob`." },
            "photo": { "type": "string" },
        });
        let schema = json!({ "allOf": [
            { "type": "object", "properties": properties }, { "anyOf": [{ "required": ["dob"] }, { "required": ["photo"] }] },
        ] });
        assert_eq!(example(&schema, true), json!({ "city": "Oran", "dob": "1988-04-12" }));
        assert_eq!(example(&schema, false).as_object().unwrap().len(), 4);
    }
}
