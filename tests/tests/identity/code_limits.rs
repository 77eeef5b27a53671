//! How often codes may be asked for and tried, and what a refusal tells.

use chrono::TimeDelta;
use e2e::{PASSWORD, Reply, TestApp};
use reqwest::Method;
use serde_json::json;

use super::{
    behind_a_proxy,
    limits::{HOME, ON, log_in},
    phone::Browser,
    post_from,
};

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
