//! Where a request comes from: address, request id, device.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Once,
};

use actix_web::{
    HttpMessage, HttpRequest,
    http::header::{FORWARDED, USER_AGENT},
    web::Data,
};
use domain::kernel::Origin;

use crate::{telemetry::RequestId, wire::Wired};

const FORWARDED_FOR: &str = "x-forwarded-for";
const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// The origin of a request, for the audit trail and the session list.
pub fn of(request: &HttpRequest) -> Origin {
    let device = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    Origin {
        ip: client_address(request).map(|address| address.to_string()),
        request_id: request.extensions().get::<RequestId>().map(|id| id.0.clone()),
        device: device.map(|text| text.chars().take(200).collect()),
    }
}

/// Whether a proxy says that it passed the request on.
pub fn was_passed_on(request: &HttpRequest) -> bool {
    request.headers().contains_key(FORWARDED) || request.headers().contains_key(FORWARDED_FOR)
}

/// Whether a trusted proxy says that the client reached it over https. Of several words the last counts: the proxy next to
/// this server wrote it.
pub fn came_over_https(request: &HttpRequest) -> bool {
    let (Some(peer), Some(wired)) = (request.peer_addr(), request.app_data::<Data<Wired>>()) else { return false };
    let last = request.headers().get_all(FORWARDED_PROTO).last().and_then(|line| line.to_str().ok());
    let last = last.and_then(|line| line.rsplit(',').next());
    wired.config.server.trusts_proxy(peer.ip()) && last.is_some_and(|word| word.trim().eq_ignore_ascii_case("https"))
}

/// The peer's address; behind trusted proxies the last address they were told that is not one of them. None where a
/// trusted proxy passed the request on and did not say readably for whom.
pub fn client_address(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let server = &request.app_data::<Data<Wired>>()?.config.server;
    if !server.trusts_proxy(peer) {
        if is_near(peer) && request.headers().contains_key(FORWARDED_FOR) {
            warn_of_unnamed_proxy();
        }
        return Some(peer);
    }
    if !was_passed_on(request) {
        return Some(peer);
    }
    let lines: Option<Vec<&str>> = request.headers().get_all(FORWARDED_FOR).map(|line| line.to_str().ok()).collect();
    named_client(&lines?, |hop| server.trusts_proxy(hop))
}

/// An address from which proxies call, and hardly anybody else.
fn is_near(peer: IpAddr) -> bool {
    match peer.to_canonical() {
        IpAddr::V4(peer) => peer.is_loopback() || peer.is_private() || peer.is_link_local(),
        IpAddr::V6(peer) => peer.is_loopback() || peer.is_unique_local() || peer.is_unicast_link_local(),
    }
}

/// Once, since a client of this network could fill the log otherwise.
fn warn_of_unnamed_proxy() {
    static WARNED: Once = Once::new();
    WARNED.call_once(|| {
        tracing::warn!(
            "X-Forwarded-For comes from a neighbour that is not in server.trusted_proxies: if it is a proxy, everybody \
             behind it counts as one address"
        );
    });
}

/// The client that the lines of `X-Forwarded-For` name, of which each proxy has written the last hop it saw at their end.
fn named_client(lines: &[&str], trusted: impl Fn(IpAddr) -> bool) -> Option<IpAddr> {
    let mut first = None;
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let hop = address(hop.trim())?;
        if !trusted(hop) {
            return Some(hop);
        }
        first = Some(hop);
    }
    first
}

/// An address, alone or with a port.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']')).unwrap_or(hop);
    bare.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|hop| hop.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(lines: &[&str]) -> Option<String> {
        named_client(lines, |hop| hop.is_loopback()).map(|client| client.to_string())
    }

    #[test]
    fn the_last_hop_that_is_not_trusted_is_the_client() {
        for (lines, expected) in [
            (&["203.0.113.9"][..], "203.0.113.9"),
            (&["10.0.0.1, 203.0.113.9, 127.0.0.1"], "203.0.113.9"),
            (&["10.0.0.1", "203.0.113.9"], "203.0.113.9"),
            (&["10.0.0.1", "203.0.113.9, 127.0.0.1", "127.0.0.1"], "203.0.113.9"),
            (&["203.0.113.9:4711"], "203.0.113.9"),
            (&["[2001:db8::1]:4711"], "2001:db8::1"),
            (&["[2001:db8::1]"], "2001:db8::1"),
            (&["2001:db8::1"], "2001:db8::1"),
            (&["127.0.0.2, 127.0.0.1"], "127.0.0.2"),
            (&["nobody, 203.0.113.9"], "203.0.113.9"),
        ] {
            assert_eq!(client(lines).as_deref(), Some(expected), "{lines:?}");
        }
    }

    #[test]
    fn proxies_stand_near() {
        for peer in
            ["127.0.0.1", "10.1.2.3", "192.168.0.2", "172.16.0.1", "::1", "::ffff:10.0.0.1", "fd00::1", "fe80::1"]
        {
            assert!(is_near(peer.parse().unwrap()), "{peer}");
        }
        for peer in ["203.0.113.9", "172.32.0.1", "2001:db8::1", "::ffff:203.0.113.9"] {
            assert!(!is_near(peer.parse().unwrap()), "{peer}");
        }
    }

    #[test]
    fn a_hop_that_cannot_be_read_hides_the_client() {
        for lines in
            [&["203.0.113.9, unknown"][..], &["unknown"], &[""], &[], &["203.0.113.9,", "127.0.0.1"], &["_x:80"]]
        {
            assert_eq!(client(lines), None, "{lines:?}");
        }
    }
}
