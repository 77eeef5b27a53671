use domain::{
    kernel::{Actor, DoctorId, HospitalId, UserId},
    patients::PatientScope,
};
use uuid::Uuid;

/// The account of whoever asks.
pub const USER: UserId = UserId(Uuid::from_u128(1));
/// The doctor who asks, where it is one.
pub const DOCTOR: DoctorId = DoctorId(Uuid::from_u128(2));
/// The hospital of whoever asks, where there is one.
pub const HOSPITAL: HospitalId = HospitalId(Uuid::from_u128(3));
/// Somebody else's account.
pub const OTHER_USER: UserId = UserId(Uuid::from_u128(11));
/// Another doctor.
pub const OTHER_DOCTOR: DoctorId = DoctorId(Uuid::from_u128(12));
/// Another hospital.
pub const OTHER_HOSPITAL: HospitalId = HospitalId(Uuid::from_u128(13));

pub const ADMIN: Actor = Actor::Admin { user: USER };
pub const PATIENT: Actor = Actor::Patient { user: USER };
pub const VERIFIED_DOCTOR: Actor = Actor::Doctor { user: USER, doctor: DOCTOR, verified: true };
pub const UNVERIFIED_DOCTOR: Actor = Actor::Doctor { user: USER, doctor: DOCTOR, verified: false };
pub const VERIFIED_HOSPITAL: Actor = Actor::Hospital { user: USER, hospital: HOSPITAL, verified: true };
pub const UNVERIFIED_HOSPITAL: Actor = Actor::Hospital { user: USER, hospital: HOSPITAL, verified: false };
pub const NURSE: Actor = Actor::Nurse { user: USER, hospital: HOSPITAL };
pub const RECEPTIONIST: Actor = Actor::Receptionist { user: USER, hospital: HOSPITAL };

/// Every kind of caller, with what a row of a table calls it.
pub const EVERYBODY: [(&str, Actor); 8] = [
    ("administrator", ADMIN),
    ("patient", PATIENT),
    ("doctor", VERIFIED_DOCTOR),
    ("doctor, unverified", UNVERIFIED_DOCTOR),
    ("nurse", NURSE),
    ("receptionist", RECEPTIONIST),
    ("hospital", VERIFIED_HOSPITAL),
    ("hospital, unverified", UNVERIFIED_HOSPITAL),
];

/// What joins a caller to a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// A live relation of the account.
    Family,
    /// A live doctor–patient mapping.
    Treats,
    /// A live hospital–patient mapping of the caller's hospital.
    Registered,
    /// Nothing.
    Nothing,
}

/// Every caller in every relation to a patient that makes a difference.
pub const TIED: [(&str, Actor, Tie); 15] = [
    ("administrator", ADMIN, Tie::Nothing),
    ("patient: acts for this patient", PATIENT, Tie::Family),
    ("patient: somebody else", PATIENT, Tie::Nothing),
    ("doctor: treats the patient", VERIFIED_DOCTOR, Tie::Treats),
    ("doctor: of the patient's hospital only", VERIFIED_DOCTOR, Tie::Registered),
    ("doctor: does not treat, or no longer", VERIFIED_DOCTOR, Tie::Nothing),
    ("doctor, unverified: mapped to the patient", UNVERIFIED_DOCTOR, Tie::Treats),
    ("nurse: of the patient's hospital", NURSE, Tie::Registered),
    ("nurse: elsewhere", NURSE, Tie::Nothing),
    ("receptionist: of the patient's hospital", RECEPTIONIST, Tie::Registered),
    ("receptionist: elsewhere", RECEPTIONIST, Tie::Nothing),
    ("hospital: the patient is registered", VERIFIED_HOSPITAL, Tie::Registered),
    ("hospital: a doctor of it treats the patient", VERIFIED_HOSPITAL, Tie::Treats),
    ("hospital: another one", VERIFIED_HOSPITAL, Tie::Nothing),
    ("hospital, unverified: the patient is registered", UNVERIFIED_HOSPITAL, Tie::Registered),
];

/// Whether the patient to whom `actor` is tied like this is in the set.
pub fn reaches(scope: PatientScope, actor: &Actor, tie: Tie) -> bool {
    match scope {
        PatientScope::All => true,
        PatientScope::Family(user) => tie == Tie::Family && user == actor.user(),
        PatientScope::Treated(doctor) => tie == Tie::Treats && Some(doctor) == actor.doctor(),
        PatientScope::Hospital(hospital) => tie == Tie::Registered && Some(hospital) == actor.hospital(),
        PatientScope::Nobody => false,
    }
}
