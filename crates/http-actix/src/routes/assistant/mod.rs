//! The assistant: interviews by REST and by socket, and suggested responses for doctors.

mod body;
mod interview;
mod reply;
mod socket;

use domain::assistant::access;

use crate::{
    api::{Api, Gate},
    op,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::Roles(access::MAY_HOLD), interview::start_interview).requires(&["patient_id|chat_id"]));
    api.add(op!(Gate::Roles(access::MAY_READ), interview::list_interviews));
    api.add(op!(Gate::Roles(access::MAY_READ), interview::get_interview));
    api.add(op!(Gate::Roles(access::MAY_READ), interview::list_turns));
    api.add(op!(Gate::Roles(access::MAY_HOLD), interview::answer).requires(&["session_id", "message|content"]));
    api.add(op!(Gate::Roles(access::MAY_HOLD), interview::answer_in).requires(&["message|content"]));
    api.add(op!(Gate::Roles(access::MAY_HOLD), interview::finalise_summary).requires(&["summary|message"]));
    api.add(op!(Gate::Roles(access::MAY_HOLD), interview::end_interview));
    api.add(op!(Gate::Roles(access::MAY_ASK), reply::suggest_response).requires(&["chat_id|patient_id|session_id"]));
    api.add(op!(Gate::Socket(access::MAY_HOLD), socket::interview_socket));
}
