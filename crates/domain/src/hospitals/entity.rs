use chrono::{DateTime, Utc};

use crate::kernel::{Change, Changed, DoctorId, HospitalId, search_key};

/// A hospital.
#[derive(Clone, Debug, PartialEq)]
pub struct Hospital {
    /// Its id.
    pub id: HospitalId,
    /// Its name.
    pub name: String,
    /// Street address.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or region.
    pub state: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Telephone or other contact.
    pub contact: Option<String>,
    /// Postal code.
    pub pin_code: Option<String>,
    /// E-mail address, unique.
    pub email: Option<String>,
    /// What it is good at.
    pub specialities: Vec<String>,
    /// A link to it, such as a map's.
    pub link: Option<String>,
    /// Its web site.
    pub website: Option<String>,
    /// IANA name of its time zone.
    pub timezone: String,
    /// Whether an administrator verified it.
    pub is_verified: bool,
    /// Whether it still takes part; one that was deleted is found by nobody.
    pub is_active: bool,
    /// Since when it lets no language model read of its patients; none while it has nothing against it.
    pub model_refused_at: Option<DateTime<Utc>>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Hospital {
    /// A hospital with a name and nothing else yet, unverified.
    pub fn new(id: HospitalId, name: String, timezone: String, now: DateTime<Utc>) -> Self {
        Self {
            id,
            name,
            address: None,
            city: None,
            state: None,
            country: None,
            contact: None,
            pin_code: None,
            email: None,
            specialities: Vec::new(),
            link: None,
            website: None,
            timezone,
            is_verified: false,
            is_active: true,
            model_refused_at: None,
            created_at: now,
            updated_at: now,
        }
    }
    /// Fields of the search key: name, city, specialities.
    pub const SEARCH_FIELDS: usize = 3;
    /// What a search looks in.
    pub fn search_key(&self) -> String {
        search_key(&[&self.name, self.city.as_deref().unwrap_or_default(), &self.specialities.join(" ")])
    }
}

/// What a caller may change about a hospital; also what he gives when he adds one.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of Hospital")]
pub struct HospitalChange {
    pub name: Option<String>,
    pub address: Change<String>,
    pub city: Change<String>,
    pub state: Change<String>,
    pub country: Change<String>,
    pub contact: Change<String>,
    pub pin_code: Change<String>,
    pub email: Change<String>,
    pub specialities: Option<Vec<String>>,
    pub link: Change<String>,
    pub website: Change<String>,
    pub timezone: Option<String>,
    /// Whether a language model may read of its patients.
    pub ai_model_allowed: Option<bool>,
}

impl HospitalChange {
    /// Applies it and answers the names of the fields that changed.
    pub fn apply(self, hospital: &mut Hospital, now: DateTime<Utc>) -> Vec<&'static str> {
        let mut changed = Changed::default();
        changed.replace("name", &mut hospital.name, self.name);
        changed.change("address", &mut hospital.address, self.address);
        changed.change("city", &mut hospital.city, self.city);
        changed.change("state", &mut hospital.state, self.state);
        changed.change("country", &mut hospital.country, self.country);
        changed.change("contact", &mut hospital.contact, self.contact);
        changed.change("pin_code", &mut hospital.pin_code, self.pin_code);
        changed.change("email", &mut hospital.email, self.email);
        changed.replace("specialities", &mut hospital.specialities, self.specialities);
        changed.change("link", &mut hospital.link, self.link);
        changed.change("website", &mut hospital.website, self.website);
        changed.replace("timezone", &mut hospital.timezone, self.timezone);
        let mut allowed = hospital.model_refused_at.is_none();
        changed.replace("ai_model_allowed", &mut allowed, self.ai_model_allowed);
        hospital.model_refused_at = (!allowed).then(|| hospital.model_refused_at.unwrap_or(now));
        hospital.updated_at = now;
        changed.fields()
    }
}

/// Which hospitals a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HospitalFilter {
    /// With this in name, city or specialities.
    pub search: Option<String>,
    /// With this in the name.
    pub name: Option<String>,
    /// With this in the city.
    pub city: Option<String>,
    /// Verified ones, or those that are not.
    pub is_verified: Option<bool>,
    /// Where this doctor works.
    pub doctor: Option<DoctorId>,
}
