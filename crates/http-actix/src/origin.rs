//! Where a request comes from: address, request id, device.

use std::net::IpAddr;

use actix_web::{HttpMessage, HttpRequest, http::header::USER_AGENT, web::Data};
use domain::kernel::Origin;

use crate::{telemetry::RequestId, wire::Wired};

/// The origin of a request, for the audit trail and the session list.
pub fn of(request: &HttpRequest) -> Origin {
    let device = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    Origin {
        ip: client_address(request).map(|address| address.to_string()),
        request_id: request.extensions().get::<RequestId>().map(|id| id.0.clone()),
        device: device.map(|text| text.chars().take(200).collect()),
    }
}

/// The peer's address; behind trusted proxies the last address they were told that is not one of them.
pub fn client_address(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let server = &request.app_data::<Data<Wired>>()?.config.server;
    if !server.trusts_proxy(peer) {
        return Some(peer);
    }
    let forwarded = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let hops = forwarded.rsplit(',').map_while(|hop| hop.trim().parse::<IpAddr>().ok());
    Some(hops.into_iter().find(|hop| !server.trusts_proxy(*hop)).unwrap_or(peer))
}
