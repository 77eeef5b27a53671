//! The server is killed in the middle of writes. Afterwards everything it acknowledged is there, and nothing is half done.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::time::{sleep, timeout};

use crate::{
    person::PASSWORD,
    server::Server,
    writing::{ADMIN, KINDS, Kind, Practice, Written},
};

const ROUNDS: u32 = 3;
/// What each writer has acknowledged in a round before the server is killed.
const ENOUGH: u32 = 8;
/// What each writer writes at most in a round.
const MOST: u32 = 1_000;
const PATIENCE: Duration = Duration::from_mins(1);

async fn write_until_killed(practice: Practice, kind: Kind, round: u32, count: Arc<AtomicU32>) -> Vec<Written> {
    let mut all = Vec::new();
    for number in round * MOST..(round + 1) * MOST {
        let written = practice.write(kind, number).await;
        let is_cut_off = written.answer.is_none();
        all.push(written);
        if is_cut_off {
            break;
        }
        count.fetch_add(1, Ordering::SeqCst);
    }
    all
}

/// Kills the server once every writer has written enough.
async fn round(server: Server, practice: &Practice, number: u32) -> Vec<Written> {
    let counts = KINDS.map(|_| Arc::new(AtomicU32::new(0)));
    let writers: Vec<_> = KINDS
        .into_iter()
        .zip(&counts)
        .map(|(kind, count)| tokio::spawn(write_until_killed(practice.clone(), kind, number, count.clone())))
        .collect();
    let enough = async {
        while counts.iter().any(|count| count.load(Ordering::SeqCst) < ENOUGH) {
            sleep(Duration::from_millis(5)).await;
        }
    };
    let in_time = timeout(PATIENCE, enough).await;
    server.kill();
    let mut written = Vec::new();
    for writer in writers {
        written.extend(writer.await.expect("a writer"));
    }
    assert!(in_time.is_ok(), "too few writes to say anything: {counts:?}");
    written
}

async fn survives_kill(data: &Path, database: Option<&str>) {
    let admin = [("LIFELINE_ADMIN_EMAIL", ADMIN), ("LIFELINE_ADMIN_PASSWORD", PASSWORD)];
    let settings: Vec<_> = database.map(|url| ("DATABASE_URL", url)).into_iter().chain(admin).collect();
    let start = || Server::start(data, &settings);
    let mut server = start();
    let practice = Practice::open(&server).await;
    let mut written = Vec::new();
    for number in 0..ROUNDS {
        let practice = practice.at(&server);
        written.extend(round(server, &practice, number).await);
        server = start();
    }
    let unfinished = std::fs::read_dir(data.join("files/.incoming")).expect("the folder of unfinished uploads");
    assert_eq!(unfinished.count(), 0, "uploads that were cut off stayed");
    practice.at(&server).check(&written).await;
    server.kill();
}

/// Every booking has its entry in the audit log.
async fn check_audit(database: &str) {
    let (client, connection) = tokio_postgres::connect(database, tokio_postgres::NoTls).await.expect("the database");
    tokio::spawn(connection);
    let query = "SELECT count(*), count(entry.id) FROM appointments booked LEFT JOIN audit_log entry
        ON entry.action = 'appointment.book' AND entry.resource_id = booked.id";
    let row = client.query_one(query, &[]).await.expect("counts");
    let (booked, entered): (i64, i64) = (row.get(0), row.get(1));
    assert!(booked > 0 && entered == booked, "{entered} of {booked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_and_nothing_is_half_done() {
    let data = tempfile::tempdir().expect("a folder");
    let Ok(server) = std::env::var("LIFELINE_TEST_DATABASE_URL") else {
        return survives_kill(data.path(), None).await;
    };
    let (root, _) = server.rsplit_once('/').expect("a database in the address");
    let name = format!("lifeline_kill_{}", std::process::id());
    let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.expect("the server");
    tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a database");
    let database = format!("{root}/{name}");
    survives_kill(data.path(), Some(&database)).await;
    check_audit(&database).await;
    client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.expect("it goes");
}
