//! Which accesses to patients still stand, for many at once.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{kernel::PatientId, patients::PatientScope, ports::RepoResult};

use crate::{
    backend::{DbUuid, db},
    error::failed,
    schema::{doctor_patient_mappings, doctors, hospital_patient_mappings, user_patient_relations},
    session::DbSession,
};

/// Pairs that exist, by the kind of access they give: whose access, and to which patient.
struct Reached {
    family: HashSet<(DbUuid, DbUuid)>,
    treated: HashSet<(DbUuid, DbUuid)>,
    registered: HashSet<(DbUuid, DbUuid)>,
}

impl Reached {
    fn holds(&self, (scope, patient): (PatientScope, PatientId)) -> bool {
        match scope {
            PatientScope::All => true,
            PatientScope::Nobody => false,
            PatientScope::Family(user) => self.family.contains(&(db(user), db(patient))),
            PatientScope::Treated(doctor) => self.treated.contains(&(db(doctor), db(patient))),
            PatientScope::Hospital(hospital) => self.registered.contains(&(db(hospital), db(patient))),
        }
    }
}

/// Both sides of the pairs that `side` picks out of the reaches.
fn sides(
    reaches: &[(PatientScope, PatientId)],
    side: impl Fn(PatientScope) -> Option<DbUuid>,
) -> (Vec<DbUuid>, Vec<DbUuid>) {
    reaches.iter().filter_map(|(scope, patient)| Some((side(*scope)?, db(*patient)))).unzip()
}

impl DbSession {
    /// Those of the reaches whose relation or mapping is live; one query for each kind among them.
    pub(super) async fn reached_among(
        &mut self,
        reaches: &[(PatientScope, PatientId)],
    ) -> RepoResult<Vec<(PatientScope, PatientId)>> {
        let held = Reached {
            family: self.family_among(reaches).await?,
            treated: self.treated_among(reaches).await?,
            registered: self.registered_among(reaches).await?,
        };
        Ok(reaches.iter().copied().filter(|reach| held.holds(*reach)).collect())
    }

    async fn family_among(&mut self, reaches: &[(PatientScope, PatientId)]) -> RepoResult<HashSet<(DbUuid, DbUuid)>> {
        use user_patient_relations as family;
        let user = |scope| if let PatientScope::Family(user) = scope { Some(db(user)) } else { None };
        let (users, patients) = sides(reaches, user);
        if users.is_empty() {
            return Ok(HashSet::new());
        }
        let live: Vec<(DbUuid, DbUuid)> = family::table
            .filter(family::user_id.eq_any(users))
            .filter(family::patient_id.eq_any(patients))
            .filter(family::ended_at.is_null())
            .select((family::user_id, family::patient_id))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(live.into_iter().collect())
    }

    async fn treated_among(&mut self, reaches: &[(PatientScope, PatientId)]) -> RepoResult<HashSet<(DbUuid, DbUuid)>> {
        use doctor_patient_mappings as treated;
        let doctor = |scope| if let PatientScope::Treated(doctor) = scope { Some(db(doctor)) } else { None };
        let (treating, patients) = sides(reaches, doctor);
        if treating.is_empty() {
            return Ok(HashSet::new());
        }
        let live: Vec<(DbUuid, DbUuid)> = treated::table
            .inner_join(doctors::table)
            .filter(doctors::is_verified.eq(true))
            .filter(treated::doctor_id.eq_any(treating))
            .filter(treated::patient_id.eq_any(patients))
            .filter(treated::ended_at.is_null())
            .select((treated::doctor_id, treated::patient_id))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(live.into_iter().collect())
    }

    async fn registered_among(
        &mut self,
        reaches: &[(PatientScope, PatientId)],
    ) -> RepoResult<HashSet<(DbUuid, DbUuid)>> {
        use hospital_patient_mappings as registered;
        let hospital = |scope| if let PatientScope::Hospital(hospital) = scope { Some(db(hospital)) } else { None };
        let (hospitals, patients) = sides(reaches, hospital);
        if hospitals.is_empty() {
            return Ok(HashSet::new());
        }
        let live: Vec<(DbUuid, DbUuid)> = registered::table
            .filter(registered::hospital_id.eq_any(hospitals))
            .filter(registered::patient_id.eq_any(patients))
            .filter(registered::ended_at.is_null())
            .select((registered::hospital_id, registered::patient_id))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(live.into_iter().collect())
    }
}
