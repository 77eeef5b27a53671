use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    kernel::TextEnum,
    patients::{ClinicalFact, ClinicalFactKind, LinkedUser, PatientRecord},
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// A patient. The clinical fields are there in a single record only, and only for callers who read clinical data.
#[derive(Serialize, ToSchema)]
pub struct PatientBody {
    /// Its id; never an account's.
    pub id: Uuid,
    /// Full name.
    #[schema(example = "Nadia Haddad")]
    pub name: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Date of birth.
    pub dob: Option<NaiveDate>,
    /// The same under its other name.
    pub date_of_birth: Option<NaiveDate>,
    /// Whole years lived.
    #[schema(example = 38)]
    pub age: Option<i32>,
    /// male, female, other or unknown.
    #[schema(example = "female")]
    pub gender: Option<&'static str>,
    /// Telephone or other contact.
    pub contact: Option<String>,
    /// The same under its other name.
    pub phone: Option<String>,
    /// Link to a photo.
    pub photo: Option<String>,
    /// A+, A-, B+, B-, AB+, AB-, O+ or O-.
    #[schema(example = "O+")]
    pub blood_group: Option<&'static str>,
    /// Height in centimetres.
    pub height_cm: Option<f64>,
    /// The same under its other name.
    pub height: Option<f64>,
    /// Weight in kilograms.
    pub weight_kg: Option<f64>,
    /// The same under its other name.
    pub weight: Option<f64>,
    /// Street address.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Whom to call.
    pub emergency_contact_name: Option<String>,
    /// At which number.
    pub emergency_contact_phone: Option<String>,
    /// Medical record number, unique within the hospital that registered the patient.
    pub record_number: Option<String>,
    /// The hospital whose desk registered the patient.
    pub registered_by_hospital_id: Option<Uuid>,
    /// Whether the record is in use.
    pub is_active: bool,
    /// The account whose own person this is; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<LinkedUserBody>,
    /// What the patient reacts to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allergies: Option<Vec<String>>,
    /// What the patient takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medications: Option<Vec<String>>,
    /// Chronic conditions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chronic_conditions: Option<Vec<String>>,
    /// Free-form history.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub medical_history: Option<Map<String, Value>>,
    /// The entries of the three lists with who stated them and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clinical_facts: Option<Vec<ClinicalFactBody>>,
    /// When the record was opened.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// An account as a record shows it.
#[derive(Serialize, ToSchema)]
pub struct LinkedUserBody {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its e-mail address, for the family and administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// One live entry of a clinical list.
#[derive(Serialize, ToSchema)]
pub struct ClinicalFactBody {
    /// Its id, which it keeps as long as the list has it.
    pub id: Uuid,
    /// allergy, medication or condition.
    #[schema(example = "allergy")]
    pub kind: &'static str,
    /// The entry in words.
    #[schema(example = "penicillin")]
    pub text: String,
    /// doctor, nurse, patient or admin.
    #[schema(example = "patient")]
    pub source: &'static str,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

impl From<ClinicalFact> for ClinicalFactBody {
    fn from(fact: ClinicalFact) -> Self {
        Self {
            id: fact.id.into(),
            kind: fact.kind.as_str(),
            text: fact.text,
            source: fact.source.as_str(),
            recorded_at: fact.recorded_at,
        }
    }
}

impl From<LinkedUser> for LinkedUserBody {
    fn from(user: LinkedUser) -> Self {
        Self { id: user.id.into(), name: user.name, email: user.email }
    }
}

impl From<PatientRecord> for PatientBody {
    fn from(record: PatientRecord) -> Self {
        let PatientRecord { patient, age, facts, user } = record;
        let list = |kind: ClinicalFactKind| {
            let of_kind = |facts: &Vec<ClinicalFact>| {
                facts.iter().filter(|fact| fact.kind == kind).map(|fact| fact.text.clone()).collect()
            };
            facts.as_ref().map(of_kind)
        };
        Self {
            id: patient.id.into(),
            name: patient.name,
            first_name: patient.first_name,
            last_name: patient.last_name,
            dob: patient.dob,
            date_of_birth: patient.dob,
            age,
            gender: patient.gender.map(TextEnum::as_str),
            phone: patient.contact.clone(),
            contact: patient.contact,
            photo: patient.photo,
            blood_group: patient.blood_group.map(TextEnum::as_str),
            height_cm: patient.height_cm,
            height: patient.height_cm,
            weight_kg: patient.weight_kg,
            weight: patient.weight_kg,
            address: patient.address,
            city: patient.city,
            country: patient.country,
            emergency_contact_name: patient.emergency_contact_name,
            emergency_contact_phone: patient.emergency_contact_phone,
            record_number: patient.record_number,
            registered_by_hospital_id: patient.registered_by_hospital_id.map(Into::into),
            is_active: patient.is_active,
            user: user.map(Into::into),
            allergies: list(ClinicalFactKind::Allergy),
            medications: list(ClinicalFactKind::Medication),
            chronic_conditions: list(ClinicalFactKind::Condition),
            medical_history: facts.is_some().then_some(patient.medical_history),
            clinical_facts: facts.map(|facts| facts.into_iter().map(Into::into).collect()),
            created_at: patient.created_at,
            updated_at: patient.updated_at,
        }
    }
}
