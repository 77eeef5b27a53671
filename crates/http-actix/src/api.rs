//! The table of operations: each is added once, with its gate, and becomes a route and an entry of the OpenAPI document.
//! So the document cannot drift from what is served, nothing is served without a gate, a wrong method is answered 405
//! with `Allow`, and a literal path always wins over one with a parameter.

use std::{collections::BTreeMap, future::ready, sync::Arc};

use actix_web::{
    FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder, Route, Scope,
    http::{Method, header::ALLOW},
    rt, web,
};
use domain::kernel::Roles;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use utoipa::openapi::{HttpMethod, RefOr, Schema, path::Operation};

use crate::{auth, error::ApiError, extract::ClientGone, quota};

/// Who passes before anything else of a request is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Everybody; nobody is asked who he is. Pages of other sites may read only.
    Public,
    /// Everybody; whoever signs in is known to the handler.
    Optional,
    /// Whoever holds a token of ours that has not expired, or a cookie, even if its session is over.
    Token,
    /// Signed-in callers of these roles; others get 401 or 403.
    Roles(Roles),
    /// The same for sockets, whose token may also come as a subprotocol or as `?token=`.
    Socket(Roles),
}

impl Gate {
    /// Every signed-in caller.
    pub const ANY: Self = Self::Roles(Roles::ALL);
}

/// One operation: how it is documented and how it is served.
pub struct Op {
    /// Its gate.
    pub gate: Gate,
    /// Its paths below the API's base, the documented one first.
    pub paths: Vec<String>,
    /// Its methods.
    pub methods: Vec<HttpMethod>,
    /// Its entry in the document.
    pub doc: Operation,
    /// The schemas that the entry refers to.
    pub schemas: Vec<(String, RefOr<Schema>)>,
    /// The fields that its body must have; `a|b` is one of them, `a+b` both together.
    pub requires: &'static [&'static str],
    serve: Arc<dyn Fn(Method) -> Route + Send + Sync>,
}

impl Op {
    /// From a handler and the type that `#[utoipa::path]` made for it. Use the [`op!`](crate::op) macro.
    pub fn new<Doc, F, Args>(gate: Gate, handler: F) -> Self
    where
        Doc: utoipa::Path + utoipa::__dev::SchemaReferences + for<'t> utoipa::__dev::Tags<'t>,
        F: Handler<Args> + Send + Sync,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let mut schemas = Vec::new();
        <Doc as utoipa::__dev::SchemaReferences>::schemas(&mut schemas);
        let mut doc = Doc::operation();
        doc.tags = Some(Doc::tags().into_iter().map(str::to_owned).collect());
        Self {
            gate,
            paths: vec![Doc::path()],
            methods: Doc::methods(),
            doc,
            schemas,
            requires: &[],
            serve: Arc::new(move |method| route(gate, method, handler.clone())),
        }
    }
    /// The same operation under one more path.
    #[must_use]
    pub fn alias(mut self, path: &str) -> Self {
        self.paths.push(path.to_owned());
        self
    }
    /// Says in the document which fields the body must have; the handler checks them. `a|b` is one of them, `a+b` both
    /// together.
    #[must_use]
    pub fn requires(mut self, fields: &'static [&'static str]) -> Self {
        self.requires = fields;
        self
    }
}

/// `op!(gate, handler)` or `op!(gate, module::handler)`: an [`Op`] of a function that carries `#[utoipa::path]`.
#[macro_export]
macro_rules! op {
    ($gate:expr, $handler:ident) => {
        $crate::pasted! { $crate::api::Op::new::<[<__path_ $handler>], _, _>($gate, $handler) }
    };
    ($gate:expr, $module:ident::$handler:ident) => {
        $crate::pasted! { $crate::api::Op::new::<$module::[<__path_ $handler>], _, _>($gate, $module::$handler) }
    };
}

/// Every operation that is served below one base path.
#[derive(Default)]
pub struct Api {
    /// The operations in the order in which they were added.
    pub operations: Vec<Op>,
}

impl Api {
    /// Adds an operation.
    pub fn add(&mut self, operation: Op) {
        self.operations.push(operation);
    }

    /// Registers every path below `base`, literal ones first. The paths of one room share a scope, so that a request is
    /// compared with the paths of its room only.
    pub fn serve(&self, base: &str, config: &mut web::ServiceConfig) {
        let mut rooms: BTreeMap<&str, ByPath<'_>> = BTreeMap::new();
        for operation in &self.operations {
            for path in &operation.paths {
                let (room, rest) = room(path);
                let methods = served(operation).into_iter().map(|method| (method, operation));
                rooms.entry(room).or_default().entry((segments(rest), rest.to_owned())).or_default().extend(methods);
            }
        }
        for (room, by_path) in rooms {
            let scope = web::scope(&format!("{base}{room}"));
            let resources = by_path.into_iter().map(|((_, rest), operations)| resource(&rest, &operations));
            config.service(resources.fold(scope, Scope::service));
        }
    }
}

/// `/doctors/{id}` as `/doctors` and `/{id}`.
fn room(path: &str) -> (&str, &str) {
    let end = path.get(1..).and_then(|rest| rest.find('/')).map_or(path.len(), |at| at + 1);
    path.split_at(end)
}

fn resource(path: &str, operations: &[(Method, &Op)]) -> Resource {
    let allowed = operations.iter().map(|(method, _)| method.as_str()).collect::<Vec<_>>().join(", ");
    let resource = web::resource(path).default_service(web::route().to(move || ready(method_not_allowed(&allowed))));
    operations.iter().fold(resource, |resource, (method, operation)| resource.route((operation.serve)(method.clone())))
}

/// The methods of an operation: what answers GET answers HEAD, without the body. A socket has no head.
fn served(operation: &Op) -> Vec<Method> {
    let mut methods: Vec<Method> = operation.methods.iter().map(as_actix).collect();
    if methods.contains(&Method::GET) && !matches!(operation.gate, Gate::Socket(_)) {
        methods.push(Method::HEAD);
    }
    methods
}

/// The operations of one room.
type ByPath<'a> = BTreeMap<Place, Vec<(Method, &'a Op)>>;

/// A path behind the form that it is ordered by.
type Place = (Vec<Segment>, String);

/// Orders a literal segment before a parameter, so that `/doctors/search` is tried before `/doctors/{id}`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Literal(String),
    Parameter,
}

fn segments(path: &str) -> Vec<Segment> {
    let segment = |text: &str| {
        if text.starts_with('{') { Segment::Parameter } else { Segment::Literal(text.to_owned()) }
    };
    path.split('/').map(segment).collect()
}

fn as_actix(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}

/// The name of a method as the document writes it.
pub fn method_name(method: &HttpMethod) -> String {
    as_actix(method).as_str().to_lowercase()
}

/// 405 with the methods that are allowed.
pub fn method_not_allowed(allowed: &str) -> HttpResponse {
    let mut response = ApiError::method_not_allowed().to_response();
    if let Ok(value) = allowed.parse() {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}

/// Gate first (401, 403), then the arguments (400), then the handler. The handler runs to its end even when the client
/// leaves, so that no connection is dropped in the middle of a statement.
fn route<F, Args>(gate: Gate, method: Method, handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::method(method).to(move |request: HttpRequest, payload: web::Payload| {
        let handler = handler.clone();
        async move {
            if let Err(refusal) = auth::pass(gate, &request).await {
                let mut response = refusal.to_response();
                quota::say(&request, &mut response);
                return Ok(response);
            }
            let gone = ClientGone::new(&request);
            let client_stays: tokio_util::sync::DropGuard = CancellationToken::clone(&gone.0).drop_guard();
            let arguments = match Args::from_request(&request, &mut payload.into_inner()).await {
                Ok(arguments) => arguments,
                Err(refusal) => {
                    let mut response = HttpResponse::from_error(refusal);
                    quota::say(&request, &mut response);
                    return Ok(response);
                }
            };
            let work = async move {
                let mut response = handler.call(arguments).await.respond_to(&request).map_into_boxed_body();
                quota::say(&request, &mut response);
                response
            };
            let answer = rt::spawn(work.in_current_span()).await;
            drop(client_stays);
            answer.map_err(|_| actix_web::Error::from(ApiError::internal("a handler panicked")))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_begins_with_its_room() {
        assert_eq!(room("/doctors/{id}/patients"), ("/doctors", "/{id}/patients"));
        assert_eq!(room("/doctors"), ("/doctors", ""));
    }

    #[test]
    fn literal_paths_come_before_parameters() {
        let mut paths =
            ["/doctors/{id}", "/doctors/search", "/doctors/{id}/patients", "/doctors", "/doctors/me/profile"];
        paths.sort_by_key(|path| segments(path));
        assert_eq!(
            paths,
            ["/doctors", "/doctors/me/profile", "/doctors/search", "/doctors/{id}", "/doctors/{id}/patients"]
        );
    }
}
