//! Hashes as they are stored. The prefix names the kind: bcrypt, which this server makes, or Argon2id, which other software
//! may have made for accounts that were brought along.

use std::str::FromStr;

use argon2::{Argon2, Params, PasswordVerifier, password_hash::phc::PasswordHash};
use bcrypt::HashParts;

/// The most that bcrypt reads of a password.
pub(super) const BCRYPT_BYTES: usize = 72;
/// What takes longer than any server asks for is not begun.
const DEAREST_BCRYPT: u32 = 16;
/// 256 MiB, in KiB.
const MOST_MEMORY: u32 = 256 * 1024;
const MOST_PASSES: u32 = 10;
const MOST_LANES: u32 = 64;

/// A hash of a kind and a price that are accepted.
pub(super) enum StoredHash<'a> {
    /// By bcrypt.
    Bcrypt { cost: u32, text: &'a str },
    /// By Argon2id.
    Argon2id(Box<PasswordHash>),
}

impl<'a> StoredHash<'a> {
    /// None for a kind that is not known, for what is none of its kind, and for one so dear that whoever brought it could
    /// stop the server with it.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        if text.starts_with("$argon2id$") { argon2id(text) } else { bcrypt(text) }
    }

    /// Whether the password fits. Nothing of it is left out: bcrypt never reads a longer one, so none fits.
    pub(super) fn fits(&self, password: &str) -> bool {
        match self {
            Self::Bcrypt { text, .. } => {
                let fits = bcrypt::verify(password, text).unwrap_or(false);
                fits && password.len() <= BCRYPT_BYTES
            }
            Self::Argon2id(hash) => Argon2::default().verify_password(password.as_bytes(), hash.as_ref()).is_ok(),
        }
    }
}

fn bcrypt(text: &str) -> Option<StoredHash<'_>> {
    let known = ["$2a$", "$2b$", "$2x$", "$2y$"].iter().any(|prefix| text.starts_with(prefix));
    let cost = HashParts::from_str(text).ok().filter(|_| known)?.get_cost();
    (4..=DEAREST_BCRYPT).contains(&cost).then_some(StoredHash::Bcrypt { cost, text })
}

fn argon2id(text: &str) -> Option<StoredHash<'_>> {
    let hash = PasswordHash::new(text).ok().filter(|hash| hash.salt.is_some() && hash.hash.is_some())?;
    let price = Params::try_from(&hash).ok()?;
    let bearable = price.m_cost() <= MOST_MEMORY && price.t_cost() <= MOST_PASSES && price.p_cost() <= MOST_LANES;
    bearable.then(|| StoredHash::Argon2id(Box::new(hash)))
}

/// A bcrypt hash of the right form and cost that no password fits.
pub(super) fn hash_of_nobody(cost: u32) -> String {
    format!("$2b${cost:02}$......................{}", ".".repeat(31))
}

#[cfg(test)]
mod tests {
    use argon2::{ParamsBuilder, PasswordHasher};

    use super::*;

    fn fits(password: &str, hash: &str) -> Option<bool> {
        StoredHash::read(hash).map(|stored| stored.fits(password))
    }

    /// From the tests of the reference implementation.
    const REFERENCE: [&str; 2] = [
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    ];

    #[test]
    fn hashes_of_other_software_are_read() {
        for hash in REFERENCE {
            assert_eq!((fits("password", hash), fits("passworD", hash)), (Some(true), Some(false)), "{hash}");
        }
        for hash in [
            "$2a$04$UuTkLRZZ6QofpDOlMz32MuuxEHA43WOemOYHPz6.SjsVsyO1tDU96",
            "$2y$04$UuTkLRZZ6QofpDOlMz32MuuxEHA43WOemOYHPz6.SjsVsyO1tDU96",
        ] {
            assert_eq!((fits("password", hash), fits("passworD", hash)), (Some(true), Some(false)), "{hash}");
        }
    }

    #[test]
    fn every_byte_of_a_password_counts() {
        let (long, longer) = ("a".repeat(BCRYPT_BYTES), "a".repeat(BCRYPT_BYTES + 1));
        let hash = bcrypt::hash(&long, 4).unwrap();
        assert_eq!((fits(&long, &hash), fits(&longer, &hash)), (Some(true), Some(false)));
        let cheap = ParamsBuilder::new().m_cost(16).t_cost(1).build().unwrap();
        let hash = Argon2::from(cheap).hash_password_with_salt(longer.as_bytes(), b"somesalt").unwrap().to_string();
        assert_eq!((fits(&longer, &hash), fits(&long, &hash)), (Some(true), Some(false)));
    }

    #[test]
    fn what_is_unknown_broken_or_too_dear_is_not_begun() {
        let body = "c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let dear = |price: &str| format!("$argon2id$v=19${price}${body}");
        assert!(StoredHash::read(&dear("m=262144,t=10,p=64")).is_some());
        for hash in [
            dear("m=262145,t=1,p=1"),
            dear("m=4294967295,t=1,p=1"),
            dear("m=65536,t=11,p=1"),
            dear("m=65536,t=4294967295,p=1"),
            dear("m=65536,t=1,p=65"),
            dear("m=65536,t=1,p=0"),
            dear("m=1"),
            format!("$argon2i$v=19$m=64,t=2,p=1${body}"),
            format!("$argon2d$v=19$m=64,t=2,p=1${body}"),
            "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ".to_owned(),
            "$argon2id$".to_owned(),
            hash_of_nobody(17),
            hash_of_nobody(31),
            hash_of_nobody(3),
            "$2z$04$UuTkLRZZ6QofpDOlMz32MuuxEHA43WOemOYHPz6.SjsVsyO1tDU96".to_owned(),
            "$2b$04$short".to_owned(),
            "$scrypt$ln=16,r=8,p=1$c2FsdA$aGFzaA".to_owned(),
            "pbkdf2_sha256$600000$salt$hash".to_owned(),
            "5f4dcc3b5aa765d61d8327deb882cf99".to_owned(),
            "password".to_owned(),
            String::new(),
        ] {
            assert!(StoredHash::read(&hash).is_none(), "{hash}");
        }
    }
}
