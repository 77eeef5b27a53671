//! The portal: sign-up and sign-in by telephone, and what a browser shows first. It stands outside the versioned API and is
//! signed by a cookie.

mod body;
mod profile;
mod sign_in;

use crate::{
    api::{Api, Gate},
    op,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::Public, sign_in::sign_up).requires(&["phone", "name", "role|user_type"]));
    api.add(op!(Gate::Public, sign_in::verify_sign_up).requires(&["otp|otp_code"]));
    api.add(op!(Gate::Public, sign_in::resend_sign_up).requires(&["phone"]));
    api.add(op!(Gate::Public, sign_in::sign_in).requires(&["phone"]));
    api.add(op!(Gate::Public, sign_in::verify_sign_in).requires(&["otp|otp_code"]));
    api.add(op!(Gate::Public, sign_in::resend_sign_in).requires(&["phone"]));
    api.add(op!(Gate::Public, sign_in::sign_out));
    api.add(op!(Gate::ANY, profile::session_detail));
}
