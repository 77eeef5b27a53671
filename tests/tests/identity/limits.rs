use chrono::TimeDelta;
use e2e::{PASSWORD, Reply, TestApp, statuses};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::{behind_a_proxy, phone::Browser, post_from};

const ON: (&str, &str) = ("LIFELINE__LIMITS__ENABLED", "true");
const HOME: &str = "203.0.113.9";

async fn log_in(app: &TestApp, address: &str, email: &str, password: &str) -> Reply {
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
async fn five_codes_an_hour_are_sent_and_then_a_link_alone() {
    let app = behind_a_proxy(&[ON]).await;
    let nadia = app.patient("Nadia").await;
    for _ in 0..7 {
        post_from(&app.anonymous(), HOME, "/auth/forgot-password", json!({ "email": nadia.email })).await.expect(202);
    }
    let mails = app.mail_to(&nadia.email).await;
    let digits = |mail: &serde_json::Value| {
        let text = mail["text"].as_str().unwrap().to_owned();
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
        words.into_iter().any(|word| word.len() == 6 && word.bytes().all(|digit| digit.is_ascii_digit()))
    };
    assert_eq!(mails.iter().map(digits).collect::<Vec<_>>(), [true, true, true, true, true, false, false]);
    let token = app.token_in_mail(&nadia.email).await;
    app.post("/auth/reset-password", json!({ "reset_token": token, "new_password": "N3w!passw" })).await.expect(200);

    let browser = Browser::new(&app);
    let body = json!({ "phone": "+213555010203" });
    let mut codes = Vec::new();
    for _ in 0..6 {
        codes.push(browser.post("/auth/signin", body.clone()).await.status.as_u16());
    }
    assert_eq!(codes, [200, 200, 200, 200, 200, 429]);
}

/// A POST at any path as the proxy passes it on for this client.
async fn post_at(app: &TestApp, address: &str, path: &str, body: serde_json::Value) -> Reply {
    let client = app.anonymous();
    let request = client.request_at(Method::POST, path).header("x-forwarded-for", address);
    client.send(request.json(&body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_27_strangers_use_up_no_codes_of_anybody() {
    let app = behind_a_proxy(&[ON, ("LIFELINE__AUTH__SECOND_FACTOR", "patient")]).await;
    let (nadia, phone) = (app.patient("Nadia").await, "+213555010203");
    Browser::new(&app).sign_up(&app, phone, "doctor").await;
    let again = json!({ "email": nadia.email, "purpose": "login" });
    let (mut resent, mut signed_in) = (Vec::new(), Vec::new());
    for _ in 0..8 {
        let reply = post_from(&app.anonymous(), "198.51.100.7", "/auth/resend-otp", again.clone()).await;
        resent.push(reply.status.as_u16());
        let reply = post_at(&app, "198.51.100.7", "/auth/signin", json!({ "phone": phone })).await;
        signed_in.push(reply.status.as_u16());
        app.run_jobs().await;
        app.wait(TimeDelta::seconds(62));
    }
    let five = [200, 200, 200, 200, 200, 429, 429, 429];
    assert_eq!((&resent[..], &signed_in[..]), (&five[..], &five[..]));
    assert!(app.mail_to(&nadia.email).await.is_empty(), "no sign-in waits");
    assert_eq!(app.sms_to(phone).await.len(), 6, "the code of the sign-up and five for the stranger");

    log_in(&app, HOME, &nadia.email, PASSWORD).await.expect(200);
    let body = json!({ "email": nadia.email, "otp_code": app.code_by_mail(&nadia.email).await });
    post_from(&app.anonymous(), HOME, "/auth/verify-otp", body).await.expect(200);
    let asked = post_at(&app, HOME, "/auth/signin", json!({ "phone": phone })).await.expect(200);
    let path = format!("/auth/signin/verify/{}", asked["id"].as_str().unwrap());
    post_at(&app, HOME, &path, json!({ "otp": app.code_by_sms(phone).await })).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_27_a_crowd_gets_a_bounded_number_of_codes_in_a_day_and_the_owner_his_own() {
    let app = behind_a_proxy(&[ON]).await;
    let phone = "+213555010203";
    Browser::new(&app).sign_up(&app, phone, "doctor").await;
    for stranger in 0..40 {
        // Nobody is told when nothing is sent: it would say that there is an account.
        post_at(&app, &format!("192.0.2.{stranger}"), "/auth/signin", json!({ "phone": phone })).await.expect(200);
        app.run_jobs().await;
        app.wait(TimeDelta::minutes(13));
    }
    assert_eq!(app.sms_to(phone).await.len(), 1 + 30, "the code of the sign-up, and a day's for strangers");
    Browser::new(&app).post("/auth/signin", json!({ "phone": phone })).await.expect(200);
    assert_eq!(app.sms_to(phone).await.len(), 1 + 30 + 1);
    // One of them alone has a third of it.
    app.wait(TimeDelta::hours(25));
    for _ in 0..14 {
        post_at(&app, HOME, "/auth/signin", json!({ "phone": phone })).await.expect(200);
        app.run_jobs().await;
        app.wait(TimeDelta::minutes(31));
    }
    assert_eq!(app.sms_to(phone).await.len(), 1 + 30 + 1 + 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_12_what_was_sent_is_not_told_by_a_refusal() {
    let app = behind_a_proxy(&[ON]).await;
    let phone = "+213555010203";
    Browser::new(&app).sign_up(&app, phone, "doctor").await;
    let nadia = app.patient("Nadia").await;
    // By telephone, and by mail: asked for and sent again from many places, until nothing is sent any more.
    let ask = async |from: &str, path: &str, again: &str, body: serde_json::Value, purpose: &str| {
        let mut statuses = Vec::new();
        let mut resend = body.clone();
        resend["purpose"] = json!(purpose);
        for _ in 0..12 {
            statuses.push(post_at(&app, from, path, body.clone()).await.status.as_u16());
            app.run_jobs().await;
            app.wait(TimeDelta::seconds(62));
            statuses.push(post_at(&app, from, again, resend.clone()).await.status.as_u16());
            app.run_jobs().await;
            app.wait(TimeDelta::minutes(29));
        }
        statuses
    };
    let (sign_in, resend) = ("/auth/signin", "/auth/signin/resendotp");
    let known = ask("198.51.100.7", sign_in, resend, json!({ "phone": phone }), "").await;
    let unknown = ask("198.51.100.8", sign_in, resend, json!({ "phone": "+213555010299" }), "").await;
    assert_eq!(known, unknown);
    let (forgot, resend) = ("/api/v1/auth/forgot-password", "/api/v1/auth/resend-otp");
    let mail = |email: &str| json!({ "email": email });
    let known = ask("198.51.100.7", forgot, resend, mail(&nadia.email), "password_reset").await;
    let unknown = ask("198.51.100.8", forgot, resend, mail("nobody@family.example"), "password_reset").await;
    assert_eq!(known, unknown);
    assert!(known.iter().all(|status| *status < 300), "{known:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_27_the_installation_sends_so_many_codes_for_strangers_and_the_others_theirs() {
    let few = [ON, ("LIFELINE__AUTH__SECOND_FACTOR", "patient"), ("LIFELINE__LIMITS__CODES_IN_ALL", "3")];
    let app = behind_a_proxy(&few).await;
    let nadia = app.patient("Nadia").await;
    let mut statuses = Vec::new();
    for stranger in 0..5 {
        let body = json!({ "phone": format!("+21355501020{stranger}") });
        statuses.push(post_at(&app, &format!("192.0.2.{stranger}"), "/auth/signin", body).await.status.as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    log_in(&app, HOME, &nadia.email, PASSWORD).await.expect(200);
    let body = json!({ "email": nadia.email, "otp_code": app.code_by_mail(&nadia.email).await });
    post_from(&app.anonymous(), HOME, "/auth/verify-otp", body).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_27_wrong_codes_of_one_make_nobody_else_at_the_same_address_wait() {
    let app = behind_a_proxy(&[ON, ("LIFELINE__AUTH__REGISTRATION", "otp")]).await;
    let register = async |email: &str| {
        let body = json!({ "email": email, "password": PASSWORD, "name": "N" });
        let asked = post_from(&app.anonymous(), HOME, "/auth/register", body).await.expect(202);
        (asked["transaction_id"].clone(), app.code_by_mail(email).await)
    };
    let (yacine, _) = register("yacine@family.example").await;
    let (nadia, code) = register("nadia@family.example").await;
    let tried = async |transaction: &serde_json::Value, code: &str| {
        let body = json!({ "transaction_id": transaction, "otp_code": code });
        post_from(&app.anonymous(), HOME, "/auth/verify-otp", body).await
    };
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let mut statuses = Vec::new();
    for _ in 0..17 {
        statuses.push(tried(&yacine, wrong).await.status.as_u16());
    }
    assert_eq!((statuses[2], statuses[16]), (401, 429), "{statuses:?}");
    tried(&nadia, &code).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_shift_signs_in_behind_one_address() {
    let few = [
        ON,
        ("LIFELINE__AUTH__SECOND_FACTOR", "doctor"),
        ("LIFELINE__LIMITS__CODES_PER_ADDRESS", "3"),
        ("LIFELINE__LIMITS__CODE_TRIES_PER_ADDRESS", "3"),
        ("LIFELINE__LIMITS__PUBLIC", "3"),
    ];
    let app = behind_a_proxy(&few).await;
    // A visitor reads and guesses until the address is used up.
    let visitor = app.anonymous();
    for status in [200, 200, 200, 429] {
        visitor.send(visitor.request(Method::GET, "/doctors").header("x-forwarded-for", HOME)).await.expect(status);
    }
    for status in [401, 401, 401, 429] {
        post_from(&visitor, HOME, "/auth/verify-otp", json!({ "otp_code": "123456" })).await.expect(status);
    }
    for number in 0..5 {
        let doctor = app.unverified_doctor(&format!("Dr {number}")).await;
        log_in(&app, HOME, &doctor.email, PASSWORD).await.expect(200);
        let body = json!({ "email": doctor.email, "otp_code": app.code_by_mail(&doctor.email).await });
        let tokens = post_from(&app.anonymous(), HOME, "/auth/verify-otp", body).await.expect(200);
        let body = json!({ "refresh_token": tokens["refresh_token"] });
        post_from(&app.anonymous(), HOME, "/auth/refresh", body).await.expect(200);
    }
    let forgot = async |number: usize| {
        let body = json!({ "email": format!("n{number}@family.example") });
        post_from(&app.anonymous(), HOME, "/auth/forgot-password", body).await.status.as_u16()
    };
    assert_eq!([forgot(0).await, forgot(1).await, forgot(2).await, forgot(3).await], [202, 202, 202, 429]);
    let mut refreshed = Vec::new();
    for _ in 0..10 {
        let reply = post_from(&visitor, HOME, "/auth/refresh", json!({ "refresh_token": "garbage" })).await;
        refreshed.push(reply.status.as_u16());
    }
    assert_eq!((refreshed[0], refreshed[9]), (401, 429), "ten times what a visitor may read: {refreshed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_12_tries_at_an_address_that_is_used_up_do_not_tell_who_has_an_account() {
    let app = behind_a_proxy(&[ON, ("LIFELINE__LIMITS__CODE_TRIES_PER_ADDRESS", "3")]).await;
    let nadia = app.patient("Nadia").await;
    for _ in 0..4 {
        post_from(&app.anonymous(), HOME, "/auth/verify-otp", json!({ "otp_code": "123456" })).await;
    }
    let tries = async |email: &str| {
        let body = json!({ "email": email });
        let wrong = json!({ "email": email, "otp_code": "000000", "new_password": "N3w!passw" });
        let before = post_from(&app.anonymous(), HOME, "/auth/reset-password", wrong.clone()).await.status.as_u16();
        post_from(&app.anonymous(), HOME, "/auth/forgot-password", body).await.expect(202);
        app.run_jobs().await;
        let after = post_from(&app.anonymous(), HOME, "/auth/reset-password", wrong).await.status.as_u16();
        (before, after)
    };
    let unknown = tries("nobody@family.example").await;
    assert_eq!((tries(&nadia.email).await, unknown), (unknown, (429, 401)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_not_sent_again_within_its_minute_from_elsewhere_either() {
    let app = behind_a_proxy(&[]).await;
    let phone = "+213555010203";
    Browser::new(&app).sign_up(&app, phone, "doctor").await;
    for number in [phone, "+213555010299"] {
        let asked = post_at(&app, HOME, "/auth/signin", json!({ "phone": number })).await.expect(200);
        app.run_jobs().await;
        let again = json!({ "phone": number, "id": asked["id"] });
        post_at(&app, "198.51.100.7", "/auth/signin/resendotp", again.clone()).await.expect(429);
        app.wait(TimeDelta::seconds(62));
        post_at(&app, "198.51.100.8", "/auth/signin/resendotp", again).await.expect(200);
    }
    assert_eq!(app.sms_to(phone).await.len(), 3, "the sign-up's, the first and the second");
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
