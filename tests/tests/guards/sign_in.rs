//! Tokens and sessions: what opens nothing, what ends, what tells nothing.

use chrono::TimeDelta;
use e2e::{PASSWORD, Reply, Socket, TestApp, operations};
use futures_util::future::join_all;
use reqwest::{Method, header::HeaderValue};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn regression_01_no_sign_up_makes_more_than_its_role() {
    let app = TestApp::start().await;
    for (number, (route, role)) in [
        ("patient-signup", "patient"),
        ("patient/signup", "patient"),
        ("doctor-signup", "doctor"),
        ("doctor/signup", "doctor"),
        ("hospital-signup", "hospital"),
        ("hospital/signup", "hospital"),
    ]
    .into_iter()
    .enumerate()
    {
        let greedy = json!({
            "email": format!("greedy{number}@example.org"), "password": PASSWORD, "name": "Greedy", "role": "admin",
            "user_type": "admin", "is_superuser": true, "is_admin": true, "is_verified": true, "is_active": false,
            "tier": "premium", "profile_id": "0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b", "second_factor": "none"
        });
        let tokens = app.anonymous().post(&format!("/auth/{route}"), greedy).await.expect(201);
        assert_eq!((&tokens["role"], &tokens["user"]["role"]), (&json!(role), &json!(role)), "{route}");
        let newcomer = app.anonymous().with_token(tokens["access_token"].as_str().unwrap());
        newcomer.get("/users").await.expect(403);
        newcomer.post("/hospitals", json!({ "name": "Mine" })).await.expect(403);
        assert_eq!(newcomer.get("/users/me").await.expect(200)["is_active"], json!(true), "{route}");
    }
    let known = "SELECT role || ' ' || tier AS line FROM users ORDER BY role";
    let roles = ["doctor", "hospital", "patient"]
        .iter()
        .flat_map(|role| [format!("{role} standard"), format!("{role} standard")]);
    assert_eq!(app.lines(known).await, roles.collect::<Vec<_>>());
    let verified =
        "SELECT name AS line FROM doctors WHERE is_verified UNION ALL SELECT name FROM hospitals WHERE is_verified";
    assert_eq!(app.lines(verified).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_08_no_socket_opens_to_a_token_that_is_none_or_over() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let sockets: Vec<_> = operations().into_iter().filter(e2e::Operation::is_socket).collect();
    assert!(sockets.len() >= 3);
    let (leaving, ending) = (app.log_in(&world.patient.email).await, app.log_in(&world.patient.email).await);
    let deactivated = app.patient("Deactivated").await;
    app.guard(&deactivated, world.patient.id).await;
    leaving.post("/auth/logout", json!({})).await.expect(200);
    world.admin.delete(&format!("/users/{}", deactivated.user)).await.expect(200);
    let refused = async |token: &str, why: &str| {
        for socket in &sockets {
            let path = world.path(socket).replacen("/api/v1", "", 1);
            let mut by_header = app.anonymous().handshake(&path);
            by_header.headers_mut().insert("Authorization", format!("Bearer {token}").parse().unwrap());
            let mut by_protocol = app.anonymous().handshake(&path);
            by_protocol.headers_mut().insert("Sec-WebSocket-Protocol", format!("bearer, {token}").parse().unwrap());
            let by_query = app.anonymous().handshake(&format!("{path}?token={token}"));
            for handshake in [by_header, by_protocol, by_query] {
                let status = Socket::open(handshake).await.err().map(|(status, _)| status);
                assert_eq!(status, Some(401), "{why}: {}", socket.name());
            }
        }
    };
    for socket in &sockets {
        let path = world.path(socket).replacen("/api/v1", "", 1);
        world.patient.socket(&path).await.close().await;
        let bare = app.anonymous().handshake(&path);
        assert_eq!(Socket::open(bare).await.err().map(|(status, _)| status), Some(401), "{}", socket.name());
    }
    refused(leaving.token(), "signed out").await;
    refused(deactivated.token(), "deactivated").await;
    refused(&world.patient.refresh_token, "a refresh token").await;
    let unsigned = format!("{}.", world.patient.token().rsplit_once('.').unwrap().0);
    refused(&unsigned, "unsigned").await;
    app.wait(TimeDelta::minutes(61));
    refused(ending.token(), "expired").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_11_a_token_is_good_for_one_thing_and_a_used_one_for_nothing() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    app.anonymous().with_token(&nadia.refresh_token).get("/users/me").await.expect(401);
    let refresh = async |token: &str| app.anonymous().post("/auth/refresh", json!({ "refresh_token": token })).await;
    refresh(nadia.token()).await.expect(401);
    let (one, two) = (app.log_in(&nadia.email).await, app.log_in(&nadia.email).await);
    assert!(one.token() != two.token() && one.refresh_token != two.refresh_token, "within one second");
    let next = refresh(&one.refresh_token).await.expect(200);
    assert!(next["refresh_token"] != json!(one.refresh_token) && next["access_token"] != json!(one.token()));
    refresh(&one.refresh_token).await.expect(401);
    refresh(next["refresh_token"].as_str().unwrap()).await.expect(401);
    two.get("/users/me").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_11_a_refresh_token_used_twice_at_once_ends_its_session() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let body = json!({ "refresh_token": nadia.refresh_token });
    let tries = join_all((0..6).map(|_| app.post("/auth/refresh", body.clone()))).await;
    let won: Vec<&Reply> = tries.iter().filter(|reply| reply.status == 200).collect();
    assert!(won.len() == 1 && tries.iter().all(|reply| reply.status == 200 || reply.status == 401), "{}", won.len());
    let winner = &won[0].body["data"];
    app.anonymous().with_token(winner["access_token"].as_str().unwrap()).get("/users/me").await.expect(401);
    nadia.get("/users/me").await.expect(401);
    app.post("/auth/refresh", json!({ "refresh_token": winner["refresh_token"] })).await.expect(401);
    app.log_in(&nadia.email).await.get("/users/me").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_11_12_signing_out_twice_is_fine_and_ends_no_later_session() {
    let app = TestApp::start().await;
    let first = app.patient("Nadia").await;
    first.post("/auth/logout", json!({})).await.expect(200);
    let second = app.log_in(&first.email).await;
    first.post("/auth/logout", json!({})).await.expect(200);
    first.get("/users/me").await.expect(401);
    app.post("/auth/refresh", json!({ "refresh_token": first.refresh_token })).await.expect(401);
    second.get("/users/me").await.expect(200);
    app.post("/auth/refresh", json!({ "refresh_token": second.refresh_token })).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_12_no_token_outlives_the_password_or_the_account() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let nadia = app.patient("Nadia").await;
    let (other, samir) = (app.log_in(&nadia.email).await, app.patient("Samir").await);
    let change = json!({ "current_password": PASSWORD, "new_password": "N3w!passw" });
    nadia.post("/auth/change-password", change).await.expect(200);
    other.get("/users/me").await.expect(401);
    app.post("/auth/refresh", json!({ "refresh_token": other.refresh_token })).await.expect(401);
    nadia.get("/users/me").await.expect(200);
    admin.delete(&format!("/users/{}", samir.user)).await.expect(200);
    samir.get("/users/me").await.expect(401);
    app.post("/auth/refresh", json!({ "refresh_token": samir.refresh_token })).await.expect(401);
    admin.put(&format!("/users/{}", samir.user), json!({ "is_active": true })).await.expect(200);
    samir.get("/users/me").await.expect(401);
    app.post("/auth/refresh", json!({ "refresh_token": samir.refresh_token })).await.expect(401);
}

/// The clock's part of an answer is left out.
fn told(reply: &Reply) -> (u16, Value, Value) {
    (reply.status.as_u16(), reply.body["message"].clone(), reply.body["error"]["code"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_12_an_unknown_address_is_answered_like_a_wrong_password() {
    let app = TestApp::start().await;
    let (nadia, gone) = (app.patient("Nadia").await, app.patient("Gone").await);
    app.admin().await.delete(&format!("/users/{}", gone.user)).await.expect(200);
    let attempt = async |email: &str, password: &str| {
        told(&app.post("/auth/login", json!({ "email": email, "password": password })).await)
    };
    let wrong = attempt(&nadia.email, "Wr0ng!pass").await;
    assert_eq!(wrong.0, 401);
    assert_eq!(attempt("nobody@example.org", "Wr0ng!pass").await, wrong);
    assert_eq!(attempt(&gone.email, PASSWORD).await, wrong);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_13_a_garbage_cookie_is_no_cookie() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let garbage = HeaderValue::from_bytes(b"session_id=\xff\xfe%zz; otp_txn=\"; ;;=; a; session_id=").unwrap();
    for operation in operations().iter().filter(|it| !it.may_change() && !it.is_socket() && it.path != "/metrics") {
        let ask = async |cookie: Option<&HeaderValue>| {
            let request = world.patient.request_at(Method::GET, &world.path(operation));
            let request = if let Some(cookie) = cookie { request.header("cookie", cookie) } else { request };
            world.patient.send(request).await.status
        };
        assert_eq!(ask(Some(&garbage)).await, ask(None).await, "{}", operation.name());
    }
    let sign_in = json!({ "email": world.patient.email, "password": PASSWORD });
    let request = app.request(Method::POST, "/auth/login").header("cookie", garbage).json(&sign_in);
    app.send(request).await.expect(200);
}
