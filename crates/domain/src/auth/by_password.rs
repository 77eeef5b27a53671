//! A password that somebody tries: counted and checked in one way, whatever it is to open.

use super::{AccountName, Auth, Credential};
use crate::{
    accounts::User,
    kernel::{Origin, Outcome},
    limits::Place,
};

/// What came of a password that was tried.
pub(super) enum Tried {
    /// It is the one of this active account, which has this hash of it, and was tried from here.
    Right { user: User, hash: String, place: Place },
    /// It is not; this is whose it would have been, if there is such an account.
    Wrong(Option<Credential>),
}

impl Auth {
    /// Tries a password. It counts as a sign-in, and after wrong ones the next has to wait. Unknown account, wrong password
    /// and deactivated account take the same work.
    pub(super) async fn try_password(&self, name: &AccountName, password: &str, origin: &Origin) -> Outcome<Tried> {
        let (credential, place) = self.known(name, origin).await?;
        let account = self.codes.account(name);
        self.limits.log_in(&account, &place).await?;
        let hash = credential.as_ref().and_then(|known| known.password_hash.as_deref());
        let fits = self.passwords.verify(password, hash).await?;
        match credential {
            Some(Credential { user, password_hash: Some(hash) }) if fits && user.is_active => {
                self.limits.right_password(&account, &place).await?;
                Ok(Tried::Right { user, hash, place })
            }
            other => {
                self.limits.wrong_password(&account, &place).await?;
                Ok(Tried::Wrong(other))
            }
        }
    }

    async fn known(&self, name: &AccountName, origin: &Origin) -> Outcome<(Option<Credential>, Place)> {
        let mut session = self.core.store.read().await?;
        let credential = session.auth().credential(name).await?;
        let known = session.auth().addresses_of(name).await?;
        Ok((credential, Place::new(origin.ip.as_deref(), &known)))
    }

    /// The active account with this address and its hash, if the password is right. It opens no session.
    pub(crate) async fn by_password(
        &self,
        email: &str,
        password: &str,
        origin: &Origin,
    ) -> Outcome<Option<(User, String)>> {
        match self.try_password(&AccountName::email(email), password, origin).await? {
            Tried::Right { user, hash, .. } => Ok(Some((user, hash))),
            Tried::Wrong(_) => Ok(None),
        }
    }

    /// Under which an address is counted, whether or not it has an account.
    pub(crate) fn counted_as(&self, email: &str) -> String {
        self.codes.account(&AccountName::email(email))
    }

    /// Whether this account signs in with a code beside the password.
    pub(crate) fn asks_code(&self, user: &User) -> bool {
        self.policy.asks_code(user)
    }
}
