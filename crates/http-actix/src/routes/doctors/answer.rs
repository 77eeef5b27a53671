use chrono::{DateTime, Utc};
use domain::doctors::{Doctor, DoctorRecord, DoctorView, SpecialtyName};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::routes::chats::ChatSummaryBody;

/// A specialty of a doctor.
#[derive(Serialize, ToSchema)]
pub struct SpecialtyNameBody {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    #[schema(example = "Cardiology")]
    pub name: String,
}

impl From<SpecialtyName> for SpecialtyNameBody {
    fn from(specialty: SpecialtyName) -> Self {
        Self { id: specialty.id.into(), name: specialty.name }
    }
}

/// A doctor's profile. Licence number, contact, account and standing are there only for the doctor and administrators.
#[derive(Serialize, ToSchema)]
pub struct DoctorBody {
    /// The profile's id; never the account's.
    pub id: Uuid,
    /// Full name.
    #[schema(example = "Dr. Amina Benali")]
    pub name: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Link to a photo.
    pub photo: Option<String>,
    /// Title or position.
    #[schema(example = "Consultant cardiologist")]
    pub designation: Option<String>,
    /// Years of practice.
    #[schema(example = 12)]
    pub experience: Option<i32>,
    /// The same under its other name.
    pub experience_years: Option<i32>,
    /// Education, achievements and so on.
    pub details: Option<String>,
    /// When the usual day begins, in the doctor's time zone.
    #[schema(example = "09:00")]
    pub shift_time_start: Option<String>,
    /// When it ends.
    #[schema(example = "17:00")]
    pub shift_time_end: Option<String>,
    /// Field of practice, in the doctor's own words.
    #[schema(example = "cardiology")]
    pub specialization: Option<String>,
    /// The doctor's specialties, by name.
    pub specialties: Vec<SpecialtyNameBody>,
    /// Degrees.
    pub qualification: Option<String>,
    /// What a consultation costs.
    #[schema(value_type = Option<f64>, example = 45.5)]
    pub consultation_fee: Option<serde_json::Number>,
    /// A few words about the doctor.
    pub bio: Option<String>,
    /// Where the practice is.
    pub clinic_address: Option<String>,
    /// City.
    #[schema(example = "Algiers")]
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// IANA name of the time zone in which the doctor's dates and times are meant.
    #[schema(example = "Africa/Algiers")]
    pub timezone: String,
    /// Whether an administrator verified the licence.
    pub is_verified: bool,
    /// Mean of the ratings, 0 when there are none.
    #[schema(example = 4.5)]
    pub avg_rating: f64,
    /// How many ratings there are.
    pub rating_count: i32,
    /// When the profile was added.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// For the doctor and administrators only.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub private: Option<PrivateBody>,
    /// For patients only: the chat with the doctor, or null.
    #[expect(clippy::option_option, reason = "absent for others, null for patients without a chat")]
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ChatSummaryBody>)]
    pub chat: Option<Option<ChatSummaryBody>>,
}

/// What only the doctor and administrators see of a profile.
#[derive(Serialize, ToSchema)]
pub struct PrivateBody {
    /// The account behind the profile, if the doctor signs in.
    pub user_id: Option<Uuid>,
    /// Number of the licence to practise.
    #[schema(example = "DZ-16-004211")]
    pub license_number: Option<String>,
    /// Telephone or other contact.
    pub contact: Option<String>,
    /// The same under its other name.
    pub phone: Option<String>,
    /// Whether the doctor still practises here.
    #[schema(required = false)]
    pub is_active: bool,
}

impl From<DoctorView> for DoctorBody {
    fn from(view: DoctorView) -> Self {
        let DoctorRecord { doctor, specialties, chat } = view.record;
        let private = view.shows_private.then(|| PrivateBody::of(&doctor));
        let time = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
        Self {
            id: doctor.id.into(),
            name: doctor.name,
            first_name: doctor.first_name,
            last_name: doctor.last_name,
            photo: doctor.photo,
            designation: doctor.designation,
            experience: doctor.experience_years,
            experience_years: doctor.experience_years,
            details: doctor.details,
            shift_time_start: doctor.shift_time_start.map(time),
            shift_time_end: doctor.shift_time_end.map(time),
            specialization: doctor.specialization,
            specialties: specialties.into_iter().map(SpecialtyNameBody::from).collect(),
            qualification: doctor.qualification,
            consultation_fee: doctor.consultation_fee.and_then(|fee| fee.to_decimal().parse().ok()),
            bio: doctor.bio,
            clinic_address: doctor.clinic_address,
            city: doctor.city,
            country: doctor.country,
            timezone: doctor.timezone,
            is_verified: doctor.is_verified,
            avg_rating: doctor.avg_rating,
            rating_count: doctor.rating_count,
            created_at: doctor.created_at,
            updated_at: doctor.updated_at,
            private,
            chat: view.viewer.map(|_| chat.map(ChatSummaryBody::from)),
        }
    }
}

impl PrivateBody {
    fn of(doctor: &Doctor) -> Self {
        Self {
            user_id: doctor.user_id.map(Into::into),
            license_number: doctor.license_number.clone(),
            contact: doctor.contact.clone(),
            phone: doctor.contact.clone(),
            is_active: doctor.is_active,
        }
    }
}
