use chrono::TimeDelta;
use e2e::{PASSWORD, TestApp, statuses};
use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{A_MINUTE, accepted, shown, trail};

const ONBOARD: &str = "/admin/staff/onboard";
const LIST: &str = "/admin/staff/invitations";

fn invite(email: &str, role: &str) -> Value {
    json!({ "email": email, "role": role })
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_20_what_onboarding_promises_is_in_the_mail_and_makes_the_account() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    let sent = hospital.post(ONBOARD, invite(" Karim@Mustapha.Example ", "nurse")).await.expect(201);
    assert_eq!((&sent["email"], &sent["role"]), (&json!("karim@mustapha.example"), &json!("nurse")));
    assert_eq!(sent["hospital_id"], json!(hospital.id));
    let [letter]: [Value; 1] = app.mail_to("karim@mustapha.example").await.try_into().unwrap();
    let text = letter["text"].as_str().unwrap();
    assert!(text.contains("Mustapha") && text.contains("token="), "{text}");
    assert_eq!(hospital.get(LIST).await.rows()[0]["id"], sent["id"]);

    let token = app.token_in_mail("karim@mustapha.example").await;
    assert!(token.len() == 64 && !sent.to_string().contains(&token));
    let tokens = shown(&app, &token).await.expect(201);
    assert_eq!((&tokens["role"], &tokens["user"]["is_verified"]), (&json!("nurse"), &json!(true)));
    let nurse = app.log_in("karim@mustapha.example").await;
    let walk_in = nurse.post("/patients", json!({ "name": "Walk In" })).await.expect(201);
    let of_hospital = hospital.get(&format!("/hospitals/{}/patients", hospital.id)).await.rows();
    assert_eq!(of_hospital[0]["id"], walk_in["id"]);
    assert!(hospital.get(LIST).await.rows().is_empty());
    let id = sent["id"].as_str().unwrap();
    assert_eq!(
        trail(&app, "invitation.%").await,
        [format!("invitation.send {id} -"), format!("invitation.accept {id} -")]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_01_nobody_becomes_an_administrator_by_invitation() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    let before = app.rows().await;
    for role in ["admin", "hospital", "patient", "superuser", "", "nurse "] {
        for inviter in [&hospital, &admin] {
            inviter.post(ONBOARD, invite("a@example.org", role)).await.refused(400, "role");
        }
    }
    hospital.post(ONBOARD, json!({ "email": "a@example.org", "user_type": "admin" })).await.refused(400, "user_type");
    hospital.post(ONBOARD, json!({ "email": "a", "role": "nurse" })).await.refused(400, "email");
    hospital.post(ONBOARD, json!({ "role": "nurse" })).await.refused(400, "email");
    assert_eq!(before.changes(&app.rows().await), [""; 0]);
    hospital.post(ONBOARD, invite("a@example.org", "staff")).await.expect(201);
    let greedy = json!({ "token": app.token_in_mail("a@example.org").await, "password": PASSWORD, "name": "Greedy",
        "role": "admin", "user_type": "admin", "is_superuser": true, "hospital_id": Uuid::from_u128(1) });
    let tokens = app.anonymous().post("/auth/accept-invitation", greedy).await.expect(201);
    assert_eq!(tokens["role"], json!("receptionist"));
    let newcomer = app.anonymous().with_token(tokens["access_token"].as_str().unwrap());
    newcomer.get("/users").await.expect(403);
    newcomer.post(ONBOARD, invite("b@example.org", "nurse")).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hospital_invites_for_itself_alone_and_an_administrator_says_for_which() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post(ONBOARD, invite("a@example.org", "nurse")).await.refused(400, "hospital_id");
    let only = app.hospital(&admin, "Only").await;
    let sent = admin.post(ONBOARD, invite("a@example.org", "nurse")).await.expect(201);
    assert_eq!(sent["hospital_id"], json!(only.id));
    let second = app.hospital(&admin, "Second").await;
    admin.post(ONBOARD, invite("a@example.org", "nurse")).await.refused(400, "hospital_id");
    let for_other = json!({ "email": "b@example.org", "role": "nurse", "hospital_id": second.id });
    only.post(ONBOARD, for_other.clone()).await.refused(404, "hospital_id");
    admin.post(ONBOARD, for_other).await.expect(201);
    let unknown = json!({ "email": "b@example.org", "role": "nurse", "hospital_id": Uuid::from_u128(1) });
    admin.post(ONBOARD, unknown).await.refused(404, "hospital_id");
    let department = json!({ "email": "b@example.org", "role": "nurse", "department_id": Uuid::from_u128(1) });
    only.post(ONBOARD, department).await.refused(404, "department_id");
    let none = json!({ "email": "c@example.org", "role": "nurse", "department_id": null, "hospital_id": only.id });
    let third = only.post(ONBOARD, none).await.expect(201);

    assert_eq!((only.get(LIST).await.rows().len(), second.get(LIST).await.rows().len()), (2, 1));
    let all = admin.get(LIST).await.rows();
    assert_eq!((all.len(), &all[0]["from"]), (3, &json!("Only")));
    let path = format!("{LIST}/{}", third["id"].as_str().unwrap());
    second.delete(&path).await.expect(404);
    only.delete(&path).await.expect(200);
    only.delete(&path).await.expect(404);
    assert_eq!(accepted(&app, "c@example.org").await.status, 410);
    assert_eq!(
        trail(&app, "invitation.revoke").await,
        [format!("invitation.revoke {} -", third["id"].as_str().unwrap())]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_known_himself_invites_nobody() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    let waiting = app.unverified_hospital("Waiting").await;
    let (doctor, patient) = (app.doctor(&admin, "Amina").await, app.patient("Nadia").await);
    let nurse = app.nurse(&hospital).await;
    for caller in [&waiting, &doctor, &patient, &nurse] {
        caller.post(ONBOARD, invite("a@example.org", "nurse")).await.expect(403);
    }
    app.anonymous().post(ONBOARD, invite("a@example.org", "nurse")).await.expect(401);
    let for_waiting = json!({ "email": "a@example.org", "role": "nurse", "hospital_id": waiting.id });
    admin.post(ONBOARD, for_waiting).await.expect(409);
    admin.put(&format!("/hospitals/{}/verify", waiting.id), json!({ "is_verified": true })).await.expect(200);
    let refused = waiting.post(ONBOARD, invite("a@example.org", "nurse")).await;
    assert!(refused.body["message"].as_str().unwrap().contains("prove"), "{:#}", refused.body);
    refused.expect(403);
    assert!(app.mail_to("a@example.org").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_good_once_for_three_days_and_until_the_next_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    hospital.post(ONBOARD, invite("a@example.org", "nurse")).await.expect(201);
    let first = app.token_in_mail("a@example.org").await;
    app.wait(A_MINUTE);
    hospital.post(ONBOARD, invite("a@example.org", "receptionist")).await.expect(201);
    let second = app.token_in_mail("a@example.org").await;
    assert_eq!(hospital.get(LIST).await.rows().len(), 1);
    assert_eq!(trail(&app, "invitation.revoke").await.len(), 1);
    shown(&app, &first).await.expect(410);
    shown(&app, "0000").await.refused(404, "token");
    let weak = json!({ "token": second, "password": "weak", "name": "A" });
    app.anonymous().post("/auth/accept-invitation", weak).await.refused(400, "password");
    let nameless = json!({ "token": second, "password": PASSWORD });
    app.anonymous().post("/auth/accept-invitation", nameless).await.refused(400, "name");
    assert_eq!(shown(&app, &second).await.expect(201)["role"], json!("receptionist"));
    shown(&app, &second).await.expect(410);

    hospital.post(ONBOARD, invite("b@example.org", "nurse")).await.expect(201);
    let late = app.token_in_mail("b@example.org").await;
    app.wait(TimeDelta::hours(72));
    let hospital = app.log_in(&hospital.email).await;
    assert!(hospital.get(LIST).await.rows().is_empty());
    shown(&app, &late).await.expect(410);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_accept_at_once_one_does() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    hospital.post(ONBOARD, invite("a@example.org", "nurse")).await.expect(201);
    let token = app.token_in_mail("a@example.org").await;
    let replies = join_all((0..6).map(|_| shown(&app, &token))).await;
    let told = statuses(&replies);
    assert_eq!(told.iter().filter(|status| **status == 201).count(), 1, "{told:?}");
    assert!(told.iter().all(|status| [201, 409, 410].contains(status)), "{told:?}");
    let invited = join_all((0..4).map(|_| hospital.post(ONBOARD, invite("b@example.org", "nurse")))).await;
    assert_eq!(statuses(&invited), [201, 429, 429, 429]);
    assert_eq!(hospital.get(LIST).await.rows().len(), 1, "one stays live");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_tells_whether_the_address_has_an_account() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    let nadia = app.patient("Nadia").await;
    let told = async |email: &str| {
        let reply = hospital.post(ONBOARD, invite(email, "nurse")).await;
        let fields: Vec<String> = reply.body["data"].as_object().unwrap().keys().cloned().collect();
        (reply.status, reply.body["message"].clone(), fields)
    };
    assert_eq!(told(&nadia.email).await, told("nobody@example.org").await);
    // Whoever reads the mail learns it, and gains nothing.
    let before = app.lines("SELECT role AS line FROM users ORDER BY id").await;
    accepted(&app, &nadia.email).await.expect(409);
    assert_eq!(app.lines("SELECT role AS line FROM users ORDER BY id").await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_comes_with_a_profile_that_only_an_administrators_word_verifies() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    for (inviter, email, listed) in [(&hospital, "a@example.org", 0), (&admin, "b@example.org", 1)] {
        inviter.post(ONBOARD, invite(email, "doctor")).await.expect(201);
        let tokens = accepted(&app, email).await.expect(201);
        let doctor = app.anonymous().with_token(tokens["access_token"].as_str().unwrap());
        let path = format!("/doctors/{}", tokens["profile_id"].as_str().unwrap());
        assert_eq!(app.anonymous().get(&path).await.status, if listed == 1 { 200 } else { 404 });
        assert_eq!(doctor.get("/doctors/me/profile").await.expect(200)["name"], json!("Karim Saadi"));
        let workplaces = doctor.get(&format!("{path}/hospitals")).await.rows();
        assert_eq!(workplaces[0]["id"], json!(hospital.id));
    }
    let created = trail(&app, "hospital_doctor_mapping.create").await;
    assert_eq!(created.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_who_has_an_account_adds_the_hospital_by_its_password() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    let karim = app.unverified_doctor("Karim").await;
    hospital.post(ONBOARD, invite(&karim.email, "doctor")).await.expect(201);
    let token = app.token_in_mail(&karim.email).await;
    let wrong = json!({ "token": token, "password": "Wr0ng!pass", "name": "K" });
    app.anonymous().post("/auth/accept-invitation", wrong).await.expect(409);
    // What new passwords and names must be like is for new accounts.
    let simple = json!({ "token": token, "password": "simple" });
    app.anonymous().post("/auth/accept-invitation", simple).await.expect(409);
    let bare = json!({ "token": token, "password": PASSWORD });
    let tokens = app.anonymous().post("/auth/accept-invitation", bare).await.expect(200);
    assert_eq!((&tokens["user_id"], &tokens["user"]["is_verified"]), (&json!(karim.user), &json!(true)));
    assert_eq!(karim.get("/users/me").await.expect(200)["name"], json!("Karim"), "the name stays");
    let of_hospital = hospital.get("/mappings/hospital-doctor").await.rows();
    assert_eq!(of_hospital[0]["doctor_id"], json!(karim.id));
    app.anonymous().get(&format!("/doctors/{}", karim.id)).await.expect(404);
    shown(&app, &token).await.expect(410);
    admin.post(ONBOARD, invite(&karim.email, "doctor")).await.expect(201);
    accepted(&app, &karim.email).await.expect(200);
    app.anonymous().get(&format!("/doctors/{}", karim.id)).await.expect(200);
    assert_eq!(hospital.get("/mappings/hospital-doctor").await.rows().len(), 1);
    hospital.post(ONBOARD, invite(&karim.email, "nurse")).await.expect(201);
    accepted(&app, &karim.email).await.expect(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_with_a_second_factor_takes_the_offer_and_gets_no_session_by_it() {
    let app = TestApp::builder().with("LIFELINE__AUTH__SECOND_FACTOR", "doctor").start().await;
    let admin = app.admin().await;
    let (hospital, karim) = (app.hospital(&admin, "Mustapha").await, app.unverified_doctor("Karim").await);
    hospital.post(ONBOARD, invite(&karim.email, "doctor")).await.expect(201);
    let sessions = "SELECT CAST(id AS TEXT) AS line FROM sessions";
    let (token, before) = (app.token_in_mail(&karim.email).await, app.lines(sessions).await.len());
    let added = shown(&app, &token).await.expect(200);
    assert_eq!(added, json!({ "otp_required": true }));
    assert_eq!(app.lines(sessions).await.len(), before);
    let of_hospital = hospital.get("/mappings/hospital-doctor").await.rows();
    assert_eq!(of_hospital[0]["doctor_id"], json!(karim.id));
    shown(&app, &token).await.expect(410);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_ends_with_whoever_sent_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let colleague = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    let named = |email: &str| json!({ "email": email, "role": "nurse", "hospital_id": hospital.id });
    colleague.post(ONBOARD, named("a@example.org")).await.expect(201);
    hospital.post(ONBOARD, named("b@example.org")).await.expect(201);
    admin.delete(&format!("/users/{}", colleague.user)).await.expect(200);
    accepted(&app, "a@example.org").await.expect(410);
    let verify = format!("/hospitals/{}/verify", hospital.id);
    admin.put(&verify, json!({ "is_verified": false })).await.expect(200);
    accepted(&app, "b@example.org").await.expect(410);
    admin.put(&verify, json!({ "is_verified": true })).await.expect(200);
    accepted(&app, "b@example.org").await.expect(201);
    hospital.post(ONBOARD, named("c@example.org")).await.expect(201);
    admin.delete(&format!("/hospitals/{}?force=true", hospital.id)).await.expect(200);
    accepted(&app, "c@example.org").await.expect(410);
    let left = "SELECT email AS line FROM users WHERE email IN ('a@example.org', 'c@example.org')";
    assert_eq!(app.lines(left).await, [""; 0]);
}
