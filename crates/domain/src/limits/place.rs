use std::net::IpAddr;

/// Where a request about an account comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    address: String,
    is_known: bool,
}

impl Place {
    /// An address; `is_known` says that the account signs in from there.
    pub fn new(address: Option<&str>, is_known: bool) -> Self {
        Self { address: counted(address), is_known }
    }
    /// Under which the address is counted.
    pub fn address(&self) -> &str {
        &self.address
    }
    /// Whether the account signs in from there.
    pub const fn is_known(&self) -> bool {
        self.is_known
    }
    /// The part of a key that tells places of one account apart.
    pub(super) fn class(&self) -> &str {
        if self.is_known { &self.address } else { "elsewhere" }
    }
}

/// One who has an IPv6 address has 2⁶⁴ of them: they count as one.
pub(super) fn counted(address: Option<&str>) -> String {
    match address.map(str::parse::<IpAddr>) {
        Some(Ok(IpAddr::V6(address))) => {
            let [a, b, c, d, ..] = address.segments();
            address.to_ipv4_mapped().map_or_else(|| format!("{a:x}:{b:x}:{c:x}:{d:x}::/64"), |v4| v4.to_string())
        }
        Some(Ok(address @ IpAddr::V4(_))) => address.to_string(),
        Some(Err(_)) | None => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_one_household_counts_as_one_address() {
        assert_eq!(counted(Some("203.0.113.9")), "203.0.113.9");
        assert_eq!(counted(Some("::ffff:203.0.113.9")), "203.0.113.9");
        assert_eq!(counted(Some("2001:db8:1:2:aaaa::1")), counted(Some("2001:db8:1:2:bbbb::9")));
        assert_ne!(counted(Some("2001:db8:1:2::1")), counted(Some("2001:db8:1:3::1")));
        assert_eq!(counted(None), "unknown");
    }
}
