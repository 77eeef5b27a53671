//! What operators and their machines ask of a server: what it is, whether it is well, what it measured, with which keys
//! its tokens are checked. These stand outside `/api/v1` and need no sign-in.

mod health;
mod home;
mod keys;
mod metrics;

use crate::{
    api::{Api, Gate},
    op,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::Public, home::home));
    api.add(op!(Gate::Public, health::live));
    api.add(op!(Gate::Public, health::ready));
    api.add(op!(Gate::Public, health::health));
    api.add(op!(Gate::Public, metrics::metrics));
    api.add(op!(Gate::Public, keys::public_keys));
}
