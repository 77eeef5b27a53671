//! What a signed-in request pays for knowing who calls: the token's signature, the session as it stands, the caller.
#![expect(clippy::expect_used, reason = "a measurement stops at the first surprise")]

use std::hint::black_box;

use actix_web::{HttpRequest, http::header::AUTHORIZATION, test::TestRequest, web::Data};
use chrono::TimeDelta;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use crypto::{Jwt, KeyRing, SigningKey, generate_rsa_pem};
use domain::{
    accounts::NewAccount,
    auth::{LogIn, SignedIn},
    kernel::{Origin, Roles},
    ports::Tokens,
};
use http_actix::{
    api::Gate,
    auth,
    cli::prepare,
    config::{Config, Overrides},
    wire::{Ports, Wired, wire},
};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const PASSWORD: &str = "Str0ng!pass";

/// A server with everything embedded and one administrator, who is signed in.
struct Installation {
    wired: Wired,
    signed_in: SignedIn,
    runtime: Runtime,
    _folder: TempDir,
}

impl Installation {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let overrides = Overrides { data_dir: Some(folder.path().to_owned()), ..Overrides::default() };
        let environment = [("LIFELINE__AUTH__BCRYPT_COST".to_owned(), "4".to_owned())].into();
        let config = Config::from_sources(&environment, None, &overrides).expect("a configuration");
        let runtime = Runtime::new().expect("a runtime");
        let (wired, signed_in) = runtime.block_on(async {
            let wired = wire(config, Ports::default()).await.expect("a wired application");
            prepare(&wired).await.expect("a migrated database");
            wired.services.sign_up.admin_by_operator(administrator()).await.expect("an administrator");
            let signed_in = wired.services.auth.log_in("admin@example.org", PASSWORD, &Origin::default()).await;
            let Ok(LogIn::Done(signed_in)) = signed_in else { panic!("no session: {signed_in:?}") };
            (wired, *signed_in)
        });
        Self { wired, signed_in, runtime, _folder: folder }
    }

    fn request(&self) -> HttpRequest {
        TestRequest::get()
            .peer_addr(([127, 0, 0, 1], 40_000).into())
            .insert_header((AUTHORIZATION, format!("Bearer {}", self.signed_in.tokens.access.token)))
            .app_data(Data::from(self.wired.authenticator.clone()))
            .app_data(Data::new(self.wired.clone()))
            .to_http_request()
    }
}

fn administrator() -> NewAccount {
    NewAccount {
        email: "admin@example.org".to_owned(),
        password: PASSWORD.to_owned(),
        name: "Administrator".to_owned(),
        first_name: None,
        last_name: None,
        contact: None,
        address: None,
    }
}

fn tokens(criterion: &mut Criterion) {
    let rsa = SigningKey::rs256(&generate_rsa_pem().expect("a key")).expect("a key");
    for (name, key) in [("RS256", rsa), ("HS256", SigningKey::hs256(&[7; 48]).expect("a key"))] {
        let ring = KeyRing::from(key);
        let jwt = || Jwt::new(&ring, TimeDelta::hours(1));
        let now = domain::ports::Clock::now(&embedded::SystemClock);
        let (user, session) = (uuid::Uuid::from_u128(1).into(), uuid::Uuid::from_u128(2).into());
        let issued = jwt().issue(user, domain::kernel::Role::Doctor, session, now).expect("a token");
        let token = issued.token.as_str();
        criterion.bench_function(&format!("token {name}, seen for the first time"), |bench| {
            let check = |jwt: &mut Jwt| jwt.verify(black_box(token), now).expect("a good token");
            bench.iter_batched_ref(jwt, check, BatchSize::SmallInput);
        });
        let warm = jwt();
        criterion.bench_function(&format!("token {name}, seen before"), |bench| {
            bench.iter(|| warm.verify(black_box(token), now).expect("a good token"));
        });
    }
}

fn sessions(criterion: &mut Criterion) {
    let installation = Installation::new();
    let (runtime, authenticator) = (&installation.runtime, &installation.wired.authenticator);
    let claims = authenticator.claims(&installation.signed_in.tokens.access.token).expect("a good token");
    criterion.bench_function("session, remembered", |bench| {
        let live = || authenticator.live(black_box(&claims));
        bench.iter(|| runtime.block_on(live()).expect("a live session"));
    });
    criterion.bench_function("session, read from the database", |bench| {
        let live = || installation.wired.services.auth.live_session(black_box(&claims));
        bench.iter(|| runtime.block_on(live()).expect("a live session"));
    });
    let request = installation.request();
    criterion.bench_function("the whole gate of a signed-in request", |bench| {
        let pass = || auth::pass(Gate::Roles(Roles::ALL), black_box(&request));
        bench.iter(|| runtime.block_on(pass()).expect("a caller"));
    });
}

criterion_group!(session_check, tokens, sessions);
criterion_main!(session_check);
