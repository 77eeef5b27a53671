use chrono::NaiveDate;
use domain::{
    accounts::{NewAccount, NewDoctorProfile, NewHospitalProfile, NewPatientProfile, Profile, User},
    auth::AccountName,
    doctors::DoctorChange,
    hospitals::HospitalChange,
    kernel::{Actor, Caller, Change, Error, Origin, Outcome, PageRequest, UserId},
    mappings::{Pair, Related, Relation},
    patients::{ClinicalChange, ClinicalFactKind, NewPatient, PatientChange},
};
use uuid::Uuid;

use super::cast::{ADMIN, DOCTORS, DoctorRole, FAMILIES, FamilyRole, HOSPITALS, HospitalRole, PASSWORD};
use crate::wire::Wired;

/// Makes what is missing of the cast and their ties. A database with other people in it is left alone.
pub async fn seed(wired: &Wired) -> Outcome<()> {
    let stage = Stage { wired, admin: administrator(wired).await? };
    let mut hospitals = Vec::new();
    for role in &HOSPITALS {
        hospitals.push(stage.account(role.email, role.name, || hospital(role)).await?);
    }
    let mut doctors = Vec::new();
    for role in &DOCTORS {
        let doctor = stage.account(role.email, role.name, || doctor(role)).await?;
        if let Some(hospital) = hospitals.get(role.works_at) {
            stage.map(Pair::HospitalDoctor((*hospital).into(), doctor.into())).await?;
        }
        doctors.push(doctor);
    }
    for role in &FAMILIES {
        let patient = stage.account(role.email, role.name, || patient(role)).await?;
        let family = stage.member(role.email, |user| Actor::Patient { user }).await?;
        stage.family(&family, role).await?;
        if let Some(hospital) = hospitals.get(role.registered_at) {
            stage.map(Pair::HospitalPatient((*hospital).into(), patient.into())).await?;
        }
        if let (Some(id), Some(doctor)) = (doctors.get(role.treated_by), DOCTORS.get(role.treated_by)) {
            stage.map(Pair::DoctorPatient((*id).into(), patient.into())).await?;
            let actor = |user| Actor::Doctor { user, doctor: (*id).into(), verified: true };
            let doctor = stage.member(doctor.email, actor).await?;
            stage.talk([&family, &doctor], ((*id).into(), patient.into()), &role.story).await?;
        }
        stage.record(patient.into(), &role.story).await?;
    }
    Ok(())
}

/// Where the cast is put on.
pub struct Stage<'a> {
    /// The theatre.
    pub wired: &'a Wired,
    /// Who does it.
    pub admin: Caller,
}

impl Stage<'_> {
    /// The profile behind this account, made unless it is there.
    async fn account(&self, email: &str, name: &str, profile: impl FnOnce() -> Profile) -> Outcome<Uuid> {
        let user = match find(self.wired, email).await? {
            Some(user) => user,
            None => self.wired.services.sign_up.by_admin(&self.admin, new(email, name), profile()).await?,
        };
        user.profile_id.ok_or_else(|| Error::conflict(format!("the account {email} is an administrator's")))
    }

    /// A child and a parent on the account, unless somebody is there already.
    async fn family(&self, caller: &Caller, role: &FamilyRole) -> Outcome<()> {
        let families = &self.wired.services.families;
        if families.list(caller, caller.actor.user(), &PageRequest::first(2)).await?.items.len() > 1 {
            return Ok(());
        }
        for (relation, name, born) in [(Relation::Child, role.child, 2017), (Relation::Parent, role.parent, 1954)] {
            let dob = NaiveDate::from_ymd_opt(born, 5, 17).map_or(Change::Keep, Change::Set);
            let details = PatientChange { dob, ..PatientChange::default() };
            let member = NewPatient { name: name.to_owned(), details, clinical: ClinicalChange::default() };
            families.relate(caller, None, relation, Related::New(Box::new(member))).await?;
        }
        Ok(())
    }

    /// Somebody of the cast, as if signed in.
    async fn member(&self, email: &str, actor: impl FnOnce(UserId) -> Actor) -> Outcome<Caller> {
        let user = find(self.wired, email).await?.ok_or(Error::not_found("account"))?.id;
        Ok(Caller { actor: actor(user), ..self.admin.clone() })
    }

    async fn map(&self, pair: Pair) -> Outcome<()> {
        self.wired.services.mappings.map(&self.admin, pair).await?;
        Ok(())
    }
}

async fn administrator(wired: &Wired) -> Outcome<Caller> {
    let user = match find(wired, ADMIN).await? {
        Some(user) => user,
        None if wired.services.sign_up.has_admin().await? => {
            let refusal = "this database is somebody's; give the demonstration an empty folder with --data-dir";
            return Err(Error::conflict(refusal));
        }
        None => wired.services.sign_up.admin_by_operator(new(ADMIN, "Demo Administrator")).await?,
    };
    let session = wired.core.fresh.id();
    Ok(Caller { actor: Actor::Admin { user: user.id }, session, origin: Origin::default() })
}

async fn find(wired: &Wired, email: &str) -> Outcome<Option<User>> {
    let credential = wired.core.store.read().await?.auth().credential(&AccountName::email(email)).await?;
    Ok(credential.map(|credential| credential.user))
}

fn new(email: &str, name: &str) -> NewAccount {
    NewAccount {
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        name: name.to_owned(),
        first_name: None,
        last_name: None,
        contact: None,
        address: None,
    }
}

fn set(text: &str) -> Change<String> {
    Change::Set(text.to_owned())
}

fn hospital(role: &HospitalRole) -> Profile {
    let details = HospitalChange {
        city: set(role.city),
        country: set("Algeria"),
        timezone: Some("Africa/Algiers".to_owned()),
        ..HospitalChange::default()
    };
    Profile::Hospital(Box::new(NewHospitalProfile { details }))
}

fn doctor(role: &DoctorRole) -> Profile {
    let details = DoctorChange {
        specialization: set(role.specialization),
        designation: set(role.designation),
        experience_years: Change::Set(role.experience_years),
        city: HOSPITALS.get(role.works_at).map_or(Change::Keep, |hospital| set(hospital.city)),
        country: set("Algeria"),
        timezone: Some("Africa/Algiers".to_owned()),
        ..DoctorChange::default()
    };
    Profile::Doctor(Box::new(NewDoctorProfile { details }))
}

fn patient(role: &FamilyRole) -> Profile {
    let (year, month, day) = role.born;
    let dob = NaiveDate::from_ymd_opt(year, month, day).map_or(Change::Keep, Change::Set);
    let details = PatientChange { dob, country: set("Algeria"), ..PatientChange::default() };
    let facts = role.story.allergy.map(|allergy| (ClinicalFactKind::Allergy, allergy.to_owned()));
    let facts = facts.into_iter().collect();
    Profile::Patient(Box::new(NewPatientProfile { details, facts, ..NewPatientProfile::default() }))
}
