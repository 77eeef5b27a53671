//! What is left of a person: enough to keep the record readable, nothing to find the person by.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use uuid::Uuid;

use crate::{accounts::User, doctors::Doctor, patients::Patient};

const USER: &str = "erased user";
const PATIENT: &str = "erased patient";

/// An account without its person. It has an address, since every account has one; nobody has a mailbox below `.invalid`, no
/// other account may have an address there, and nobody knows this one beforehand.
pub fn account(user: &mut User, random: Uuid, now: DateTime<Utc>) {
    *user = User {
        email: Some(format!("erased-{random}@erased.invalid")),
        phone: None,
        name: USER.to_owned(),
        first_name: None,
        last_name: None,
        contact: None,
        address: None,
        is_active: false,
        is_verified: false,
        second_factor: false,
        locale: None,
        last_sign_in_at: None,
        updated_at: now,
        ..*user
    };
}

/// A patient without its person. Of one with clinical data stays what the data cannot be read without: sex, the year of
/// birth, body and history. The hospital's own number stays, which is how it finds the file that it must keep.
pub fn patient(patient: &mut Patient, has_clinical_data: bool, now: DateTime<Utc>) {
    let mut left = Patient::new(patient.id, PATIENT.to_owned(), patient.created_at);
    left.record_number = patient.record_number.take();
    left.registered_by_hospital_id = patient.registered_by_hospital_id;
    if has_clinical_data {
        left.dob = patient.dob.and_then(|dob| NaiveDate::from_ymd_opt(dob.year(), 1, 1));
        left.gender = patient.gender;
        left.blood_group = patient.blood_group;
        left.height_cm = patient.height_cm;
        left.weight_kg = patient.weight_kg;
        left.medical_history = std::mem::take(&mut patient.medical_history);
    }
    left.is_active = false;
    left.updated_at = now;
    *patient = left;
}

/// A doctor who is here no more. The name stays, with what says as what the doctor wrote: records have authors.
pub fn doctor(doctor: &mut Doctor, now: DateTime<Utc>) {
    let zone = std::mem::take(&mut doctor.timezone);
    let mut left = Doctor::new(doctor.id, doctor.user_id, std::mem::take(&mut doctor.name), zone, doctor.created_at);
    left.designation = doctor.designation.take();
    left.specialization = doctor.specialization.take();
    left.qualification = doctor.qualification.take();
    left.timezone_is_own = doctor.timezone_is_own;
    (left.avg_rating, left.rating_count) = (doctor.avg_rating, doctor.rating_count);
    (left.is_active, left.updated_at) = (false, now);
    *doctor = left;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        kernel::{PatientId, Role, UserId},
        patients::{BloodGroup, Gender},
    };

    const THEN: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn ada() -> Patient {
        let mut ada = Patient::new(PatientId(Uuid::from_u128(1)), "Ada".into(), THEN);
        ada.dob = NaiveDate::from_ymd_opt(1990, 7, 5);
        (ada.gender, ada.blood_group) = (Some(Gender::Female), Some(BloodGroup::OPositive));
        ada.record_number = Some("00000007".into());
        ada.medical_history.insert("surgeries".into(), json!(["none"]));
        (ada.contact, ada.city, ada.photo) = (Some("+1".into()), Some("Oran".into()), Some("p".into()));
        ada
    }

    #[test]
    fn of_a_patient_with_clinical_data_the_year_of_birth_and_the_history_stay() {
        let mut left = ada();
        patient(&mut left, true, THEN);
        assert_eq!((left.name.as_str(), left.dob), (PATIENT, NaiveDate::from_ymd_opt(1990, 1, 1)));
        assert_eq!((left.gender, left.blood_group), (Some(Gender::Female), Some(BloodGroup::OPositive)));
        assert_eq!((left.record_number.as_deref(), left.medical_history.len()), (Some("00000007"), 1));
        assert_eq!((left.contact, left.city, left.photo, left.is_active), (None, None, None, false));
    }

    #[test]
    fn of_a_patient_without_clinical_data_nothing_stays_but_the_number() {
        let mut left = ada();
        patient(&mut left, false, THEN);
        let mut nobody = Patient::new(left.id, PATIENT.into(), THEN);
        (nobody.is_active, nobody.record_number) = (false, Some("00000007".into()));
        assert_eq!(left, nobody);
    }

    #[test]
    fn an_account_keeps_its_id_and_role_and_cannot_be_written_to() {
        let mut user =
            User::with_phone(UserId(Uuid::nil()), "+1".into(), "Ada".into(), Role::Patient, Uuid::nil(), THEN);
        account(&mut user, Uuid::from_u128(7), THEN);
        assert_eq!((user.name.as_str(), user.phone, user.is_active, user.role), (USER, None, false, Role::Patient));
        assert_eq!(user.email.as_deref(), Some("erased-00000000-0000-0000-0000-000000000007@erased.invalid"));
    }

    #[test]
    fn a_doctor_keeps_the_name_and_is_listed_no_more() {
        let mut amina = Doctor::new(Uuid::nil().into(), None, "Amina".into(), "UTC".into(), THEN);
        (amina.license_number, amina.bio) = (Some("DZ-7".into()), Some("b".into()));
        (amina.specialization, amina.is_verified) = (Some("eyes".into()), true);
        doctor(&mut amina, THEN);
        assert_eq!((amina.name.as_str(), amina.specialization.as_deref()), ("Amina", Some("eyes")));
        assert_eq!((amina.license_number, amina.bio), (None, None));
        assert!(!amina.is_verified && !amina.is_active);
    }
}
