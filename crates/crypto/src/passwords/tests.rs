use argon2::{Argon2, ParamsBuilder, PasswordHasher};

use super::*;

fn passwords(queue: usize) -> BcryptPasswords {
    BcryptPasswords::new(BcryptSettings { cost: 6, threads: 1, queue }).unwrap()
}

/// Made in much less time than bcrypt takes.
fn cheap_argon2id(password: &str) -> String {
    let cheap = ParamsBuilder::new().m_cost(8).t_cost(1).build().unwrap();
    Argon2::from(cheap).hash_password_with_salt(password.as_bytes(), b"somesalt").unwrap().to_string()
}

#[tokio::test]
async fn a_hash_fits_its_password_only() {
    let passwords = passwords(4);
    let hash = passwords.hash("Str0ng!pass").await.unwrap();
    assert!(hash.starts_with("$2b$06$"));
    assert!(passwords.verify("Str0ng!pass", Some(&hash)).await.unwrap());
    assert!(!passwords.verify("Str0ng!pasS", Some(&hash)).await.unwrap());
}

#[tokio::test]
async fn a_password_as_long_as_bcrypt_reads_is_hashed_and_a_longer_one_is_not() {
    let (passwords, long) = (passwords(4), "a".repeat(72));
    let hash = passwords.hash(&long).await.unwrap();
    assert!(passwords.verify(&long, Some(&hash)).await.unwrap());
    assert!(matches!(passwords.hash(&format!("{long}b")).await, Err(PasswordError::Failed(_))));
    assert!(!passwords.verify(&format!("{long}b"), Some(&hash)).await.unwrap());
}

/// The quickest of many, by turns: whatever else the machine does only makes them slower.
async fn quickest_refusals<const N: usize>(passwords: &BcryptPasswords, hashes: [Option<&str>; N]) -> [f64; N] {
    let mut quickest = [f64::MAX; N];
    for _ in 0..32 {
        for (hash, best) in hashes.iter().zip(&mut quickest) {
            let began = Instant::now();
            assert!(!passwords.verify("wrong", *hash).await.unwrap());
            *best = best.min(began.elapsed().as_secs_f64());
        }
    }
    quickest
}

#[tokio::test]
async fn nobody_takes_as_long_as_somebody() {
    let passwords = passwords(4);
    let (hash, foreign) = (passwords.hash("Str0ng!pass").await.unwrap(), cheap_argon2id("Str0ng!pass"));
    let cheap = bcrypt::hash("Str0ng!pass", 4).unwrap();
    let hashes = [None, Some(hash.as_str()), Some(&foreign), Some(&cheap), Some("md5$unknown")];
    let [nobody, others @ ..] = quickest_refusals(&passwords, hashes).await;
    for somebody in others {
        assert!((0.5..2.0).contains(&(nobody / somebody)), "{nobody} against {others:?}");
    }
}

#[tokio::test]
async fn the_first_refusal_of_all_takes_its_time_too() {
    let hash = cheap_argon2id("Str0ng!pass");
    let mut quickest = f64::MAX;
    let first = passwords(4);
    let [usual] = quickest_refusals(&first, [None]).await;
    for _ in 0..8 {
        let fresh = passwords(4);
        let began = Instant::now();
        assert!(!fresh.verify("wrong", Some(&hash)).await.unwrap());
        quickest = quickest.min(began.elapsed().as_secs_f64());
    }
    assert!(quickest > usual / 2.0, "{quickest} against {usual}");
}

#[tokio::test]
async fn hashes_of_another_kind_or_cost_are_to_be_made_anew() {
    let passwords = passwords(4);
    let ours = passwords.hash("Str0ng!pass").await.unwrap();
    assert!(!passwords.needs_rehash("Str0ng!pass", &ours));
    for foreign in [cheap_argon2id("Str0ng!pass"), bcrypt::hash("Str0ng!pass", 5).unwrap()] {
        assert!(passwords.reads(&foreign) && passwords.needs_rehash("Str0ng!pass", &foreign), "{foreign}");
        assert!(passwords.verify("Str0ng!pass", Some(&foreign)).await.unwrap(), "{foreign}");
    }
    let long = "a".repeat(73);
    assert!(!passwords.needs_rehash(&long, &cheap_argon2id(&long)), "bcrypt would read a part of it");
    assert!(!passwords.reads("md5$unknown"));
}

#[tokio::test]
async fn a_full_queue_answers_at_once() {
    let passwords = passwords(1);
    let (go_on, wait) = std::sync::mpsc::channel::<()>();
    let busy = passwords.pool.run(move || wait.recv());
    let refused = async {
        let refused = passwords.hash("Str0ng!pass").await;
        go_on.send(()).unwrap();
        refused
    };
    let (worked, refused) = tokio::join!(busy, refused);
    assert!(worked.unwrap().is_ok());
    assert!(matches!(refused, Err(PasswordError::Busy { retry_after_seconds: 1.. })));
    assert!(passwords.hash("Str0ng!pass").await.is_ok());
}
