//! Work in the background: it is tried again, it comes back, and what is over goes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use chrono::TimeDelta;
use domain::{
    kernel::{AppointmentId, Error, Job, JobRow, Outcome},
    ports::RepoError,
};
use e2e::TestApp;
use jobs::{Handler, Runner, Settings};
use serde_json::json;
use testkit::TestClock;
use tokio_util::sync::CancellationToken;

/// Fails, panics, and works, by turns.
#[derive(Default)]
struct Moody(AtomicUsize);

#[async_trait]
impl Handler for Moody {
    async fn handle(&self, _: &JobRow) -> Outcome<()> {
        match self.0.fetch_add(1, Ordering::SeqCst) {
            0 => Err(Error::Repo(RepoError::Retry)),
            1 => panic!("a handler may panic"),
            _ => Ok(()),
        }
    }
}

/// Never works.
struct Hopeless;

#[async_trait]
impl Handler for Hopeless {
    async fn handle(&self, _: &JobRow) -> Outcome<()> {
        Err(Error::Internal("it never works".into()))
    }
}

/// Fails after a quarter of a minute by the clock of this app.
struct Slow(TestClock);

#[async_trait]
impl Handler for Slow {
    async fn handle(&self, _: &JobRow) -> Outcome<()> {
        self.0.advance(TimeDelta::seconds(15));
        Err(Error::Internal("the mail server hung".into()))
    }
}

/// Hangs at whatever the assistant is to do, and counts the rest.
#[derive(Default)]
struct Hanging(AtomicUsize);

#[async_trait]
impl Handler for Hanging {
    async fn handle(&self, row: &JobRow) -> Outcome<()> {
        if matches!(row.job, Job::AnalyseAppointment { .. }) {
            tokio::time::sleep(Duration::from_secs(3)).await;
        } else {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
        Ok(())
    }
}

const SETTINGS: Settings = Settings { poll: Duration::from_millis(20), workers: 2 };

async fn ask_for(app: &TestApp, job: &Job) {
    let core = &app.wired.core;
    let mut session = core.store.unaudited().await.unwrap();
    session.jobs().enqueue(&core.fresh, job, core.fresh.now()).await.unwrap();
}
async fn waiting_and_dead(app: &TestApp) -> (i64, i64) {
    app.wired.core.store.read().await.unwrap().jobs().count_waiting_and_dead().await.unwrap()
}
fn some_job(app: &TestApp) -> Job {
    Job::AnalyseAppointment { appointment: app.wired.core.fresh.id::<AppointmentId>() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_tried_until_it_works_and_a_panic_ends_nothing_else() {
    let app = TestApp::start().await;
    let moody = Arc::new(Moody::default());
    let runner = Runner::new(app.wired.core.clone(), moody.clone(), SETTINGS);
    ask_for(&app, &some_job(&app)).await;
    assert_eq!(runner.drain().await.unwrap(), 1);
    assert_eq!(runner.drain().await.unwrap(), 0, "it waits a minute");
    app.wait(TimeDelta::seconds(61));
    assert_eq!(runner.drain().await.unwrap(), 1);
    app.wait(TimeDelta::seconds(61));
    assert_eq!(runner.drain().await.unwrap(), 0, "and then two");
    app.wait(TimeDelta::seconds(61));
    assert_eq!(runner.drain().await.unwrap(), 1);
    assert_eq!((moody.0.load(Ordering::SeqCst), waiting_and_dead(&app).await), (3, (0, 0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_23_a_hopeless_job_is_given_up_after_three_days_but_one_that_comes_back_does() {
    let app = TestApp::start().await;
    let runner = Runner::new(app.wired.core.clone(), Arc::new(Hopeless), SETTINGS);
    ask_for(&app, &some_job(&app)).await;
    ask_for(&app, &Job::PurgeExpired).await;
    for _ in 0..40 {
        runner.drain().await.unwrap();
        app.wait(TimeDelta::hours(6));
    }
    let (waiting, dead) = waiting_and_dead(&app).await;
    assert_eq!(waiting, 1, "the purge comes back");
    assert!(dead >= 2, "{dead}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_share_what_comes_back_and_purge_what_is_over() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let (one, other) = (app.wired.runner(), app.wired.runner());
    one.plan().await.unwrap();
    other.plan().await.unwrap();
    assert_eq!(waiting_and_dead(&app).await, (2, 0));
    app.wait(TimeDelta::days(30));
    let (by_one, by_other) = tokio::join!(one.drain(), other.drain());
    assert_eq!(by_one.unwrap() + by_other.unwrap(), 2);
    assert_eq!(waiting_and_dead(&app).await, (2, 0), "both wait for their next time");
    nadia.get("/auth/sessions").await.expect(401);
    app.wait(TimeDelta::hours(25));
    assert_eq!(one.drain().await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_up_goes_after_a_month() {
    let app = TestApp::start().await;
    let core = &app.wired.core;
    ask_for(&app, &some_job(&app)).await;
    let runner = Runner::new(core.clone(), Arc::new(Hopeless), SETTINGS);
    while waiting_and_dead(&app).await == (1, 0) {
        runner.drain().await.unwrap();
        app.wait(TimeDelta::hours(6));
    }
    app.wait(TimeDelta::days(29));
    jobs::purge(core).await.unwrap();
    assert_eq!(waiting_and_dead(&app).await, (0, 1), "it can still be tried again");
    app.wait(TimeDelta::days(1));
    jobs::purge(core).await.unwrap();
    assert_eq!(waiting_and_dead(&app).await, (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_runner_works_until_it_is_told_to_stop() {
    let app = TestApp::start().await;
    let moody = Arc::new(Moody(AtomicUsize::new(2)));
    let stop = CancellationToken::new();
    let running = tokio::spawn(Runner::new(app.wired.core.clone(), moody.clone(), SETTINGS).run(stop.clone()));
    for _ in 0..5 {
        ask_for(&app, &some_job(&app)).await;
    }
    for _ in 0..500 {
        if moody.0.load(Ordering::SeqCst) == 7 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.cancel();
    running.await.unwrap();
    assert_eq!((moody.0.load(Ordering::SeqCst), waiting_and_dead(&app).await), (7, (2, 0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_and_messages_do_not_wait_for_a_model_that_hangs() {
    let app = TestApp::start().await;
    let hanging = Arc::new(Hanging::default());
    for _ in 0..10 {
        ask_for(&app, &some_job(&app)).await;
    }
    let stop = CancellationToken::new();
    let running = tokio::spawn(Runner::new(app.wired.core.clone(), hanging.clone(), SETTINGS).run(stop.clone()));
    tokio::time::sleep(Duration::from_millis(200)).await;
    let sealed = String::new;
    ask_for(&app, &Job::SendCode { sealed: sealed(), expires_at: None }).await;
    ask_for(&app, &Job::SendMail { sealed: sealed(), expires_at: None }).await;
    ask_for(&app, &Job::SendSms { sealed: sealed(), expires_at: None }).await;
    let asked = std::time::Instant::now();
    while hanging.0.load(Ordering::SeqCst) < 3 {
        assert!(asked.elapsed() < Duration::from_secs(2), "they waited for an analysis");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.cancel();
    running.await.unwrap();
    assert_eq!(waiting_and_dead(&app).await.0, 8 + 2, "two analyses at a time, and what comes back");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_too_late_is_put_aside_and_nothing_to_revive() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let expires_at = Some(app.wired.core.fresh.now() + TimeDelta::minutes(10));
    ask_for(&app, &Job::SendMail { sealed: String::new(), expires_at }).await;
    let hopeless = Runner::new(app.wired.core.clone(), Arc::new(Hopeless), SETTINGS);
    for _ in 0..12 {
        hopeless.drain().await.unwrap();
        assert_eq!(waiting_and_dead(&app).await.1, 0);
        app.wait(TimeDelta::minutes(1));
    }
    // One that is being tried when its time is over.
    let expires_at = Some(app.wired.core.fresh.now() + TimeDelta::seconds(10));
    ask_for(&app, &Job::SendSms { sealed: String::new(), expires_at }).await;
    let slow = Arc::new(Slow(app.clock.clone()));
    Runner::new(app.wired.core.clone(), slow, SETTINGS).drain().await.unwrap();
    let sms = admin.get("/admin/jobs?topic=send_sms").await.rows().remove(0);
    assert_eq!((&sms["state"], &sms["attempts"]), (&json!("expired"), &json!(2)));
    let mail = admin.get("/admin/jobs?topic=send_mail").await.rows().remove(0);
    assert_eq!((&mail["state"], &mail["last_error"]), (&json!("expired"), &json!("internal error: it never works")));
    assert_eq!(admin.get("/admin/jobs?state=expired").await.rows().len(), 2);
    assert!(admin.get("/admin/jobs?state=done").await.rows().iter().all(|job| job["topic"] != json!("send_mail")));
    let tries = mail["attempts"].as_i64().unwrap();
    assert!((6..=12).contains(&tries), "{tries}");
    admin.post(&format!("/admin/jobs/{}/retry", mail["id"].as_str().unwrap()), json!({})).await.expect(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_see_what_was_given_up_and_have_it_tried_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let secret = "what the letter says";
    let letter = Job::SendMail { sealed: secret.to_owned(), expires_at: None };
    ask_for(&app, &letter).await;
    ask_for(&app, &some_job(&app)).await;
    let hopeless = Runner::new(app.wired.core.clone(), Arc::new(Hopeless), SETTINGS);
    for _ in 0..40 {
        hopeless.drain().await.unwrap();
        app.wait(TimeDelta::hours(6));
    }
    ask_for(&app, &Job::PurgeExpired).await;
    let admin = app.log_in(&admin.email).await;
    let dead = admin.get("/admin/jobs?state=dead").await.rows();
    assert_eq!(dead.iter().map(|job| &job["topic"]).collect::<Vec<_>>(), ["analyse_appointment", "send_mail"]);
    let mail = &admin.get("/admin/jobs?state=dead&topic=send_mail").await.rows()[0];
    assert_eq!((&mail["state"], &mail["last_error"]), (&json!("dead"), &json!("internal error: it never works")));
    assert!(mail["attempts"].as_i64().unwrap() > 10 && !mail.to_string().contains(secret), "{mail:#}");
    assert_eq!(admin.get("/admin/jobs?state=waiting").await.rows()[0]["topic"], json!("purge_expired"));
    assert_eq!(admin.get("/admin/jobs?page=1&limit=1").await.body["meta"]["total"], json!(3));
    let retry = format!("/admin/jobs/{}/retry", mail["id"].as_str().unwrap());
    let retried = admin.post(&retry, json!({})).await.expect(200);
    assert_eq!((&retried["state"], &retried["id"]), (&json!("waiting"), &mail["id"]));
    admin.post(&retry, json!({})).await.expect(409);
    let moody = Arc::new(Moody(AtomicUsize::new(2)));
    Runner::new(app.wired.core.clone(), moody.clone(), SETTINGS).drain().await.unwrap();
    assert_eq!(moody.0.load(Ordering::SeqCst), 4, "the letter and the purge were done");
    let done = admin.get("/admin/jobs?state=done&topic=send_mail").await.rows();
    assert_eq!(done[0]["id"], mail["id"]);
    admin.post(&retry, json!({})).await.expect(409);
    admin.post(&format!("/admin/jobs/{}/retry", admin.user), json!({})).await.expect(404);
    admin.get("/admin/jobs?state=lost").await.refused(400, "state");
    let nadia = app.patient("Nadia").await;
    nadia.get("/admin/jobs").await.expect(403);
    nadia.post(&retry, json!({})).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_was_given_up_is_not_tried_beside_its_like() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let sweep = Job::SweepOrphanFiles;
    ask_for(&app, &sweep).await;
    let dead = admin.get("/admin/jobs?topic=sweep_orphan_files").await.rows().remove(0)["id"].clone();
    let dead: uuid::Uuid = dead.as_str().unwrap().parse().unwrap();
    let core = &app.wired.core;
    core.store.unaudited().await.unwrap().jobs().fail(dead.into(), core.fresh.now(), None, "x").await.unwrap();
    ask_for(&app, &sweep).await;
    admin.post(&format!("/admin/jobs/{dead}/retry"), json!({})).await.expect(409);
    assert_eq!(waiting_and_dead(&app).await, (1, 1));
}
