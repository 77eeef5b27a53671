//! Accounts whose password was hashed by other software, or at another cost.

use argon2::{Argon2, ParamsBuilder, PasswordHasher};
use domain::{auth::AccountName, kernel::AuditEntry};
use e2e::{PASSWORD, Person, TestApp, statuses};
use futures_util::future::join_all;
use serde_json::json;

/// As cheap as Argon2 lets it be.
fn argon2id(password: &str) -> String {
    let cheap = ParamsBuilder::new().m_cost(8).t_cost(1).build().unwrap();
    Argon2::from(cheap).hash_password_with_salt(password.as_bytes(), b"somesalt").unwrap().to_string()
}

async fn stored(app: &TestApp, person: &Person) -> String {
    let (name, mut session) = (AccountName::Id(person.user.into()), app.wired.core.store.read().await.unwrap());
    session.auth().credential(&name).await.unwrap().unwrap().password_hash.unwrap()
}

/// Puts another hash in the place of the account's.
async fn import(app: &TestApp, person: &Person, hash: &str) {
    let (old, now) = (stored(app, person).await, app.wired.core.fresh.now());
    let mut work = app.wired.core.store.begin().await.unwrap();
    assert!(work.auth().replace_hash(person.user.into(), &old, hash, now).await.unwrap());
    work.commit(AuditEntry::system("user.import")).await.unwrap();
}

async fn status_of(app: &TestApp, person: &Person, password: &str) -> u16 {
    let body = json!({ "email": person.email, "password": password });
    app.post("/auth/login", body).await.status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_sign_in_makes_an_old_hash_anew() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    for old in [argon2id(PASSWORD), bcrypt::hash(PASSWORD, 5).unwrap()] {
        import(&app, &nadia, &old).await;
        assert_eq!(status_of(&app, &nadia, "Wr0ng!pass").await, 401);
        assert_eq!(stored(&app, &nadia).await, old, "a wrong password changes nothing");
        app.log_in(&nadia.email).await;
        let new = stored(&app, &nadia).await;
        assert!(new.starts_with("$2b$04$"), "{new}");
        app.log_in(&nadia.email).await;
        assert_eq!(stored(&app, &nadia).await, new, "once");
        nadia.get("/auth/sessions").await.expect(200);
    }
    let entries = "SELECT 1 FROM audit_log WHERE action = 'user.rehash_password'";
    assert!(app.queried(entries).await.is_none_or(|entries| entries.len() == 2));
    let history = "SELECT 1 FROM password_history";
    assert!(app.queried(history).await.is_none_or(|history| history.is_empty()), "it is the same password");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_sign_ins_with_an_old_hash_every_one_gets_in() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    import(&app, &nadia, &argon2id(PASSWORD)).await;
    let body = json!({ "email": nadia.email, "password": PASSWORD });
    let signed_in = join_all((0..6).map(|_| app.post("/auth/login", body.clone()))).await;
    assert_eq!(statuses(&signed_in), [200; 6]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_longer_than_bcrypt_reads_keeps_its_hash() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let long = format!("{PASSWORD}{}", "x".repeat(80));
    let hash = argon2id(&long);
    import(&app, &nadia, &hash).await;
    assert_eq!(status_of(&app, &nadia, &long).await, 200);
    assert_eq!(status_of(&app, &nadia, &long[..72]).await, 401);
    assert_eq!(stored(&app, &nadia).await, hash);
    // bcrypt reads the first 72 bytes and would find them right.
    import(&app, &nadia, &bcrypt::hash(&long, 4).unwrap()).await;
    assert_eq!(status_of(&app, &nadia, &long).await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_that_cannot_be_read_is_a_wrong_password() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let wrong = app.post("/auth/login", json!({ "email": nadia.email, "password": "Wr0ng!pass" })).await;
    let wrong = (wrong.status, wrong.body["error"]["message"].clone());
    for unreadable in [
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "pbkdf2_sha256$600000$salt$hash",
        "$argon2id$v=19$m=4194304,t=1000,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$2b$31$......................................................",
    ] {
        import(&app, &nadia, unreadable).await;
        let answer = app.post("/auth/login", json!({ "email": nadia.email, "password": PASSWORD })).await;
        assert_eq!((answer.status, answer.body["error"]["message"].clone()), wrong, "{unreadable}");
        let change = json!({ "current_password": PASSWORD, "new_password": "N3w!passw" });
        nadia.post("/auth/change-password", change).await.refused(400, "current_password");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_of_the_greatest_length_can_be_set() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let longest = format!("{PASSWORD}{}", "x".repeat(72 - PASSWORD.len()));
    let change = |new: &str| json!({ "current_password": PASSWORD, "new_password": new });
    nadia.post("/auth/change-password", change(&format!("{longest}x"))).await.refused(400, "new_password");
    nadia.post("/auth/change-password", change(&longest)).await.expect(200);
    assert_eq!(status_of(&app, &nadia, &longest).await, 200);
    assert_eq!(status_of(&app, &nadia, &longest[..71]).await, 401);
}
