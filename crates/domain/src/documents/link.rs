//! Links to documents that work without sign-in for a short time.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    kernel::{Actor, DocumentId, Error, Outcome, Role, UserId},
    ports::Links,
};

/// The longest that a link may be good, in seconds.
pub const LONGEST_LINK_SECONDS: u32 = 3_600;
/// By how much the clocks of two servers may differ.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(1);

/// A link to one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentLink {
    /// The file store serves it at this address.
    Store {
        /// The address.
        url: String,
        /// Until when.
        expires_at: DateTime<Utc>,
    },
    /// This server serves it to whoever shows the signature.
    Signed(SignedLink),
}

/// What this server signs, and what whoever opens the link shows again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedLink {
    /// Which document.
    pub document: DocumentId,
    /// For whom it was made: what is read through it is read in the name of this account.
    pub user: UserId,
    /// In which role.
    pub role: Role,
    /// Until when, in whole seconds.
    pub expires_at: DateTime<Utc>,
    /// The signature over all of these.
    pub signature: String,
}

impl SignedLink {
    /// A link for this actor.
    pub(super) fn made_for(actor: &Actor, document: DocumentId, expires_at: DateTime<Utc>, links: &dyn Links) -> Self {
        let (user, role) = (actor.user(), actor.role());
        let signature = links.sign(&subject(document, user, role), expires_at);
        Self { document, user, role, expires_at, signature }
    }

    /// Refuses what this server did not sign and what is over. A link that would be good for longer than any that is made
    /// is refused as well: who once got hold of a key must not open documents for ever.
    pub(super) fn check(&self, links: &dyn Links, now: DateTime<Utc>) -> Outcome<()> {
        let furthest = now + TimeDelta::seconds(LONGEST_LINK_SECONDS.into()) + CLOCKS_DIFFER;
        let subject = subject(self.document, self.user, self.role);
        if self.expires_at > furthest || !links.verify(&subject, self.expires_at, &self.signature) {
            return Err(Error::forbidden("the link is not one of ours"));
        }
        if self.expires_at <= now {
            return Err(Error::Gone("the link has expired".into()));
        }
        Ok(())
    }
}

/// What a link's signature is over, besides its expiry.
fn subject(document: DocumentId, user: UserId, role: Role) -> String {
    format!("document/{document}/{user}/{role}")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    /// Signs by repeating what is to be signed.
    struct Plain;
    impl Links for Plain {
        fn sign(&self, subject: &str, expires_at: DateTime<Utc>) -> String {
            format!("{subject} {}", expires_at.timestamp())
        }
        fn verify(&self, subject: &str, expires_at: DateTime<Utc>, signature: &str) -> bool {
            self.sign(subject, expires_at) == signature
        }
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }
    fn link(seconds: i64) -> SignedLink {
        let doctor =
            Actor::Doctor { user: Uuid::from_u128(1).into(), doctor: Uuid::from_u128(2).into(), verified: true };
        SignedLink::made_for(&doctor, Uuid::from_u128(3).into(), now() + TimeDelta::seconds(seconds), &Plain)
    }
    fn is_ours(link: &SignedLink) -> bool {
        link.check(&Plain, now()).is_ok()
    }

    #[test]
    fn a_link_says_for_whom_it_was_made_and_cannot_say_otherwise() {
        let made = link(120);
        assert_eq!((made.user, made.role), (Uuid::from_u128(1).into(), Role::Doctor));
        assert!(is_ours(&made));
        for other in [
            SignedLink { document: Uuid::from_u128(4).into(), ..made.clone() },
            SignedLink { user: Uuid::from_u128(4).into(), ..made.clone() },
            SignedLink { role: Role::Admin, ..made.clone() },
            SignedLink { expires_at: made.expires_at + TimeDelta::seconds(1), ..made.clone() },
        ] {
            assert!(matches!(other.check(&Plain, now()), Err(Error::Forbidden(_))), "{other:?}");
        }
    }

    #[test]
    fn a_link_is_over_when_its_time_is() {
        assert!(is_ours(&link(1)));
        assert!(matches!(link(0).check(&Plain, now()), Err(Error::Gone(_))));
    }

    #[test]
    fn no_signature_makes_a_link_good_for_longer_than_links_are_made() {
        let longest = i64::from(LONGEST_LINK_SECONDS);
        assert!(is_ours(&link(longest)) && is_ours(&link(longest + 60)), "another server's clock may be ahead");
        for seconds in [longest + 61, 10 * 365 * 86_400] {
            assert!(matches!(link(seconds).check(&Plain, now()), Err(Error::Forbidden(_))), "{seconds}");
        }
    }
}
