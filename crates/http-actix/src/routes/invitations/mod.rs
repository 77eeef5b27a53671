//! Invitations: to work for a hospital, to the record that one keeps, to act for a patient.

mod accept;
mod body;
mod claim;
mod family;
mod staff;

use domain::invitations::access;

use crate::{
    api::{Api, Gate},
    op,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::Roles(access::MAY_ONBOARD), staff::onboard_staff).requires(&["email", "role|user_type"]));
    api.add(op!(Gate::Roles(access::MAY_ONBOARD), staff::list_staff_invitations));
    api.add(op!(Gate::Roles(access::MAY_ONBOARD), staff::revoke_staff_invitation));
    api.add(op!(Gate::Public, accept::accept_invitation).requires(&["token", "password"]));
    api.add(op!(Gate::Roles(access::MAY_OFFER_CLAIM), claim::offer_claim).requires(&["email"]));
    api.add(op!(Gate::Roles(access::MAY_OFFER_CLAIM), claim::revoke_claim));
    api.add(op!(Gate::Roles(access::MAY_SHARE), family::share_patient).requires(&["patient_id", "email", "relation"]));
    api.add(op!(Gate::Roles(access::MAY_SHARE), family::list_invitations));
    api.add(op!(Gate::Roles(access::MAY_SHARE), family::accept_relation).requires(&["token"]));
    api.add(op!(Gate::Roles(access::MAY_SHARE), family::revoke_invitation));
}
