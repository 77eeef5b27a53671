//! What is answered.

use chrono::{DateTime, Utc};
use domain::{
    accounts::User,
    auth::{SecondFactor, SessionView, SignedIn},
    kernel::{SessionId, TextEnum},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

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
    /// Whether its e-mail address was proven, or the number of an account that has none.
    pub is_verified: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<User> for UserBody {
    fn from(user: User) -> Self {
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

/// A code was sent and is to be given.
#[derive(Serialize, ToSchema)]
pub struct CodeAskedBody {
    /// Whether a code must be given before there is more; it must.
    pub otp_required: bool,
    /// What happens now.
    #[schema(example = "a code is on its way")]
    pub message: &'static str,
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

impl From<SecondFactor> for SecondFactorBody {
    fn from(factor: SecondFactor) -> Self {
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
