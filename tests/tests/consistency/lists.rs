use domain::kernel::Cursor;
use e2e::{TestApp, booking::at};
use serde_json::json;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn regression_15_cursors_of_other_lists_and_with_nul_are_refused() {
    let app = TestApp::start().await;
    let (talk, anonymous) = (app.talk().await, app.anonymous());
    let admin = &talk.admin;
    let (patient, doctor) = (talk.patient.id, talk.doctor.id);
    let keyed = Cursor::by_text("key", Uuid::max()).to_wire();
    for list in [
        "/users".to_owned(),
        "/patients".to_owned(),
        "/hospitals".to_owned(),
        "/suggestions".to_owned(),
        "/ai/sessions".to_owned(),
        "/mappings/hospital-doctor".to_owned(),
        "/mappings/hospital-patient".to_owned(),
        "/mappings/doctor-patient".to_owned(),
        format!("/mappings/user/{}/patients", talk.patient.user),
        format!("/doctors/{doctor}/patients"),
        format!("/doctors/{doctor}/hospitals"),
        format!("/patients/{patient}/doctors"),
        format!("/patients/{patient}/hospitals"),
        format!("/patients/{patient}/documents"),
        format!("/patients/{patient}/reports"),
    ] {
        admin.get(&format!("{list}?cursor={keyed}")).await.refused(400, "cursor");
        admin.get(&format!("{list}?cursor={}", Cursor::by_id(Uuid::max()).to_wire())).await.expect(200);
    }
    let nul = Cursor::by_text("a\0b", Uuid::max()).to_wire();
    for list in ["/specialties", "/doctors", "/doctors?sort=name"] {
        let mark = if list.contains('?') { '&' } else { '?' };
        anonymous.get(&format!("{list}{mark}cursor={nul}")).await.refused(400, "cursor");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_of_all_hides_no_appointment() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (doctor, nadia) = (app.doctor(&admin, "Karim").await, app.patient("Nadia").await);
    nadia.post("/appointments", at(&doctor, "2026-03-03T10:00Z")).await.expect(201);
    for filter in ["date_to=9999-12-31", "date_to=9999-12-30", "date_from=0001-01-01&date_to=9999-12-31"] {
        assert_eq!(doctor.get(&format!("/appointments?{filter}")).await.rows().len(), 1, "{filter}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_messages_and_doctors_follow_each_other_without_gaps() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    for number in 0..5 {
        talk.say(&talk.patient, &format!("message {number}")).await;
    }
    let list = format!("/chats/{}/messages?limit=2", talk.chat);
    let counted = talk.doctor.get(&format!("{list}&page=2")).await;
    assert_eq!(counted.body["meta"]["total"], json!(5));
    assert_eq!(counted.rows()[0]["message"], "message 2");
    let (mut said, mut next) = (Vec::new(), list.clone());
    loop {
        let page = talk.doctor.get(&next).await;
        let cursor = page.body["meta"]["next_cursor"].as_str().map(str::to_owned);
        said.extend(page.rows().into_iter().map(|row| row["message"].as_str().unwrap().to_owned()));
        let Some(cursor) = cursor else { break };
        next = format!("{list}&cursor={cursor}");
    }
    assert_eq!(said, [4, 3, 2, 1, 0].map(|number| format!("message {number}")));

    for name in ["Zoe", "Anna", "Émile", "Bob"] {
        app.doctor(&talk.admin, name).await;
    }
    for (sort, first) in [("name", "Amina Benali"), ("experience", "Bob"), ("newest", "Bob"), ("rating", "Bob")] {
        let (mut names, mut next) = (Vec::new(), format!("/doctors?limit=2&sort={sort}"));
        loop {
            let page = app.anonymous().get(&next).await;
            let cursor = page.body["meta"]["next_cursor"].as_str().map(str::to_owned);
            names.extend(page.rows().into_iter().map(|row| row["name"].as_str().unwrap().to_owned()));
            let Some(cursor) = cursor else { break };
            next = format!("/doctors?limit=2&sort={sort}&cursor={cursor}");
        }
        assert_eq!((names.len(), names[0].as_str()), (5, first), "{sort}: {names:?}");
    }
}
