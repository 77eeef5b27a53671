use super::{AccountName, Auth, Credential, service::wrong_password};
use crate::{
    accounts::User,
    kernel::{AuditEntry, Error, Origin, Outcome},
    ports::PasswordError,
};

impl Auth {
    /// Why a sign-in is refused whose password does not fit. The caller reads the same in both cases.
    pub(super) fn refusal(&self, credential: Option<&Credential>) -> Error {
        match credential {
            Some(Credential { user, password_hash: Some(hash) }) if !self.passwords.reads(hash) => {
                Error::UnreadablePassword { user: user.id }
            }
            _ => wrong_password(),
        }
    }

    /// The hash of a password that has just been found right: a new one where the stored one is of another kind or cost than
    /// the hasher makes now. The sign-in is the only moment at which the password is known.
    pub(super) async fn renewed(&self, user: &User, password: &str, hash: String, origin: &Origin) -> Outcome<String> {
        if !self.passwords.needs_rehash(password, &hash) {
            return Ok(hash);
        }
        let new = match self.passwords.hash(password).await {
            Ok(new) => new,
            // What is stored is right too; a quieter sign-in renews it.
            Err(PasswordError::Busy { .. }) => return Ok(hash),
            Err(error) => return Err(error.into()),
        };
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        if !work.auth().replace_hash(user.id, &hash, &new, now).await? {
            drop(work);
            return self.renewed_by_another(user, password).await;
        }
        work.commit(AuditEntry::by("user.rehash_password", Some((user.id, user.role)), origin).on(user.id)).await?;
        Ok(new)
    }

    /// Another sign-in of the same moment was first, or the password was changed.
    async fn renewed_by_another(&self, user: &User, password: &str) -> Outcome<String> {
        let name = AccountName::Id(user.id);
        let credential = self.core.store.read().await?.auth().credential(&name).await?;
        let hash = credential.and_then(|known| known.password_hash).ok_or_else(wrong_password)?;
        if self.passwords.verify(password, Some(&hash)).await? { Ok(hash) } else { Err(wrong_password()) }
    }
}
