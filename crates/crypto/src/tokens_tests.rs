use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use super::*;
use crate::{
    generate_rsa_pem,
    key_ring::{ring_after, ring_of},
};

const HOUR: TimeDelta = TimeDelta::hours(1);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}
fn issue(jwt: &Jwt) -> String {
    let id = Uuid::from_u128(1);
    jwt.issue(id.into(), Role::Doctor, id.into(), now()).unwrap().token
}
fn with(keys: &KeyRing) -> Jwt {
    Jwt::new(keys, HOUR)
}
fn rsa(pem: &str) -> SigningKey {
    SigningKey::rs256(pem).unwrap()
}
fn key_ids(jwt: &Jwt) -> Vec<Value> {
    jwt.jwks()["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect()
}
/// A token with a body that would be right, under this header.
fn token_by(header: &Header, key: &EncodingKey) -> String {
    let id = Uuid::from_u128(1);
    let (iat, exp) = (now().timestamp(), (now() + HOUR).timestamp());
    let body = json!({ "jti": id, "sub": id, "sid": id, "role": "doctor", "typ": "access", "iat": iat, "exp": exp });
    jsonwebtoken::encode(header, &body, key).unwrap()
}

#[test]
fn a_token_says_who_by_which_session_until_when() {
    let jwt = with(&rsa(&generate_rsa_pem().unwrap()).into());
    let claims = jwt.verify(&issue(&jwt), now()).unwrap();
    assert_eq!((claims.role, claims.expires_at - claims.issued_at), (Role::Doctor, HOUR));
    assert_eq!(jwt.verify(&issue(&jwt), now() + HOUR), Err(TokenError::Expired));
    let token = issue(&jwt);
    assert!(jwt.verify(&token, now()).is_ok());
    assert_eq!(jwt.verify(&token, now() + HOUR), Err(TokenError::Expired), "also a token that was checked before");
    assert_ne!(issue(&jwt), issue(&jwt), "two tokens of one second differ");
    assert_eq!(jwt.jwks()["keys"][0]["alg"], "RS256");
    assert!(jwt.jwks()["keys"][0].get("d").is_none());
}

#[test]
fn foreign_changed_and_unsigned_tokens_are_refused() {
    let jwt = with(&ring_of("a", &[]));
    let token = issue(&jwt);
    assert!(jwt.verify(&token, now()).is_ok());
    let foreign = issue(&with(&ring_of("b", &[])));
    let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", token.split('.').nth(1).unwrap());
    for bad in [&foreign, &unsigned, &token[..token.len() - 2], "", "a.b.c"] {
        assert_eq!(jwt.verify(bad, now()), Err(TokenError::Invalid), "{bad}");
    }
}

#[test]
fn tokens_of_an_earlier_key_count_until_they_expire() {
    let (first, second) = (generate_rsa_pem().unwrap(), generate_rsa_pem().unwrap());
    let before = with(&rsa(&first).into());
    let after = with(&KeyRing::new(rsa(&second), vec![rsa(&first)]));
    let token = issue(&before);
    assert!(after.verify(&token, now()).is_ok());
    assert_eq!(after.verify(&token, now() + HOUR), Err(TokenError::Expired));
    assert_eq!(before.verify(&issue(&after), now()), Err(TokenError::Invalid), "the key in use signs");
    assert_eq!(with(&rsa(&second).into()).verify(&token, now()), Err(TokenError::Invalid), "a key taken away");
    assert_eq!(key_ids(&after), [rsa(&second).id(), rsa(&first).id()]);
}

#[test]
fn a_token_of_a_replaced_key_is_refused_once_that_key_only_proves() {
    let token = issue(&with(&ring_of("a", &[])));
    assert!(with(&ring_after("b", "a", 60)).verify(&token, now()).is_ok());
    assert_eq!(with(&ring_after("b", "a", -1)).verify(&token, now()), Err(TokenError::Invalid));
}

#[test]
fn a_server_that_accepts_the_next_key_already_reads_what_it_signs() {
    let (old, new) = (with(&ring_of("a", &["b"])), with(&ring_of("b", &["a"])));
    assert!(old.verify(&issue(&new), now()).is_ok());
    assert!(new.verify(&issue(&old), now()).is_ok());
}

#[test]
fn an_installation_may_change_from_a_secret_to_a_key() {
    let secret = || SigningKey::hs256(&[7; 32]).unwrap();
    let token = issue(&with(&secret().into()));
    let after = with(&KeyRing::new(rsa(&generate_rsa_pem().unwrap()), vec![secret()]));
    assert!(after.verify(&token, now()).is_ok());
    assert_eq!(key_ids(&after).len(), 1, "a secret is not published");
}

#[test]
fn a_token_is_checked_by_the_algorithm_of_its_key_alone() {
    let pem = generate_rsa_pem().unwrap();
    let (key, secret) = (rsa(&pem), SigningKey::hs256(&[7; 32]).unwrap());
    let (key_id, secret_id) = (key.id().to_owned(), secret.id().to_owned());
    let public = key.public().unwrap().clone();
    let modulus = serde_json::to_value(&public).unwrap()["n"].as_str().unwrap().to_owned();
    let jwt = with(&KeyRing::new(key, vec![secret]));
    let header = |algorithm, id: &str| Header { kid: Some(id.to_owned()), ..Header::new(algorithm) };
    let (ours, private) = (EncodingKey::from_secret(&[7; 32]), EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap());

    assert!(jwt.verify(&token_by(&header(Algorithm::RS256, &key_id), &private), now()).is_ok());
    assert!(jwt.verify(&token_by(&header(Algorithm::HS256, &secret_id), &ours), now()).is_ok());
    // What everybody can read of the key, as the secret.
    let known =
        [serde_json::to_vec(&public).unwrap(), modulus.clone().into_bytes(), URL_SAFE_NO_PAD.decode(modulus).unwrap()];
    for known in known {
        let token = token_by(&header(Algorithm::HS256, &key_id), &EncodingKey::from_secret(&known));
        assert_eq!(jwt.verify(&token, now()), Err(TokenError::Invalid));
    }
    for (algorithm, id, key) in [
        (Algorithm::HS256, key_id.as_str(), &ours),
        (Algorithm::HS384, &secret_id, &ours),
        (Algorithm::HS256, "unknown", &ours),
        (Algorithm::RS256, &secret_id, &private),
        (Algorithm::RS512, &key_id, &private),
        (Algorithm::PS256, &key_id, &private),
        (Algorithm::RS256, "", &private),
    ] {
        let token = token_by(&header(algorithm, id), key);
        assert_eq!(jwt.verify(&token, now()), Err(TokenError::Invalid), "{algorithm:?} {id}");
    }
    for (header, key) in [(Header::new(Algorithm::RS256), &private), (Header::new(Algorithm::HS256), &ours)] {
        assert_eq!(jwt.verify(&token_by(&header, key), now()), Err(TokenError::Invalid), "a token that names no key");
    }
    let body = issue(&jwt).split('.').nth(1).unwrap().to_owned();
    for id in [&key_id, &secret_id] {
        for algorithm in ["none", "None", "NONE"] {
            let header = json!({ "alg": algorithm, "kid": id, "typ": "JWT" }).to_string();
            let token = format!("{}.{body}.", URL_SAFE_NO_PAD.encode(header));
            assert_eq!(jwt.verify(&token, now()), Err(TokenError::Invalid), "{algorithm}");
        }
    }
}

#[test]
fn the_form_in_which_a_refresh_token_is_stored_outlives_the_key() {
    let (before, after) = (with(&ring_of("a", &[])), with(&ring_of("b", &["a"])));
    assert_eq!(before.refresh_hash("token"), after.refresh_hash("token"));
    assert_ne!(before.refresh_hash("token"), before.refresh_hash("tokem"));
    assert!(!before.refresh_hash("token").contains("token"));
}
