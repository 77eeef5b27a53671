use super::{AccountName, Auth, Credential};
use crate::{
    accounts::User,
    kernel::{Origin, Outcome},
};

impl Auth {
    /// The credential of the active account with this address, if the password is right. It opens no session, but is counted
    /// as a sign-in, and wrong passwords wait as there.
    pub(crate) async fn by_password(
        &self,
        email: &str,
        password: &str,
        origin: &Origin,
    ) -> Outcome<Option<Credential>> {
        let name = AccountName::email(email);
        let place = self.place(&name, origin).await?;
        let account = self.codes.account(&name);
        self.limits.log_in(&account, &place).await?;
        let credential = self.core.store.read().await?.auth().credential(&name).await?;
        let hash = credential.as_ref().and_then(|known| known.password_hash.as_deref());
        let fits = self.passwords.verify(password, hash).await?;
        let Some(credential) = credential.filter(|known| fits && known.user.is_active) else {
            self.limits.wrong_password(&account, &place).await?;
            return Ok(None);
        };
        self.limits.right_password(&account, &place).await?;
        Ok(Some(credential))
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
