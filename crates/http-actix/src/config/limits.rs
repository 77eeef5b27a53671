//! `[limits]`: how often something may be done.

use domain::limits::{CodeRules, MOST_CODES_PER_HOUR, Rules};
use serde::Deserialize;

use super::{ConfigError, error::within};

/// Numbers for an hour, where a key says nothing else.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Whether anything is counted.
    pub enabled: bool,
    /// Sign-ups from one address.
    pub sign_ups: u32,
    /// Sign-ins of one account from one address.
    pub logins: u32,
    /// Sign-ins from one address.
    pub logins_per_address: u32,
    /// Sign-ins of one account from all addresses together from which it never signed in.
    pub logins_from_elsewhere: u32,
    /// Codes of one account for one purpose.
    pub codes: u32,
    /// Codes for one address.
    pub codes_per_address: u32,
    /// Codes of the whole installation.
    pub codes_in_all: u32,
    /// Tries of codes from one address.
    pub code_tries_per_address: u32,
    /// Requests from one address without sign-in.
    pub public: u32,
    /// Requests of a standard account.
    pub standard: u32,
    /// Requests of a premium account.
    pub premium: u32,
    /// Turns with the assistant in a day of one account.
    pub ai_turns_per_day: u32,
}

impl Limits {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        within("limits.codes", &self.codes, &(1..=MOST_CODES_PER_HOUR))?;
        for (key, number) in [
            ("limits.sign_ups", self.sign_ups),
            ("limits.logins", self.logins),
            ("limits.logins_per_address", self.logins_per_address),
            ("limits.logins_from_elsewhere", self.logins_from_elsewhere),
            ("limits.codes_per_address", self.codes_per_address),
            ("limits.codes_in_all", self.codes_in_all),
            ("limits.code_tries_per_address", self.code_tries_per_address),
            ("limits.public", self.public),
            ("limits.standard", self.standard),
            ("limits.premium", self.premium),
            ("limits.ai_turns_per_day", self.ai_turns_per_day),
        ] {
            within(key, &number, &(1..=10_000_000))?;
        }
        Ok(())
    }

    /// As the domain counts.
    pub fn rules(&self) -> Rules {
        Rules {
            enabled: self.enabled,
            sign_ups_per_hour: self.sign_ups,
            logins_per_hour: self.logins,
            logins_per_address_per_hour: self.logins_per_address,
            logins_from_elsewhere_per_hour: self.logins_from_elsewhere,
            codes: CodeRules {
                per_hour: self.codes,
                per_address_per_hour: self.codes_per_address,
                in_all_per_hour: self.codes_in_all,
                tries_per_address_per_hour: self.code_tries_per_address,
            },
            public_per_hour: self.public,
            standard_per_hour: self.standard,
            premium_per_hour: self.premium,
            ai_turns_per_day: self.ai_turns_per_day,
        }
    }
}
