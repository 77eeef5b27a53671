//! Sign-up, sign-in, one-time codes, sessions.

mod address;
mod body;
mod browser;
mod code;
mod password;
mod register;
mod second_factor;
mod session;
mod sign_up;

pub use body::{CodeAskedBody, TokenBody, UserBody};
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
    api.add(op!(Gate::Public, register::register).requires(&["email", "password", "name|first_name+last_name"]));
    api.add(op!(Gate::Public, code::verify_otp).requires(&["otp_code|otp"]));
    api.add(op!(Gate::Public, code::resend_otp).requires(&["email", "purpose"]));
    api.add(op!(Gate::Public, password::forgot_password).requires(&["email"]).alias("/auth/forgot"));
    api.add(
        op!(Gate::Public, password::reset_password)
            .requires(&["new_password|password", "otp_code|otp|reset_token|token"])
            .alias("/auth/reset"),
    );
    api.add(op!(Gate::ANY, password::change_password).requires(&["current_password", "new_password"]));
    api.add(op!(Gate::ANY, second_factor::second_factor));
    api.add(op!(Gate::ANY, second_factor::change_second_factor).requires(&["enabled"]));
    api.add(op!(Gate::ANY, address::change_email).requires(&["new_email|email"]));
    api.add(op!(Gate::ANY, address::confirm_email).requires(&["otp_code|otp"]));
    api.add(op!(Gate::ANY, address::change_phone).requires(&["new_phone|phone"]));
    api.add(op!(Gate::ANY, address::confirm_phone).requires(&["otp_code|otp"]));
    api.add(op!(Gate::ANY, browser::csrf_token));
    api.add(op!(Gate::ANY, browser::socket_ticket));
    api.add(op!(Gate::ANY, session::list_sessions));
    api.add(op!(Gate::ANY, session::end_session));
}
