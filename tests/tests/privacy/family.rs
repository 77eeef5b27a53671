use e2e::{PASSWORD, Person, Socket, TestApp};
use serde_json::json;

use super::{entries, erased};

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_for_whom_another_acts_too_stays_until_the_last_leaves() {
    let app = TestApp::start().await;
    let (mother, father) = (app.patient("Nadia").await, app.patient("Yacine").await);
    let child = mother.post("/patients", json!({ "name": "Lina", "relation": "child" })).await.expect(201);
    let place = format!("/patients/{}", child["id"].as_str().unwrap());
    app.guard(&father, child["id"].as_str().unwrap().parse().unwrap()).await;
    erased(&app, &mother).await;
    let record = father.get(&place).await.expect(200);
    assert_eq!((&record["name"], &record["is_active"]), (&json!("Lina"), &json!(true)));
    assert_eq!(entries(&app, "patient.erase").await, 1, "her own record");
    let told = father.get(&format!("{place}/access-log")).await.rows();
    assert!(told.iter().any(|access| access["what"] == json!("user_patient_relation.end")), "{told:#?}");
    erased(&app, &father).await;
    assert_eq!(entries(&app, "patient.erase").await, 3);
    let names = app.lines("SELECT DISTINCT name AS line FROM patients").await;
    assert_eq!(names, ["erased patient"]);
    let live = "SELECT relation AS line FROM user_patient_relations WHERE ended_at IS NULL";
    assert_eq!(app.lines(live).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn open_sockets_of_both_sides_close() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    talk.say(&talk.patient, "hello").await;
    let mut hers = talk.patient.socket(&talk.socket_path()).await;
    let mut his = talk.doctor.socket(&talk.socket_path()).await;
    erased(&app, &talk.patient).await;
    assert_eq!((hers.close_code().await, his.close_code().await), (1008, 1008));
    let words = json!({ "chat_id": talk.chat, "message": "still there?" });
    assert!([404, 409].contains(&talk.doctor.post("/messages", words).await.status.as_u16()));
    let bare = app.anonymous().handshake(&format!("{}?token={}", talk.socket_path(), talk.patient.token()));
    assert_eq!(Socket::open(bare).await.err().map(|(status, _)| status), Some(401));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_erased_may_come_back_as_somebody_new() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    talk.say(&talk.patient, "hello").await;
    erased(&app, &talk.patient).await;
    let again = json!({ "email": talk.patient.email, "password": PASSWORD, "name": "Nadia Haddad" });
    let tokens = app.post("/auth/patient-signup", again).await.expect(201);
    assert_ne!(tokens["profile_id"], json!(talk.patient.id));
    let back = app.log_in(&talk.patient.email).await;
    back.get(&format!("/patients/{}", talk.patient.id)).await.expect(404);
    back.get(&format!("/chats/{}", talk.chat)).await.expect(404);
    assert!(back.get("/chats").await.rows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_nobody_wanted_is_forgotten_a_month_after_its_end() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (nadia, omar) = (app.known_patient(&admin, "Nadia").await, app.known_patient(&admin, "Omar").await);
    let place = "/mappings/user-patient/invitations";
    for email in ["nobody@example.org", "other@example.org", &omar.email] {
        let body = json!({ "patient_id": nadia.id, "email": email, "relation": "friend" });
        nadia.post(place, body).await.expect(201);
    }
    let token = app.token_in_mail(&omar.email).await;
    let sent = omar.get(place).await.rows().remove(0)["id"].clone();
    let accept = format!("{place}/{}/accept", sent.as_str().unwrap());
    omar.post(&accept, json!({ "token": token })).await.expect(201);
    let other = nadia.get(place).await.rows().remove(0)["id"].clone();
    nadia.delete(&format!("{place}/{}", other.as_str().unwrap())).await.expect(200);
    let kept = async |days| {
        app.wait(chrono::TimeDelta::days(days));
        jobs::purge(&app.wired.core).await.unwrap();
        app.lines("SELECT email AS line FROM invitations").await.len()
    };
    assert_eq!((kept(32).await, kept(2).await), (3, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn invitations_from_and_to_whoever_leaves_are_void_and_forget_the_address() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (nadia, omar) = (app.known_patient(&admin, "Nadia").await, app.known_patient(&admin, "Omar").await);
    let place = "/mappings/user-patient/invitations";
    let share =
        |patient: &Person, to: &Person| json!({ "patient_id": patient.id, "email": to.email, "relation": "child" });
    let hers = nadia.post(place, share(&nadia, &omar)).await.expect(201);
    let token = app.token_in_mail(&omar.email).await;
    omar.post(place, share(&omar, &nadia)).await.expect(201);
    erased(&app, &nadia).await;
    let accept = format!("{place}/{}/accept", hers["id"].as_str().unwrap());
    let taken = omar.post(&accept, json!({ "token": token })).await;
    assert!([404, 410].contains(&taken.status.as_u16()), "{:#}", taken.body);
    let open = "SELECT kind AS line FROM invitations WHERE revoked_at IS NULL AND accepted_at IS NULL";
    assert_eq!(app.lines(open).await, [""; 0]);
    assert_eq!(app.rows().await.with(&nadia.email), [""; 0]);
}
