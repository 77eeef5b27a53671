//! What a code is sent to, and whether: found out in the background, where nobody can measure it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{AccountName, Again, Auth, CodeRequest, Credential, Pledge, codes::lifetime};
use crate::{
    accounts::User,
    kernel::{AuditEntry, Error, Event, Job, Origin, Outcome, UserId},
    limits::{CodeBudget, CodeFor, Place, household},
    outbox::{self, Address, Message, Outgoing},
    ports::{CodePurpose, Unavailable, UnitOfWork},
};

const SEALED_FOR: &str = "code request";
/// How long the link to a new password is good.
const RESET_LINK_LIFETIME: TimeDelta = TimeDelta::hours(1);

/// A code was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeAsked {
    /// The request, to be named with the code.
    pub transaction: uuid::Uuid,
    /// Until when the code is good.
    pub expires_at: DateTime<Utc>,
}

/// What the link to a new password holds, sealed. It is worth nothing once the password or the address is another one.
#[derive(Serialize, Deserialize)]
pub(super) struct ResetToken {
    pub user: UserId,
    pub expires_at: DateTime<Utc>,
    pub password: String,
}

impl Auth {
    /// A request for a code, which comes from there.
    pub(super) fn request(
        &self,
        purpose: CodePurpose,
        account: AccountName,
        pledge: Option<Pledge>,
        origin: &Origin,
    ) -> CodeRequest {
        CodeRequest {
            transaction: self.core.fresh.random_id(),
            purpose,
            account,
            asked_from: household(origin.ip.as_deref()),
            asked_at: self.core.fresh.now(),
            pledge,
            again: Again::No,
            budget: CodeBudget::Code,
        }
    }

    /// Asks for a code, if there is one to be had: counts it, and leaves the rest to the job runner.
    pub(super) async fn ask_code(
        &self,
        mut request: CodeRequest,
        place: &Place,
        asked: CodeFor,
        by: AuditEntry,
    ) -> Outcome<CodeAsked> {
        self.can_send(&request).await?;
        self.codes.check().await?;
        let (purpose, account) = (request.purpose, self.codes.account(&request.account));
        request.budget = match request.again {
            Again::No => self.limits.ask_code(purpose, &account, place, asked, request.transaction).await?,
            Again::SameAddress | Again::Request(_) => {
                let live = self.codes.live(&request).await?;
                let named = request.again.request();
                // Whoever names the request of a sign-in gave the password.
                let gave_password = purpose == CodePurpose::Login
                    && named.is_some_and(|named| live.as_ref().is_some_and(|live| live.transaction == named));
                let asked = if gave_password { CodeFor::Checked } else { asked };
                self.limits.ask_code_again(purpose, &account, place, asked, named, live.is_some()).await?
            }
        };
        let asked = CodeAsked { transaction: request.transaction, expires_at: self.codes.expiry(purpose) };
        let job = Job::SendCode { sealed: self.seal(SEALED_FOR, &request)?, expires_at: Some(asked.expires_at) };
        let mut work = self.core.store.begin().await?;
        work.jobs().enqueue(&self.core.fresh, &job, self.core.fresh.now()).await?;
        work.commit(by.on(request.transaction)).await?;
        self.core.events.publish(Event::JobWaiting).await;
        Ok(asked)
    }

    /// Nobody is told that a code is on its way where nothing is there to send it.
    async fn can_send(&self, request: &CodeRequest) -> Outcome<()> {
        let (by_mail, by_text) = ((self.policy.can_mail, "mail"), (self.policy.can_text, "sms"));
        let (can, service) = match (&request.account, &request.pledge) {
            (_, Some(Pledge::NewAddress { to: Address::Phone(_), .. })) | (AccountName::Phone(_), _) => by_text,
            (_, Some(Pledge::NewAddress { to: Address::Email(_), .. })) | (AccountName::Email(_), _) => by_mail,
            (AccountName::Id(user), _) => match self.user(*user).await?.as_ref().and_then(address_of) {
                Some(Address::Phone(_)) => by_text,
                Some(Address::Email(_)) | None => by_mail,
            },
        };
        if can { Ok(()) } else { Err(Unavailable::new(service, "it is not set up").into()) }
    }

    /// Where a request about this account comes from.
    pub(super) async fn place(&self, name: &AccountName, origin: &Origin) -> Outcome<Place> {
        let known = self.core.store.read().await?.auth().addresses_of(name).await?;
        Ok(Place::new(origin.ip.as_deref(), &known))
    }

    /// Draws the code that was asked for and posts it. Nothing is sent where there is nobody to send it to.
    pub async fn send_code(&self, sealed: &str) -> Outcome<()> {
        let request: CodeRequest = self.unseal(SEALED_FOR, sealed).ok_or_else(|| Error::Conflict {
            message: "the request for a code cannot be read".into(),
            reasons: Vec::new(),
        })?;
        let Some((to, message)) = self.message(&request).await? else { return Ok(()) };
        let expires_at = match &message {
            Message::Code { .. } => Some(self.codes.expiry(request.purpose)),
            _ => None,
        };
        let mut work = self.core.store.begin().await?;
        outbox::post(&self.core, &mut *work, &Outgoing { to, message, expires_at }).await?;
        work.commit(AuditEntry::system("code.send").on(request.transaction)).await?;
        self.core.events.publish(Event::JobWaiting).await;
        Ok(())
    }

    async fn message(&self, request: &CodeRequest) -> Outcome<Option<(Address, Message)>> {
        match (request.budget, request.again) {
            (CodeBudget::Nothing, _) => return Ok(None),
            (CodeBudget::Code, Again::SameAddress | Again::Request(_)) => {
                let Some((code, pledge)) = self.codes.issue_again(request).await? else { return Ok(None) };
                return self.code(request, pledge, code).await;
            }
            (CodeBudget::Code | CodeBudget::Link, _) => {}
        }
        let Some(pledge) = self.pledge(request).await? else { return self.instead(request).await };
        if request.budget == CodeBudget::Link {
            return self.code(request, pledge, String::new()).await;
        }
        match self.codes.issue(request, &pledge).await? {
            Some(code) => self.code(request, pledge, code).await,
            None => Ok(None),
        }
    }

    /// What the code will bring about; none where it is not to be sent.
    async fn pledge(&self, request: &CodeRequest) -> Outcome<Option<Pledge>> {
        let credential =
            |name: AccountName| async move { self.core.store.read().await?.auth().credential(&name).await };
        let (account, pledge) = (request.account.clone(), request.pledge.clone());
        Ok(match request.purpose {
            CodePurpose::Registration | CodePurpose::PhoneSignUp => {
                if credential(account).await?.is_some() {
                    None
                } else {
                    pledge
                }
            }
            CodePurpose::NewAddress => match &pledge {
                Some(Pledge::NewAddress { user, to }) => {
                    let owner = credential(named_by(to)).await?;
                    if owner.is_some_and(|owner| owner.user.id != *user) { None } else { pledge }
                }
                _ => None,
            },
            CodePurpose::PasswordReset => {
                let known = credential(account).await?.filter(|known| known.user.is_active);
                known.map(|known| Pledge::Reset { user: known.user.id })
            }
            CodePurpose::PhoneSignIn => {
                let known = credential(account).await?.filter(|known| self.policy.opens_by_phone(known));
                known.map(|known| Pledge::SignIn { user: known.user.id, password_hash: None })
            }
            CodePurpose::Login | CodePurpose::Confirmation => pledge,
        })
    }

    /// What the owner of an account hears in place of a code.
    async fn instead(&self, request: &CodeRequest) -> Outcome<Option<(Address, Message)>> {
        let (CodePurpose::PhoneSignIn, AccountName::Phone(number)) = (request.purpose, &request.account) else {
            return Ok(owner_of(request).map(|to| (to, Message::AlreadyRegistered)));
        };
        let known = self.core.store.read().await?.auth().credential(&request.account).await?;
        let has_password = known.is_some_and(|known| known.user.is_active && known.password_hash.is_some());
        Ok(has_password.then(|| (Address::Phone(number.clone()), Message::SignInByPassword)))
    }

    async fn code(&self, request: &CodeRequest, pledge: Pledge, code: String) -> Outcome<Option<(Address, Message)>> {
        let (purpose, minutes) = (request.purpose, lifetime(request.purpose).num_minutes());
        let mut reset_token = None;
        let to = match pledge {
            Pledge::Registration(pending) => Some(Address::Email(pending.account.email)),
            Pledge::PhoneSignUp(pending) => Some(Address::Phone(pending.phone)),
            Pledge::NewAddress { to, .. } => Some(to),
            Pledge::SignIn { user, .. } | Pledge::Confirmation { user, .. } => {
                self.user(user).await?.and_then(|user| match &request.account {
                    AccountName::Phone(number) => Some(Address::Phone(number.clone())),
                    AccountName::Email(_) | AccountName::Id(_) => address_of(&user),
                })
            }
            Pledge::Reset { user } => {
                reset_token = self.reset_token(user).await?;
                self.user(user).await?.and_then(|user| user.email).map(Address::Email)
            }
        };
        Ok(to.map(|to| match (reset_token, code.is_empty()) {
            (Some(reset_token), true) => (to, Message::ResetLink { reset_token }),
            (reset_token, _) => (to, Message::Code { purpose, code, minutes, reset_token }),
        }))
    }

    async fn user(&self, user: UserId) -> Outcome<Option<User>> {
        Ok(self.core.store.read().await?.accounts().find(user).await?.filter(|user| user.is_active))
    }

    async fn reset_token(&self, user: UserId) -> Outcome<Option<String>> {
        let credential = self.core.store.read().await?.auth().credential(&AccountName::Id(user)).await?;
        let Some(credential) = credential else { return Ok(None) };
        let password = self.fingerprint(&credential);
        let expires_at = self.core.fresh.now() + RESET_LINK_LIFETIME;
        self.seal(RESET_SEALED_FOR, &ResetToken { user, expires_at, password }).map(Some)
    }

    /// Changes with every change of the password, and of the address to which a way to a new one is mailed.
    pub(super) fn fingerprint(&self, credential: &Credential) -> String {
        let hash = credential.password_hash.as_deref().unwrap_or_default();
        let address = credential.user.email.as_deref().unwrap_or_default();
        self.core.secrets.keyed_hash("password", &format!("{hash}\n{address}"))
    }

    pub(super) fn seal(&self, purpose: &'static str, value: &impl Serialize) -> Outcome<String> {
        let text = serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))?;
        let sealed = self.core.secrets.seal(purpose, &text);
        sealed.ok_or_else(|| Error::Internal("a text could not be sealed".into()))
    }

    pub(super) fn unseal<T: for<'de> Deserialize<'de>>(&self, purpose: &'static str, sealed: &str) -> Option<T> {
        serde_json::from_str(&self.core.secrets.unseal(purpose, sealed)?).ok()
    }

    /// Tells the owner of an account what happened to it, in the unit of work that did it.
    pub(super) async fn tell(&self, work: &mut dyn UnitOfWork, user: &User, message: Message) -> Outcome<()> {
        if let Some(to) = address_of(user) {
            outbox::post(&self.core, work, &Outgoing { to, message, expires_at: None }).await?;
        }
        Ok(())
    }
}

/// What the link to a new password is sealed for.
pub(super) const RESET_SEALED_FOR: &str = "password reset";

/// Where an account is written to.
pub(crate) fn address_of(user: &User) -> Option<Address> {
    let by_mail = user.email.clone().map(Address::Email);
    by_mail.or_else(|| user.phone.clone().map(Address::Phone))
}

/// Whoever has an account already hears that somebody tried to open one with the same address.
fn owner_of(request: &CodeRequest) -> Option<Address> {
    match (request.purpose, &request.pledge) {
        (CodePurpose::Registration | CodePurpose::PhoneSignUp, _) => match &request.account {
            AccountName::Email(address) => Some(Address::Email(address.clone())),
            AccountName::Phone(number) => Some(Address::Phone(number.clone())),
            AccountName::Id(_) => None,
        },
        (CodePurpose::NewAddress, Some(Pledge::NewAddress { to, .. })) => Some(to.clone()),
        _ => None,
    }
}

/// The name of the account that has this address or number.
pub(super) fn named_by(address: &Address) -> AccountName {
    match address {
        Address::Email(address) => AccountName::Email(address.clone()),
        Address::Phone(number) => AccountName::Phone(number.clone()),
    }
}
