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
    api.add(
        op!(Gate::Public, sign_up::patient_signup)
            .requires(&["email", "password", "name|first_name+last_name"])
            .alias("/auth/patient/signup"),
    );
    api.add(
        op!(Gate::Public, sign_up::doctor_signup)
            .requires(&["email", "password", "name|first_name+last_name"])
            .alias("/auth/doctor/signup"),
    );
    api.add(
        op!(Gate::Public, sign_up::hospital_signup)
            .requires(&["email", "password", "name|first_name+last_name"])
            .alias("/auth/hospital/signup"),
    );
    api.add(
        op!(Gate::Roles(access::MAY_OPEN), sign_up::create_account)
            .requires(&["email", "password", "role|user_type", "name|first_name+last_name"])
            .alias("/users"),
    );
    api.add(op!(Gate::Public, session::log_in).requires(&["email|username", "password"]));
    api.add(op!(Gate::Public, session::refresh_tokens).requires(&["refresh_token"]));
    api.add(op!(Gate::Token, session::log_out));
    api.add(op!(Gate::ANY, session::change_password).requires(&["current_password", "new_password"]));
    api.add(op!(Gate::ANY, session::list_sessions));
    api.add(op!(Gate::ANY, session::end_session));
}
