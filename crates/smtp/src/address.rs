use lettre::Address;
use url::Host;

/// An address as mail servers take it: the domain in its ASCII form, whatever script it was written in. None for what
/// is no address; nothing that ends a line is one.
pub fn address(text: &str) -> Option<Address> {
    let (user, domain) = text.trim().rsplit_once('@')?;
    match Host::parse(domain).ok()? {
        Host::Domain(domain) => Address::new(user, domain).ok(),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_of_any_script_is_written_in_ascii() {
        for (text, written) in [
            ("ann@example.org", "ann@example.org"),
            ("ann.o'neill+x@Example.ORG", "ann.o'neill+x@example.org"),
            ("jörg@bücher.example", "jörg@xn--bcher-kva.example"),
        ] {
            assert_eq!(address(text).unwrap().to_string(), written);
        }
    }

    #[test]
    fn what_could_end_a_command_is_no_address() {
        for text in [
            "",
            "ann",
            "@example.org",
            "ann@",
            "a@b@",
            "ann@example.org>\r\nRCPT TO:<eve@example.org",
            "ann\r\n@example.org",
            "ann @example.org",
            "<ann@example.org>",
            "ann>@example.org",
            "ann@exa\rmple.org",
            "ann@127.0.0.1",
        ] {
            assert!(address(text).is_none(), "{text:?}");
        }
    }
}
