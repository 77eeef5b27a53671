use chrono::{DateTime, NaiveTime, Utc};

use crate::kernel::{Change, Changed, DoctorId, Money, UserId, search_key};

/// A doctor's profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Doctor {
    /// Its id; never the account's.
    pub id: DoctorId,
    /// The account behind it, if the doctor signs in.
    pub user_id: Option<UserId>,
    /// Full name.
    pub name: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Link to a photo.
    pub photo: Option<String>,
    /// Title or position.
    pub designation: Option<String>,
    /// Years of practice.
    pub experience_years: Option<i32>,
    /// Education, achievements and so on.
    pub details: Option<String>,
    /// Telephone or other contact.
    pub contact: Option<String>,
    /// When the usual day begins, in the doctor's time zone.
    pub shift_time_start: Option<NaiveTime>,
    /// When it ends.
    pub shift_time_end: Option<NaiveTime>,
    /// Field of practice, in words.
    pub specialization: Option<String>,
    /// Number of the licence to practise, unique.
    pub license_number: Option<String>,
    /// Degrees.
    pub qualification: Option<String>,
    /// What a consultation costs.
    pub consultation_fee: Option<Money>,
    /// A few words about the doctor.
    pub bio: Option<String>,
    /// Where the practice is.
    pub clinic_address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// IANA name of the time zone in which the doctor's dates and times are meant.
    pub timezone: String,
    /// Whether it was named for this doctor; if not, it was taken from the hospital where he worked first.
    pub timezone_is_own: bool,
    /// Whether an administrator verified the licence.
    pub is_verified: bool,
    /// Whether the doctor still practises here.
    pub is_active: bool,
    /// Mean of the ratings, 0 when there are none.
    pub avg_rating: f64,
    /// How many ratings there are.
    pub rating_count: i32,
    /// When the profile was added.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Doctor {
    /// A profile with a name and nothing else yet, unverified.
    pub fn new(id: DoctorId, user_id: Option<UserId>, name: String, timezone: String, now: DateTime<Utc>) -> Self {
        Self {
            id,
            user_id,
            name,
            first_name: None,
            last_name: None,
            photo: None,
            designation: None,
            experience_years: None,
            details: None,
            contact: None,
            shift_time_start: None,
            shift_time_end: None,
            specialization: None,
            license_number: None,
            qualification: None,
            consultation_fee: None,
            bio: None,
            clinic_address: None,
            city: None,
            country: None,
            timezone,
            timezone_is_own: false,
            is_verified: false,
            is_active: true,
            avg_rating: 0.0,
            rating_count: 0,
            created_at: now,
            updated_at: now,
        }
    }
    /// Fields of the search key: name, specialization, designation, city.
    pub const SEARCH_FIELDS: usize = 4;
    /// What a search looks in, and what a list by name is ordered by.
    pub fn search_key(&self) -> String {
        let [specialization, designation, city] =
            [&self.specialization, &self.designation, &self.city].map(|field| field.as_deref().unwrap_or_default());
        search_key(&[&self.name, specialization, designation, city])
    }
}

/// What a caller may change about a doctor's profile; also what he gives when he adds one.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of Doctor")]
pub struct DoctorChange {
    pub name: Option<String>,
    pub first_name: Change<String>,
    pub last_name: Change<String>,
    pub photo: Change<String>,
    pub designation: Change<String>,
    pub experience_years: Change<i32>,
    pub details: Change<String>,
    pub contact: Change<String>,
    pub shift_time_start: Change<NaiveTime>,
    pub shift_time_end: Change<NaiveTime>,
    pub specialization: Change<String>,
    pub license_number: Change<String>,
    pub qualification: Change<String>,
    pub consultation_fee: Change<Money>,
    pub bio: Change<String>,
    pub clinic_address: Change<String>,
    pub city: Change<String>,
    pub country: Change<String>,
    pub timezone: Option<String>,
}

impl DoctorChange {
    /// Applies it and answers the names of the fields that changed. A changed licence number ends the verification.
    pub fn apply(self, doctor: &mut Doctor, now: DateTime<Utc>) -> Vec<&'static str> {
        let mut changed = Changed::default();
        changed.replace("name", &mut doctor.name, self.name);
        changed.change("first_name", &mut doctor.first_name, self.first_name);
        changed.change("last_name", &mut doctor.last_name, self.last_name);
        changed.change("photo", &mut doctor.photo, self.photo);
        changed.change("designation", &mut doctor.designation, self.designation);
        changed.change("experience_years", &mut doctor.experience_years, self.experience_years);
        changed.change("details", &mut doctor.details, self.details);
        changed.change("contact", &mut doctor.contact, self.contact);
        changed.change("shift_time_start", &mut doctor.shift_time_start, self.shift_time_start);
        changed.change("shift_time_end", &mut doctor.shift_time_end, self.shift_time_end);
        changed.change("specialization", &mut doctor.specialization, self.specialization);
        changed.change("license_number", &mut doctor.license_number, self.license_number);
        changed.change("qualification", &mut doctor.qualification, self.qualification);
        changed.change("consultation_fee", &mut doctor.consultation_fee, self.consultation_fee);
        changed.change("bio", &mut doctor.bio, self.bio);
        changed.change("clinic_address", &mut doctor.clinic_address, self.clinic_address);
        changed.change("city", &mut doctor.city, self.city);
        changed.change("country", &mut doctor.country, self.country);
        doctor.timezone_is_own |= self.timezone.is_some();
        changed.replace("timezone", &mut doctor.timezone, self.timezone);
        let mut fields = changed.fields();
        if fields.contains(&"license_number") && doctor.is_verified {
            doctor.is_verified = false;
            fields.push("is_verified");
        }
        doctor.updated_at = now;
        fields
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn another_licence_number_ends_the_verification_and_the_same_one_does_not() {
        let mut doctor = Doctor::new(DoctorId(Uuid::nil()), None, "A".into(), "UTC".into(), DateTime::UNIX_EPOCH);
        doctor.license_number = Some("DZ-1".into());
        doctor.is_verified = true;
        let licence =
            |number: &str| DoctorChange { license_number: Change::Set(number.into()), ..DoctorChange::default() };
        assert!(licence("DZ-1").apply(&mut doctor, DateTime::UNIX_EPOCH).is_empty() && doctor.is_verified);
        let fields = licence("DZ-2").apply(&mut doctor, DateTime::UNIX_EPOCH);
        assert_eq!((fields.as_slice(), doctor.is_verified), (&["license_number", "is_verified"][..], false));
    }
}
