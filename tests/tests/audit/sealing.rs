//! What seals the trail: every row once, in a chain, whoever does it.

use chrono::TimeDelta;
use domain::audit::{LookBack, first_id_at};
use e2e::{TestApp, until};
use futures_util::future::join_all;
use tokio_util::sync::CancellationToken;

use super::{is_found, is_whole, leave, leave_at_once, put_in, row_at, seal};

async fn count(app: &TestApp, table: &str) -> usize {
    let sql = format!("SELECT CAST(count(*) AS TEXT) AS line FROM {table}");
    app.lines(&sql).await.remove(0).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_sealed_in_batches_and_signed_every_thousand_seals_or_five_minutes() {
    let app = TestApp::start().await;
    assert_eq!(seal(&app).await.rows, 0, "there is nothing yet");
    leave_at_once(&app, 2_500).await;
    let done = app.wired.sealer().seal(LookBack::Everything).await.unwrap();
    let signed: Vec<i64> = done.signed.iter().map(|point| point.seq).collect();
    assert_eq!((done.rows, signed.as_slice()), (2_500, &[1_000, 2_000][..]));
    leave(&app, 1).await;
    let done = seal(&app).await;
    assert_eq!((done.rows, done.signed.len()), (1, 0));
    app.wait(TimeDelta::minutes(5));
    let done = seal(&app).await;
    assert_eq!((done.rows, done.signed[0].seq), (0, 2_501), "nothing new, but not signed yet");
    app.wait(TimeDelta::minutes(5));
    assert_eq!(seal(&app).await.signed.len(), 0, "nothing to sign");
    assert_eq!((count(&app, "audit_seals").await, count(&app, "audit_checkpoints").await), (2_501, 3));
    is_whole(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_seal_at_once_seal_every_row_once() {
    let app = TestApp::start().await;
    let sealing = CancellationToken::new();
    let sealers = (0..4).map(|_| {
        let (sealer, stop) = (app.wired.sealer(), sealing.clone());
        tokio::spawn(async move {
            while !stop.is_cancelled() {
                sealer.seal(LookBack::Seconds).await.unwrap();
            }
        })
    });
    let sealers: Vec<_> = sealers.collect();
    join_all((0..4).map(|_| leave(&app, 60))).await;
    leave_at_once(&app, 1_500).await;
    sealing.cancel();
    for sealer in sealers {
        sealer.await.unwrap();
    }
    seal(&app).await;
    assert_eq!((count(&app, "audit_log").await, count(&app, "audit_seals").await), (1_740, 1_740));
    is_whole(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_came_late_is_sealed_by_a_longer_look() {
    let app = TestApp::start().await;
    app.wait(TimeDelta::hours(5));
    leave(&app, 3).await;
    seal(&app).await;
    let now = app.wired.core.fresh.now();
    for (minutes, back) in [(30, LookBack::AnHour), (200, LookBack::Everything)] {
        let written_at = now - TimeDelta::minutes(minutes);
        let id = first_id_at(written_at);
        put_in(&app, id, written_at).await;
        assert_eq!(seal(&app).await.rows, 0, "too far back for the usual look");
        assert_eq!(app.wired.sealer().seal(back).await.unwrap().rows, 1);
        let last = i64::try_from(count(&app, "audit_seals").await).unwrap();
        assert_eq!(row_at(&app, last).await, id.to_string());
    }
    // No transaction of a server is held up for hours: such a row was put in by somebody else.
    is_found(&app, &[format!("late row {} (seal 5)", row_at(&app, 5).await)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_seals_while_it_runs_and_signs_the_end_when_it_stops() {
    let app = TestApp::start().await;
    app.patient("Nadia").await;
    let stop = CancellationToken::new();
    let sealing = tokio::spawn(jobs::seal_until(app.wired.sealer(), stop.clone()));
    until("the seals", async || count(&app, "audit_seals").await == count(&app, "audit_log").await).await;
    leave(&app, 2).await;
    stop.cancel();
    sealing.await.unwrap();
    let ends = app
        .lines("SELECT CAST((SELECT max(seq) FROM audit_seals) AS TEXT) || ' ' || CAST(max(seq) AS TEXT) AS line FROM audit_checkpoints")
        .await;
    let rows = count(&app, "audit_log").await;
    assert_eq!(ends, [format!("{rows} {rows}")]);
    is_whole(&app).await;
}

/// Sealing writes no entries, or there would be no end of it.
#[tokio::test(flavor = "multi_thread")]
async fn sealing_is_not_audited() {
    let app = TestApp::start().await;
    leave(&app, 5).await;
    for _ in 0..3 {
        seal(&app).await;
    }
    assert_eq!((count(&app, "audit_log").await, count(&app, "audit_seals").await), (5, 5));
}
