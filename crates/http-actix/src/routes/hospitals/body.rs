use chrono::{DateTime, Utc};
use domain::{
    hospitals::{Hospital, HospitalChange},
    kernel::{Check, parse},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extract::Field;

/// A hospital's fields, as given.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct HospitalFields {
    /// Its name.
    #[schema(example = "Hôpital Saint-Louis")]
    pub name: Field<String>,
    /// Street address.
    #[schema(example = "1 avenue Claude-Vellefaux")]
    pub address: Field<String>,
    /// City.
    #[schema(example = "Paris")]
    pub city: Field<String>,
    /// State or region.
    #[schema(example = "Île-de-France")]
    pub state: Field<String>,
    /// Country.
    #[schema(example = "France")]
    pub country: Field<String>,
    /// Telephone or other contact; `phone` is accepted too.
    #[schema(example = "+33 1 42 49 49 49")]
    pub contact: Field<String>,
    /// Another name of `contact`.
    pub phone: Field<String>,
    /// Postal code.
    #[schema(example = "75010")]
    pub pin_code: Field<String>,
    /// E-mail address, unique among hospitals.
    #[schema(example = "contact@saint-louis.example")]
    pub email: Field<String>,
    /// What it is good at.
    #[schema(example = json!(["dermatology", "haematology"]))]
    pub specialities: Field<Vec<String>>,
    /// A link to it, such as a map's.
    pub link: Field<String>,
    /// Its web site.
    #[schema(example = "https://saint-louis.example")]
    pub website: Field<String>,
    /// IANA name of its time zone.
    #[schema(example = "Europe/Paris")]
    pub timezone: Field<String>,
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
            contact: check.change("contact", contact, parse::short_text),
            pin_code: check.change("pin_code", self.pin_code, parse::name),
            email: check.change("email", self.email, parse::email),
            specialities: check.replace("specialities", self.specialities, parse::short_texts),
            link: check.change("link", self.link, parse::link),
            website: check.change("website", self.website, parse::link),
            timezone: check.replace("timezone", self.timezone, parse::timezone),
        }
    }
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
            is_verified: hospital.is_verified,
            created_at: hospital.created_at,
            updated_at: hospital.updated_at,
        }
    }
}
