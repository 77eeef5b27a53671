use std::borrow::Cow;

use chrono::NaiveDate;
use domain::{
    kernel::{Change, Check, parse},
    patients::{ClinicalChange, ClinicalFactKind, PatientChange},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::extract::Field;

/// A patient's fields, as given.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct PatientFields {
    /// Full name; may be left out where first and last name are given.
    #[schema(value_type = Option<String>, example = "Nadia Haddad")]
    pub name: Field<String>,
    /// Given name.
    #[schema(value_type = Option<String>, example = "Nadia")]
    pub first_name: Field<String>,
    /// Family name.
    #[schema(value_type = Option<String>, example = "Haddad")]
    pub last_name: Field<String>,
    /// Date of birth; `date_of_birth` is accepted too.
    #[schema(value_type = Option<String>, example = "1988-04-12")]
    pub dob: Field<String>,
    /// Another name of `dob`.
    #[schema(value_type = Option<String>)]
    pub date_of_birth: Field<String>,
    /// male, female, other or unknown.
    #[schema(value_type = Option<String>, example = "female")]
    pub gender: Field<String>,
    /// Telephone or other contact; `phone` is accepted too.
    #[schema(value_type = Option<String>, example = "+213 555 12 34 56")]
    pub contact: Field<String>,
    /// Another name of `contact`.
    #[schema(value_type = Option<String>)]
    pub phone: Field<String>,
    /// Link to a photo.
    #[schema(value_type = Option<String>)]
    pub photo: Field<String>,
    /// A+, A-, B+, B-, AB+, AB-, O+ or O-.
    #[schema(value_type = Option<String>, example = "O+")]
    pub blood_group: Field<String>,
    /// Height in centimetres; `height` is accepted too.
    #[schema(value_type = Option<f64>, example = 168.0)]
    pub height_cm: Field<f64>,
    /// Another name of `height_cm`.
    #[schema(value_type = Option<f64>)]
    pub height: Field<f64>,
    /// Weight in kilograms; `weight` is accepted too.
    #[schema(value_type = Option<f64>, example = 62.5)]
    pub weight_kg: Field<f64>,
    /// Another name of `weight_kg`.
    #[schema(value_type = Option<f64>)]
    pub weight: Field<f64>,
    /// Street address.
    #[schema(value_type = Option<String>)]
    pub address: Field<String>,
    /// City.
    #[schema(value_type = Option<String>)]
    pub city: Field<String>,
    /// Country.
    #[schema(value_type = Option<String>)]
    pub country: Field<String>,
    /// Whom to call.
    #[schema(value_type = Option<String>)]
    pub emergency_contact_name: Field<String>,
    /// At which number.
    #[schema(value_type = Option<String>)]
    pub emergency_contact_phone: Field<String>,
    /// What the patient reacts to.
    #[schema(value_type = Option<Vec<String>>, example = json!(["penicillin"]))]
    pub allergies: Field<Vec<String>>,
    /// What the patient takes.
    #[schema(value_type = Option<Vec<String>>, example = json!(["metformin 500 mg twice a day"]))]
    pub medications: Field<Vec<String>>,
    /// Chronic conditions.
    #[schema(value_type = Option<Vec<String>>, example = json!(["type 2 diabetes"]))]
    pub chronic_conditions: Field<Vec<String>>,
    /// Free-form history.
    #[schema(value_type = Option<Object>, example = json!({"surgery": "appendectomy 2009"}))]
    pub medical_history: Field<Map<String, Value>>,
}

impl PatientFields {
    /// Reads them all; the name may be absent here, unless first and last name make it.
    pub fn read(self, check: &mut Check) -> (PatientChange, ClinicalChange) {
        let dob = check.synonym(("dob", self.dob), ("date_of_birth", self.date_of_birth));
        let contact = check.synonym(("contact", self.contact), ("phone", self.phone));
        let height = check.synonym(("height_cm", self.height_cm), ("height", self.height));
        let weight = check.synonym(("weight_kg", self.weight_kg), ("weight", self.weight));
        let clinical = ClinicalChange {
            lists: [
                (ClinicalFactKind::Allergy, "allergies", self.allergies),
                (ClinicalFactKind::Medication, "medications", self.medications),
                (ClinicalFactKind::Condition, "chronic_conditions", self.chronic_conditions),
            ]
            .into_iter()
            .filter_map(|(kind, field, list)| Some((kind, check.replace(field, emptied(list), parse::short_texts)?)))
            .collect(),
            medical_history: check.replace("medical_history", emptied(self.medical_history), parse::json_object),
        };
        let demographics = PatientChange {
            name: check.replace("name", self.name, parse::name),
            first_name: check.change("first_name", self.first_name, parse::name),
            last_name: check.change("last_name", self.last_name, parse::name),
            dob: check.change(dob.field, dob.value, birth_date),
            gender: check.change("gender", self.gender, parse::word),
            contact: check.change(contact.field, contact.value, parse::short_text),
            photo: check.change("photo", self.photo, parse::link),
            blood_group: check.change("blood_group", self.blood_group, parse::word),
            height_cm: check.change(height.field, height.value, parse::between(10.0, 300.0)),
            weight_kg: check.change(weight.field, weight.value, parse::between(0.1, 700.0)),
            address: check.change("address", self.address, parse::short_text),
            city: check.change("city", self.city, parse::name),
            country: check.change("country", self.country, parse::name),
            emergency_contact_name: check.change("emergency_contact_name", self.emergency_contact_name, parse::name),
            emergency_contact_phone: check.change("emergency_contact_phone", self.emergency_contact_phone, parse::name),
        };
        (demographics, clinical)
    }
}

/// Null empties a list.
fn emptied<T: Default>(field: Field<T>) -> Change<T> {
    match field.0 {
        Change::Clear => Change::Set(T::default()),
        other => other,
    }
}

fn birth_date(text: String) -> Result<NaiveDate, Cow<'static, str>> {
    let day = parse::date(text)?;
    let earliest = NaiveDate::from_ymd_opt(1850, 1, 1).unwrap_or(NaiveDate::MIN);
    if day < earliest { Err("must not be before 1850-01-01".into()) } else { Ok(day) }
}
