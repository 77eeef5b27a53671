//! The OpenAPI 3.1 document, made from the table of operations: security, roles, common errors and unique operation ids
//! are added here, so that handlers declare only what is their own.

mod bodies;
mod examples;
mod postman;
mod tags;
mod tidy;
mod vocabulary;

pub use postman::postman;

use serde_json::{Value, json};
use utoipa::openapi::{
    Components, Info, License, ObjectBuilder, OpenApi, OpenApiBuilder, Paths, RefOr, Required, Response, Server, Type,
    path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

use crate::api::{Api, Gate, Op};

/// The document of these operations; `base` stands before each path.
pub fn document(parts: &[(&str, Api)]) -> Value {
    let document = serde_json::to_value(built(parts)).unwrap_or_default();
    let document = bodies::described(vocabulary::listed(tidy::tidied(document)));
    tags::explained(examples::completed(document))
}

fn built(parts: &[(&str, Api)]) -> OpenApi {
    let mut paths = Paths::new();
    let mut components = Components::new();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let session = ApiKeyValue::with_description("session_id", COOKIE);
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    let ticket = ApiKeyValue::with_description("ticket", "A ticket of /auth/ws-ticket, for sockets only.");
    components.add_security_scheme("ticket", SecurityScheme::ApiKey(ApiKey::Query(ticket)));
    let token = ApiKeyValue::with_description("token", "The access token, for sockets only.");
    components.add_security_scheme("token", SecurityScheme::ApiKey(ApiKey::Query(token)));
    for (base, api) in parts {
        for operation in &api.operations {
            components.schemas.extend(operation.schemas.iter().cloned());
            for (number, path) in operation.paths.iter().enumerate() {
                let item = paths.paths.entry(format!("{base}{path}")).or_default();
                for method in &operation.methods {
                    put(item, method, described(operation, method, number));
                }
            }
        }
    }
    let license = License::builder().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build();
    let info = Info::builder()
        .title("Lifeline")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(license))
        .build();
    OpenApiBuilder::new().info(info).servers(Some([Server::new("/")])).paths(paths).components(Some(components)).build()
}

const DESCRIPTION: &str = "A self-hosted backend for hospitals and telehealth.\n\nEvery answer has an envelope: \
`success`, `message`, `data`, `timestamp`; lists add `meta`; errors add `error` with a code, a message and details that \
name the field. Times are RFC 3339 in UTC, dates `YYYY-MM-DD`, ids UUIDs.\n\nThe assistant informs and prepares; it does \
not diagnose and is not a medical device.";

const COOKIE: &str = "The session of a browser, set by `Set-Cookie` when somebody signs in on the portal, and taken away when \
they sign out. What changes something, or opens a socket, must come from a page of ours (`Origin`), or carry the token of \
`GET /api/v1/auth/csrf` as `X-CSRF-Token`; 403 otherwise.";

fn put(item: &mut PathItem, method: &HttpMethod, operation: Operation) {
    let place = match method {
        HttpMethod::Get => &mut item.get,
        HttpMethod::Post => &mut item.post,
        HttpMethod::Put => &mut item.put,
        HttpMethod::Delete => &mut item.delete,
        HttpMethod::Options => &mut item.options,
        HttpMethod::Head => &mut item.head,
        HttpMethod::Patch => &mut item.patch,
        HttpMethod::Trace => &mut item.trace,
    };
    *place = Some(operation);
}

/// The entry under one of the operation's methods and paths.
fn described(op: &Op, method: &HttpMethod, path_number: usize) -> Operation {
    let mut operation = op.doc.clone();
    let base = operation.operation_id.clone().unwrap_or_default();
    let first = op.methods.first() == Some(method);
    let method_suffix = if first { String::new() } else { format!("_{}", crate::api::method_name(method)) };
    let path_suffix = if path_number == 0 { String::new() } else { format!("_alias{path_number}") };
    operation.operation_id = Some(format!("{base}{method_suffix}{path_suffix}"));
    operation.security = Some(match op.gate {
        Gate::Public => vec![],
        Gate::Optional => vec![SecurityRequirement::default(), by("bearer"), by("cookie")],
        Gate::Token | Gate::Roles(_) => vec![by("bearer"), by("cookie")],
        Gate::Socket(_) => vec![by("bearer"), by("token"), by("ticket"), by("cookie")],
    });
    add_roles(&mut operation, op.gate);
    if op.gate != Gate::Public && changes(method) {
        operation.parameters.get_or_insert_default().push(RefOr::T(csrf_token()));
    }
    if !op.requires.is_empty() {
        operation.extensions.get_or_insert_default().insert(bodies::REQUIRES.to_owned(), json!(op.requires));
    }
    for (status, meaning) in errors(op, method) {
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(Response::new(meaning)));
    }
    operation
}

fn changes(method: &HttpMethod) -> bool {
    !matches!(method, HttpMethod::Get | HttpMethod::Head | HttpMethod::Options)
}

fn csrf_token() -> Parameter {
    let meaning =
        "The token of `GET /auth/csrf`: needed where a cookie signs the request and no page of ours sends it.";
    ParameterBuilder::new()
        .name("X-CSRF-Token")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(meaning))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}

fn by(scheme: &str) -> SecurityRequirement {
    SecurityRequirement::new(scheme, Vec::<String>::new())
}

fn add_roles(operation: &mut Operation, gate: Gate) {
    if let Gate::Roles(roles) | Gate::Socket(roles) = gate {
        let names: Vec<Value> = roles.iter().map(|role| json!(role.to_string())).collect();
        operation.extensions.get_or_insert_default().insert("x-roles".to_owned(), Value::Array(names));
    }
}

fn errors(op: &Op, method: &HttpMethod) -> Vec<(&'static str, &'static str)> {
    let mut errors = vec![("400", "Something in the request is not valid; `details` names the field.")];
    if op.gate != Gate::Public {
        errors.push(("401", "Nobody is signed in, or the session is over."));
    }
    if matches!(op.gate, Gate::Roles(_) | Gate::Socket(_)) {
        errors.push(("403", "The caller may not do this."));
    } else if changes(method) {
        errors.push(("403", "A page of another site asked for it."));
    }
    if op.paths.first().is_some_and(|path| path.contains('{')) {
        errors.push(("404", "It does not exist, or its existence is private to others."));
    }
    if matches!(op.gate, Gate::Socket(_)) {
        errors.push(("429", "The account holds too many sockets open already, or made too many requests."));
    }
    if *method != HttpMethod::Get {
        errors.push(("409", "The state of what is stored forbids it."));
    }
    errors.push(("429", "Too many requests, sign-ins or codes; see `Retry-After`."));
    errors.push(("503", "The server is busy or a part of it is not available; see `Retry-After`."));
    errors
}
