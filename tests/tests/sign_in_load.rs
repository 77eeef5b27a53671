//! Many sign-ins at once, and what their answers and times give away.

use std::time::{Duration, Instant};

use e2e::{PASSWORD, Reply, TestApp};
use futures_util::future::join_all;
use serde_json::json;
use tokio::sync::Mutex;

/// Each of these tests has the machine to itself.
static MACHINE: Mutex<()> = Mutex::const_new(());

async fn log_in(app: &TestApp, email: &str, password: &str) -> Reply {
    app.anonymous().post("/auth/login", json!({ "email": email, "password": password })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_sign_ins_at_once_starve_nobody() {
    let _alone = MACHINE.lock().await;
    let app = TestApp::builder().with("LIFELINE__AUTH__BCRYPT_COST", "10").start().await;
    let nadia = app.patient("Nadia").await;
    let burst = async {
        let began = Instant::now();
        let answers = join_all((0..50).map(|_| log_in(&app, &nadia.email, PASSWORD))).await;
        (answers, began.elapsed())
    };
    let meanwhile = async {
        let mut times = Vec::new();
        for _ in 0..100 {
            let began = Instant::now();
            nadia.get("/users/me").await.expect(200);
            times.push(began.elapsed());
        }
        times.sort();
        times
    };
    let ((answers, took), times) = tokio::join!(burst, meanwhile);
    for answer in answers {
        answer.expect(200);
    }
    // Behind the burst each would have waited for its end, however fast the machine.
    let slowest = times[98];
    assert!(slowest < took / 4, "{slowest:?}, and the burst took {took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_sign_ins_than_can_wait_are_told_to_come_again() {
    let _alone = MACHINE.lock().await;
    let app = TestApp::builder()
        .with("LIFELINE__AUTH__BCRYPT_COST", "10")
        .with("LIFELINE__AUTH__PASSWORD_QUEUE", "4")
        .start()
        .await;
    let nadia = app.patient("Nadia").await;
    let answers = join_all((0..40).map(|_| log_in(&app, &nadia.email, PASSWORD))).await;
    let (in_time, told): (Vec<Reply>, Vec<Reply>) = answers.into_iter().partition(|answer| answer.status == 200);
    assert!(in_time.len() >= 4 && told.len() >= 4, "{} in time, {} told", in_time.len(), told.len());
    for answer in told {
        let seconds: u32 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
        answer.expect(503);
    }
    log_in(&app, &nadia.email, PASSWORD).await.expect(200);
}

fn middle(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_12_nobody_learns_which_addresses_are_known() {
    let _alone = MACHINE.lock().await;
    let app = TestApp::builder().with("LIFELINE__AUTH__BCRYPT_COST", "9").start().await;
    let (admin, nadia, gone) = (app.admin().await, app.patient("Nadia").await, app.patient("Gone").await);
    admin.delete(&format!("/users/{}", gone.user)).await.expect(200);
    let cases =
        [(nadia.email.as_str(), "Wr0ng!pass"), ("nobody@example.org", PASSWORD), (gone.email.as_str(), PASSWORD)];
    let mut times = [const { Vec::new() }; 3];
    let mut said = Vec::new();
    // By turns, so that whatever else this machine does falls on all alike.
    for _ in 0..15 {
        for (case, (email, password)) in cases.iter().enumerate() {
            let began = Instant::now();
            let answer = log_in(&app, email, password).await;
            times[case].push(began.elapsed());
            let mut error = answer.body["error"].clone();
            error["timestamp"].take();
            let headers: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
            answer.expect(401);
            said.push((error, headers));
        }
    }
    assert!(said.iter().all(|one| *one == said[0]), "{said:?}");
    let [wrong, unknown, deactivated] = times.map(middle);
    for (name, time) in [("unknown", unknown), ("deactivated", deactivated)] {
        assert!((0.6..1.67).contains(&(time / wrong)), "{name}: {time} s against {wrong} s");
    }
}
