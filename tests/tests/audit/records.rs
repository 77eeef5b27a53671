//! Who opened or changed a record, as the patient's family sees it.

use e2e::TestApp;
use serde_json::{Value, json};

fn told(row: &Value) -> String {
    let word = |name: &str| row[name].as_str().unwrap_or("-").to_owned();
    format!("{} {} {} {}", word("kind"), word("role"), word("what"), row["times"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_sees_who_opened_and_who_changed_the_record() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let about = format!("/patients/{}", world.patient.id);
    let path = format!("{about}/access-log");
    app.settled().await;
    let before = world.patient.get(&format!("{path}?limit=100")).await.rows();
    for _ in 0..2 {
        world.doctor.get(&format!("{about}/case-history")).await.expect(200);
    }
    app.settled().await;
    world.doctor.put(&format!("{about}/case-history"), json!({ "summary": "changed" })).await.expect(200);
    app.settled().await;
    world.nurse.get(&about).await.expect(200);
    app.settled().await;
    world.patient.get(&format!("{about}/reports")).await.expect(200);
    app.settled().await;
    let rows = world.patient.get(&format!("{path}?limit=100")).await.rows();
    let new = &rows[..rows.len() - before.len()];
    let expected = [
        "read patient reports 1",
        "read nurse record 1",
        "read doctor case_history 1",
        "change doctor case_history.change 1",
        "read doctor case_history 2",
    ];
    assert_eq!(new.iter().map(told).collect::<Vec<_>>(), expected);
    assert_eq!((&new[0]["on_behalf_of"], &new[0]["user_name"]), (&Value::Null, &json!("Nadia Haddad")));
    assert_eq!((&new[3]["on_behalf_of"], &new[3]["user_id"]), (&Value::Null, &json!(world.doctor.user)));
    assert!(new[3]["user_name"].as_str().unwrap().contains("Amina Benali"), "{new:#?}");
    assert!(rows.is_sorted_by(|one, next| one["id"].as_str() > next["id"].as_str()));
}

/// A relative acts for her; she acts for herself.
#[tokio::test(flavor = "multi_thread")]
async fn on_behalf_of_is_said_of_relatives_alone() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let guardian = app.patient("Guardian").await;
    app.guard(&guardian, world.patient.id).await;
    app.settled().await;
    let about = format!("/patients/{}", world.patient.id);
    for (person, behalf) in [(&guardian, json!(world.patient.id)), (&world.patient, Value::Null)] {
        person.patch(&about, json!({ "city": person.user })).await.expect(200);
        app.settled().await;
        person.get(&format!("{about}/reports")).await.expect(200);
        app.settled().await;
        let log = world.patient.get(&format!("{about}/access-log?limit=3")).await.rows();
        assert_eq!(
            log.iter().map(told).collect::<Vec<_>>(),
            ["read patient reports 1", "read patient record 1", "change patient patient.update 1"]
        );
        assert!(log.iter().all(|row| row["on_behalf_of"] == behalf), "{log:#?}");
        for action in ["read", "patient.update"] {
            let query = format!("/admin/audit-logs?action={action}&user_id={}", person.user);
            let entries = world.admin.get(&query).await.rows();
            assert_eq!((&entries[0]["on_behalf_of"], &entries[0]["patient_id"]), (&behalf, &json!(world.patient.id)));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_logs_are_paged_as_one() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let about = format!("/patients/{}", world.patient.id);
    for number in 0..12 {
        world.doctor.get(&about).await.expect(200);
        app.settled().await;
        let words = json!({ "summary": format!("{number}") });
        world.doctor.put(&format!("{about}/case-history"), words).await.expect(200);
    }
    app.settled().await;
    let path = format!("{about}/access-log");
    let whole = world.patient.get(&format!("{path}?limit=100")).await.rows();
    let kinds = |kind: &str| whole.iter().filter(|row| row["kind"] == kind).count();
    assert!(kinds("read") >= 12 && kinds("change") >= 12);
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = world.patient.get(&format!("{path}?limit=5{cursor}")).await;
        let next = page.body["meta"]["next_cursor"].as_str().map(|next| format!("&cursor={next}"));
        paged.extend(page.rows());
        match next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(paged, whole);
    let third = world.patient.get(&format!("{path}?limit=5&page=3")).await;
    assert_eq!(third.body["meta"]["total"], json!(whole.len()));
    assert_eq!(third.rows(), whole[10..15]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_a_record_is_the_familys_and_nobody_elses() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let path = format!("/patients/{}/access-log", world.patient.id);
    for (role, person) in world.everybody() {
        let expected = if ["admin", "patient"].contains(&role) { 200 } else { 404 };
        assert_eq!(person.get(&path).await.status, expected, "{role}");
    }
    app.patient("Samir").await.get(&path).await.expect(404);
    app.anonymous().get(&path).await.expect(401);
    let guardian = app.patient("Guardian").await;
    guardian.get(&path).await.expect(404);
    app.guard(&guardian, world.patient.id).await;
    assert!(!guardian.get(&path).await.rows().is_empty());
    world.admin.get(&format!("/patients/{}/access-log", world.doctor.id)).await.expect(404);
}
