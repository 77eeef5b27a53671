use domain::{
    accounts::{StandingChange, UserChange, UserFilter},
    kernel::{Check, Outcome, Role, parse},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::extract::Field;

/// What a person may change about the own account. E-mail address, password, role and standing have routes of their own.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct UserFields {
    /// Full name. Left out, it follows first and last name.
    #[schema(value_type = Option<String>, example = "Nadia Haddad")]
    pub name: Field<String>,
    /// Given name.
    #[schema(value_type = Option<String>, example = "Nadia")]
    pub first_name: Field<String>,
    /// Family name.
    #[schema(value_type = Option<String>, example = "Haddad")]
    pub last_name: Field<String>,
    /// Telephone or other contact; `phone` is accepted too.
    #[schema(value_type = Option<String>, example = "+213 555 12 34 56")]
    pub contact: Field<String>,
    /// Another name of `contact`; ignored where the account signs in by its telephone number.
    #[schema(value_type = Option<String>)]
    pub phone: Field<String>,
    /// Street address.
    #[schema(value_type = Option<String>, example = "12 rue Didouche Mourad, Algiers")]
    pub address: Field<String>,
}

impl UserFields {
    /// Reads them all.
    pub fn read(self, check: &mut Check) -> UserChange {
        UserChange {
            name: check.replace("name", self.name, parse::name),
            first_name: check.change("first_name", self.first_name, parse::name),
            last_name: check.change("last_name", self.last_name, parse::name),
            contact: check.change("contact", self.contact, parse::short_text),
            phone: check.change("phone", self.phone, parse::short_text),
            address: check.change("address", self.address, parse::short_text),
        }
    }
}

/// What only an administrator may say about an account; others' are ignored.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct AccountStanding {
    /// The role. It never changes: another one than the account has is refused.
    #[schema(value_type = Option<String>, example = "patient")]
    pub role: Field<String>,
    /// Whether the account may sign in. Deactivation ends its sessions.
    #[schema(value_type = Option<bool>)]
    pub is_active: Field<bool>,
}

impl AccountStanding {
    /// Reads them.
    pub fn read(self, check: &mut Check) -> StandingChange {
        StandingChange {
            role: check.replace("role", self.role, |word: String| Role::parse_any(&word).map_err(|e| e.to_string())),
            is_active: check.replace("is_active", self.is_active, parse::any),
        }
    }
}

/// An account as it is changed by its id.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the two parts as one body; each is read by itself")]
pub struct AccountChange {
    #[serde(flatten)]
    user: UserFields,
    #[serde(flatten)]
    standing: AccountStanding,
}

/// Which accounts are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UserSearch {
    /// Of this role: admin, hospital, doctor, nurse, receptionist (or staff) or patient.
    #[param(example = "doctor")]
    role: Option<String>,
    /// With this in name or e-mail address, whatever case and accents.
    search: Option<String>,
    /// Active accounts, or deactivated ones.
    is_active: Option<bool>,
}

impl UserSearch {
    /// Reads them all.
    pub fn read(self) -> Outcome<UserFilter> {
        let mut check = Check::default();
        let role = check.optional("role", self.role, |word: String| Role::parse_any(&word).map_err(|e| e.to_string()));
        let search = check.optional("search", self.search, parse::short_text);
        check.build(|| Some(UserFilter { role, search, is_active: self.is_active }))
    }
}

/// How many requests an account may make.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct TierFields {
    /// standard or premium.
    #[schema(value_type = Option<String>, example = "premium")]
    pub tier: Field<String>,
}
