//! Scopes as filters: the rows that an actor may see are chosen inside the query.

use crate::schema::{doctor_patient_mappings, hospital_patient_mappings, user_patient_relations};

// Under names of their own, so that a query over the mappings themselves can be narrowed too. Every other name of these
// tables in a narrowed query stands here too: diesel tells apart only names that are declared together.
diesel::alias! {
    pub const TREATMENTS: Alias<Treatments> = doctor_patient_mappings as treatments;
    pub const TREATED: Alias<TreatedScope> = doctor_patient_mappings as treated_scope;
    pub const REGISTERED: Alias<RegisteredScope> = hospital_patient_mappings as registered_scope;
    pub const FAMILY: Alias<FamilyScope> = user_patient_relations as family_scope;
}

/// Narrows a boxed query to rows whose patient column is in a `PatientScope`. Answers the query.
macro_rules! within_patients {
    ($query:expr, $column:expr, $scope:expr) => {{
        use diesel::prelude::*;
        use domain::patients::PatientScope;
        use $crate::{
            backend::db,
            repos::scope::{FAMILY, REGISTERED, TREATED},
            schema::{
                doctor_patient_mappings as treated, hospital_patient_mappings as registered,
                user_patient_relations as family,
            },
        };
        let query = $query;
        match $scope {
            PatientScope::All => query,
            PatientScope::Nobody => query.filter(diesel::dsl::sql::<diesel::sql_types::Bool>("1 = 0")),
            PatientScope::Family(user) => query.filter(
                $column.eq_any(
                    FAMILY
                        .filter(FAMILY.field(family::user_id).eq(db(user)))
                        .filter(FAMILY.field(family::ended_at).is_null())
                        .select(FAMILY.field(family::patient_id)),
                ),
            ),
            PatientScope::Treated(doctor) => query.filter(
                $column.eq_any(
                    TREATED
                        .filter(TREATED.field(treated::doctor_id).eq(db(doctor)))
                        .filter(TREATED.field(treated::ended_at).is_null())
                        .select(TREATED.field(treated::patient_id)),
                ),
            ),
            PatientScope::Hospital(hospital) => query.filter(
                $column.eq_any(
                    REGISTERED
                        .filter(REGISTERED.field(registered::hospital_id).eq(db(hospital)))
                        .filter(REGISTERED.field(registered::ended_at).is_null())
                        .select(REGISTERED.field(registered::patient_id)),
                ),
            ),
        }
    }};
}
pub(crate) use within_patients;

/// A `HospitalScope` as two conditions, of which a hospital fulfils at least one: the values that its `is_verified` may
/// have, and the hospital that is in the scope whatever it is (none has the nil id).
pub fn hospital_conditions(scope: domain::hospitals::HospitalScope) -> (Vec<bool>, crate::backend::DbUuid) {
    use domain::hospitals::HospitalScope;

    use crate::backend::db;
    match scope {
        HospitalScope::All => (vec![true, false], db(uuid::Uuid::nil())),
        HospitalScope::Verified => (vec![true], db(uuid::Uuid::nil())),
        HospitalScope::VerifiedAnd(own) => (vec![true], db(own)),
        HospitalScope::Only(own) => (Vec::new(), db(own)),
    }
}
