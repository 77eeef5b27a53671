//! The database goes away and comes back.

use std::time::{Duration, Instant};

use e2e::{Proxy, Reply, TestApp};
use reqwest::Method;
use serde_json::json;

async fn ask(app: &TestApp, path: &str) -> Reply {
    app.send(app.request_at(Method::GET, path)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_database_a_server_lives_and_is_not_ready() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    assert_eq!(ask(&app, "/health/ready").await.expect(200)["checks"]["database"], "up");
    app.wired.database.close();
    for path in ["/health/ready", "/health"] {
        let down = ask(&app, path).await;
        assert!(down.headers.contains_key("retry-after"), "{path}");
        let details = down.body["error"]["details"].clone();
        assert_eq!((&details["status"], &details["checks"]["database"]), (&json!("down"), &json!("down")), "{path}");
        down.expect(503);
    }
    ask(&app, "/health/live").await.expect(200);
    let refused = nadia.get("/users/me").await;
    assert!(refused.headers.contains_key("retry-after") && !refused.body.to_string().contains("pool"), "{refused:?}");
    refused.expect(503);
    let metrics = ask(&app, "/metrics").await;
    assert!(metrics.status == 200 && metrics.body.as_str().unwrap().contains("lifeline_uptime_seconds"));
}

/// A file does not go away by itself: on SQLite there is nothing to cut.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_recovers_with_its_database_and_nothing_hangs() {
    let Some(wire) = Proxy::to_database().await else { return };
    let app = TestApp::builder().behind(&wire).start().await;
    let talk = app.talk().await;
    let mut doctor = talk.doctor.socket(&talk.socket_path()).await;
    doctor.next("history").await;
    let _jobs = app.start_jobs();
    for round in 0..2 {
        ask(&app, "/health/ready").await.expect(200);
        wire.cut();
        let began = Instant::now();
        let asking = (0..20).map(|_| talk.patient.get("/chats"));
        for answer in futures_util::future::join_all(asking).await {
            answer.expect(503);
        }
        ask(&app, "/health/ready").await.expect(503);
        ask(&app, "/health/live").await.expect(200);
        // Long enough for whatever looks at the database by itself to fail at it.
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
        wire.mend();
        let began = Instant::now();
        while ask(&app, "/health/ready").await.status != 200 {
            assert!(began.elapsed() < Duration::from_secs(30), "it does not recover");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        for answer in futures_util::future::join_all((0..20).map(|_| talk.patient.get("/chats"))).await {
            answer.expect(200);
        }
        let words = format!("still here, round {round}");
        talk.say(&talk.patient, &words).await;
        assert_eq!(doctor.next("message").await["message"]["message"], json!(words), "the socket outlived it");
    }
}
