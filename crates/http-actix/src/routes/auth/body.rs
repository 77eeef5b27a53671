use chrono::{DateTime, Utc};
use domain::{
    accounts::User,
    auth::{SessionView, SignedIn},
    kernel::SessionId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extract::Field;

/// The account's part of a sign-up.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct AccountFields {
    /// E-mail address with which one signs in.
    #[schema(value_type = Option<String>, example = "nadia@family.example")]
    pub email: Field<String>,
    /// At least 8 characters with upper and lower case, a digit and a special character; at most 72 bytes.
    #[schema(value_type = Option<String>, example = "Str0ng!pass")]
    pub password: Field<String>,
    /// Full name; may be left out where first and last name are given.
    #[schema(value_type = Option<String>, example = "Nadia Haddad")]
    pub name: Field<String>,
    /// Given name.
    #[schema(value_type = Option<String>)]
    pub first_name: Field<String>,
    /// Family name.
    #[schema(value_type = Option<String>)]
    pub last_name: Field<String>,
    /// Telephone or other contact; `phone` is accepted too.
    #[schema(value_type = Option<String>)]
    pub contact: Field<String>,
    /// Another name of `contact`.
    #[schema(value_type = Option<String>)]
    pub phone: Field<String>,
    /// Street address.
    #[schema(value_type = Option<String>)]
    pub address: Field<String>,
}

/// The role of an account that an administrator opens.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct RoleField {
    /// admin, hospital, doctor or patient; `user_type` is accepted too.
    #[schema(value_type = Option<String>, example = "doctor")]
    pub role: Field<String>,
    /// Another name of `role`.
    #[schema(value_type = Option<String>)]
    pub user_type: Field<String>,
}

/// E-mail and password; the OAuth2 password form (`username`, `password`) is accepted too.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct LoginFields {
    /// E-mail address.
    #[schema(value_type = Option<String>, example = "nadia@family.example")]
    pub email: Field<String>,
    /// Another name of `email`, as the OAuth2 form has it.
    #[schema(value_type = Option<String>)]
    pub username: Field<String>,
    /// Password.
    #[schema(value_type = Option<String>, example = "Str0ng!pass")]
    pub password: Field<String>,
}

/// A refresh token.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct RefreshFields {
    /// The refresh token of the last sign-in or refresh.
    #[schema(value_type = Option<String>, example = "hV3q0mJYwS7cTn1kXb8rPz5uLd2gEf9o")]
    pub refresh_token: Field<String>,
}

/// Old and new password.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ChangePasswordFields {
    /// The password until now.
    #[schema(value_type = Option<String>, example = "Str0ng!pass")]
    pub current_password: Field<String>,
    /// The password from now on.
    #[schema(value_type = Option<String>, example = "An0ther!pass")]
    pub new_password: Field<String>,
}

/// Tokens and whose they are.
#[derive(Serialize, ToSchema)]
pub struct TokenBody {
    /// Give it as `Authorization: Bearer …`.
    pub access_token: String,
    /// Give it to `/auth/refresh`, once.
    pub refresh_token: String,
    /// Always `bearer`.
    #[schema(example = "bearer")]
    pub token_type: &'static str,
    /// Seconds for which the access token is valid.
    #[schema(example = 3600)]
    pub expires_in: i64,
    /// Whether a code must be given before there are tokens; then there are none here.
    pub otp_required: bool,
    /// The account.
    pub user_id: Uuid,
    /// Its role.
    #[schema(example = "patient")]
    pub role: &'static str,
    /// The same under its other name.
    #[schema(example = "patient")]
    pub user_type: &'static str,
    /// The doctor, hospital or patient behind it.
    pub profile_id: Option<Uuid>,
    /// The account in full.
    pub user: UserBody,
}

impl From<SignedIn> for TokenBody {
    fn from(signed_in: SignedIn) -> Self {
        use domain::kernel::TextEnum;
        Self {
            access_token: signed_in.tokens.access.token,
            refresh_token: signed_in.tokens.refresh,
            token_type: "bearer",
            expires_in: signed_in.tokens.access.expires_in,
            otp_required: false,
            user_id: signed_in.user.id.into(),
            role: signed_in.user.role.as_str(),
            user_type: signed_in.user.role.as_str(),
            profile_id: signed_in.user.profile_id,
            user: signed_in.user.into(),
        }
    }
}

/// An account.
#[derive(Serialize, ToSchema)]
pub struct UserBody {
    /// Its id.
    pub id: Uuid,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number with which one signs in, else the contact.
    pub phone: Option<String>,
    /// Full name.
    pub name: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Its role.
    #[schema(example = "patient")]
    pub role: &'static str,
    /// The same under its other name.
    #[schema(example = "patient")]
    pub user_type: &'static str,
    /// Telephone or other contact.
    pub contact: Option<String>,
    /// Street address.
    pub address: Option<String>,
    /// The doctor, hospital or patient behind it.
    pub profile_id: Option<Uuid>,
    /// How many requests it may make: standard or premium.
    #[schema(example = "standard")]
    pub tier: &'static str,
    /// Whether it may sign in.
    pub is_active: bool,
    /// Whether its e-mail address or number was proven.
    pub is_verified: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<User> for UserBody {
    fn from(user: User) -> Self {
        use domain::kernel::TextEnum;
        Self {
            id: user.id.into(),
            email: user.email,
            phone: user.phone.or_else(|| user.contact.clone()),
            name: user.name,
            first_name: user.first_name,
            last_name: user.last_name,
            role: user.role.as_str(),
            user_type: user.role.as_str(),
            contact: user.contact,
            address: user.address,
            profile_id: user.profile_id,
            tier: user.tier.as_str(),
            is_active: user.is_active,
            is_verified: user.is_verified,
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }
}

/// A live session.
#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    /// Its id.
    pub id: Uuid,
    /// The client's User-Agent.
    pub device: Option<String>,
    /// The client's address.
    #[schema(example = "203.0.113.7")]
    pub ip: Option<String>,
    /// Whether it is the one that asks.
    pub is_current: bool,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last refreshed.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends without a refresh.
    pub expires_at: DateTime<Utc>,
}

impl SessionBody {
    /// As the owner of `current` sees it.
    pub fn new(session: SessionView, current: SessionId) -> Self {
        Self {
            is_current: session.id == current,
            id: session.id.into(),
            device: session.device,
            ip: session.ip,
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at,
        }
    }
}

/// A one-time code and what binds it to the request that asked for it.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct CodeFields {
    /// The six digits; `otp` is accepted too.
    #[schema(value_type = Option<String>, example = "123456")]
    pub otp_code: Field<String>,
    /// Another name of `otp_code`.
    #[schema(value_type = Option<String>)]
    pub otp: Field<String>,
    /// The address for which the code was asked.
    #[schema(value_type = Option<String>, example = "nadia@family.example")]
    pub email: Field<String>,
    /// The request that asked for the code, from its answer.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub transaction_id: Field<String>,
}

/// Which code is to be sent anew.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ResendFields {
    /// The address for which the code was asked.
    #[schema(value_type = Option<String>, example = "nadia@family.example")]
    pub email: Field<String>,
    /// `registration`, `login` or `password_reset`.
    #[schema(value_type = Option<String>, example = "login")]
    pub purpose: Field<String>,
}

/// Whose password is forgotten.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ForgotFields {
    /// The account's address.
    #[schema(value_type = Option<String>, example = "nadia@family.example")]
    pub email: Field<String>,
}

/// A new password, by the mailed link or by the mailed code.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ResetFields {
    /// The new password; `password` is accepted too.
    #[schema(value_type = Option<String>, example = "An0ther!pass")]
    pub new_password: Field<String>,
    /// Another name of `new_password`.
    #[schema(value_type = Option<String>)]
    pub password: Field<String>,
    /// The token of the mailed link; `token` is accepted too.
    #[schema(value_type = Option<String>)]
    pub reset_token: Field<String>,
    /// Another name of `reset_token`.
    #[schema(value_type = Option<String>)]
    pub token: Field<String>,
    /// The mailed six digits; `otp` is accepted too.
    #[schema(value_type = Option<String>, example = "123456")]
    pub otp_code: Field<String>,
    /// Another name of `otp_code`.
    #[schema(value_type = Option<String>)]
    pub otp: Field<String>,
    /// The account's address.
    #[schema(value_type = Option<String>, example = "nadia@family.example")]
    pub email: Field<String>,
    /// The account's id; not needed.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub user_id: Field<String>,
    /// The request that asked for the code, from its answer.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub transaction_id: Field<String>,
}

/// Another e-mail address.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ChangeEmailFields {
    /// The new address; `email` is accepted too.
    #[schema(value_type = Option<String>, example = "nadia@new.example")]
    pub new_email: Field<String>,
    /// Another name of `new_email`.
    #[schema(value_type = Option<String>)]
    pub email: Field<String>,
    /// The password.
    #[schema(value_type = Option<String>, example = "Str0ng!pass")]
    pub current_password: Field<String>,
    /// In place of the password, where the account has none: a code that was sent to its number.
    #[schema(value_type = Option<String>, example = "123456")]
    pub otp_code: Field<String>,
}

/// Another telephone number.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ChangePhoneFields {
    /// The new number, E.164, or ten digits with `country_code`; `phone` is accepted too.
    #[schema(value_type = Option<String>, example = "+213555010203")]
    pub new_phone: Field<String>,
    /// Another name of `new_phone`.
    #[schema(value_type = Option<String>)]
    pub phone: Field<String>,
    /// The country's code of a number of ten digits.
    #[schema(value_type = Option<String>, example = "+213")]
    pub country_code: Field<String>,
    /// The password.
    #[schema(value_type = Option<String>, example = "Str0ng!pass")]
    pub current_password: Field<String>,
    /// In place of the password, where the account has none: a code that was sent to its number.
    #[schema(value_type = Option<String>, example = "123456")]
    pub otp_code: Field<String>,
}

/// A code for something of the own account.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct OwnCodeFields {
    /// The six digits; `otp` is accepted too.
    #[schema(value_type = Option<String>, example = "123456")]
    pub otp_code: Field<String>,
    /// Another name of `otp_code`.
    #[schema(value_type = Option<String>)]
    pub otp: Field<String>,
}

/// What becomes of the second factor.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct SecondFactorFields {
    /// Whether sign-in is to ask for a code too.
    #[schema(value_type = Option<bool>, example = true)]
    pub enabled: Field<bool>,
    /// The password; needed to switch it off.
    #[schema(value_type = Option<String>, example = "Str0ng!pass")]
    pub current_password: Field<String>,
    /// The code; needed to switch it off.
    #[schema(value_type = Option<String>, example = "123456")]
    pub otp_code: Field<String>,
}

/// A code was sent and is to be given.
#[derive(Serialize, ToSchema)]
pub struct CodeAskedBody {
    /// Whether a code must be given before there is more; it must.
    pub otp_required: bool,
    /// Until when the code is good.
    pub otp_expires_at: DateTime<Utc>,
    /// The request, to be named with the code; none where the request stays the one that it was.
    pub transaction_id: Option<Uuid>,
}

/// The second factor.
#[derive(Serialize, ToSchema)]
pub struct SecondFactorBody {
    /// Whether sign-in asks for a code.
    pub enabled: bool,
    /// Whether the role leaves no choice.
    pub required: bool,
}

impl From<domain::auth::SecondFactor> for SecondFactorBody {
    fn from(factor: domain::auth::SecondFactor) -> Self {
        Self { enabled: factor.is_enabled, required: factor.is_required }
    }
}

/// The token of changes that a cookie signs.
#[derive(Serialize, ToSchema)]
pub struct CsrfBody {
    /// Give it as `X-CSRF-Token`.
    pub csrf_token: String,
}

/// A ticket for a socket.
#[derive(Serialize, ToSchema)]
pub struct TicketBody {
    /// Give it as `?ticket=`, once.
    pub ticket: String,
    /// Seconds for which it is good.
    #[schema(example = 60)]
    pub expires_in: i64,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}
