use domain::ports::Rng;

/// The operating system's seeded generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter of the Rng port")]
    fn fill(&self, bytes: &mut [u8]) {
        rand::Rng::fill_bytes(&mut rand::rng(), bytes);
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, sync::Arc};

    use chrono::{DateTime, Utc};
    use domain::{kernel::Fresh, ports::Clock};

    use super::*;

    struct Still;
    impl Clock for Still {
        fn now(&self) -> DateTime<Utc> {
            DateTime::UNIX_EPOCH
        }
    }

    /// Of twenty thousand even draws out of a million, 200 repeat another one on average, by the formula of the birthdays; and
    /// one of ten begins with a zero.
    #[test]
    fn regression_10_codes_are_six_digits_drawn_evenly() {
        let fresh = Fresh::new(Arc::new(Still), Arc::new(SystemRng));
        let codes: Vec<String> = (0..20_000).map(|_| fresh.code()).collect();
        assert!(codes.iter().all(|code| code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit())));
        let different = codes.iter().collect::<HashSet<_>>().len();
        assert!((19_700..19_900).contains(&different), "{different}");
        for digit in '0'..='9' {
            let begun = codes.iter().filter(|code| code.starts_with(digit)).count();
            assert!((1_700..2_300).contains(&begun), "{begun} begin with {digit}");
        }
    }
}
