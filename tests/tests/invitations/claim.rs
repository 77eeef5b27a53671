use e2e::{Person, TestApp};
use serde_json::{Value, json};

use super::{A_MINUTE, accepted, shown, trail};

fn place(patient: &Value) -> String {
    format!("/patients/{}/claim-invitation", patient["id"].as_str().unwrap())
}

async fn walk_in(desk: &Person, name: &str) -> Value {
    desk.post("/patients", json!({ "name": name })).await.expect(201)
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_20_the_desk_offers_a_patient_the_own_record() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    let desk = app.receptionist(&hospital).await;
    let omar = walk_in(&desk, "Omar Haddad").await;
    let sent = desk.post(&place(&omar), json!({ "email": "omar@example.org" })).await.expect(201);
    assert_eq!((&sent["kind"], &sent["relation"]), (&json!("claim"), &json!("self")));
    let letters = app.mail_to("omar@example.org").await;
    assert!(letters[0]["text"].as_str().unwrap().contains("Mustapha"));
    let tokens = accepted(&app, "omar@example.org").await.expect(201);
    assert_eq!((&tokens["role"], &tokens["profile_id"]), (&json!("patient"), &omar["id"]));
    let claimed = app.log_in("omar@example.org").await;
    assert_eq!(claimed.get("/patients/me").await.expect(200)["id"], omar["id"]);
    assert_eq!(claimed.get("/patients").await.rows().len(), 1);
    desk.get(&format!("/patients/{}", omar["id"].as_str().unwrap())).await.expect(200);
    desk.post(&place(&omar), json!({ "email": "omar2@example.org" })).await.expect(409);
    let (id, patient) = (sent["id"].as_str().unwrap(), omar["id"].as_str().unwrap());
    assert_eq!(
        trail(&app, "invitation.%").await.split_off(2),
        [format!("invitation.send {id} {patient}"), format!("invitation.accept {id} {patient}")]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_patients_hospital_offers_a_record_and_only_one_offer_is_open() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (hospital, elsewhere) = (app.hospital(&admin, "Mustapha").await, app.hospital(&admin, "Elsewhere").await);
    let (nurse, desk) = (app.nurse(&hospital).await, app.receptionist(&hospital).await);
    let (stranger, doctor) = (app.receptionist(&elsewhere).await, app.doctor(&admin, "Amina").await);
    let omar = walk_in(&desk, "Omar").await;
    app.treat(&admin, &doctor, omar["id"].as_str().unwrap().parse().unwrap()).await;
    let body = |email: &str| json!({ "email": email });
    for caller in [&stranger, &elsewhere] {
        caller.post(&place(&omar), body("a@example.org")).await.expect(404);
        caller.delete(&place(&omar)).await.expect(404);
    }
    for caller in [&doctor, &app.patient("Nadia").await] {
        caller.post(&place(&omar), body("a@example.org")).await.expect(403);
    }
    desk.post(&place(&omar), body("no address")).await.refused(400, "email");
    desk.post(&place(&omar), json!({ "email": "a@example.org", "relation": "boss" })).await.refused(400, "relation");
    desk.post(&place(&omar), body(&desk.email.to_uppercase())).await.refused(400, "email");
    for (caller, email) in [(&desk, "a@example.org"), (&nurse, "b@example.org"), (&hospital, "c@example.org")] {
        caller.post(&place(&omar), body(email)).await.expect(201);
        desk.post(&place(&omar), body(email)).await.expect(429);
        app.wait(A_MINUTE);
    }
    accepted(&app, "a@example.org").await.expect(410);
    accepted(&app, "b@example.org").await.expect(410);
    desk.delete(&place(&omar)).await.expect(200);
    desk.delete(&place(&omar)).await.expect(404);
    accepted(&app, "c@example.org").await.expect(410);
    admin.post(&place(&omar), body("d@example.org")).await.expect(201);
    accepted(&app, "d@example.org").await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relative_claims_a_child_by_the_own_account() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    let desk = app.receptionist(&hospital).await;
    let (lina, sami) = (walk_in(&desk, "Lina").await, walk_in(&desk, "Sami").await);
    let nadia = app.patient("Nadia").await;
    let child = |email: &str| json!({ "email": email, "relation": "child" });
    desk.post(&place(&lina), child(&nadia.email)).await.expect(201);
    assert_eq!(accepted(&app, &nadia.email).await.expect(200)["user_id"], json!(nadia.user));
    assert_eq!(nadia.get("/patients").await.rows().len(), 2);
    // Who has a record of the own that is in use cannot be somebody else too.
    nadia.patch("/patients/me", json!({ "blood_group": "O+" })).await.expect(200);
    desk.post(&place(&sami), json!({ "email": nadia.email })).await.expect(201);
    let refused = accepted(&app, &nadia.email).await;
    assert!(refused.body["message"].as_str().unwrap().contains("ask the hospital"), "{:#}", refused.body);
    refused.expect(409);
    assert_eq!(nadia.get("/patients/me").await.expect(200)["id"], json!(nadia.id));
    app.wait(A_MINUTE);
    // Where somebody acts for the patient, no hospital brings in others.
    desk.post(&place(&lina), child("other@example.org")).await.expect(409);
    desk.post(&place(&lina), json!({ "email": "other@example.org" })).await.expect(409);
    // A new account for a relative has a record of its own as well.
    desk.post(&place(&sami), child("omar@example.org")).await.expect(201);
    let tokens = accepted(&app, "omar@example.org").await.expect(201);
    let omar = app.log_in("omar@example.org").await;
    assert_eq!(omar.get("/patients/me").await.expect(200)["id"], tokens["profile_id"]);
    assert_eq!(omar.get("/patients").await.rows().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_offered_record_takes_the_place_of_a_blank_one_of_the_own_and_of_no_other() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    let desk = app.receptionist(&hospital).await;
    let (nadia, kept) = (app.patient("Nadia").await, walk_in(&desk, "Nadia Haddad").await);
    nadia.patch("/patients/me", json!({ "name": "Nadia", "city": "Oran", "gender": "female" })).await.expect(200);
    desk.patch(&format!("/patients/{}", kept["id"].as_str().unwrap()), json!({ "city": "Algiers" })).await.expect(200);
    desk.post(&place(&kept), json!({ "email": nadia.email })).await.expect(201);
    let tokens = accepted(&app, &nadia.email).await.expect(200);
    assert_eq!((&tokens["user_id"], &tokens["profile_id"]), (&json!(nadia.user), &kept["id"]));
    let own = nadia.get("/patients/me").await.expect(200);
    assert_eq!(own["id"], kept["id"]);
    // What the hospital wrote stands; what it left open is completed.
    assert_eq!([&own["name"], &own["city"], &own["gender"]], ["Nadia Haddad", "Algiers", "female"]);
    assert_eq!(nadia.get("/patients").await.rows().len(), 1);
    nadia.get(&format!("/patients/{}", nadia.id)).await.expect(404);
    assert_eq!(trail(&app, "patient.give_up").await, [format!("patient.give_up {0} {0}", nadia.id)]);
    let named = format!("SELECT name AS line FROM patients WHERE CAST(id AS TEXT) = '{}'", nadia.id);
    assert_eq!(app.lines(&named).await, ["erased patient"]);

    let (stating, treated, sharing) =
        (app.patient("Omar").await, app.patient("Samir").await, app.patient("Lina").await);
    stating.patch("/patients/me", json!({ "allergies": ["penicillin"] })).await.expect(200);
    app.treat(&admin, &app.doctor(&admin, "Amina").await, treated.id).await;
    app.guard(&app.patient("Yacine").await, sharing.id).await;
    for person in [&stating, &treated, &sharing] {
        let other = walk_in(&desk, "Somebody").await;
        desk.post(&place(&other), json!({ "email": person.email })).await.expect(201);
        accepted(&app, &person.email).await.expect(409);
        assert_eq!(person.get("/patients/me").await.expect(200)["id"], json!(person.id));
    }
    assert_eq!(trail(&app, "patient.give_up").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stated_while_a_record_is_claimed_is_in_the_record_of_the_own() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let desk = app.receptionist(&app.hospital(&admin, "Mustapha").await).await;
    for name in ["Nadia", "Omar", "Lina", "Samir"] {
        let (person, kept) = (app.patient(name).await, walk_in(&desk, name).await);
        desk.post(&place(&kept), json!({ "email": person.email })).await.expect(201);
        let (accepted, stated) =
            tokio::join!(accepted(&app, &person.email), person.patch("/patients/me", json!({ "blood_group": "O+" })));
        let own = person.get("/patients/me").await.expect(200);
        match accepted.status.as_u16() {
            200 => assert_eq!(own["id"], kept["id"]),
            409 => assert_eq!(own["id"], json!(person.id)),
            other => panic!("{other}: {:#}", accepted.body),
        }
        match stated.status.as_u16() {
            200 => assert_eq!(own["blood_group"], "O+"),
            404 => assert!(own["blood_group"].is_null()),
            other => panic!("{other}: {:#}", stated.body),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_ends_when_whoever_made_it_works_elsewhere() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (hospital, elsewhere) = (app.hospital(&admin, "Mustapha").await, app.hospital(&admin, "Elsewhere").await);
    let desk = app.receptionist(&hospital).await;
    let omar = walk_in(&desk, "Omar").await;
    desk.post(&place(&omar), json!({ "email": "omar@example.org" })).await.expect(201);
    let token = app.token_in_mail("omar@example.org").await;
    let works_at = async |place: &Person| {
        let (place, user) = (place.id, desk.user);
        let change = format!("UPDATE staff_members SET hospital_id = '{place}' WHERE CAST(user_id AS TEXT) = '{user}'");
        assert_eq!(app.tamper(&change).await, 1);
    };
    works_at(&elsewhere).await;
    shown(&app, &token).await.expect(410);
    works_at(&hospital).await;
    shown(&app, &token).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_ends_when_the_hospital_loses_the_patient_or_a_relative_comes_first() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    let desk = app.receptionist(&hospital).await;
    let (omar, lina) = (walk_in(&desk, "Omar").await, walk_in(&desk, "Lina").await);
    desk.post(&place(&omar), json!({ "email": "omar@example.org" })).await.expect(201);
    desk.post(&place(&lina), json!({ "email": "lina@example.org" })).await.expect(201);
    let registered = hospital.get("/mappings/hospital-patient").await.rows();
    let of_omar = registered.iter().find(|row| row["patient_id"] == omar["id"]).unwrap();
    hospital.delete(&format!("/mappings/hospital-patient/{}", of_omar["id"].as_str().unwrap())).await.expect(200);
    accepted(&app, "omar@example.org").await.expect(410);
    app.guard(&app.patient("Nadia").await, lina["id"].as_str().unwrap().parse().unwrap()).await;
    let token = app.token_in_mail("lina@example.org").await;
    shown(&app, &token).await.expect(409);
    assert_eq!(
        app.lines("SELECT email AS line FROM users WHERE email IN ('omar@example.org', 'lina@example.org')").await,
        [""; 0]
    );
}
