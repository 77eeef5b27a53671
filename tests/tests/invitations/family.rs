use chrono::TimeDelta;
use e2e::{Person, Reply, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{A_MINUTE, accepted, shown, trail};

const PLACE: &str = "/mappings/user-patient/invitations";

fn share(patient: Uuid, email: &str) -> Value {
    json!({ "patient_id": patient, "email": email, "relation": "child" })
}

async fn take(invitee: &Person, invitation: &Value, token: &str) -> Reply {
    let path = format!("{PLACE}/{}/accept", invitation["id"].as_str().unwrap());
    invitee.post(&path, json!({ "token": token })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_02_no_account_links_itself_to_a_patient() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let nadia = app.known_patient(&admin, "Nadia").await;
    let (omar, samir) = (app.known_patient(&admin, "Omar").await, app.known_patient(&admin, "Samir").await);
    let link = json!({ "relation": "child", "patient_id": nadia.id });
    let before = app.rows().await;
    omar.post("/mappings/user-patient", link.clone()).await.refused(404, "patient_id");
    omar.post(PLACE, share(nadia.id, &omar.email)).await.refused(404, "patient_id");
    omar.post(PLACE, share(nadia.id, &samir.email)).await.refused(404, "patient_id");
    omar.post(PLACE, share(nadia.user, &samir.email)).await.refused(404, "patient_id");
    assert_eq!(before.changes(&app.rows().await), [""; 0]);

    let invitation = nadia.post(PLACE, share(nadia.id, &omar.email)).await.expect(201);
    let token = app.token_in_mail(&omar.email).await;
    take(&samir, &invitation, &token).await.expect(404);
    take(&omar, &invitation, "0000").await.refused(404, "token");
    take(&omar, &json!({ "id": Uuid::from_u128(1) }), &token).await.expect(404);
    omar.post("/mappings/user-patient", link.clone()).await.refused(404, "patient_id");
    let made = take(&omar, &invitation, &token).await.expect(201);
    assert_eq!((&made["patient_id"], &made["relation"]), (&json!(nadia.id), &json!("child")));
    omar.get(&format!("/patients/{}", nadia.id)).await.expect(200);
    assert_eq!(omar.post("/mappings/user-patient", link.clone()).await.expect(200)["id"], made["id"]);
    take(&omar, &invitation, &token).await.expect(410);
    let relation = made["id"].as_str().unwrap();
    omar.delete(&format!("/mappings/user-patient/{relation}")).await.expect(200);
    omar.post("/mappings/user-patient", link).await.refused(404, "patient_id");
    let id = invitation["id"].as_str().unwrap();
    let patient = nadia.id;
    assert_eq!(
        trail(&app, "invitation.%").await,
        [format!("invitation.send {id} {patient}"), format!("invitation.accept {id} {patient}")]
    );
    let granted = format!(
        "SELECT CAST(granted_by AS TEXT) AS line FROM user_patient_relations WHERE CAST(id AS TEXT) = '{relation}'"
    );
    assert_eq!(app.lines(&granted).await, [nadia.user.to_string()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_see_an_invitation_and_nobody_else_does() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let nadia = app.known_patient(&admin, "Nadia").await;
    let (omar, samir) = (app.known_patient(&admin, "Omar").await, app.known_patient(&admin, "Samir").await);
    let unproven = app.patient("Unproven").await;
    let invitation = nadia.post(PLACE, share(nadia.id, &omar.email)).await.expect(201);
    nadia.post(PLACE, share(nadia.id, &unproven.email)).await.expect(201);
    let seen = async |person: &Person| person.get(PLACE).await.rows().len();
    assert_eq!((seen(&nadia).await, seen(&omar).await, seen(&samir).await, seen(&admin).await), (2, 1, 0, 2));
    assert_eq!(seen(&unproven).await, 0, "an address that nobody has proven");
    let row = omar.get(PLACE).await.rows().remove(0);
    assert_eq!((&row["id"], &row["from"]), (&invitation["id"], &json!("Nadia")));
    let path = format!("{PLACE}/{}", invitation["id"].as_str().unwrap());
    for other in [&omar, &samir] {
        other.delete(&path).await.expect(404);
    }
    nadia.delete(&path).await.expect(200);
    nadia.delete(&path).await.expect(404);
    let token = app.token_in_mail(&omar.email).await;
    take(&omar, &invitation, &token).await.expect(410);
    // The token came by mail, so it proves the address.
    let invitation = nadia.get(PLACE).await.rows().remove(0);
    let token = app.token_in_mail(&unproven.email).await;
    take(&unproven, &invitation, &token).await.expect(201);
    assert_eq!(unproven.get("/users/me").await.expect(200)["is_verified"], json!(true));
    let doctor = app.doctor(&admin, "Amina").await;
    doctor.get(PLACE).await.expect(403);
    doctor.post(PLACE, share(nadia.id, &omar.email)).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_invite_or_what_cannot_be_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (nadia, unproven) = (app.known_patient(&admin, "Nadia").await, app.patient("Unproven").await);
    unproven.post(PLACE, share(unproven.id, "a@example.org")).await.expect(403);
    let invite = async |body: Value| nadia.post(PLACE, body).await;
    invite(json!({ "patient_id": nadia.id, "email": "a@example.org", "relation": "self" }))
        .await
        .refused(400, "relation");
    invite(json!({ "patient_id": nadia.id, "email": "a@example.org", "relation": "boss" }))
        .await
        .refused(400, "relation");
    invite(json!({ "patient_id": nadia.id, "email": "a@example.org" })).await.refused(400, "relation");
    invite(json!({ "patient_id": nadia.id, "email": "a", "relation": "child" })).await.refused(400, "email");
    invite(json!({ "patient_id": "x", "email": "a@example.org", "relation": "child" }))
        .await
        .refused(400, "patient_id");
    invite(share(nadia.id, &nadia.email.to_uppercase())).await.refused(400, "email");
    nadia.post(&format!("{PLACE}/x/accept"), json!({ "token": "0" })).await.refused(400, "invitation_id");
    nadia.post(&format!("{PLACE}/{}/accept", nadia.id), json!({})).await.refused(400, "token");
    nadia.delete(&format!("{PLACE}/x")).await.refused(400, "invitation_id");
    assert!(app.mail_to("a@example.org").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relative_without_an_account_opens_one_by_the_link() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let nadia = app.known_patient(&admin, "Nadia").await;
    let lina = nadia.post("/patients", json!({ "name": "Lina", "relation": "child" })).await.expect(201);
    let lina: Uuid = lina["id"].as_str().unwrap().parse().unwrap();
    nadia.post(PLACE, share(lina, "omar@example.org")).await.expect(201);
    let tokens = accepted(&app, "omar@example.org").await.expect(201);
    let omar = app.log_in("omar@example.org").await;
    assert_eq!(omar.get("/patients/me").await.expect(200)["id"], tokens["profile_id"]);
    omar.get(&format!("/patients/{lina}")).await.expect(200);
    omar.get(&format!("/patients/{}", nadia.id)).await.expect(404);
    // From now on he may invite others himself.
    omar.post(PLACE, share(lina, "aunt@example.org")).await.expect(201);
    nadia.post(PLACE, share(lina, "omar@example.org")).await.expect(201);
    accepted(&app, "omar@example.org").await.expect(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_worth_nothing_once_the_inviter_no_longer_acts_for_the_patient() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (nadia, omar) = (app.known_patient(&admin, "Nadia").await, app.known_patient(&admin, "Omar").await);
    let shared = json!({ "relation": "wife", "patient_id": nadia.id, "user_id": omar.user });
    let relation = admin.post("/mappings/user-patient", shared).await.expect(201);
    let samir = app.known_patient(&admin, "Samir").await;
    let invitation = omar.post(PLACE, share(nadia.id, &samir.email)).await.expect(201);
    let token = app.token_in_mail(&samir.email).await;
    omar.delete(&format!("/mappings/user-patient/{}", relation["id"].as_str().unwrap())).await.expect(200);
    take(&samir, &invitation, &token).await.expect(410);
    shown(&app, &token).await.expect(410);

    app.wait(A_MINUTE);
    let invitation = nadia.post(PLACE, share(nadia.id, &samir.email)).await.expect(201);
    let token = app.token_in_mail(&samir.email).await;
    app.wait(TimeDelta::hours(73));
    let samir = app.log_in(&samir.email).await;
    assert!(samir.get(PLACE).await.rows().is_empty());
    take(&samir, &invitation, &token).await.expect(410);
    let nadia = app.log_in(&nadia.email).await;
    let invitation = nadia.post(PLACE, share(nadia.id, &samir.email)).await.expect(201);
    let token = app.token_in_mail(&samir.email).await;
    let admin = app.log_in(&admin.email).await;
    admin.delete(&format!("/users/{}", nadia.user)).await.expect(200);
    take(&samir, &invitation, &token).await.expect(410);
}
