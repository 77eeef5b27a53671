use chrono::TimeDelta;
use e2e::{PASSWORD, Person, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{A_MINUTE, shown, trail};

const ON: (&str, &str) = ("LIFELINE__LIMITS__ENABLED", "true");
const ONBOARD: &str = "/admin/staff/onboard";
const FAMILY: &str = "/mappings/user-patient/invitations";

fn nurse(email: &str) -> Value {
    json!({ "email": email, "role": "nurse" })
}

fn friend(patient: Uuid, number: usize) -> Value {
    json!({ "patient_id": patient, "email": format!("n{number}@example.org"), "relation": "friend" })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_sends_sixty_invitations_in_an_hour_of_whichever_kind() {
    let app = TestApp::builder().with(ON.0, ON.1).start().await;
    let admin = app.admin().await;
    let (nadia, hospital) = (app.known_patient(&admin, "Nadia").await, app.hospital(&admin, "Mustapha").await);
    // That is one.
    let desk = app.receptionist(&hospital).await;
    let walk_in = desk.post("/patients", json!({ "name": "Walk In" })).await.expect(201);
    let claim = format!("/patients/{}/claim-invitation", walk_in["id"].as_str().unwrap());
    for number in 0..60 {
        nadia.post(FAMILY, friend(nadia.id, number)).await.expect(201);
    }
    for number in 1..60 {
        hospital.post(ONBOARD, nurse(&format!("n{number}@example.org"))).await.expect(201);
    }
    let (before, offer) = (app.rows().await, json!({ "email": "n60@example.org" }));
    for refused in [
        nadia.post(FAMILY, friend(nadia.id, 60)).await,
        hospital.post(ONBOARD, nurse("n60@example.org")).await,
        hospital.post(&claim, offer.clone()).await,
    ] {
        assert!(refused.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap() >= 1);
        refused.expect(429);
    }
    assert_eq!(before.changes(&app.rows().await), [""; 0]);
    desk.post(&claim, offer).await.expect(201);
    assert_eq!(app.mail_to("n60@example.org").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_gets_ten_invitations_in_a_day_by_one_account_and_thirty_in_all() {
    let app = TestApp::builder().with(ON.0, ON.1).start().await;
    let admin = app.admin().await;
    let mut hospitals: Vec<Person> = Vec::new();
    for name in ["One", "Two", "Three", "Four"] {
        hospitals.push(app.hospital(&admin, name).await);
    }
    for (hospital, fits) in hospitals.iter().zip([10, 10, 10, 0]) {
        for _ in 0..fits {
            hospital.post(ONBOARD, nurse("karim@example.org")).await.expect(201);
            app.wait(A_MINUTE);
        }
        hospital.post(ONBOARD, nurse("karim@example.org")).await.expect(429);
        hospital.post(ONBOARD, nurse(&format!("{}@example.org", hospital.user))).await.expect(201);
    }
    assert_eq!(app.mail_to("karim@example.org").await.len(), 30);
    hospitals[3].post(ONBOARD, nurse("samir@example.org")).await.expect(201);
    app.wait(TimeDelta::hours(25));
    app.log_in(&hospitals[3].email).await.post(ONBOARD, nurse("karim@example.org")).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_invitation_is_not_sent_again_within_a_minute() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    hospital.post(ONBOARD, nurse("a@example.org")).await.expect(201);
    let refused = hospital.post(ONBOARD, json!({ "email": "a@example.org", "role": "receptionist" })).await;
    assert!(refused.body["message"].as_str().unwrap().contains("a moment ago"), "{:#}", refused.body);
    refused.expect(429);
    hospital.post(ONBOARD, nurse("b@example.org")).await.expect(201);
    assert_eq!(trail(&app, "invitation.revoke").await, [""; 0], "the one that was sent stays good");
    app.wait(A_MINUTE);
    hospital.post(ONBOARD, nurse("a@example.org")).await.expect(201);
    assert_eq!(app.mail_to("a@example.org").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_that_accept_an_invitation_are_counted_as_those_of_sign_in() {
    let app = TestApp::builder().with(ON.0, ON.1).start().await;
    let admin = app.admin().await;
    let (hospital, karim) = (app.hospital(&admin, "Mustapha").await, app.unverified_doctor("Karim").await);
    hospital.post(ONBOARD, json!({ "email": karim.email, "role": "doctor" })).await.expect(201);
    let token = app.token_in_mail(&karim.email).await;
    let wrong = json!({ "token": token, "password": "Wr0ng!pass" });
    let mut told = Vec::new();
    for _ in 0..7 {
        told.push(app.anonymous().post("/auth/accept-invitation", wrong.clone()).await.status.as_u16());
    }
    assert_eq!((told[0], told[6]), (409, 429), "{told:?}");
    shown(&app, &token).await.expect(429);
    app.post("/auth/login", json!({ "email": karim.email, "password": PASSWORD })).await.expect(429);
    app.wait(TimeDelta::minutes(62));
    shown(&app, &token).await.expect(200);
}
