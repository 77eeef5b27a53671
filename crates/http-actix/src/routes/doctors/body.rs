use std::borrow::Cow;

use domain::{
    doctors::{DoctorChange, DoctorStanding, ProfileChange},
    kernel::{Check, Money, SpecialtyId, UserId, parse},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extract::Field;

/// A doctor's profile fields, as given.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct DoctorFields {
    /// Full name.
    #[schema(value_type = Option<String>, example = "Dr. Amina Benali")]
    pub name: Field<String>,
    /// Given name.
    #[schema(value_type = Option<String>, example = "Amina")]
    pub first_name: Field<String>,
    /// Family name.
    #[schema(value_type = Option<String>, example = "Benali")]
    pub last_name: Field<String>,
    /// Link to a photo.
    #[schema(value_type = Option<String>)]
    pub photo: Field<String>,
    /// Title or position.
    #[schema(value_type = Option<String>, example = "Consultant cardiologist")]
    pub designation: Field<String>,
    /// Years of practice; `experience_years` is accepted too.
    #[schema(value_type = Option<i32>, example = 12)]
    pub experience: Field<i32>,
    /// Another name of `experience`.
    #[schema(value_type = Option<i32>)]
    pub experience_years: Field<i32>,
    /// Education, achievements and so on.
    #[schema(value_type = Option<String>)]
    pub details: Field<String>,
    /// Telephone or other contact; `phone` is accepted too.
    #[schema(value_type = Option<String>, example = "+213 21 23 45 67")]
    pub contact: Field<String>,
    /// Another name of `contact`.
    #[schema(value_type = Option<String>)]
    pub phone: Field<String>,
    /// When the usual day begins, in the doctor's time zone.
    #[schema(value_type = Option<String>, example = "09:00")]
    pub shift_time_start: Field<String>,
    /// When it ends.
    #[schema(value_type = Option<String>, example = "17:00")]
    pub shift_time_end: Field<String>,
    /// Field of practice.
    #[schema(value_type = Option<String>, example = "cardiology")]
    pub specialization: Field<String>,
    /// Number of the licence to practise, unique.
    #[schema(value_type = Option<String>, example = "DZ-16-004211")]
    pub license_number: Field<String>,
    /// Degrees.
    #[schema(value_type = Option<String>, example = "MD, University of Algiers")]
    pub qualification: Field<String>,
    /// What a consultation costs, at most two decimals.
    #[schema(value_type = Option<f64>, example = 45.5)]
    pub consultation_fee: Field<serde_json::Number>,
    /// A few words about the doctor.
    #[schema(value_type = Option<String>)]
    pub bio: Field<String>,
    /// Where the practice is.
    #[schema(value_type = Option<String>)]
    pub clinic_address: Field<String>,
    /// City.
    #[schema(value_type = Option<String>, example = "Algiers")]
    pub city: Field<String>,
    /// Country.
    #[schema(value_type = Option<String>, example = "Algeria")]
    pub country: Field<String>,
    /// IANA name of the time zone in which the doctor's dates and times are meant.
    #[schema(value_type = Option<String>, example = "Africa/Algiers")]
    pub timezone: Field<String>,
}

fn money(number: &serde_json::Number) -> Result<Money, Cow<'static, str>> {
    Money::parse(&number.to_string()).ok_or_else(|| "must be an amount with at most two decimals".into())
}

impl DoctorFields {
    /// Reads them all; the name may be absent here.
    pub fn read(self, check: &mut Check) -> DoctorChange {
        let contact = check.synonym(("contact", self.contact), ("phone", self.phone));
        let experience = check.synonym(("experience", self.experience), ("experience_years", self.experience_years));
        let change = DoctorChange {
            name: check.replace("name", self.name, parse::name),
            first_name: check.change("first_name", self.first_name, parse::name),
            last_name: check.change("last_name", self.last_name, parse::name),
            photo: check.change("photo", self.photo, parse::link),
            designation: check.change("designation", self.designation, parse::name),
            experience_years: check.change(experience.field, experience.value, parse::between(0, 80)),
            details: check.change("details", self.details, parse::long_text),
            contact: check.change(contact.field, contact.value, parse::short_text),
            shift_time_start: check.change("shift_time_start", self.shift_time_start, parse::time_of_day),
            shift_time_end: check.change("shift_time_end", self.shift_time_end, parse::time_of_day),
            specialization: check.change("specialization", self.specialization, parse::name),
            license_number: check.change("license_number", self.license_number, parse::name),
            qualification: check.change("qualification", self.qualification, parse::short_text),
            consultation_fee: check.change("consultation_fee", self.consultation_fee, |fee| money(&fee)),
            bio: check.change("bio", self.bio, parse::long_text),
            clinic_address: check.change("clinic_address", self.clinic_address, parse::short_text),
            city: check.change("city", self.city, parse::name),
            country: check.change("country", self.country, parse::name),
            timezone: check.replace("timezone", self.timezone, parse::timezone),
        };
        check_shift(check, &change);
        change
    }
}

/// A shift may run past midnight, but it has a length.
fn check_shift(check: &mut Check, change: &DoctorChange) {
    let (start, end) = (change.shift_time_start.clone().value(), change.shift_time_end.clone().value());
    if start.is_some() && start == end {
        check.issue("shift_time_end", "must differ from shift_time_start");
    }
}

/// The specialties of a profile, as given.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct SpecialtiesField {
    /// Ids of specialties, which replace those the doctor has; at most 20.
    #[schema(value_type = Option<Vec<Uuid>>)]
    pub specialties: Field<Vec<Uuid>>,
}

/// What only an administrator may say about a doctor; from others it is ignored.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct DoctorStandingFields {
    /// Whether the licence is verified.
    #[schema(value_type = Option<bool>)]
    pub is_verified: Field<bool>,
    /// Whether the doctor practises here.
    #[schema(value_type = Option<bool>)]
    pub is_active: Field<bool>,
}

/// The account behind a profile, as given.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct AccountField {
    /// A doctor's account, whose profile is filled in.
    #[schema(value_type = Option<Uuid>)]
    pub user_id: Field<Uuid>,
}

/// A profile as the doctor changes it.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the parts as one body; each is read by itself")]
pub struct OwnProfile {
    #[serde(flatten)]
    doctor: DoctorFields,
    #[serde(flatten)]
    specialties: SpecialtiesField,
}

/// A profile as it is changed by its id.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the parts as one body; each is read by itself")]
pub struct DoctorEntry {
    #[serde(flatten)]
    doctor: DoctorFields,
    #[serde(flatten)]
    specialties: SpecialtiesField,
    #[serde(flatten)]
    standing: DoctorStandingFields,
}

/// A profile as an administrator adds it.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the parts as one body; each is read by itself")]
pub struct NewDoctor {
    #[serde(flatten)]
    account: AccountField,
    #[serde(flatten)]
    doctor: DoctorFields,
    #[serde(flatten)]
    specialties: SpecialtiesField,
    #[serde(flatten)]
    standing: DoctorStandingFields,
}

/// Reads a profile's fields and specialties.
pub fn read_profile(fields: DoctorFields, specialties: SpecialtiesField, check: &mut Check) -> ProfileChange {
    let specialties = check.replace("specialties", specialties.specialties, |mut ids: Vec<Uuid>| {
        ids.sort_unstable();
        ids.dedup();
        if ids.len() > 20 { Err("must have at most 20 entries") } else { Ok(ids) }
    });
    ProfileChange {
        details: fields.read(check),
        specialties: specialties.map(|ids| ids.into_iter().map(SpecialtyId).collect()),
    }
}

impl DoctorStandingFields {
    /// Reads them.
    pub fn read(self, check: &mut Check) -> DoctorStanding {
        DoctorStanding {
            is_verified: check.replace("is_verified", self.is_verified, parse::any),
            is_active: check.replace("is_active", self.is_active, parse::any),
        }
    }
}

impl AccountField {
    /// Reads it; null is none.
    pub fn read(self, check: &mut Check) -> Option<UserId> {
        check.optional("user_id", self.user_id, parse::any).map(UserId)
    }
}
