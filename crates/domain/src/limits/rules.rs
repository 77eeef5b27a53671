use chrono::TimeDelta;

use crate::ports::{Backoff, CodePurpose, Quota};

/// The operator's numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Whether anything is counted but the cool-down of codes.
    pub enabled: bool,
    /// Sign-ups in an hour from one address.
    pub sign_ups_per_hour: u32,
    /// Sign-ins in an hour of one account from one address.
    pub logins_per_hour: u32,
    /// Sign-ins in an hour from one address.
    pub logins_per_address_per_hour: u32,
    /// Sign-ins in an hour of one account from all the addresses together from which it never signed in.
    pub logins_from_elsewhere_per_hour: u32,
    /// Codes.
    pub codes: CodeRules,
    /// Requests in an hour from one address without sign-in.
    pub public_per_hour: u32,
    /// Requests in an hour of a standard account.
    pub standard_per_hour: u32,
    /// Requests in an hour of a premium account.
    pub premium_per_hour: u32,
    /// Turns of interviews with the assistant in a day of one account.
    pub ai_turns_per_day: u32,
}

/// The numbers for one-time codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeRules {
    /// Codes in an hour of one account for one purpose.
    pub per_hour: u32,
    /// Codes in an hour for one address, whatever the account.
    pub per_address_per_hour: u32,
    /// Codes in an hour of the whole installation for strangers without a password.
    pub in_all_per_hour: u32,
    /// Tries of codes in an hour from one address, where several people may be behind it.
    pub tries_per_address_per_hour: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            enabled: true,
            sign_ups_per_hour: 5,
            logins_per_hour: 10,
            logins_per_address_per_hour: 100,
            logins_from_elsewhere_per_hour: 100,
            codes: CodeRules {
                per_hour: 5,
                per_address_per_hour: 30,
                in_all_per_hour: 10_000,
                tries_per_address_per_hour: 600,
            },
            public_per_hour: 1_000,
            standard_per_hour: 1_000,
            premium_per_hour: 5_000,
            ai_turns_per_day: 100,
        }
    }
}

/// The most codes in an hour of one account for one purpose that an operator may allow: with more, a day of guesses could
/// succeed once in a thousand.
pub const MOST_CODES_PER_HOUR: u32 = 8;

/// A code may be sent again after so long.
pub(super) const COOL_DOWN: TimeDelta = TimeDelta::minutes(1);

/// So many codes a day that open an account are sent for strangers, and as many for those who are known: a guess must not
/// succeed in a day with a chance of one in a thousand, however many addresses guess.
pub(super) const fn codes_per_day(purpose: CodePurpose) -> u32 {
    match purpose {
        CodePurpose::PasswordReset => 15,
        CodePurpose::Login | CodePurpose::PhoneSignIn => 30,
        CodePurpose::Registration | CodePurpose::PhoneSignUp | CodePurpose::NewAddress | CodePurpose::Confirmation => {
            45
        }
    }
}

/// It takes so many strangers to use up what an account has for places that it does not know, such as its owner's on a journey.
pub(super) const STRANGERS_TO_USE_IT_UP: u32 = 3;

/// Of the codes that are sent for strangers in a day so many are for one of them.
pub(super) const fn codes_per_stranger_per_day(purpose: CodePurpose) -> u32 {
    codes_per_day(purpose) / STRANGERS_TO_USE_IT_UP
}

/// Mails with a link alone, once an account's codes are used up: for one who asks, and in all; where the hour's are used up,
/// and as many where the day's are.
pub(super) const LINKS_PER_ADDRESS_PER_HOUR: u32 = 3;
pub(super) const LINKS_PER_HOUR: u32 = 20;

/// Invitations of one account, of it to one address, and to one address whoever invites: no one of them uses up what another
/// one needs.
pub(super) const INVITATIONS_PER_HOUR: u32 = 60;
pub(super) const INVITATIONS_OF_ONE_TO_ADDRESS_PER_DAY: u32 = 10;
pub(super) const INVITATIONS_TO_ADDRESS_PER_DAY: u32 = 30;

/// Codes that prove one new address or number, whichever accounts ask for it.
pub(super) const CODES_TO_NEW_ADDRESS_PER_DAY: u32 = 15;

/// A network in which one customer may have many addresses may do so many times what one address may.
pub(super) const ADDRESSES_PER_NETWORK: u32 = 10;

/// What waits after wrong passwords.
pub(super) const PASSWORD_BACKOFF: Backoff = Backoff {
    free: 5,
    first: TimeDelta::seconds(1),
    longest: TimeDelta::minutes(15),
    forgotten_after: TimeDelta::hours(1),
};

/// What waits after wrong codes for one account or request from one address, while it still has tries.
pub(super) const CODE_BACKOFF: Backoff = Backoff { free: 3, ..PASSWORD_BACKOFF };

/// The same after codes that name nothing, where several people may be behind the address.
pub(super) const NAMELESS_BACKOFF: Backoff = Backoff { free: 15, ..PASSWORD_BACKOFF };

/// So often in an hour.
pub(super) const fn hourly(limit: u32) -> Quota {
    Quota { limit, per: TimeDelta::hours(1) }
}

/// So often in a day.
pub(super) const fn daily(limit: u32) -> Quota {
    Quota { limit, per: TimeDelta::days(1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::{CODE_TRIES, guesses_per_code};

    /// What opens an account to whoever guesses: with a second factor its sign-in asks for a code after the password and the
    /// telephone opens nothing; without, the telephone may.
    const WAYS_IN: [[CodePurpose; 2]; 2] =
        [[CodePurpose::PasswordReset, CodePurpose::Login], [CodePurpose::PasswordReset, CodePurpose::PhoneSignIn]];

    /// The worst a day can be for one account: every code that is sent is tried as often as it lets anybody try, in all ways
    /// together, by those who asked for it and by others.
    #[test]
    fn a_day_of_guessing_at_one_account_succeeds_with_less_than_one_in_a_thousand() {
        let hourly_codes = MOST_CODES_PER_HOUR * 24;
        assert!(Rules::default().codes.per_hour <= MOST_CODES_PER_HOUR);
        assert!(hourly_codes * CODE_TRIES < 1_000, "{hourly_codes} codes in a day, tried {CODE_TRIES} times each");
        for ways in WAYS_IN {
            let codes: u32 = ways.iter().map(|purpose| codes_per_day(*purpose).min(hourly_codes)).sum();
            // Those who are known and strangers have each their codes.
            let guesses = codes * 2 * guesses_per_code();
            assert!(f64::from(guesses) / 1_000_000.0 < 1.0 / 1_000.0, "{guesses} guesses a day by {ways:?}");
        }
    }
}
