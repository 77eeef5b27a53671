use std::net::IpAddr;

/// Where a request about an account comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    address: Counted,
    is_known: bool,
}

impl Place {
    /// An address; the account has signed in from `known` ones before.
    pub fn new<Known: AsRef<str>>(address: Option<&str>, known: &[Known]) -> Self {
        let household = household(address);
        let is_known =
            household.is_some() && known.iter().any(|known| self::household(Some(known.as_ref())) == household);
        Self { address: Counted::new(address), is_known }
    }
    /// Under which the address is counted.
    pub(super) const fn address(&self) -> &Counted {
        &self.address
    }
    /// Whether the account has signed in from there before.
    pub const fn is_known(&self) -> bool {
        self.is_known
    }
}

/// An address as it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    /// The household.
    pub household: String,
    /// A network that one customer of a provider may have, where it is larger than a household.
    pub network: Option<String>,
}

impl Counted {
    /// Of a client's address. Those that are not known are one.
    pub fn new(address: Option<&str>) -> Self {
        let network = match parsed(address) {
            Some(IpAddr::V6(address)) => {
                let [a, b, c, ..] = address.segments();
                Some(format!("{a:x}:{b:x}:{c:x}::/48"))
            }
            Some(IpAddr::V4(_)) | None => None,
        };
        Self { household: household(address).unwrap_or_else(|| "unknown".to_owned()), network }
    }
    /// The widest that is likely to be one person.
    pub fn widest(&self) -> &str {
        self.network.as_deref().unwrap_or(&self.household)
    }
}

/// What is taken for one client address. One who has an IPv6 address has 2⁶⁴ of them, and uses another one every day.
pub fn household(address: Option<&str>) -> Option<String> {
    parsed(address).map(|address| match address {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        IpAddr::V4(address) => address.to_string(),
    })
}

fn parsed(address: Option<&str>) -> Option<IpAddr> {
    address?.parse().ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(address: &str) -> String {
        Counted::new(Some(address)).household
    }

    #[test]
    fn a_network_of_one_household_counts_as_one_address() {
        assert_eq!(counted("203.0.113.9"), "203.0.113.9");
        assert_eq!(counted("::ffff:203.0.113.9"), "203.0.113.9");
        assert_eq!(counted("2001:db8:1:2:aaaa::1"), counted("2001:db8:1:2:bbbb::9"));
        assert_ne!(counted("2001:db8:1:2::1"), counted("2001:db8:1:3::1"));
        assert_eq!(Counted::new(None).household, "unknown");
        assert_eq!(household(None), None);
    }

    #[test]
    fn the_households_of_one_network_are_known_to_be_neighbours() {
        let widest = |address| Counted::new(Some(address)).widest().to_owned();
        assert_eq!(widest("2001:db8:1:2::1"), widest("2001:db8:1:3::1"));
        assert_ne!(widest("2001:db8:1:2::1"), widest("2001:db8:2:2::1"));
        assert_eq!(widest("203.0.113.9"), "203.0.113.9");
    }

    #[test]
    fn a_place_is_known_by_its_household() {
        let known = ["203.0.113.9", "2001:db8:1:2:aaaa::1"];
        for (address, expected) in [
            (Some("203.0.113.9"), true),
            (Some("::ffff:203.0.113.9"), true),
            (Some("2001:db8:1:2:bbbb::9"), true),
            (Some("2001:db8:1:3::1"), false),
            (Some("203.0.113.10"), false),
            (None, false),
        ] {
            assert_eq!(Place::new(address, &known).is_known(), expected, "{address:?}");
        }
        assert!(!Place::new(None, &["unreadable"]).is_known());
    }
}
