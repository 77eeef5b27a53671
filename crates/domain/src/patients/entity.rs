use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde_json::{Map, Value};

use super::{ClinicalChange, ClinicalFact};
use crate::kernel::{Change, Changed, Error, HospitalId, Outcome, PatientId, UserId, text_enum};

text_enum! {
    /// Administrative gender, the words of FHIR's `AdministrativeGender`.
    pub enum Gender {
        /// Male.
        Male = "male",
        /// Female.
        Female = "female",
        /// Other.
        Other = "other",
        /// Not known.
        Unknown = "unknown",
    }
}

text_enum! {
    /// Blood group by the ABO and Rh systems.
    pub enum BloodGroup {
        /// A, Rh positive.
        APositive = "A+",
        /// A, Rh negative.
        ANegative = "A-",
        /// B, Rh positive.
        BPositive = "B+",
        /// B, Rh negative.
        BNegative = "B-",
        /// AB, Rh positive.
        AbPositive = "AB+",
        /// AB, Rh negative.
        AbNegative = "AB-",
        /// O, Rh positive.
        OPositive = "O+",
        /// O, Rh negative.
        ONegative = "O-",
    }
}

/// A person with a medical record.
#[derive(Clone, Debug, PartialEq)]
pub struct Patient {
    /// Its id; never an account's.
    pub id: PatientId,
    /// Full name.
    pub name: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Date of birth.
    pub dob: Option<NaiveDate>,
    /// Administrative gender.
    pub gender: Option<Gender>,
    /// Telephone or other contact.
    pub contact: Option<String>,
    /// Link to a photo.
    pub photo: Option<String>,
    /// Blood group.
    pub blood_group: Option<BloodGroup>,
    /// Height in centimetres.
    pub height_cm: Option<f64>,
    /// Weight in kilograms.
    pub weight_kg: Option<f64>,
    /// Street address.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Free-form history, a JSON object.
    pub medical_history: Map<String, Value>,
    /// Whom to call.
    pub emergency_contact_name: Option<String>,
    /// At which number.
    pub emergency_contact_phone: Option<String>,
    /// Medical record number, unique within the hospital that registered the patient.
    pub record_number: Option<String>,
    /// The hospital whose desk registered the patient.
    pub registered_by_hospital_id: Option<HospitalId>,
    /// Whether the record is in use.
    pub is_active: bool,
    /// When the record was opened.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Patient {
    /// A record with a name and nothing else yet.
    pub fn new(id: PatientId, name: String, now: DateTime<Utc>) -> Self {
        Self {
            id,
            name,
            first_name: None,
            last_name: None,
            dob: None,
            gender: None,
            contact: None,
            photo: None,
            blood_group: None,
            height_cm: None,
            weight_kg: None,
            address: None,
            city: None,
            country: None,
            medical_history: Map::new(),
            emergency_contact_name: None,
            emergency_contact_phone: None,
            record_number: None,
            registered_by_hospital_id: None,
            is_active: true,
            created_at: now,
            updated_at: now,
        }
    }
    /// Whether it tells something of the patient's health, which lists of patients show too.
    pub const fn tells_of_health(&self) -> bool {
        self.blood_group.is_some() || self.height_cm.is_some() || self.weight_kg.is_some()
    }
    /// What another record of the same person tells that this one leaves open.
    pub fn completed_by(&self, other: Self) -> PatientChange {
        PatientChange {
            name: None,
            first_name: lacking(self.first_name.as_ref(), other.first_name),
            last_name: lacking(self.last_name.as_ref(), other.last_name),
            dob: lacking(self.dob.as_ref(), other.dob),
            gender: lacking(self.gender.as_ref(), other.gender),
            contact: lacking(self.contact.as_ref(), other.contact),
            photo: lacking(self.photo.as_ref(), other.photo),
            blood_group: lacking(self.blood_group.as_ref(), other.blood_group),
            height_cm: lacking(self.height_cm.as_ref(), other.height_cm),
            weight_kg: lacking(self.weight_kg.as_ref(), other.weight_kg),
            address: lacking(self.address.as_ref(), other.address),
            city: lacking(self.city.as_ref(), other.city),
            country: lacking(self.country.as_ref(), other.country),
            emergency_contact_name: lacking(self.emergency_contact_name.as_ref(), other.emergency_contact_name),
            emergency_contact_phone: lacking(self.emergency_contact_phone.as_ref(), other.emergency_contact_phone),
        }
    }
    /// Whole years lived on this day; none without a date of birth.
    pub fn age_on(&self, day: NaiveDate) -> Option<i32> {
        let born = self.dob?;
        let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
        Some((day.year() - born.year() - i32::from(!had_birthday)).max(0))
    }
    /// Whole months lived on this day; none without a date of birth.
    pub fn age_months_on(&self, day: NaiveDate) -> Option<u32> {
        let born = self.dob?;
        let months =
            (day.year() - born.year()) * 12 + i32::try_from(day.month()).ok()? - i32::try_from(born.month()).ok()?;
        u32::try_from((months - i32::from(day.day() < born.day())).max(0)).ok()
    }
}

fn lacking<T>(known: Option<&T>, told: Option<T>) -> Change<T> {
    match (known, told) {
        (None, Some(told)) => Change::Set(told),
        _ => Change::Keep,
    }
}

/// What a caller may change about a patient's demographics; also what he gives when he adds one.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "the fields are those of Patient")]
pub struct PatientChange {
    pub name: Option<String>,
    pub first_name: Change<String>,
    pub last_name: Change<String>,
    pub dob: Change<NaiveDate>,
    pub gender: Change<Gender>,
    pub contact: Change<String>,
    pub photo: Change<String>,
    pub blood_group: Change<BloodGroup>,
    pub height_cm: Change<f64>,
    pub weight_kg: Change<f64>,
    pub address: Change<String>,
    pub city: Change<String>,
    pub country: Change<String>,
    pub emergency_contact_name: Change<String>,
    pub emergency_contact_phone: Change<String>,
}

impl PatientChange {
    /// Applies it and answers the names of the fields that changed.
    pub fn apply(self, patient: &mut Patient, now: DateTime<Utc>) -> Vec<&'static str> {
        let mut changed = Changed::default();
        changed.replace("name", &mut patient.name, self.name);
        changed.change("first_name", &mut patient.first_name, self.first_name);
        changed.change("last_name", &mut patient.last_name, self.last_name);
        changed.change("dob", &mut patient.dob, self.dob);
        changed.change("gender", &mut patient.gender, self.gender);
        changed.change("contact", &mut patient.contact, self.contact);
        changed.change("photo", &mut patient.photo, self.photo);
        changed.change("blood_group", &mut patient.blood_group, self.blood_group);
        changed.change("height_cm", &mut patient.height_cm, self.height_cm);
        changed.change("weight_kg", &mut patient.weight_kg, self.weight_kg);
        changed.change("address", &mut patient.address, self.address);
        changed.change("city", &mut patient.city, self.city);
        changed.change("country", &mut patient.country, self.country);
        changed.change("emergency_contact_name", &mut patient.emergency_contact_name, self.emergency_contact_name);
        changed.change("emergency_contact_phone", &mut patient.emergency_contact_phone, self.emergency_contact_phone);
        patient.updated_at = now;
        changed.fields()
    }
}

impl PatientChange {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
    /// Refuses a date of birth after this day.
    pub fn check(&self, today: NaiveDate) -> Outcome<()> {
        match &self.dob {
            Change::Set(dob) if *dob > today => Err(Error::invalid("dob", "must not be in the future")),
            Change::Set(_) | Change::Keep | Change::Clear => Ok(()),
        }
    }
}

/// A patient to be added.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewPatient {
    /// Full name.
    pub name: String,
    /// The other demographics.
    pub details: PatientChange,
    /// What is stated of the patient's health.
    pub clinical: ClinicalChange,
}

/// A patient's record as one caller sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct PatientRecord {
    /// The patient. To callers who do not read clinical data the history is empty.
    pub patient: Patient,
    /// Whole years lived.
    pub age: Option<i32>,
    /// The live facts; none for callers who do not read clinical data.
    pub facts: Option<Vec<ClinicalFact>>,
    /// The account whose own person this is; lists do not ask for it.
    pub user: Option<LinkedUser>,
}

impl PatientRecord {
    /// Whether it tells something of the patient's health.
    pub const fn is_clinical(&self) -> bool {
        self.facts.is_some() || self.patient.tells_of_health()
    }
    /// What everybody who sees the patient sees; the history is still to be cleared for who does not read clinical data.
    pub fn demographics(patient: Patient, today: NaiveDate) -> Self {
        Self { age: patient.age_on(today), patient, facts: None, user: None }
    }
}

/// An account as a record shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedUser {
    /// Its id.
    pub id: UserId,
    /// Its name.
    pub name: String,
    /// Its e-mail address; only the family and administrators see it.
    pub email: Option<String>,
}

/// Which patients a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatientFilter {
    /// Whose name or record number has this in it.
    pub search: Option<String>,
    /// Of this blood group.
    pub blood_group: Option<BloodGroup>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_record_of_the_same_person_completes_this_one_and_replaces_nothing() {
        let record = |name: &str| Patient::new(uuid::Uuid::nil().into(), name.into(), DateTime::UNIX_EPOCH);
        let (mut kept, mut other) = (record("Nadia Haddad"), record("Nadia"));
        kept.city = Some("Oran".into());
        (other.city, other.country) = (Some("Algiers".into()), Some("Algeria".into()));
        other.gender = Some(Gender::Female);
        let changed = kept.completed_by(other).apply(&mut kept, DateTime::UNIX_EPOCH);
        assert_eq!(changed, ["gender", "country"]);
        assert_eq!((kept.name.as_str(), kept.city.as_deref()), ("Nadia Haddad", Some("Oran")));
        assert!(record("Nadia").completed_by(record("Somebody")).is_empty());
    }

    #[test]
    fn age_counts_birthdays_that_have_come() {
        let mut patient = Patient::new(uuid::Uuid::nil().into(), "Ada".into(), DateTime::UNIX_EPOCH);
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        patient.dob = Some(day("2000-02-29"));
        assert_eq!(patient.age_on(day("2026-02-28")), Some(25));
        assert_eq!(patient.age_on(day("2026-03-01")), Some(26));
        assert_eq!(patient.age_on(day("1999-01-01")), Some(0));
        let change = PatientChange { dob: Change::Set(day("2026-03-02")), ..PatientChange::default() };
        assert!(change.check(day("2026-03-02")).is_ok() && change.check(day("2026-03-01")).is_err());
    }

    #[test]
    fn a_record_is_clinical_as_soon_as_it_tells_of_the_body() {
        let plain = Patient::new(uuid::Uuid::nil().into(), "Ada".into(), DateTime::UNIX_EPOCH);
        let record = |patient| PatientRecord::demographics(patient, NaiveDate::MIN);
        assert!(!record(plain.clone()).is_clinical());
        for patient in [
            Patient { blood_group: Some(BloodGroup::ONegative), ..plain.clone() },
            Patient { height_cm: Some(170.0), ..plain.clone() },
            Patient { weight_kg: Some(60.0), ..plain.clone() },
        ] {
            assert!(record(patient).is_clinical());
        }
        assert!(PatientRecord { facts: Some(Vec::new()), ..record(plain) }.is_clinical());
    }
}
