//! The story of the storage port: what a unit of work promises, told through accounts and sessions.
#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{
    accounts::{NewAccount, User},
    audit::{Checkpoint, READ_BATCH, ReadBatch, Reads, Seal, TRAIL_COLUMNS, Tail, TrailRow},
    auth::{NewSession, RefreshUse, SessionKind},
    kernel::{Actor, AuditEntry, AuditId, Fresh, Job, JobTopic, Role, SessionId, UserId},
    ports::{Access, RepoError, Signature, Store},
};
use futures_util::future::join_all;
use uuid::Uuid;

use super::invitations::invitations_contract;

fn user(fresh: &Fresh, name: &str) -> User {
    let account = NewAccount {
        email: format!("{name}@example.org"),
        password: String::new(),
        name: name.to_owned(),
        first_name: None,
        last_name: None,
        contact: None,
        address: None,
    };
    account.into_user(fresh.id(), Role::Admin, None, fresh.now())
}

async fn add(store: &dyn Store, user: &User) -> Result<(), RepoError> {
    let mut work = store.begin().await?;
    work.accounts().insert(user, Some("hash")).await?;
    work.commit(AuditEntry::system("user.create").on(user.id)).await
}

async fn exists(store: &dyn Store, id: UserId) -> bool {
    store.read().await.unwrap().accounts().find(id).await.unwrap().is_some()
}

/// Tells the whole story on an empty, migrated database.
///
/// # Panics
///
/// Where the adapter breaks a promise.
pub async fn store_contract(store: Arc<dyn Store>, fresh: &Fresh) {
    store.check().await.unwrap();
    committed_is_there_and_dropped_is_not(&*store, fresh).await;
    a_used_address_is_a_conflict_by_its_name(&*store, fresh).await;
    many_writers_lose_nothing(&store, fresh).await;
    one_of_many_with_the_same_token_wins(&store, fresh).await;
    any_number_of_entries_fits_one_change(&*store, fresh).await;
    a_job_is_claimed_once(&*store, fresh).await;
    each_topic_is_claimed_up_to_its_own_number(&*store, fresh).await;
    let inviter = user(fresh, "inviter");
    add(&*store, &inviter).await.unwrap();
    invitations_contract(&*store, fresh, &inviter).await;
    a_place_in_the_chain_is_given_once(&*store, fresh).await;
    a_checkpoint_on_the_chain_is_its_newest(&*store, fresh).await;
    reads_are_written_together_or_not_at_all(&*store, fresh).await;
}

async fn committed_is_there_and_dropped_is_not(store: &dyn Store, fresh: &Fresh) {
    let (kept, dropped) = (user(fresh, "kept"), user(fresh, "dropped"));
    add(store, &kept).await.unwrap();
    {
        let mut work = store.begin().await.unwrap();
        work.accounts().insert(&dropped, None).await.unwrap();
    }
    assert!(exists(store, kept.id).await);
    assert!(!exists(store, dropped.id).await);
    assert_eq!(store.read().await.unwrap().accounts().find(kept.id).await.unwrap(), Some(kept));
    // The next unit of work is none the worse.
    add(store, &dropped).await.unwrap();
}

async fn a_used_address_is_a_conflict_by_its_name(store: &dyn Store, fresh: &Fresh) {
    let (first, second) = (user(fresh, "same"), user(fresh, "same"));
    add(store, &first).await.unwrap();
    assert!(matches!(add(store, &second).await, Err(RepoError::Conflict("email"))));
    assert!(!exists(store, second.id).await);
}

async fn many_writers_lose_nothing(store: &Arc<dyn Store>, fresh: &Fresh) {
    let users: Vec<User> = (0..100).map(|number| user(fresh, &format!("writer-{number}"))).collect();
    let writes = users.iter().cloned().map(|user| {
        let store = store.clone();
        tokio::spawn(async move { add(&*store, &user).await })
    });
    for written in join_all(writes).await {
        written.unwrap().unwrap();
    }
    for user in users {
        assert!(exists(&**store, user.id).await);
    }
}

async fn one_of_many_with_the_same_token_wins(store: &Arc<dyn Store>, fresh: &Fresh) {
    let owner = user(fresh, "owner");
    add(&**store, &owner).await.unwrap();
    let now = fresh.now();
    let session = NewSession {
        kind: SessionKind::Bearer,
        id: fresh.id::<SessionId>(),
        user_id: owner.id,
        device: None,
        ip: None,
        created_at: now,
        expires_at: now + TimeDelta::days(1),
    };
    let mut work = store.begin().await.unwrap();
    work.auth().open_session(&session, "token").await.unwrap();
    assert!(work.auth().note_sign_in(owner.id, None, None, now).await.unwrap());
    assert!(!work.auth().note_sign_in(owner.id, Some("another hash"), None, now).await.unwrap());
    assert!(!work.auth().note_sign_in(owner.id, None, Some("+213555010203"), now).await.unwrap());
    work.commit(AuditEntry::system("session.open").on(session.id)).await.unwrap();
    let live = store.read().await.unwrap().auth().live_session(session.id, now).await.unwrap().unwrap();
    assert_eq!(live.actor, Actor::Admin { user: owner.id });
    let uses = (0..8).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut work = store.begin().await?;
            let used = work.auth().use_refresh("token", now).await?;
            work.commit(AuditEntry::system("session.refresh")).await?;
            Ok::<_, RepoError>(used)
        })
    });
    let mut fresh_uses = 0;
    for used in join_all(uses).await {
        match used.unwrap().unwrap() {
            RefreshUse::Fresh { session: found, .. } => {
                assert_eq!(found, session.id);
                fresh_uses += 1;
            }
            RefreshUse::Reused { session: found, .. } => assert_eq!(found, session.id),
            RefreshUse::Unknown => unreachable!("the token is known"),
        }
    }
    assert_eq!(fresh_uses, 1);
    let later = now + TimeDelta::days(2);
    assert_eq!(store.read().await.unwrap().auth().live_session(session.id, later).await.unwrap(), None);
}

async fn any_number_of_entries_fits_one_change(store: &dyn Store, fresh: &Fresh) {
    let before = fresh.id::<AuditId>().0;
    let mut work = store.begin().await.unwrap();
    for _ in 0..6_000 {
        work.also(AuditEntry::system("test.entry"));
    }
    work.commit(AuditEntry::system("test.entry")).await.unwrap();
    let rows = store.read().await.unwrap().seals().unsealed(before, 10_000).await.unwrap();
    assert_eq!(rows.len(), 6_001);
}

async fn a_job_is_claimed_once(store: &dyn Store, fresh: &Fresh) {
    let now = fresh.now();
    let mut work = store.begin().await.unwrap();
    work.jobs().enqueue(fresh, &Job::PurgeExpired, now).await.unwrap();
    work.jobs().enqueue(fresh, &Job::PurgeExpired, now).await.unwrap();
    work.commit(AuditEntry::system("job.enqueue")).await.unwrap();
    let (lease, purges) = (now + TimeDelta::minutes(1), [(JobTopic::PurgeExpired, 10)]);
    let claimed = store.read().await.unwrap().jobs().claim(now, lease, &purges).await.unwrap();
    assert_eq!(claimed.len(), 1, "two of the same are one");
    assert!(store.read().await.unwrap().jobs().claim(now, lease, &purges).await.unwrap().is_empty());
    let again = store.read().await.unwrap().jobs().claim(lease, lease + TimeDelta::minutes(1), &purges).await.unwrap();
    assert_eq!(again.first().map(|row| (row.id, row.attempts)), claimed.first().map(|row| (row.id, 2)));
    for row in again {
        store.read().await.unwrap().jobs().finish(row.id, lease).await.unwrap();
    }
    let much_later = lease + TimeDelta::hours(1);
    assert!(store.read().await.unwrap().jobs().claim(much_later, much_later, &purges).await.unwrap().is_empty());
}

async fn each_topic_is_claimed_up_to_its_own_number(store: &dyn Store, fresh: &Fresh) {
    let now = fresh.now();
    let mut work = store.begin().await.unwrap();
    for _ in 0..3 {
        let analysis = Job::AnalyseAppointment { appointment: fresh.id() };
        work.jobs().enqueue(fresh, &analysis, now - TimeDelta::hours(1)).await.unwrap();
    }
    let code = Job::SendCode { sealed: String::new(), expires_at: None };
    work.jobs().enqueue(fresh, &code, now).await.unwrap();
    work.commit(AuditEntry::system("job.enqueue")).await.unwrap();
    let lease = now + TimeDelta::minutes(1);
    let claim = async |analyses: i64| {
        let wanted = [(JobTopic::AnalyseAppointment, analyses), (JobTopic::SendCode, 2), (JobTopic::SendSms, 2)];
        let claimed = store.read().await.unwrap().jobs().claim(now, lease, &wanted).await.unwrap();
        claimed.iter().map(|row| row.job.topic()).collect::<Vec<_>>()
    };
    let analyses = |number| vec![JobTopic::AnalyseAppointment; number];
    assert_eq!(claim(1).await, [analyses(1), vec![JobTopic::SendCode]].concat());
    assert_eq!(claim(0).await, []);
    assert_eq!(claim(9).await, analyses(2));
    let mut session = store.read().await.unwrap();
    assert_eq!(session.jobs().claim(now, lease, &[]).await.unwrap(), []);
}

fn seal(seq: i64, row: AuditId, fresh: &Fresh) -> Seal {
    Seal { seq, audit_id: row, previous_hash: "a".into(), hash: format!("{seq}"), sealed_at: fresh.now() }
}

async fn a_place_in_the_chain_is_given_once(store: &dyn Store, fresh: &Fresh) {
    let before = fresh.id::<AuditId>().0;
    for _ in 0..3 {
        store.begin().await.unwrap().commit(AuditEntry::system("test.entry").changed(["one"])).await.unwrap();
    }
    let rows = store.read().await.unwrap().seals().unsealed(before, 10).await.unwrap();
    assert!(rows.len() == 3 && rows.is_sorted_by_key(|row| row.id), "{rows:?}");
    let text = |row: &TrailRow, name| {
        let column = TRAIL_COLUMNS.iter().position(|column| *column == name).unwrap();
        row.columns.get(column).unwrap().clone().unwrap_or_default()
    };
    for row in &rows {
        assert_eq!((text(row, "action").as_str(), text(row, "changes").as_str()), ("test.entry", r#"["one"]"#));
        assert_eq!((text(row, "id"), text(row, "ip")), (row.id.to_string(), String::new()));
        assert!(text(row, "created_at").parse::<i64>().is_ok_and(|micros| micros > 1_000_000_000_000_000), "{row:?}");
    }
    let ids: Vec<AuditId> = rows.iter().map(|row| row.id).collect();
    let [one, two, three] = ids.as_slice() else { panic!("three rows") };
    let mut books = store.begin_bookkeeping().await.unwrap();
    books.add_seals(&[seal(1, *one, fresh)]).await.unwrap();
    drop(books);
    assert_eq!(store.read().await.unwrap().seals().tail().await.unwrap(), Tail::default(), "dropped is not kept");
    let mut books = store.begin_bookkeeping().await.unwrap();
    books.add_seals(&[seal(1, *one, fresh), seal(2, *two, fresh)]).await.unwrap();
    books.keep().await.unwrap();
    for (taken, by) in [(seal(2, *three, fresh), "the place"), (seal(3, *two, fresh), "the row")] {
        let refused = store.begin_bookkeeping().await.unwrap().add_seals(&[taken]).await;
        assert!(matches!(refused, Err(RepoError::Conflict(_))), "{by} is taken: {refused:?}");
    }
    let mut session = store.read().await.unwrap();
    let left: Vec<AuditId> = session.seals().unsealed(before, 10).await.unwrap().iter().map(|row| row.id).collect();
    assert_eq!(left, [*three]);
    let tail = session.seals().tail().await.unwrap();
    assert_eq!((tail.last, tail.newest), (Some((2, "2".to_owned())), Some(*two)));
    let sealed = session.seals().sealed(2, 10).await.unwrap();
    assert_eq!(sealed.first().and_then(|sealed| sealed.row.clone()).map(|row| row.id), Some(*two));
    assert_eq!(session.seals().hash_at(1).await.unwrap().as_deref(), Some("1"));
    assert_eq!(session.seals().hash_at(3).await.unwrap(), None);
    let waiting = session.seals().left_unsealed(before, fresh.now() + TimeDelta::seconds(1), 10).await.unwrap();
    assert_eq!(waiting, [three.0]);
    assert_eq!(session.seals().unreadable(10).await.unwrap(), []);
}

/// The chain of the story before reaches to place 2.
async fn a_checkpoint_on_the_chain_is_its_newest(store: &dyn Store, fresh: &Fresh) {
    let checkpoint = |seq: i64| Checkpoint {
        seq,
        hash: format!("hash {seq}"),
        previous: seq - 1,
        signature: Signature { key_id: "key".to_owned(), value: format!("signature {seq}") },
        created_at: fresh.now(),
    };
    let (one, two, beyond) = (checkpoint(1), checkpoint(2), checkpoint(9));
    for signed in [&one, &beyond, &two] {
        let mut books = store.begin_bookkeeping().await.unwrap();
        books.add_checkpoint(signed).await.unwrap();
        books.keep().await.unwrap();
    }
    let refused = store.begin_bookkeeping().await.unwrap().add_checkpoint(&two).await;
    assert!(matches!(refused, Err(RepoError::Conflict(_))), "{refused:?}");
    let mut session = store.read().await.unwrap();
    assert_eq!(session.seals().tail().await.unwrap().checkpoint, Some(two.clone()), "the one beyond the end is none");
    assert_eq!(session.seals().last_checkpoint().await.unwrap(), Some(9));
    assert_eq!(session.seals().checkpoints(0, 2, 10).await.unwrap(), [one, two]);
}

async fn reads_are_written_together_or_not_at_all(store: &dyn Store, fresh: &Fresh) {
    let reads = |id, ip: Option<&str>| Reads {
        id,
        count: 2,
        first: Access {
            user: fresh.id(),
            role: Role::Doctor,
            patient: fresh.id(),
            what: "record",
            ip: ip.map(str::to_owned),
            request_id: None,
            at: fresh.now(),
        },
    };
    let before = fresh.id::<AuditId>().0;
    let (one, other) = (reads(fresh.id(), Some("10.0.0.1")), reads(fresh.id(), None));
    let mut books = store.begin_bookkeeping().await.unwrap();
    books.add_reads(&[other, one.clone()]).await.unwrap();
    books.keep().await.unwrap();
    let refused = store.begin_bookkeeping().await.unwrap().add_reads(&[reads(fresh.id(), None), one]).await;
    assert!(matches!(refused, Err(RepoError::Conflict(_))), "{refused:?}");
    let mut session = store.read().await.unwrap();
    let entries = session.seals().unsealed(before, 10).await.unwrap();
    let [entry] = entries.as_slice() else { panic!("one entry for what was written: {entries:?}") };
    assert!(ReadBatch::is_told_by(entry), "{READ_BATCH} in {entry:?}");
    let rows = session.seals().reads_of(&[entry.id]).await.unwrap();
    assert!(rows.len() == 2 && rows.iter().all(|row| row.batch() == Some(entry.id.to_string().as_str())), "{rows:?}");
    assert_eq!(ReadBatch::told_by(entry), Some(ReadBatch::of(&rows)), "what is read is what was written");
    assert_eq!(session.seals().reads_of(&[fresh.id()]).await.unwrap(), []);
    assert!(session.seals().stray_reads(Uuid::nil(), 10).await.unwrap().is_empty());
}
