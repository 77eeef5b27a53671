use std::{borrow::Cow, sync::Arc};

use chrono::TimeDelta;

use super::{
    Place, Rules,
    place::counted,
    rules::{CODE_BACKOFF, COOL_DOWN, LINKS_PER_HOUR, PASSWORD_BACKOFF, codes_per_day, daily, hourly},
};
use crate::{
    accounts::Tier,
    kernel::{Error, Fresh, Outcome, Role, TextEnum, UserId},
    ports::{CodePurpose, Limiter, Quota, Room, Unavailable},
};

/// Counts and refuses.
#[derive(Clone)]
pub struct Limits {
    limiter: Arc<dyn Limiter>,
    rules: Arc<Rules>,
    fresh: Fresh,
}

/// What may still be sent to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeBudget {
    /// A code.
    Code,
    /// No code, but a link that nobody can guess.
    Link,
}

/// Who makes a request.
#[derive(Clone, Copy, Debug)]
pub enum Requester<'a> {
    /// Somebody who is signed in.
    User(UserId, Role, Tier),
    /// Somebody at this address.
    Address(Option<&'a str>),
}

impl Limits {
    /// From its ports.
    pub fn new(limiter: Arc<dyn Limiter>, rules: Rules, fresh: Fresh) -> Self {
        Self { limiter, rules: Arc::new(rules), fresh }
    }

    /// One more sign-up of this kind from this address.
    pub async fn sign_up(&self, kind: &str, address: Option<&str>) -> Outcome<()> {
        let key = format!("sign_up:{kind}:{}", counted(address));
        self.count(&key, hourly(self.rules.sign_ups_per_hour), "too many sign-ups from your address").await
    }

    /// One more try to sign in. `account` is the keyed hash of the name that was given, whether or not there is such one.
    pub async fn log_in(&self, account: &str, place: &Place) -> Outcome<()> {
        if !self.rules.enabled {
            return Ok(());
        }
        let pair = format!("login:{account}:{}", place.address());
        self.wait(&pair).await?;
        let words = "too many sign-ins";
        let all = format!("login:{}", place.address());
        self.count(&all, hourly(self.rules.logins_per_address_per_hour), words).await?;
        self.count(&pair, hourly(self.rules.logins_per_hour), words).await?;
        if place.is_known() {
            return Ok(());
        }
        let elsewhere = format!("login:{account}:elsewhere");
        self.count(&elsewhere, hourly(self.rules.logins_from_elsewhere_per_hour), words).await
    }

    /// The password was wrong: the next try from there waits.
    pub async fn wrong_password(&self, account: &str, place: &Place) -> Outcome<()> {
        if self.rules.enabled {
            let pair = format!("login:{account}:{}", place.address());
            self.limiter.fail(&pair, PASSWORD_BACKOFF, self.fresh.now()).await?;
        }
        Ok(())
    }

    /// The password was right: nothing waits any more.
    pub async fn right_password(&self, account: &str, place: &Place) -> Outcome<()> {
        if self.rules.enabled {
            self.limiter.forgive(&format!("login:{account}:{}", place.address())).await?;
        }
        Ok(())
    }

    /// One more code is asked for.
    pub async fn ask_code(&self, purpose: CodePurpose, account: &str, place: &Place) -> Outcome<CodeBudget> {
        self.cool(purpose, account, place).await?;
        if !self.rules.enabled {
            return Ok(CodeBudget::Code);
        }
        let (codes, words) = (self.rules.codes, "too many codes were asked for");
        self.count(&format!("codes:{}", place.address()), hourly(codes.per_address_per_hour), words).await?;
        let account = format!("codes:{}:{account}", purpose.as_str());
        let day = if place.is_known() { format!("{account}:known") } else { format!("{account}:strangers") };
        let hour = format!("{account}:{}", place.class());
        let counted = async {
            self.count(&hour, hourly(codes.per_hour), words).await?;
            self.count(&day, daily(codes_per_day(purpose)), words).await?;
            self.count("codes", hourly(codes.in_all_per_hour), words).await
        };
        match counted.await {
            Ok(()) => Ok(CodeBudget::Code),
            Err(Error::TooMany { .. }) if purpose == CodePurpose::PasswordReset => {
                let links = format!("links:{account}:{}", place.class());
                self.count(&links, hourly(LINKS_PER_HOUR), words).await.map(|()| CodeBudget::Link)
            }
            Err(other) => Err(other),
        }
    }

    /// The code is to be sent again: refused in the minute after one was sent. This is part of how codes work and holds even
    /// where nothing else is counted.
    pub async fn ask_code_again(&self, purpose: CodePurpose, account: &str, place: &Place) -> Outcome<CodeBudget> {
        let room = self.cool(purpose, account, place).await?;
        if !room.allowed {
            return Err(too_many("a code was sent a moment ago", room.resets_in));
        }
        self.ask_code(purpose, account, place).await
    }

    async fn cool(&self, purpose: CodePurpose, account: &str, place: &Place) -> Result<Room, Unavailable> {
        let key = format!("cool:{}:{account}:{}", purpose.as_str(), place.class());
        self.limiter.take(&key, Quota { limit: 1, per: COOL_DOWN }, self.fresh.now()).await
    }

    /// One more code is tried from this address.
    pub async fn try_code(&self, address: Option<&str>) -> Outcome<()> {
        if !self.rules.enabled {
            return Ok(());
        }
        let key = format!("tries:{}", counted(address));
        let now = self.fresh.now();
        if let Some(wait) = self.limiter.wait(&key, CODE_BACKOFF, now).await? {
            return Err(too_many("too many wrong codes", wait));
        }
        self.count(&key, hourly(self.rules.codes.tries_per_address_per_hour), "too many codes were tried").await
    }

    /// A code was wrong: the next tries from there wait.
    pub async fn wrong_code(&self, address: Option<&str>) -> Outcome<()> {
        if self.rules.enabled {
            let key = format!("tries:{}", counted(address));
            self.limiter.fail(&key, CODE_BACKOFF, self.fresh.now()).await?;
        }
        Ok(())
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
            Requester::Address(address) => (format!("public:{}", counted(address)), self.rules.public_per_hour),
        };
        self.limiter.take(&key, hourly(limit), self.fresh.now()).await.map(Some)
    }

    async fn wait(&self, key: &str) -> Outcome<()> {
        match self.limiter.wait(key, PASSWORD_BACKOFF, self.fresh.now()).await? {
            Some(wait) => Err(too_many("too many failed sign-ins", wait)),
            None => Ok(()),
        }
    }

    async fn count(&self, key: &str, quota: Quota, words: &'static str) -> Outcome<()> {
        if !self.rules.enabled {
            return Ok(());
        }
        let room = self.limiter.take(key, quota, self.fresh.now()).await?;
        if room.allowed { Ok(()) } else { Err(too_many(words, room.resets_in)) }
    }
}

fn too_many(words: &'static str, wait: TimeDelta) -> Error {
    let seconds = u32::try_from((wait.num_milliseconds() + 999) / 1_000).unwrap_or(u32::MAX).max(1);
    let message = Cow::from(format!("{words}; try again in {seconds} s"));
    Error::TooMany { message, retry_after_seconds: seconds }
}
