use chrono::{DateTime, Utc};
use domain::{
    auth::CookieSession,
    mappings::{NamedMapping, Pair},
};
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Ref, RefOr, Schema, schema::AnyOfBuilder},
};
use uuid::Uuid;

use crate::{
    extract::Field,
    routes::{auth::UserBody, doctors::DoctorBody, patients::PatientBody},
};

/// A sign-up by telephone.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct SignUpFields {
    /// The number, E.164, or ten digits with `country_code`.
    #[schema(value_type = Option<String>, example = "+213555010203")]
    pub phone: Field<String>,
    /// The country's code of a number of ten digits.
    #[schema(value_type = Option<String>, example = "+213")]
    pub country_code: Field<String>,
    /// Full name.
    #[schema(value_type = Option<String>, example = "Nadia Haddad")]
    pub name: Field<String>,
    /// patient or doctor; `user_type` is accepted too.
    #[schema(value_type = Option<String>, example = "patient")]
    pub role: Field<String>,
    /// Another name of `role`.
    #[schema(value_type = Option<String>)]
    pub user_type: Field<String>,
}

/// Whose code is asked for.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct PhoneFields {
    /// The number, E.164, or ten digits with `country_code`.
    #[schema(value_type = Option<String>, example = "+213555010203")]
    pub phone: Field<String>,
    /// The country's code of a number of ten digits.
    #[schema(value_type = Option<String>, example = "+213")]
    pub country_code: Field<String>,
}

/// Whose code is to be sent anew.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct PhoneAgainFields {
    /// The number, E.164, or ten digits with `country_code`.
    #[schema(value_type = Option<String>, example = "+213555010203")]
    pub phone: Field<String>,
    /// The country's code of a number of ten digits.
    #[schema(value_type = Option<String>, example = "+213")]
    pub country_code: Field<String>,
    /// The `id` of the answer that announced the code; needed from another network without its cookie.
    #[schema(value_type = Option<Uuid>)]
    pub id: Field<String>,
}

/// A code.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct OtpFields {
    /// The six digits; `otp_code` is accepted too.
    #[schema(value_type = Option<String>, example = "123456")]
    pub otp: Field<String>,
    /// Another name of `otp`.
    #[schema(value_type = Option<String>)]
    pub otp_code: Field<String>,
}

/// A code was asked for.
#[derive(Serialize, ToSchema)]
pub struct AskedBody {
    /// The request, to be named when the code is given.
    pub id: Uuid,
    /// What happens now.
    #[schema(example = "a code is on its way")]
    pub message: &'static str,
    /// Until when the code is good.
    pub otp_expires_at: DateTime<Utc>,
}

/// A code was asked for anew.
#[derive(Serialize, ToSchema)]
pub struct AskedAgainBody {
    /// Whether it was.
    pub success: bool,
    /// What happens now.
    #[schema(example = "another code is on its way")]
    pub message: &'static str,
    /// Until when the code is good.
    pub otp_expires_at: DateTime<Utc>,
}

/// Signed in by a cookie.
#[derive(Serialize, ToSchema)]
pub struct VerifiedBody {
    /// Whether the code was right.
    pub success: bool,
    /// The session; its secret is in the cookie alone.
    pub session: SessionBody,
    /// The account.
    pub user: UserBody,
}

/// A browser's session.
#[derive(Serialize, ToSchema)]
#[schema(as = PortalSession)]
pub struct SessionBody {
    /// Its id.
    pub id: Uuid,
    /// When it ends if nothing more is heard of it.
    pub idle_until: DateTime<Utc>,
    /// When it ends in any case.
    pub expires_at: DateTime<Utc>,
}

impl From<CookieSession> for VerifiedBody {
    fn from(opened: CookieSession) -> Self {
        let (idle_until, expires_at) = (opened.idle_until, opened.expires_at);
        let session = SessionBody { id: opened.session.into(), idle_until, expires_at };
        Self { success: true, session, user: opened.user.into() }
    }
}

/// It is done.
#[derive(Serialize, ToSchema)]
pub struct DoneBody {
    /// Whether it is.
    pub success: bool,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub struct SessionDetailBody {
    /// The account.
    pub user: UserBody,
    /// The patient or doctor behind it; none for other accounts.
    pub profile: Option<ProfileBody>,
    /// Who treats or is treated, the newest first, at most a hundred.
    pub connections: Vec<ConnectionBody>,
}

/// The patient or doctor behind an account.
#[derive(Serialize)]
#[serde(untagged)]
pub enum ProfileBody {
    /// A patient.
    Patient(Box<PatientBody>),
    /// A doctor.
    Doctor(Box<DoctorBody>),
}

/// Either of both: what is the one may have the form of the other too, so that it is no `oneOf`.
impl PartialSchema for ProfileBody {
    fn schema() -> RefOr<Schema> {
        let either = [PatientBody::name(), DoctorBody::name()].map(Ref::from_schema_name);
        RefOr::T(Schema::AnyOf(either.into_iter().fold(AnyOfBuilder::new(), AnyOfBuilder::item).build()))
    }
}

impl ToSchema for ProfileBody {}

/// A doctor who treats a patient.
#[derive(Serialize, ToSchema)]
pub struct ConnectionBody {
    /// The mapping.
    pub connection_id: Uuid,
    /// The doctor.
    pub doctor_id: Uuid,
    /// The doctor's name.
    pub doctor_name: String,
    /// The patient.
    pub patient_id: Uuid,
    /// The patient's name.
    pub patient_name: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

impl ConnectionBody {
    /// From a mapping; none where it is not one of a doctor and a patient.
    pub fn new(named: NamedMapping) -> Option<Self> {
        let Pair::DoctorPatient(doctor, patient) = named.mapping.pair else { return None };
        Some(Self {
            connection_id: named.mapping.id.into(),
            doctor_id: doctor.into(),
            doctor_name: named.first_name,
            patient_id: patient.into(),
            patient_name: named.second_name,
            created_at: named.mapping.created_at,
        })
    }
}
