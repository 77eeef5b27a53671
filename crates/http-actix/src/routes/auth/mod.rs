//! Sign-up, sign-in, sessions.

mod body;
mod session;
mod sign_up;

pub use body::UserBody;
pub use sign_up::full_name;

use domain::accounts::access;

use crate::{
    api::{Api, Gate},
    op,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::Public, sign_up::patient_signup).alias("/auth/patient/signup"));
    api.add(op!(Gate::Public, sign_up::doctor_signup).alias("/auth/doctor/signup"));
    api.add(op!(Gate::Public, sign_up::hospital_signup).alias("/auth/hospital/signup"));
    api.add(op!(Gate::Roles(access::MAY_OPEN), sign_up::create_account).alias("/users"));
    api.add(op!(Gate::Public, session::log_in));
    api.add(op!(Gate::Public, session::refresh_tokens));
    api.add(op!(Gate::Token, session::log_out));
    api.add(op!(Gate::ANY, session::change_password));
    api.add(op!(Gate::ANY, session::list_sessions));
    api.add(op!(Gate::ANY, session::end_session));
}
