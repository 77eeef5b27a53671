use std::{borrow::Cow, sync::Arc};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Place, Rules,
    place::Counted,
    rules::{
        ADDRESSES_PER_NETWORK, CODE_BACKOFF, CODES_TO_NEW_ADDRESS_PER_DAY, COOL_DOWN,
        INVITATIONS_OF_ONE_TO_ADDRESS_PER_DAY, INVITATIONS_PER_HOUR, INVITATIONS_TO_ADDRESS_PER_DAY,
        LINKS_PER_ADDRESS_PER_HOUR, LINKS_PER_HOUR, NAMELESS_BACKOFF, PASSWORD_BACKOFF, STRANGERS_TO_USE_IT_UP,
        codes_per_day, codes_per_stranger_per_day, daily, hourly,
    },
};
use crate::{
    accounts::Tier,
    kernel::{Error, Fresh, Outcome, Role, TextEnum, UserId},
    ports::{Backoff, CodePurpose, Limiter, Quota, Room, Unavailable},
};

/// Counts and refuses.
#[derive(Clone)]
pub struct Limits {
    limiter: Arc<dyn Limiter>,
    requests: Arc<dyn Limiter>,
    rules: Arc<Rules>,
    fresh: Fresh,
}

/// What may still be sent to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeBudget {
    /// A code.
    Code,
    /// No code, but a link that nobody can guess.
    Link,
    /// Nothing; whoever asks is not told, because that would say whether there is an account.
    Nothing,
}

/// Who asks for a code, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFor {
    /// Somebody who has shown a password or a session.
    Checked,
    /// Anybody.
    Anybody,
}

/// Who makes a request.
#[derive(Clone, Copy, Debug)]
pub enum Requester<'a> {
    /// Somebody who is signed in.
    User(UserId, Role, Tier),
    /// Somebody at this address.
    Address(Option<&'a str>),
    /// Somebody there who is not signed in and changes something: signs in or up, refreshes, asks for a code or gives one.
    /// A stranger must not lock out others at the same address, so this limit is far above what people do; sign-ins, sign-ups
    /// and codes have their own.
    Change(Option<&'a str>),
}

impl Limits {
    /// From its ports. Requests are counted apart: however many there are, they do not get in the way of sign-ins.
    pub fn new(limiter: Arc<dyn Limiter>, requests: Arc<dyn Limiter>, rules: Rules, fresh: Fresh) -> Self {
        Self { limiter, requests, rules: Arc::new(rules), fresh }
    }

    /// One more sign-up from this address.
    pub async fn sign_up(&self, address: Option<&str>) -> Outcome<()> {
        let limit = self.rules.sign_ups_per_hour;
        self.count_address("sign_up", &Counted::new(address), limit, "too many sign-ups from your address").await
    }

    /// One more try to sign in. `account` is the keyed hash of the name that was given, whether or not there is such one.
    pub async fn log_in(&self, account: &str, place: &Place) -> Outcome<()> {
        if !self.rules.enabled {
            return Ok(());
        }
        let (pair, words) = (login_key(account, place), "too many sign-ins");
        self.wait(&pair, PASSWORD_BACKOFF, "too many failed sign-ins").await?;
        if !place.is_known() {
            self.count_address("login", place.address(), self.rules.logins_per_address_per_hour, words).await?;
        }
        self.count(&pair, hourly(self.rules.logins_per_hour), words).await?;
        if place.is_known() {
            return Ok(());
        }
        let (elsewhere, limit) = (format!("login:{account}:elsewhere"), self.rules.logins_from_elsewhere_per_hour);
        if let Some(network) = &place.address().network {
            let share = hourly(limit.div_ceil(STRANGERS_TO_USE_IT_UP));
            self.count(&format!("{elsewhere}:{network}"), share, words).await?;
        }
        self.count(&elsewhere, hourly(limit), words).await
    }

    /// The password was wrong: the next try from there waits.
    pub async fn wrong_password(&self, account: &str, place: &Place) -> Outcome<()> {
        if self.rules.enabled {
            self.limiter.fail(&login_key(account, place), PASSWORD_BACKOFF, self.fresh.now()).await?;
        }
        Ok(())
    }

    /// The password was right: nothing waits any more.
    pub async fn right_password(&self, account: &str, place: &Place) -> Outcome<()> {
        if self.rules.enabled {
            self.limiter.forgive(&login_key(account, place)).await?;
        }
        Ok(())
    }

    /// One more code is asked for by this request.
    pub async fn ask_code(
        &self,
        purpose: CodePurpose,
        account: &str,
        place: &Place,
        asked: CodeFor,
        request: Uuid,
    ) -> Outcome<CodeBudget> {
        self.count_strangers(place, asked).await?;
        self.cool(purpose, account, place).await?;
        self.cool_request(request).await?;
        match self.count_hour(purpose, account, place).await {
            Err(Error::TooMany { .. }) if purpose == CodePurpose::PasswordReset => {
                self.count_link("asked", account, place).await.map(|()| CodeBudget::Link)
            }
            Err(other) => Err(other),
            Ok(()) => self.budget(purpose, account, place, asked).await,
        }
    }

    /// The code of this request, where it is known, is to be sent again: refused in the minute after one was sent. This is part
    /// of how codes work and holds even where nothing else is counted. `lives` says that a code of this very request lives;
    /// where it does not nothing is sent, and the account is none the worse for it.
    pub async fn ask_code_again(
        &self,
        purpose: CodePurpose,
        account: &str,
        place: &Place,
        asked: CodeFor,
        request: Option<Uuid>,
        lives: bool,
    ) -> Outcome<CodeBudget> {
        check_cooled(self.cool(purpose, account, place).await?)?;
        self.count_strangers(place, asked).await?;
        if let Some(request) = request {
            check_cooled(self.cool_request(request).await?)?;
        }
        self.count_hour(purpose, account, place).await?;
        if lives { self.budget(purpose, account, place, asked).await } else { Ok(CodeBudget::Nothing) }
    }

    /// What strangers may ask, whatever the account: from one address, where several people may be behind it, and all of them.
    async fn count_strangers(&self, place: &Place, asked: CodeFor) -> Outcome<()> {
        if place.is_known() || asked == CodeFor::Checked {
            return Ok(());
        }
        self.count_address("codes", place.address(), self.rules.codes.per_address_per_hour, TOO_MANY_CODES).await?;
        self.count("codes", hourly(self.rules.codes.in_all_per_hour), TOO_MANY_CODES).await
    }

    /// What may be asked for one account from one address, whether or not there is such an account: counted for both together,
    /// so that nobody uses up what is another's.
    async fn count_hour(&self, purpose: CodePurpose, account: &str, place: &Place) -> Outcome<()> {
        let hour = hour_key(purpose, account, place.address());
        self.count(&hour, hourly(self.rules.codes.per_hour), TOO_MANY_CODES).await
    }

    /// Whether somebody at this address asked for a code for this account and one of these purposes within the hour.
    pub async fn asked_there(&self, purposes: &[CodePurpose], account: &str, address: Option<&str>) -> Outcome<bool> {
        let (address, hour) = (Counted::new(address), hourly(self.rules.codes.per_hour));
        for purpose in purposes {
            if self.limiter.counts(&hour_key(*purpose, account, &address), hour, self.fresh.now()).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What is still to be sent. A code that is sent again counts there only if one lives, so that a refusal would say that there
    /// is an account: whoever has shown nothing is not told.
    async fn budget(&self, purpose: CodePurpose, account: &str, place: &Place, asked: CodeFor) -> Outcome<CodeBudget> {
        match (self.count_sending(purpose, account, place, asked).await, asked) {
            (Ok(()), _) => Ok(CodeBudget::Code),
            (Err(Error::TooMany { .. }), CodeFor::Anybody) if purpose == CodePurpose::PasswordReset => {
                match self.count_link("sent", account, place).await {
                    Ok(()) => Ok(CodeBudget::Link),
                    Err(Error::TooMany { .. }) => Ok(CodeBudget::Nothing),
                    Err(other) => Err(other),
                }
            }
            (Err(Error::TooMany { .. }), CodeFor::Anybody) => Ok(CodeBudget::Nothing),
            (Err(other), _) => Err(other),
        }
    }

    /// What is sent to one account: however many strangers there are, whoever is known or gave the
    /// password has a code.
    async fn count_sending(&self, purpose: CodePurpose, account: &str, place: &Place, asked: CodeFor) -> Outcome<()> {
        let (account, day) = (format!("codes:{}:{account}", purpose.as_str()), daily(codes_per_day(purpose)));
        if place.is_known() {
            return self.count(&format!("{account}:known"), day, TOO_MANY_CODES).await;
        }
        let strangers = format!("{account}:strangers");
        if asked == CodeFor::Checked {
            return self.count(&strangers, day, TOO_MANY_CODES).await;
        }
        let stranger = format!("{account}:day:{}", place.address().widest());
        self.count(&stranger, daily(codes_per_stranger_per_day(purpose)), TOO_MANY_CODES).await?;
        self.count(&strangers, day, TOO_MANY_CODES).await
    }

    /// One more code that proves a new address or number; `target` is its keyed hash.
    pub async fn new_address(&self, target: &str) -> Outcome<()> {
        self.count(&format!("codes:to:{target}"), daily(CODES_TO_NEW_ADDRESS_PER_DAY), TOO_MANY_CODES).await
    }

    /// One more link. Those whose number may tell that there is an account are counted apart from the others.
    async fn count_link(&self, which: &str, account: &str, place: &Place) -> Outcome<()> {
        let stranger = format!("links:{which}:{account}:{}", place.address().widest());
        self.count(&stranger, hourly(LINKS_PER_ADDRESS_PER_HOUR), TOO_MANY_CODES).await?;
        let class = if place.is_known() { place.address().household.as_str() } else { "elsewhere" };
        self.count(&format!("links:{which}:{account}:all:{class}"), hourly(LINKS_PER_HOUR), TOO_MANY_CODES).await
    }

    async fn cool(&self, purpose: CodePurpose, account: &str, place: &Place) -> Result<Room, Unavailable> {
        let key = format!("cool:{}:{account}:{}", purpose.as_str(), place.address().household);
        self.limiter.take(&key, Quota { limit: 1, per: COOL_DOWN }, self.fresh.now()).await
    }

    /// The same for one request, from wherever it is named.
    async fn cool_request(&self, request: Uuid) -> Result<Room, Unavailable> {
        self.limiter.take(&format!("cool:{request}"), Quota { limit: 1, per: COOL_DOWN }, self.fresh.now()).await
    }

    /// A code is tried from this address: refused while wrong ones make it wait. `which` names the account or the request that
    /// is meant, if it does.
    pub async fn try_code(&self, which: Option<&str>, address: Option<&str>) -> Outcome<()> {
        if !self.rules.enabled {
            return Ok(());
        }
        self.wait(&tries_key(which, &Counted::new(address)), code_backoff(which), "too many wrong codes").await
    }

    /// One more code is tried from this address by somebody who could try them on many accounts.
    pub async fn try_codes(&self, address: Option<&str>) -> Outcome<()> {
        let limit = self.rules.codes.tries_per_address_per_hour;
        self.count_address("tries", &Counted::new(address), limit, "too many codes were tried").await
    }

    /// A code was wrong: the next tries of the same from there wait.
    pub async fn wrong_code(&self, which: Option<&str>, address: Option<&str>) -> Outcome<()> {
        if self.rules.enabled {
            let key = tries_key(which, &Counted::new(address));
            self.limiter.fail(&key, code_backoff(which), self.fresh.now()).await?;
        }
        Ok(())
    }

    /// A code was right: nothing waits any more.
    pub async fn right_code(&self, which: Option<&str>, address: Option<&str>) -> Outcome<()> {
        if self.rules.enabled {
            self.limiter.forgive(&tries_key(which, &Counted::new(address))).await?;
        }
        Ok(())
    }

    /// One more invitation by this account. `recipient` is the keyed hash of the address that gets the mail.
    pub async fn invite(&self, inviter: UserId, recipient: &str) -> Outcome<()> {
        let words = "too many invitations";
        self.count(&format!("invitations:{inviter}"), hourly(INVITATIONS_PER_HOUR), words).await?;
        let pair = daily(INVITATIONS_OF_ONE_TO_ADDRESS_PER_DAY);
        self.count(&format!("invitations:{inviter}:{recipient}"), pair, "too many invitations to this address").await?;
        let to = daily(INVITATIONS_TO_ADDRESS_PER_DAY);
        self.count(&format!("invitations:to:{recipient}"), to, "too many invitations to this address").await
    }

    /// One more turn with the assistant. It is let through where the counters cannot be reached.
    pub async fn ai_turn(&self, user: UserId) -> Outcome<()> {
        let words = "no more turns with the assistant today; if it is urgent call the emergency number";
        match self.count(&format!("ai:{user}"), daily(self.rules.ai_turns_per_day), words).await {
            Err(Error::Unavailable(_)) => Ok(()),
            counted => counted,
        }
    }

    /// One more request. None where nothing is counted; administrators may always.
    pub async fn request(&self, who: Requester<'_>) -> Result<Option<Room>, Unavailable> {
        if !self.rules.enabled {
            return Ok(None);
        }
        let (key, limit) = match who {
            Requester::User(_, Role::Admin, _) => return Ok(None),
            Requester::User(user, _, Tier::Standard) => (format!("user:{user}"), self.rules.standard_per_hour),
            Requester::User(user, _, Tier::Premium) => (format!("user:{user}"), self.rules.premium_per_hour),
            Requester::Address(address) => {
                let limit = self.rules.public_per_hour;
                return self.request_from("public", &Counted::new(address), limit, of_a_network(limit)).await.map(Some);
            }
            Requester::Change(address) => {
                let limit = of_a_network(self.rules.public_per_hour);
                let of_network = limit.saturating_mul(STRANGERS_TO_USE_IT_UP);
                return self.request_from("changes", &Counted::new(address), limit, of_network).await.map(Some);
            }
        };
        self.requests.take(&key, hourly(limit), self.fresh.now()).await.map(Some)
    }

    async fn request_from(
        &self,
        what: &str,
        address: &Counted,
        limit: u32,
        of_network: u32,
    ) -> Result<Room, Unavailable> {
        if let Some(network) = &address.network {
            let room = self.requests.take(&format!("{what}:{network}"), hourly(of_network), self.fresh.now()).await?;
            if !room.allowed {
                return Ok(room);
            }
        }
        self.requests.take(&format!("{what}:{}", address.household), hourly(limit), self.fresh.now()).await
    }

    async fn wait(&self, key: &str, backoff: Backoff, words: &'static str) -> Outcome<()> {
        match self.limiter.wait(key, backoff, self.fresh.now()).await? {
            Some(wait) => Err(too_many(words, wait)),
            None => Ok(()),
        }
    }

    /// One more from an address, and from the network in which its owner may have more of them; that comes first, so that what
    /// is refused there takes no room.
    async fn count_address(&self, what: &str, address: &Counted, limit: u32, words: &'static str) -> Outcome<()> {
        if let Some(network) = &address.network {
            self.count(&format!("{what}:{network}"), hourly(of_a_network(limit)), words).await?;
        }
        self.count(&format!("{what}:{}", address.household), hourly(limit), words).await
    }

    async fn count(&self, key: &str, quota: Quota, words: &'static str) -> Outcome<()> {
        if !self.rules.enabled {
            return Ok(());
        }
        let room = self.limiter.take(key, quota, self.fresh.now()).await?;
        if room.allowed { Ok(()) } else { Err(too_many(words, room.resets_in)) }
    }
}

fn check_cooled(room: Room) -> Outcome<()> {
    if room.allowed { Ok(()) } else { Err(too_many("a code was sent a moment ago", room.resets_in)) }
}

const TOO_MANY_CODES: &str = "too many codes were asked for";

const fn of_a_network(limit: u32) -> u32 {
    limit.saturating_mul(ADDRESSES_PER_NETWORK)
}

fn hour_key(purpose: CodePurpose, account: &str, address: &Counted) -> String {
    format!("codes:{}:{account}:{}", purpose.as_str(), address.household)
}

fn login_key(account: &str, place: &Place) -> String {
    format!("login:{account}:{}", place.address().household)
}

fn tries_key(which: Option<&str>, address: &Counted) -> String {
    format!("tries:{}:{}", which.unwrap_or("nothing"), address.household)
}

const fn code_backoff(which: Option<&str>) -> Backoff {
    if which.is_some() { CODE_BACKOFF } else { NAMELESS_BACKOFF }
}

fn too_many(words: &'static str, wait: TimeDelta) -> Error {
    let seconds = u32::try_from((wait.num_milliseconds() + 999) / 1_000).unwrap_or(u32::MAX).max(1);
    let message = Cow::from(format!("{words}; try again in {seconds} s"));
    Error::TooMany { message, retry_after_seconds: seconds }
}
