//! Who the caller is: the bearer token or the browser's cookie, its session as it stands now, and the gates of the operations.

use actix_web::{HttpMessage, HttpRequest, http::header::AUTHORIZATION, web::Data};
use chrono::{DateTime, Utc};
use domain::{
    auth::{Auth, LiveSession},
    kernel::{Caller, Core, Error, Roles},
    limits::{Limits, Requester},
    ports::Claims,
};

use crate::{api::Gate, cookies, csrf, error::ApiError, origin, quota, realtime, sessions::SessionCache};

/// Turns tokens and cookies into sessions.
pub struct Authenticator {
    auth: Auth,
    core: Core,
    limits: Limits,
    sessions: SessionCache,
}

impl Authenticator {
    /// From the sign-in use cases and the cache that the event bus keeps honest.
    pub fn new(auth: Auth, core: Core, limits: Limits, sessions: SessionCache) -> Self {
        Self { auth, core, limits, sessions }
    }

    /// What a token says, whether or not its session still lives.
    pub fn claims(&self, token: &str) -> Result<Claims, Error> {
        self.auth.claims(token)
    }

    /// What a socket's ticket says; it is worth nothing afterwards.
    pub async fn redeem(&self, ticket: &str) -> Result<Claims, Error> {
        self.auth.redeem_ticket(ticket).await
    }

    /// The session of a token that says this, as it stands now.
    pub async fn live(&self, claims: &Claims) -> Result<LiveSession, Error> {
        if let Some(live) = self.sessions.get(claims.session, self.events_arrive()) {
            return Ok(live);
        }
        let seen = self.sessions.changes();
        let live = self.auth.live_session(claims).await?;
        self.sessions.put(live, seen);
        Ok(live)
    }

    /// The session of a browser's cookie; none where there is no such live one.
    pub async fn live_cookie(&self, secret: &str) -> Result<Option<LiveSession>, Error> {
        let hash = self.auth.cookie_hash(secret);
        let known = self.sessions.get_by_cookie(&hash, self.events_arrive());
        if let Some(live) = known.filter(|live| self.auth.is_fresh(live)) {
            return Ok(Some(live));
        }
        let seen = self.sessions.changes();
        let live = self.auth.live_cookie(&hash).await?;
        if let Some(live) = live {
            self.sessions.put_by_cookie(hash, live, seen);
        }
        Ok(live)
    }

    fn events_arrive(&self) -> bool {
        self.core.events.reaches_every_instance()
    }

    fn now(&self) -> DateTime<Utc> {
        self.core.fresh.now()
    }
}

/// Lets a request through its operation's gate; the caller is then known to [`crate::extract::SignedIn`].
pub async fn pass(gate: Gate, request: &HttpRequest) -> Result<(), ApiError> {
    let authenticator = authenticator(request)?;
    let found = find(gate, request, authenticator).await;
    if !matches!(found, Ok(Some((_, Some(_))))) {
        let address = origin::of(request).ip;
        let changes = gate == Gate::Public && csrf::changes(request.method());
        let who = if changes { Requester::Change } else { Requester::Address };
        quota::count(request, &authenticator.limits, who(address.as_deref())).await?;
    }
    let Some((claims, live)) = found? else {
        return match gate {
            // A form on a page of another site could sign its visitor in as somebody else.
            Gate::Public if csrf::changes(request.method()) => csrf::check_page(request),
            Gate::Public | Gate::Optional => Ok(()),
            // Its session is over already.
            Gate::Token if cookies::value(request, cookies::SESSION).is_some() => csrf::check_page(request),
            Gate::Token | Gate::Roles(_) | Gate::Socket(_) => Err(Error::Unauthorized("sign in first".into()).into()),
        };
    };
    request.extensions_mut().insert(claims.clone());
    let Some(live) = live else { return Ok(()) };
    let actor = live.actor;
    quota::count(request, &authenticator.limits, Requester::User(actor.user(), actor.role(), live.tier)).await?;
    let caller = Caller { actor, session: claims.session, origin: origin::of(request) };
    request.extensions_mut().insert(caller);
    let roles = match gate {
        Gate::Roles(roles) | Gate::Socket(roles) => roles,
        Gate::Public | Gate::Optional | Gate::Token => Roles::ALL,
    };
    if roles.contains(actor.role()) { Ok(()) } else { Err(Error::forbidden("your role may not do this").into()) }
}

type Found = (Claims, Option<LiveSession>);

/// Who asks. A token that is no good is an error; a cookie that is no good is no session.
async fn find(gate: Gate, request: &HttpRequest, authenticator: &Authenticator) -> Result<Option<Found>, ApiError> {
    if gate == Gate::Public {
        return Ok(None);
    }
    let opens_socket = matches!(gate, Gate::Socket(_));
    if opens_socket && let Some(ticket) = realtime::ticket(request) {
        let claims = authenticator.redeem(&ticket).await?;
        let live = authenticator.live(&claims).await?;
        return Ok(Some((claims, Some(live))));
    }
    let token = if opens_socket { realtime::token(request)? } else { bearer(request)? };
    if let Some(token) = token {
        let claims = authenticator.claims(&token)?;
        let live = if gate == Gate::Token { None } else { Some(authenticator.live(&claims).await?) };
        return Ok(Some((claims, live)));
    }
    for secret in cookies::values(request, cookies::SESSION) {
        if let Some(live) = authenticator.live_cookie(&secret).await? {
            csrf::check(request, live.session, opens_socket)?;
            return Ok(Some((claims_of(&live, authenticator.now()), Some(live))));
        }
    }
    Ok(None)
}

/// A cookie says what a token says; how long it is good is looked up with every use.
fn claims_of(live: &LiveSession, now: DateTime<Utc>) -> Claims {
    Claims {
        user: live.actor.user(),
        role: live.actor.role(),
        session: live.session,
        issued_at: now,
        expires_at: now + chrono::TimeDelta::hours(12),
    }
}

fn authenticator(request: &HttpRequest) -> Result<&Data<Authenticator>, ApiError> {
    request.app_data::<Data<Authenticator>>().ok_or_else(|| ApiError::internal("no authenticator is wired"))
}

/// The bearer token of the one Authorization header; two headers are refused, other schemes carry no token.
pub fn bearer(request: &HttpRequest) -> Result<Option<String>, ApiError> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let Some(header) = headers.next() else { return Ok(None) };
    if headers.next().is_some() {
        return Err(Error::invalid("Authorization", "must be given once").into());
    }
    let text = header.to_str().map_err(|_| ApiError::from(Error::Unauthorized("the token is not valid".into())))?;
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    Ok(scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned()))
}
