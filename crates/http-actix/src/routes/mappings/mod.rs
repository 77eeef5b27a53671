//! Mappings: who works where, who treats whom.

mod body;
mod doctor_patient;
mod family;
mod hospital_doctor;
mod hospital_patient;

pub use family::RelationBody;

use domain::mappings::access;

use crate::{
    api::{Api, Gate},
    op,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(
        op!(Gate::Roles(access::MAY_MAP), hospital_doctor::map_hospital_doctor).requires(&["hospital_id", "doctor_id"]),
    );
    api.add(op!(Gate::ANY, hospital_doctor::list_hospital_doctors));
    api.add(op!(Gate::Roles(access::MAY_END_HOSPITALS), hospital_doctor::end_hospital_doctor));
    api.add(
        op!(Gate::Roles(access::MAY_MAP), hospital_patient::map_hospital_patient)
            .requires(&["hospital_id", "patient_id"]),
    );
    api.add(op!(Gate::ANY, hospital_patient::list_hospital_patients));
    api.add(op!(Gate::Roles(access::MAY_END_HOSPITALS), hospital_patient::end_hospital_patient));
    api.add(
        op!(Gate::Roles(access::MAY_MAP), doctor_patient::map_doctor_patient).requires(&["doctor_id", "patient_id"]),
    );
    api.add(op!(Gate::ANY, doctor_patient::list_doctor_patients));
    api.add(op!(Gate::Roles(access::MAY_END_TREATMENT), doctor_patient::end_doctor_patient));
    api.add(op!(Gate::Roles(access::MAY_RELATE), family::relate_patient).requires(&["relation"]));
    api.add(op!(Gate::ANY, family::list_relations));
    api.add(op!(Gate::Roles(access::MAY_RELATE), family::change_relation).requires(&["relation"]));
    api.add(op!(Gate::Roles(access::MAY_RELATE), family::end_relation));
    api.add(op!(Gate::ANY, family::list_family));
}
