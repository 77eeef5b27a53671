//! Sign-up: the account and the profile behind it are made together or not at all.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{NewAccount, User};
use crate::{
    auth::{PendingPhone, PendingRegistration},
    doctors::{Doctor, DoctorChange},
    hospitals::{Hospital, HospitalChange},
    kernel::{AuditEntry, Caller, Core, Error, Origin, Outcome, Role, UserId},
    mappings::{Relation, UserPatientRelation},
    patients::{ClinicalFact, ClinicalFactKind, ClinicalFactSource, Patient, PatientChange, latest_today},
    ports::{Passwords, RepoError, UnitOfWork},
};

/// A patient's part of a sign-up.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct NewPatientProfile {
    /// Demographics; the name is the account's.
    pub details: PatientChange,
    /// Free-form history.
    pub medical_history: serde_json::Map<String, serde_json::Value>,
    /// Allergies, medicines and conditions as the patient states them.
    pub facts: Vec<(ClinicalFactKind, String)>,
}

/// A doctor's part of a sign-up.
#[derive(Clone, Debug, Default)]
pub struct NewDoctorProfile {
    /// The profile's fields; the name is the account's.
    pub details: DoctorChange,
}

/// A hospital's part of a sign-up.
#[derive(Clone, Debug, Default)]
pub struct NewHospitalProfile {
    /// The hospital's fields; the name is the account's.
    pub details: HospitalChange,
}

/// The profile that comes with the account.
#[derive(Clone, Debug)]
pub enum Profile {
    /// A patient with the `self` relation.
    Patient(Box<NewPatientProfile>),
    /// A doctor, unverified.
    Doctor(Box<NewDoctorProfile>),
    /// A hospital, unverified.
    Hospital(Box<NewHospitalProfile>),
    /// None: an administrator.
    Admin,
}

impl Profile {
    /// The account's role.
    pub const fn role(&self) -> Role {
        match self {
            Self::Patient(_) => Role::Patient,
            Self::Doctor(_) => Role::Doctor,
            Self::Hospital(_) => Role::Hospital,
            Self::Admin => Role::Admin,
        }
    }
}

/// Who signs somebody up.
enum By<'a> {
    /// The person, from here. Profiles of doctors and hospitals wait for verification.
    Person(&'a Origin),
    /// An administrator, whose word is the verification.
    Admin(&'a Caller),
    /// The operator at the command line or in the configuration.
    Operator,
}

impl By<'_> {
    /// Whether their word is the proof of the address and of what the profile says.
    const fn vouches(&self) -> bool {
        match self {
            Self::Person(_) => false,
            Self::Admin(_) | Self::Operator => true,
        }
    }
}

/// What came of it.
pub type SignedUp = User;

/// The use cases that open accounts.
#[derive(Clone)]
pub struct SignUp {
    core: Core,
    passwords: Arc<dyn Passwords>,
}

impl SignUp {
    /// From its ports.
    pub fn new(core: Core, passwords: Arc<dyn Passwords>) -> Self {
        Self { core, passwords }
    }

    /// A person signs up. Nobody becomes an administrator this way.
    pub async fn by_person(&self, account: NewAccount, profile: Profile, origin: &Origin) -> Outcome<SignedUp> {
        if matches!(profile, Profile::Admin) {
            return Err(Error::forbidden("an administrator is made by another administrator"));
        }
        self.open(account, profile, &By::Person(origin)).await
    }

    /// An administrator opens an account of any role.
    pub async fn by_admin(&self, caller: &Caller, account: NewAccount, profile: Profile) -> Outcome<SignedUp> {
        super::access::open_account(&caller.actor)?;
        self.open(account, profile, &By::Admin(caller)).await
    }

    /// The operator opens an administrator's account.
    pub async fn admin_by_operator(&self, account: NewAccount) -> Outcome<SignedUp> {
        self.open(account, Profile::Admin, &By::Operator).await
    }

    /// Whether the installation has an administrator already.
    pub async fn has_admin(&self) -> Outcome<bool> {
        Ok(self.core.store.read().await?.accounts().has_admin().await?)
    }

    /// The person whose address a code has proven.
    pub(crate) async fn registered(&self, pending: PendingRegistration, origin: &Origin) -> Outcome<SignedUp> {
        let PendingRegistration { account, password_hash, profile } = pending;
        let (id, profile_id, now) = self.new_ids();
        let mut user = account.into_user(id, Role::Patient, Some(profile_id), now);
        user.is_verified = true;
        self.add(user, Some(&password_hash), Profile::Patient(Box::new(profile)), &By::Person(origin)).await
    }

    /// The person whose telephone number a code has proven: a patient, or a doctor who waits for verification.
    pub(crate) async fn by_phone(&self, pending: PendingPhone, origin: &Origin) -> Outcome<SignedUp> {
        let PendingPhone { phone, name, role } = pending;
        let (id, profile_id, now) = self.new_ids();
        let profile = match role {
            Role::Doctor => Profile::Doctor(Box::default()),
            _ => Profile::Patient(Box::default()),
        };
        let user = User::with_phone(id, phone, name, profile.role(), profile_id, now);
        self.add(user, None, profile, &By::Person(origin)).await
    }

    /// What the calendar says of a patient's data.
    pub(crate) fn check_patient(&self, profile: &NewPatientProfile) -> Outcome<()> {
        profile.details.check(latest_today(self.core.fresh.now()))
    }

    fn new_ids(&self) -> (UserId, Uuid, DateTime<Utc>) {
        (self.core.fresh.id(), self.core.fresh.id(), self.core.fresh.now())
    }

    async fn open(&self, account: NewAccount, profile: Profile, by: &By<'_>) -> Outcome<SignedUp> {
        if let Profile::Patient(new) = &profile {
            self.check_patient(new)?;
        }
        let hash = self.passwords.hash(&account.password).await?;
        let (id, profile_id, now) = self.new_ids();
        let profile_id = Some(profile_id).filter(|_| !matches!(profile, Profile::Admin));
        let mut user = account.into_user(id, profile.role(), profile_id, now);
        user.is_verified = by.vouches();
        self.add(user, Some(&hash), profile, by).await
    }

    async fn add(&self, user: User, hash: Option<&str>, profile: Profile, by: &By<'_>) -> Outcome<SignedUp> {
        let mut work = self.core.store.begin().await?;
        work.accounts().insert(&user, hash).await.map_err(taken)?;
        if let Some(profile_id) = user.profile_id {
            self.add_profile(&mut *work, &user, profile_id, profile, by).await.map_err(taken)?;
        }
        work.commit(audit(by, &user)).await?;
        Ok(user)
    }

    async fn add_profile(
        &self,
        work: &mut dyn UnitOfWork,
        user: &User,
        id: Uuid,
        profile: Profile,
        by: &By<'_>,
    ) -> Result<(), RepoError> {
        let (now, zone) = (user.created_at, self.core.settings.default_timezone.clone());
        let verified = by.vouches();
        match profile {
            Profile::Admin => Ok(()),
            Profile::Hospital(new) => {
                let mut hospital = Hospital::new(id.into(), user.name.clone(), zone, now);
                new.details.apply(&mut hospital, now);
                hospital.email = hospital.email.or_else(|| user.email.clone());
                hospital.is_verified = verified;
                work.hospitals().insert(&hospital).await
            }
            Profile::Doctor(new) => {
                let mut doctor = Doctor::new(id.into(), Some(user.id), user.name.clone(), zone, now);
                new.details.apply(&mut doctor, now);
                doctor.is_verified = verified;
                work.doctors().insert(&doctor).await
            }
            Profile::Patient(new) => self.add_patient(work, user, id, *new, by).await,
        }
    }

    async fn add_patient(
        &self,
        work: &mut dyn UnitOfWork,
        user: &User,
        id: Uuid,
        new: NewPatientProfile,
        by: &By<'_>,
    ) -> Result<(), RepoError> {
        let now = user.created_at;
        let (author, source) = match by {
            By::Admin(caller) => (caller.actor.user(), ClinicalFactSource::Admin),
            By::Person(_) | By::Operator => (user.id, ClinicalFactSource::Patient),
        };
        let mut patient = Patient::new(id.into(), user.name.clone(), now);
        new.details.apply(&mut patient, now);
        patient.medical_history = new.medical_history;
        work.patients().insert(&patient).await?;
        let facts: Vec<ClinicalFact> = new
            .facts
            .into_iter()
            .map(|(kind, text)| ClinicalFact {
                id: self.core.fresh.id(),
                patient_id: patient.id,
                kind,
                text,
                source,
                recorded_by: author,
                recorded_at: now,
            })
            .collect();
        work.patients().insert_facts(&facts).await?;
        let relation = UserPatientRelation {
            id: self.core.fresh.id(),
            user_id: user.id,
            patient_id: patient.id,
            relation: Relation::Own,
            granted_by: author,
            created_at: now,
            updated_at: now,
        };
        work.relations().insert(&relation).await
    }
}

fn audit(by: &By<'_>, user: &User) -> AuditEntry {
    let entry = match by {
        By::Person(origin) => AuditEntry::by("user.sign_up", Some((user.id, user.role)), origin),
        By::Admin(caller) => caller.audit("user.create"),
        By::Operator => AuditEntry::system("user.create"),
    };
    let patient = user.profile_id.filter(|_| user.role == Role::Patient);
    let entry = entry.on(user.id);
    if let Some(patient) = patient { entry.patient(patient.into()) } else { entry }
}

fn taken(error: RepoError) -> Error {
    match error {
        RepoError::Conflict("email") => Error::conflict("an account or hospital with this email exists already"),
        RepoError::Conflict("phone") => Error::conflict("an account with this phone exists already"),
        RepoError::Conflict("license_number") => Error::conflict("a doctor with this license_number exists already"),
        RepoError::Conflict(_) | RepoError::Retry | RepoError::Corrupt(_) | RepoError::Unavailable(_) => error.into(),
    }
}
