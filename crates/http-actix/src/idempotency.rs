//! `Idempotency-Key`: a creation that its client may send again, after a lost answer for instance, without doing it twice.
//!
//! A handler takes [`Keyed`] in the place of a body and runs its use case through [`once`]; the use case stores the answer
//! with the [`Completion`] it is given, in its own transaction, before it commits.

use std::{
    future::{Future, Ready, ready},
    pin::Pin,
    sync::{Mutex, PoisonError},
};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    dev::Payload,
    http::{StatusCode, header::LOCATION},
};
use domain::{
    idempotency::{Begun, Completion, KeyedRequest, StoredAnswer},
    kernel::{Caller, Error, Outcome, hex},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    envelope::{Answer, One},
    error::ApiError,
    extract::Parts,
    wire::Services,
};

const HEADER: &str = "Idempotency-Key";
const LONGEST_KEY: usize = 200;

/// A JSON body and, if the client gave a key, what tells the same request again.
pub struct Keyed {
    /// The body.
    pub parts: Parts,
    /// The key and a digest of route and body.
    pub request: Option<KeyedRequest>,
}

impl FromRequest for Keyed {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let route = format!("{} {}\n", request.method(), request.match_info().as_str());
        let (key, parts) = (key(request), Parts::from_request(request, payload));
        Box::pin(async move {
            let (key, parts) = (key?, parts.await?);
            let digest = || Sha256::new().chain_update(&route).chain_update(parts.bytes()).finalize();
            let request = key.map(|key| KeyedRequest { key, request_hash: hex(&digest()) });
            Ok(Self { parts, request })
        })
    }
}

/// The key of a request whose body is read as it comes, and is never the same byte by byte.
pub struct GivenKey {
    key: Option<String>,
    route: String,
}

impl FromRequest for GivenKey {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let route = format!("{} {}\n", request.method(), request.match_info().as_str());
        ready(key(request).map(|key| Self { key, route }))
    }
}

impl GivenKey {
    /// With what of the body tells the same request again.
    pub fn of<'a>(self, content: impl Iterator<Item = &'a str>) -> Option<KeyedRequest> {
        let key = self.key?;
        let mut digest = Sha256::new().chain_update(&self.route);
        for piece in content {
            digest = digest.chain_update(piece.len().to_le_bytes()).chain_update(piece);
        }
        Some(KeyedRequest { key, request_hash: hex(&digest.finalize()) })
    }
}

fn key(request: &HttpRequest) -> Result<Option<String>, ApiError> {
    let mut given = request.headers().get_all(HEADER);
    let Some(first) = given.next() else { return Ok(None) };
    if given.next().is_some() {
        return Err(Error::invalid(HEADER, "must be given once").into());
    }
    let key = first.to_str().ok().filter(|key| (1..=LONGEST_KEY).contains(&key.len()));
    match key.filter(|key| key.bytes().all(|byte| byte.is_ascii_graphic())) {
        Some(key) => Ok(Some(key.to_owned())),
        None => Err(Error::invalid(HEADER, "must be 1 to 200 visible ASCII characters").into()),
    }
}

/// Does the work of a request, once if it has a key. `answer` makes the answer of what the work gives.
pub async fn once<T, Body: Serialize>(
    services: &Services,
    caller: &Caller,
    request: Option<KeyedRequest>,
    answer: impl Fn(&T) -> One<Body> + Send + Sync,
    work: impl AsyncFnOnce(Option<&Completion<'_, T>>) -> Outcome<T>,
) -> Answer<Repeatable> {
    let Some(request) = request else {
        return Ok(Repeatable { answer: answer(&work(None).await?).stored(), is_replayed: false });
    };
    let claim = match services.idempotency.begin(caller, request).await? {
        Begun::Replayed(answer) => return Ok(Repeatable { answer, is_replayed: true }),
        Begun::First(claim) => claim,
    };
    let kept: Mutex<Option<StoredAnswer>> = Mutex::new(None);
    let keep = |done: &T| {
        let stored = answer(done).stored();
        kept.lock().unwrap_or_else(PoisonError::into_inner).replace(stored.clone());
        stored
    };
    match work(Some(&Completion::new(&claim, &keep))).await {
        Ok(done) => {
            let stored = kept.lock().unwrap_or_else(PoisonError::into_inner).take();
            let answer = match stored {
                Some(stored) => stored,
                // The work found that there is nothing to do, so it committed nothing.
                None => services.idempotency.settle(&claim, answer(&done).stored()).await?,
            };
            Ok(Repeatable { answer, is_replayed: false })
        }
        Err(error) => {
            if let Err(error) = services.idempotency.give_up(&claim).await {
                tracing::warn!(%error, "a claim on an idempotency key stays until it is taken over");
            }
            Err(error.into())
        }
    }
}

/// An answer that can be given again.
pub struct Repeatable {
    answer: StoredAnswer,
    is_replayed: bool,
}

impl Responder for Repeatable {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.answer.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::build(status);
        if let Some(location) = self.answer.location {
            response.insert_header((LOCATION, location));
        }
        if self.is_replayed {
            response.insert_header(("Idempotency-Replayed", "true"));
        }
        response.json(self.answer.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(route: &str, content: &[&str]) -> String {
        let key = GivenKey { key: Some("key".into()), route: route.into() };
        key.of(content.iter().copied()).unwrap().request_hash
    }

    #[test]
    fn a_request_is_told_by_its_route_and_where_its_pieces_end() {
        let first = hash("POST /a", &["chat_id", "7", "file.png"]);
        assert_eq!(hash("POST /a", &["chat_id", "7", "file.png"]), first);
        for (route, content) in [
            ("POST /b", &["chat_id", "7", "file.png"][..]),
            ("POST /a", &["chat_id", "7f", "ile.png"]),
            ("POST /a", &["chat_id", "7"]),
        ] {
            assert_ne!(hash(route, content), first, "{route} {content:?}");
        }
        let keyless = GivenKey { key: None, route: "POST /a".into() };
        assert_eq!(keyless.of(["x"].into_iter()), None);
    }
}
