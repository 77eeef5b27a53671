use super::{Mapping, MappingFilter, MappingKind, NamedMapping, Pair, Party, PartyId, access};
use crate::{
    doctors,
    kernel::{AuditEntry, Caller, Core, Error, Event, MappingId, Outcome, Page, PageRequest, retry_conflicts},
    ports::UnitOfWork,
};

/// The use cases of mappings.
#[derive(Clone)]
pub struct Mappings {
    core: Core,
}

impl Mappings {
    /// From its ports.
    pub const fn new(core: Core) -> Self {
        Self { core }
    }

    /// Maps a pair, or finds it mapped; answers whether it was mapped now. An unverified doctor or hospital is verified by it.
    pub async fn map(&self, caller: &Caller, pair: Pair) -> Outcome<(NamedMapping, bool)> {
        access::map(&caller.actor)?;
        retry_conflicts(async || self.map_once(caller, pair).await).await
    }

    async fn map_once(&self, caller: &Caller, pair: Pair) -> Outcome<(NamedMapping, bool)> {
        let now = self.core.fresh.now();
        let wanted = Mapping { id: self.core.fresh.id(), pair, created_by: caller.actor.user(), created_at: now };
        let (first, second) = pair.parties();
        let mut work = self.core.store.begin().await?;
        let parties = [(first, party(&mut *work, first).await?), (second, party(&mut *work, second).await?)];
        let (mapping, is_new) = ensure(&mut *work, &wanted).await?;
        if let (true, Pair::HospitalDoctor(hospital, doctor)) = (is_new, pair) {
            doctors::follow_hospital(&mut *work, &caller.audit("doctor.change"), hospital, Some(doctor), now).await?;
        }
        let unverified: Vec<_> = parties.iter().filter(|(_, party)| !party.is_verified).collect();
        for (id, _) in &unverified {
            work.mappings().verify(*id, now).await?;
        }
        let changed: Vec<Event> =
            unverified.iter().filter_map(|(_, party)| Some(Event::UserChanged { user: party.user? })).collect();
        if is_new || !unverified.is_empty() {
            let entry = mapped(caller, &mapping);
            work.commit(if unverified.is_empty() { entry } else { entry.changed(["is_verified"]) }).await?;
        }
        for event in changed {
            self.core.events.publish(event).await;
        }
        let [(_, first), (_, second)] = parties;
        Ok((NamedMapping { mapping, first_name: first.name, second_name: second.name }, is_new))
    }

    /// The live mappings of a kind that the caller sees, newest first.
    pub async fn list(
        &self,
        caller: &Caller,
        kind: MappingKind,
        filter: &MappingFilter,
        page: &PageRequest,
    ) -> Outcome<Page<NamedMapping>> {
        let scope = access::visible(&caller.actor);
        Ok(self.core.store.read().await?.mappings().list(kind, scope, filter, page.by_id()?).await?)
    }

    /// Ends a mapping. The doctor's or hospital's access stops at once.
    pub async fn end(&self, caller: &Caller, kind: MappingKind, id: MappingId) -> Outcome<()> {
        let scope = access::endable(kind, &caller.actor);
        let mut work = self.core.store.begin().await?;
        let found = work.mappings().find(kind, scope, id).await?.ok_or(Error::not_found("mapping"))?;
        let (pair, now) = (found.mapping.pair, self.core.fresh.now());
        if !work.mappings().end(&access::end(id), kind, caller.actor.user(), now).await? {
            return Err(Error::not_found("mapping"));
        }
        work.commit(entry(caller, verb(kind, false), &found.mapping)).await?;
        if let Pair::DoctorPatient(doctor, patient) = pair {
            self.core.events.publish(Event::TreatmentEnded { doctor, patient }).await;
        }
        Ok(())
    }
}

/// Maps a pair inside a unit of work, or finds it mapped; answers whether it was mapped now.
pub(crate) async fn ensure(work: &mut dyn UnitOfWork, wanted: &Mapping) -> Outcome<(Mapping, bool)> {
    let (mapping, is_new) = work.mappings().ensure(wanted).await?;
    // Whoever deactivates one of them at the same time was waited for.
    if is_new && !work.mappings().are_active(mapping.pair).await? {
        return Err(Error::conflict("one of the two is deactivated"));
    }
    Ok((mapping, is_new))
}

async fn party(work: &mut dyn UnitOfWork, id: PartyId) -> Outcome<Party> {
    let party = work.mappings().party(id).await?.ok_or(Error::unknown(id.noun(), id.field()))?;
    if party.is_active { Ok(party) } else { Err(Error::conflict(format!("this {} is deactivated", id.noun()))) }
}

/// That a pair was mapped, by whatever brought it about.
pub(crate) fn mapped(caller: &Caller, mapping: &Mapping) -> AuditEntry {
    entry(caller, verb(mapping.pair.kind(), true), mapping)
}

fn entry(caller: &Caller, action: &'static str, mapping: &Mapping) -> AuditEntry {
    let entry = caller.audit(action).on(mapping.id);
    if let Some(patient) = mapping.pair.patient() { entry.patient(patient) } else { entry }
}

const fn verb(kind: MappingKind, begins: bool) -> &'static str {
    match (kind, begins) {
        (MappingKind::HospitalDoctor, true) => "hospital_doctor_mapping.create",
        (MappingKind::HospitalDoctor, false) => "hospital_doctor_mapping.end",
        (MappingKind::HospitalPatient, true) => "hospital_patient_mapping.create",
        (MappingKind::HospitalPatient, false) => "hospital_patient_mapping.end",
        (MappingKind::DoctorPatient, true) => "doctor_patient_mapping.create",
        (MappingKind::DoctorPatient, false) => "doctor_patient_mapping.end",
    }
}
