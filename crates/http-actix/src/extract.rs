//! Typed input: path, query, JSON body, page. Whatever cannot be read is answered 400 with the field's name.

use std::{borrow::Cow, future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{StatusCode, header::CONTENT_TYPE},
    web::{self, BytesMut},
};
use domain::kernel::{Caller, Change, Error, PageRequest};
use futures_util::StreamExt;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use tokio_util::sync::CancellationToken;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::error::ApiError;

type LocalFuture<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

/// JSON bodies may have this many bytes.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = LocalFuture<Self>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (kind, payload) = (declared_type(request), payload.take());
        Box::pin(async move {
            check_json(kind)?;
            read_json(&read_all(payload).await?).map(Self)
        })
    }
}

/// A JSON body, or none at all, or null: then every field is absent.
pub struct OptionalBody<T>(pub T);

impl<T: DeserializeOwned + Default + 'static> FromRequest for OptionalBody<T> {
    type Error = ApiError;
    type Future = LocalFuture<Self>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (kind, payload) = (declared_type(request), payload.take());
        Box::pin(async move {
            let bytes = read_all(payload).await?;
            if bytes.is_empty() {
                return Ok(Self(T::default()));
            }
            check_json(kind)?;
            read_json::<Option<T>>(&bytes).map(|body| Self(body.unwrap_or_default()))
        })
    }
}

/// Two parts of one JSON body, each reading the fields it knows.
pub struct Both<A, B>(pub A, pub B);

impl<A: DeserializeOwned + 'static, B: DeserializeOwned + 'static> FromRequest for Both<A, B> {
    type Error = ApiError;
    type Future = LocalFuture<Self>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (kind, payload) = (declared_type(request), payload.take());
        Box::pin(async move {
            check_json(kind)?;
            let bytes = read_all(payload).await?;
            Ok(Self(read_json(&bytes)?, read_json(&bytes)?))
        })
    }
}

/// Several parts of one JSON body, read one after the other as the first ones decide.
pub struct Parts(BytesMut);

impl Parts {
    /// The body as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
    /// The part with these fields.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        read_json(&self.0)
    }
}

impl FromRequest for Parts {
    type Error = ApiError;
    type Future = LocalFuture<Self>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (kind, payload) = (declared_type(request), payload.take());
        Box::pin(async move {
            check_json(kind)?;
            read_all(payload).await.map(Self)
        })
    }
}

/// A JSON body or the same fields as a form.
pub struct FormOrBody<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for FormOrBody<T> {
    type Error = ApiError;
    type Future = LocalFuture<Self>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (kind, payload) = (declared_type(request), payload.take());
        Box::pin(async move {
            if kind.as_deref() == Some("application/x-www-form-urlencoded") {
                let body = read_all(payload).await?;
                let text = std::str::from_utf8(&body).map_err(|_| invalid("body", "is not valid UTF-8"))?;
                return read_query(text).map(Self);
            }
            check_json(kind)?;
            read_json(&read_all(payload).await?).map(Self)
        })
    }
}

/// The declared content type, without parameters.
fn declared_type(request: &HttpRequest) -> Option<String> {
    request.headers().contains_key(CONTENT_TYPE).then(|| request.content_type().to_lowercase())
}

/// JSON, or nothing declared.
fn check_json(kind: Option<String>) -> Result<(), ApiError> {
    match kind {
        Some(kind) if kind != "application/json" && !kind.ends_with("+json") => {
            Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"))
        }
        _ => Ok(()),
    }
}

/// The whole body, measured as it comes in.
pub async fn read_all(mut payload: Payload) -> Result<BytesMut, ApiError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| invalid("body", "could not be read to its end"))?;
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err(Error::TooLarge { field: "body", limit_bytes: BODY_LIMIT as u64 }.into());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Reads JSON; an issue names the field, with dots and indexes for nested ones.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    // serde would read an array into a struct, one field after the other.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| *byte != b'{') {
        return Err(invalid("body", "must be a JSON object"));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        let issue = if inner.is_data() { without_position(&inner) } else { format!("is not valid JSON: {inner}") };
        field_issue(if inner.is_data() { path } else { "body".into() }, issue, "body")
    })?;
    json.end().map_err(|error| invalid("body", format!("is not valid JSON: {error}")))?;
    Ok(value)
}

/// serde's sentence without "at line 1 column 7", which says nothing to somebody who sent one line.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(sentence, _)| sentence.to_owned())
}

/// An issue at the path that serde followed; where it stopped at the top, the field that its sentence names.
fn field_issue(path: String, issue: String, whole: &'static str) -> ApiError {
    if path != "." && !path.is_empty() {
        return invalid(path, issue);
    }
    let named = issue.split_once("field `").and_then(|(_, rest)| rest.split_once('`')).map(|(name, _)| name.to_owned());
    invalid(named.map_or(Cow::Borrowed(whole), Cow::Owned), issue)
}

fn invalid(field: impl Into<Cow<'static, str>>, issue: impl Into<Cow<'static, str>>) -> ApiError {
    Error::invalid(field, issue).into()
}

/// The query string.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = std::future::Ready<Result<Self, ApiError>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(read_query(request.query_string()).map(Self))
    }
}

/// Reads a query string, or a form. What is not UTF-8 is refused, not replaced.
fn read_query<T: DeserializeOwned>(query: &str) -> Result<T, ApiError> {
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let readable = |part| percent_decode_str(part).decode_utf8().is_ok();
        if !readable(name) || !readable(value) {
            let name = percent_decode_str(name).decode_utf8_lossy().into_owned();
            return Err(invalid(name, "is not valid UTF-8"));
        }
    }
    let pairs = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let path = error.path().to_string();
        field_issue(path, error.into_inner().to_string(), "query")
    })
}

/// How to ask for a page of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the document shows the fields; Paging reads them")]
pub struct PagingParams {
    /// Rows a page holds, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<i64>,
    /// The page's number, from 1; not together with `cursor`.
    #[param(minimum = 1, maximum = 10000)]
    page: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Which page of a list is wanted.
pub struct Paging(pub PageRequest);

impl FromRequest for Paging {
    type Error = ApiError;
    type Future = std::future::Ready<Result<Self, ApiError>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        #[derive(Deserialize)]
        struct Raw {
            limit: Option<i64>,
            page: Option<i64>,
            cursor: Option<String>,
        }
        let page = read_query::<Raw>(request.query_string())
            .and_then(|raw| Ok(PageRequest::new(raw.limit, raw.page, raw.cursor.as_deref())?));
        std::future::ready(page.map(Self))
    }
}

/// Ids of the path, in their order: `Path<DoctorId>` or `Path<(PatientId, ReportId)>`.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Path<T> {
    type Error = ApiError;
    type Future = std::future::Ready<Result<Self, ApiError>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let read = web::Path::<T>::from_request(request, payload).into_inner();
        std::future::ready(read.map(|path| Self(path.into_inner())).map_err(|_| {
            let mut parameters = request.match_info().iter();
            let bad = parameters.find(|(_, value)| Uuid::try_parse(value).is_err());
            invalid(bad.map_or_else(|| "path".to_owned(), |(name, _)| name.to_owned()), "must be a UUID")
        }))
    }
}

/// A field of a JSON body that may be absent, null, or a value. Where it is documented it says as what:
/// `#[schema(value_type = Option<T>)]`, or its example and its format would be lost.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<T>(pub Change<T>);

impl<T> Default for Field<T> {
    fn default() -> Self {
        Self(Change::Keep)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::deserialize(deserializer).map(|value| Self(value.map_or(Change::Clear, Change::Set)))
    }
}

impl<T> From<Field<T>> for Change<T> {
    fn from(field: Field<T>) -> Self {
        field.0
    }
}

/// The document shows the default, which is absence, as null; it is taken out again in `openapi`.
impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Change::Set(value) => value.serialize(serializer),
            Change::Keep | Change::Clear => serializer.serialize_none(),
        }
    }
}

/// The signed-in caller, known since the gate.
pub struct SignedIn(pub Caller);

impl FromRequest for SignedIn {
    type Error = ApiError;
    type Future = std::future::Ready<Result<Self, ApiError>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.extensions().get::<Caller>().cloned();
        std::future::ready(caller.map(Self).ok_or_else(|| Error::Unauthorized("sign in first".into()).into()))
    }
}

/// Cancelled when the client has left, for work that is then pointless (model calls).
#[derive(Clone)]
pub struct ClientGone(pub CancellationToken);

impl ClientGone {
    /// One for this request.
    pub fn new(request: &HttpRequest) -> Self {
        let gone = Self(CancellationToken::new());
        request.extensions_mut().insert(gone.clone());
        gone
    }
}

impl FromRequest for ClientGone {
    type Error = ApiError;
    type Future = std::future::Ready<Result<Self, ApiError>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let gone = request.extensions().get::<Self>().cloned();
        std::future::ready(gone.ok_or_else(|| ApiError::internal("the request passed no gate")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Sample {
        #[serde(default)]
        name: Field<String>,
        #[serde(default)]
        tags: Vec<i32>,
    }

    fn issue(json: &str) -> String {
        read_json::<Sample>(json.as_bytes()).unwrap_err().message().to_owned()
    }

    #[test]
    fn absent_null_and_value_are_told_apart() {
        let read = |json: &str| read_json::<Sample>(json.as_bytes()).unwrap().name.0;
        assert_eq!(read("{}"), Change::Keep);
        assert_eq!(read(r#"{"name":null}"#), Change::Clear);
        assert_eq!(read(r#"{"name":"x"}"#), Change::Set("x".into()));
    }

    #[test]
    fn text_that_is_no_utf_8_is_refused_by_its_name() {
        #[derive(Debug, Deserialize)]
        struct Search {
            q: Option<String>,
        }
        let read = |query: &str| read_query::<Search>(query);
        assert_eq!(read("q=%C3%A9+%EF%BF%BD").unwrap().q.as_deref(), Some("é \u{fffd}"));
        for bad in ["q=%FF", "q=a%C3", "x=1&q=%ED%A0%80"] {
            assert!(read(bad).unwrap_err().message().starts_with("q: is not valid UTF-8"), "{bad}");
        }
        assert!(read("%FF=1").is_err());
    }

    #[test]
    fn issues_name_their_field() {
        assert!(issue(r#"{"name":5}"#).starts_with("name: "));
        assert_eq!(read_json::<Sample>(br#"{"tags":[1,2]}"#).unwrap().tags, [1, 2]);
        assert!(issue(r#"{"tags":[1,"x"]}"#).starts_with("tags[1]: "));
        assert!(issue(r#"{"name":"a","name":"b"}"#).starts_with("name: duplicate field"));
        for broken in ["", "[1,2]", "\"text\"", "{", "[]x", "{\"name\":\"\u{fffd}", "nul"] {
            assert!(issue(broken).starts_with("body: "), "{broken}: {}", issue(broken));
        }
    }
}
