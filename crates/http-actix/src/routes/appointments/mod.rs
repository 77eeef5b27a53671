//! Appointments.

mod body;
mod book;
mod change;
mod fields;
mod list;

use domain::appointments::access;

use crate::{
    api::{Api, Gate},
    op,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(
        op!(Gate::ANY, book::book_appointment)
            .requires(&["time_slot|starts_at|start_time|appointment_date+appointment_time"]),
    );
    api.add(op!(Gate::ANY, list::list_appointments));
    api.add(op!(Gate::ANY, list::my_appointments).alias("/appointments/my-appointments"));
    api.add(op!(Gate::Roles(access::MAY_ASK_BY_DOCTOR), list::own_practice_appointments));
    api.add(op!(Gate::Roles(access::MAY_ASK_BY_DOCTOR), list::doctor_appointments));
    api.add(op!(Gate::Roles(access::MAY_ASK_BY_PATIENT), list::patient_appointments));
    api.add(op!(Gate::Roles(access::MAY_ASK_BY_HOSPITAL), list::hospital_appointments));
    api.add(
        op!(Gate::Roles(access::MAY_ASK_BY_DOCTOR), change::change_doctor_appointment).requires(&["appointment_id"]),
    );
    api.add(
        op!(Gate::Roles(access::MAY_ASK_BY_PATIENT), change::change_patient_appointment).requires(&["appointment_id"]),
    );
    api.add(op!(Gate::ANY, list::get_appointment));
    api.add(op!(Gate::ANY, change::change_appointment));
    api.add(op!(Gate::ANY, change::delete_appointment));
    api.add(op!(Gate::ANY, change::cancel_appointment));
    api.add(op!(Gate::Roles(access::MAY_SET_STATUS), change::set_appointment_status).requires(&["status"]));
}
