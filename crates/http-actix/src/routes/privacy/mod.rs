//! Personal data: taking all of the own along, and having it erased, by the API and by the portal.

mod body;
mod erasure;
mod export;
mod written;

use crate::{
    api::{Api, Gate},
    op,
};

/// Adds the room's operations below `/api/v1`.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::ANY, export::export_own_data));
    api.add(op!(Gate::ANY, erasure::erase_account));
}

/// Adds the one of the portal.
pub fn portal(api: &mut Api) {
    api.add(op!(Gate::ANY, erasure::delete_profile));
}
