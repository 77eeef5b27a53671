use chrono::TimeDelta;
use e2e::{PASSWORD, Reply, TestApp, statuses};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::{behind_a_proxy, post_from};

pub(super) const ON: (&str, &str) = ("LIFELINE__LIMITS__ENABLED", "true");
pub(super) const HOME: &str = "203.0.113.9";

pub(super) async fn log_in(app: &TestApp, address: &str, email: &str, password: &str) -> Reply {
    let body = json!({ "email": email, "password": password });
    post_from(&app.anonymous(), address, "/auth/login", body).await
}

fn retry_after(reply: &Reply) -> u32 {
    reply.headers["retry-after"].to_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_27_strangers_do_not_lock_anybody_out() {
    let app = behind_a_proxy(&[ON]).await;
    let nadia = app.patient("Nadia").await;
    log_in(&app, HOME, &nadia.email, PASSWORD).await.expect(200);
    log_in(&app, "2001:db8:1:1::9", &nadia.email, PASSWORD).await.expect(200);
    // One address guesses until it is refused, then a crowd does.
    let mut guesses = Vec::new();
    for _ in 0..12 {
        guesses.push(log_in(&app, "198.51.100.7", &nadia.email, "Wr0ng!pass").await);
    }
    let refused = guesses.iter().find(|guess| guess.status == 429).expect("a refusal");
    assert!(retry_after(refused) >= 1);
    for crowd in 0..110 {
        log_in(&app, &format!("192.0.2.{crowd}"), &nadia.email, "Wr0ng!pass").await;
    }
    log_in(&app, "192.0.2.200", &nadia.email, PASSWORD).await.expect(429);
    log_in(&app, HOME, &nadia.email, PASSWORD).await.expect(200);
    log_in(&app, "2001:db8:1:2::200", &nadia.email, PASSWORD).await.expect(429);
    log_in(&app, "2001:db8:1:1::200", &nadia.email, PASSWORD).await.expect(200);
    app.wait(TimeDelta::minutes(62));
    log_in(&app, "192.0.2.200", &nadia.email, PASSWORD).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_27_one_network_uses_up_no_more_than_its_share_of_the_sign_ins_from_elsewhere() {
    let app = behind_a_proxy(&[ON, ("LIFELINE__LIMITS__LOGINS_FROM_ELSEWHERE", "9")]).await;
    let nadia = app.patient("Nadia").await;
    let mut statuses = Vec::new();
    for household in 0..5 {
        let from = format!("2001:db8:1:{household}::9");
        statuses.push(log_in(&app, &from, &nadia.email, "Wr0ng!pass").await.status.as_u16());
    }
    assert_eq!(statuses, [401, 401, 401, 429, 429]);
    log_in(&app, "2001:db8:2::9", &nadia.email, PASSWORD).await.expect(200);
    log_in(&app, HOME, &nadia.email, PASSWORD).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_make_the_next_try_wait_twice_as_long_each_time() {
    let app = behind_a_proxy(&[ON, ("LIFELINE__LIMITS__LOGINS", "100")]).await;
    let nadia = app.patient("Nadia").await;
    for _ in 0..5 {
        log_in(&app, HOME, &nadia.email, "Wr0ng!pass").await.expect(401);
    }
    let mut waits = Vec::new();
    for _ in 0..5 {
        log_in(&app, HOME, &nadia.email, "Wr0ng!pass").await.expect(401);
        let refused = log_in(&app, HOME, &nadia.email, PASSWORD).await;
        waits.push(retry_after(&refused));
        refused.expect(429);
        app.wait(TimeDelta::seconds(i64::from(waits[waits.len() - 1])));
    }
    assert_eq!(waits, [1, 2, 4, 8, 16]);
    log_in(&app, HOME, &nadia.email, PASSWORD).await.expect(200);
    log_in(&app, HOME, &nadia.email, "Wr0ng!pass").await.expect(401);
    log_in(&app, HOME, &nadia.email, PASSWORD).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn known_and_unknown_addresses_are_counted_alike() {
    let app = behind_a_proxy(&[ON]).await;
    let nadia = app.patient("Nadia").await;
    let tries = async |email: &str, from: &str| {
        let mut statuses = Vec::new();
        for _ in 0..12 {
            statuses.push(log_in(&app, from, email, "Wr0ng!pass").await.status.as_u16());
        }
        statuses
    };
    assert_eq!(tries(&nadia.email, "192.0.2.1").await, tries("nobody@family.example", "192.0.2.2").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_sign_ins_at_once_the_quota_lets_no_more_through() {
    let app = behind_a_proxy(&[ON]).await;
    let nadia = app.patient("Nadia").await;
    let tries = (0..30).map(|_| log_in(&app, HOME, &nadia.email, PASSWORD));
    let statuses = statuses(&join_all(tries).await);
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 10, "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_sign_ups_an_hour_come_from_one_address() {
    let app = behind_a_proxy(&[ON]).await;
    let register = async |from: &str, number: usize| {
        let body = json!({ "email": format!("n{number}@family.example"), "password": PASSWORD, "name": "N" });
        post_from(&app.anonymous(), from, "/auth/register", body).await.status.as_u16()
    };
    for number in 0..5 {
        assert_eq!(register(HOME, number).await, 201);
    }
    assert_eq!(register(HOME, 5).await, 429);
    let other = json!({ "email": "n5@family.example", "password": PASSWORD, "name": "N" });
    post_from(&app.anonymous(), HOME, "/auth/patient-signup", other).await.expect(429);
    assert_eq!(register("198.51.100.7", 6).await, 201);
    app.wait(TimeDelta::minutes(62));
    assert_eq!(register(HOME, 7).await, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_however_their_path_is_written() {
    let app = behind_a_proxy(&[ON, ("LIFELINE__LIMITS__PUBLIC", "3")]).await;
    let client = app.anonymous();
    let ask = async |path: &str| {
        let request = client.request_at(Method::GET, path).header("x-forwarded-for", HOME);
        client.send(request).await.status.as_u16()
    };
    assert_eq!(
        [ask("/api/v1/doctors").await, ask("/%61pi/v1/doctors").await, ask("/ap%69/v1/doctors").await],
        [200; 3]
    );
    assert_eq!(ask("/%61pi/v1/doctors").await, 429);
    let garbage = client.request(Method::GET, "/users/me").header("x-forwarded-for", HOME).bearer_auth("garbage");
    client.send(garbage).await.expect(429);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_by_tier_and_the_headers_say_so() {
    let tiers = [ON, ("LIFELINE__LIMITS__STANDARD", "20"), ("LIFELINE__LIMITS__PUBLIC", "30")];
    let app = behind_a_proxy(&tiers).await;
    let (admin, nadia, yacine) = (app.admin().await, app.patient("Nadia").await, app.patient("Yacine").await);
    let first = nadia.send(nadia.request(Method::GET, "/users/me")).await;
    assert_eq!(first.headers["ratelimit-policy"], "\"requests\";q=20;w=3600");
    assert!(first.headers["ratelimit"].to_str().unwrap().starts_with("\"requests\";r=19;t="), "{:?}", first.headers);
    for _ in 0..19 {
        nadia.get("/users/me").await.expect(200);
    }
    let refused = nadia.get("/users/me").await;
    assert!(refused.headers["ratelimit"].to_str().unwrap().starts_with("\"requests\";r=0;t="));
    assert!(retry_after(&refused) >= 1);
    assert_eq!(refused.body["error"]["code"], "RATE_LIMIT_EXCEEDED");
    let wrong = yacine.send(yacine.request(Method::PUT, "/users/me").json(&json!([]))).await;
    assert!(wrong.headers["ratelimit"].to_str().unwrap().starts_with("\"requests\";r=19;t="), "{:?}", wrong.headers);
    wrong.expect(400);
    yacine.get("/users/me").await.expect(200);
    admin.put(&format!("/admin/users/{}/tier", nadia.user), json!({ "tier": "premium" })).await.expect(200);
    app.log_in(&nadia.email).await.get("/users/me").await.expect(200);
    for _ in 0..40 {
        admin.get("/users/me").await.expect(200);
    }
    let anonymous = app.anonymous();
    let ask = || anonymous.request(Method::GET, "/doctors").header("x-forwarded-for", HOME);
    for _ in 0..30 {
        anonymous.send(ask()).await.expect(200);
    }
    anonymous.send(ask()).await.expect(429);
    anonymous.get("/doctors").await.expect(200);
    for _ in 0..40 {
        assert_eq!(anonymous.send(anonymous.request_at(Method::GET, "/health/live")).await.status, 200);
    }
    app.wait(TimeDelta::minutes(62));
    app.log_in(&nadia.email).await.get("/users/me").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_has_so_many_turns_with_the_assistant() {
    let app = TestApp::builder().with(ON.0, ON.1).with("LIFELINE__LIMITS__AI_TURNS_PER_DAY", "2").start().await;
    let nadia = app.patient("Nadia").await;
    let session = nadia.post("/ai/sessions", json!({ "patient_id": nadia.id })).await.expect(201);
    let turn = json!({ "session_id": session["id"], "message": "I have had a headache since Monday" });
    nadia.post("/ai/messages", turn.clone()).await.expect(201);
    nadia.post("/ai/messages", turn.clone()).await.expect(201);
    let refused = nadia.post("/ai/messages", turn).await;
    assert!(refused.body["message"].as_str().unwrap().contains("emergency"));
    refused.expect(429);
}
