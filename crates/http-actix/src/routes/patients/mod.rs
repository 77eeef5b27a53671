//! Patients.

mod answer;
mod body;
mod care;
mod own;
mod record;

use domain::patients::access;

use crate::{
    api::{Api, Gate},
    op,
};

pub use answer::PatientBody;
pub use body::PatientFields;
pub use record::read_patient;

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::ANY, record::list_patients));
    api.add(op!(Gate::Roles(access::MAY_REGISTER), record::create_patient));
    api.add(op!(Gate::Roles(access::MAY_SEARCH), record::search_patients));
    api.add(op!(Gate::Roles(access::FAMILIES), own::get_own_patient));
    api.add(op!(Gate::Roles(access::FAMILIES), own::fill_in_own_patient));
    api.add(op!(Gate::Roles(access::FAMILIES), own::change_own_patient));
    api.add(op!(Gate::ANY, record::get_patient));
    api.add(op!(Gate::Roles(access::MAY_CHANGE), record::change_patient));
    api.add(op!(Gate::Roles(access::FAMILIES), record::remove_patient));
    api.add(op!(Gate::Roles(access::MAY_LIST_CARE), care::list_doctors_of_patient));
    api.add(op!(Gate::Roles(access::MAY_LIST_CARE), care::list_hospitals_of_patient));
    api.add(op!(Gate::Roles(access::MAY_LIST_OF_HOSPITAL), care::list_patients_of_hospital));
    api.add(op!(Gate::Roles(access::MAY_LIST_OF_DOCTOR), care::list_patients_of_doctor));
}
