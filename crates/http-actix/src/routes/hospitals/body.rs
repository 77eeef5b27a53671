use chrono::{DateTime, Utc};
use domain::{
    hospitals::{Hospital, HospitalChange, HospitalFilter},
    kernel::{Check, Outcome, parse},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::extract::Field;

/// A hospital's fields, as given.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct HospitalFields {
    /// Its name.
    #[schema(value_type = Option<String>, example = "Hôpital Saint-Louis")]
    pub name: Field<String>,
    /// Street address.
    #[schema(value_type = Option<String>, example = "1 avenue Claude-Vellefaux")]
    pub address: Field<String>,
    /// City.
    #[schema(value_type = Option<String>, example = "Paris")]
    pub city: Field<String>,
    /// State or region.
    #[schema(value_type = Option<String>, example = "Île-de-France")]
    pub state: Field<String>,
    /// Country.
    #[schema(value_type = Option<String>, example = "France")]
    pub country: Field<String>,
    /// Telephone or other contact; `phone` is accepted too.
    #[schema(value_type = Option<String>, example = "+33 1 42 49 49 49")]
    pub contact: Field<String>,
    /// Another name of `contact`.
    #[schema(value_type = Option<String>)]
    pub phone: Field<String>,
    /// Postal code.
    #[schema(value_type = Option<String>, example = "75010")]
    pub pin_code: Field<String>,
    /// E-mail address, unique among hospitals.
    #[schema(value_type = Option<String>, example = "contact@saint-louis.example")]
    pub email: Field<String>,
    /// What it is good at.
    #[schema(value_type = Option<Vec<String>>, example = json!(["dermatology", "haematology"]))]
    pub specialities: Field<Vec<String>>,
    /// A link to it, such as a map's.
    #[schema(value_type = Option<String>)]
    pub link: Field<String>,
    /// Its web site.
    #[schema(value_type = Option<String>, example = "https://saint-louis.example")]
    pub website: Field<String>,
    /// IANA name of its time zone.
    #[schema(value_type = Option<String>, example = "Europe/Paris")]
    pub timezone: Field<String>,
    /// Whether the assistant may ask a language model about the hospital's patients, where the operator has named one.
    /// With false the rules alone ask and summarise for them.
    #[schema(value_type = Option<bool>, example = true)]
    pub ai_model_allowed: Field<bool>,
}

impl HospitalFields {
    /// Reads them all; the name may be absent here.
    pub fn read(self, check: &mut Check) -> HospitalChange {
        let contact = check.synonym(("contact", self.contact), ("phone", self.phone));
        HospitalChange {
            name: check.replace("name", self.name, parse::name),
            address: check.change("address", self.address, parse::short_text),
            city: check.change("city", self.city, parse::name),
            state: check.change("state", self.state, parse::name),
            country: check.change("country", self.country, parse::name),
            contact: check.change(contact.field, contact.value, parse::short_text),
            pin_code: check.change("pin_code", self.pin_code, parse::name),
            email: check.change("email", self.email, parse::email),
            specialities: check.replace("specialities", self.specialities, parse::short_texts),
            link: check.change("link", self.link, parse::link),
            website: check.change("website", self.website, parse::link),
            timezone: check.replace("timezone", self.timezone, parse::timezone),
            ai_model_allowed: check.replace("ai_model_allowed", self.ai_model_allowed, parse::any),
        }
    }
}

/// Whether something is verified; only administrators say so, from others it is ignored.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct VerifiedField {
    /// Whether it is verified.
    #[schema(value_type = Option<bool>)]
    pub is_verified: Field<bool>,
}

/// A hospital as an administrator gives it.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the two parts as one body; each is read by itself")]
pub struct HospitalEntry {
    #[serde(flatten)]
    hospital: HospitalFields,
    #[serde(flatten)]
    standing: VerifiedField,
}

/// A decision about a verification.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Verification {
    /// False takes the verification back.
    #[schema(value_type = Option<bool>, example = true)]
    pub is_verified: Field<bool>,
}

impl Verification {
    /// Reads it; saying nothing verifies.
    pub fn read(self) -> Outcome<bool> {
        let mut check = Check::default();
        let is_verified = check.replace("is_verified", self.is_verified, parse::any);
        check.build(|| Some(is_verified.unwrap_or(true)))
    }
}

/// Which hospitals are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HospitalSearch {
    /// With this in name, city or specialities, whatever case and accents.
    q: Option<String>,
    /// Another name of `q`.
    search: Option<String>,
    /// With this in the name.
    name: Option<String>,
    /// With this in the city.
    #[param(example = "Paris")]
    city: Option<String>,
    /// Verified ones, or those that are not.
    is_verified: Option<bool>,
}

impl HospitalSearch {
    /// Reads them all.
    pub fn read(self) -> Outcome<HospitalFilter> {
        let mut check = Check::default();
        let search = check.synonym(("q", self.q), ("search", self.search));
        let filter = HospitalFilter {
            search: check.optional(search.field, search.value, parse::short_text),
            name: check.optional("name", self.name, parse::name),
            city: check.optional("city", self.city, parse::name),
            is_verified: self.is_verified,
            doctor: None,
        };
        check.build(|| Some(filter))
    }
}

/// Whether live mappings are ended.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Forced {
    /// True ends the hospital's live mappings instead of refusing.
    #[param(default = false)]
    pub force: Option<bool>,
}

/// A hospital.
#[derive(Serialize, ToSchema)]
pub struct HospitalBody {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    #[schema(example = "Hôpital Saint-Louis")]
    pub name: String,
    /// Street address.
    pub address: Option<String>,
    /// City.
    #[schema(example = "Paris")]
    pub city: Option<String>,
    /// State or region.
    pub state: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Telephone or other contact.
    pub contact: Option<String>,
    /// The same under its other name.
    pub phone: Option<String>,
    /// Postal code.
    pub pin_code: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// What it is good at.
    pub specialities: Vec<String>,
    /// A link to it, such as a map's.
    pub link: Option<String>,
    /// Its web site.
    pub website: Option<String>,
    /// IANA name of its time zone.
    #[schema(example = "Europe/Paris")]
    pub timezone: String,
    /// Whether a language model may read of its patients.
    pub ai_model_allowed: bool,
    /// Whether an administrator verified it.
    pub is_verified: bool,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<Hospital> for HospitalBody {
    fn from(hospital: Hospital) -> Self {
        Self {
            id: hospital.id.into(),
            name: hospital.name,
            address: hospital.address,
            city: hospital.city,
            state: hospital.state,
            country: hospital.country,
            phone: hospital.contact.clone(),
            contact: hospital.contact,
            pin_code: hospital.pin_code,
            email: hospital.email,
            specialities: hospital.specialities,
            link: hospital.link,
            website: hospital.website,
            timezone: hospital.timezone,
            ai_model_allowed: hospital.model_refused_at.is_none(),
            is_verified: hospital.is_verified,
            created_at: hospital.created_at,
            updated_at: hospital.updated_at,
        }
    }
}
