//! Amounts of money: integer minor units inside, JSON numbers with at most two decimals outside.

/// An amount in minor units (cents) of the hospital's one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    minor: i64,
}

impl Money {
    /// The largest amount accepted, 10 billion major units; sums of it stay far inside `i64`.
    const LIMIT_MINOR: i64 = 1_000_000_000_000;

    /// From minor units.
    pub const fn from_minor(minor: i64) -> Self {
        Self { minor }
    }
    /// In minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }
    /// From a decimal text such as a JSON number's (`12`, `12.5`, `12.50`); refuses signs, exponents and a third decimal.
    pub fn parse(text: &str) -> Option<Self> {
        let (major, cents) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if major.is_empty() || major.len() > 12 || cents.len() > 2 || !digits(major) || !digits(cents) {
            return None;
        }
        let cents: i64 = format!("{cents:0<2}").parse().ok()?;
        let minor = major.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)?;
        (minor <= Self::LIMIT_MINOR).then_some(Self { minor })
    }
    /// As a decimal text with two decimals.
    pub fn to_decimal(self) -> String {
        let sign = if self.minor < 0 { "-" } else { "" };
        let absolute = self.minor.unsigned_abs();
        format!("{sign}{}.{:02}", absolute / 100, absolute % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_and_a_third_one_is_refused() {
        assert_eq!(Money::parse("12.5").map(Money::minor), Some(1250));
        assert_eq!(Money::parse("0.07").map(Money::to_decimal).as_deref(), Some("0.07"));
        for bad in ["", "1.005", "-1", "1e3", "1,5", "9999999999999", ".5", "99999999999999999999"] {
            assert_eq!(Money::parse(bad), None, "{bad}");
        }
    }
}
