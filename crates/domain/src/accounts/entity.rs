use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::kernel::{Change, Changed, Error, Outcome, Role, UserId, fold, text_enum};

text_enum! {
    /// How many requests an account may make.
    pub enum Tier {
        /// The usual number.
        Standard = "standard",
        /// A higher one, set by an administrator.
        Premium = "premium",
    }
}

/// An account. Its password hash stays in the storage adapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// E-mail address in lower case, unique.
    pub email: Option<String>,
    /// Telephone number in E.164 form with which one signs in, unique.
    pub phone: Option<String>,
    /// Full name.
    pub name: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// What the account may be.
    pub role: Role,
    /// Telephone or other contact.
    pub contact: Option<String>,
    /// Street address.
    pub address: Option<String>,
    /// The doctor, hospital or patient behind the account.
    pub profile_id: Option<Uuid>,
    /// How many requests it may make.
    pub tier: Tier,
    /// Whether it may sign in.
    pub is_active: bool,
    /// Whether its e-mail address was proven, or the number of an account that has none.
    pub is_verified: bool,
    /// Whether sign-in asks for a code too.
    pub second_factor: bool,
    /// Preferred language, a BCP 47 tag.
    pub locale: Option<String>,
    /// When it last signed in.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl User {
    /// The account of somebody who signs in by a telephone number.
    pub fn with_phone(id: UserId, phone: String, name: String, role: Role, profile: Uuid, now: DateTime<Utc>) -> Self {
        Self {
            id,
            email: None,
            phone: Some(phone),
            name,
            first_name: None,
            last_name: None,
            role,
            contact: None,
            address: None,
            profile_id: Some(profile),
            tier: Tier::Standard,
            is_active: true,
            is_verified: true,
            second_factor: false,
            locale: None,
            last_sign_in_at: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// What a search looks in.
    pub fn search_key(&self) -> String {
        fold(&format!("{} {}", self.name, self.email.as_deref().unwrap_or_default()))
    }
}

/// What is needed to open an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccount {
    /// E-mail address in lower case.
    pub email: String,
    /// The password in clear, to be hashed at once; it is never stored.
    #[serde(skip)]
    pub password: String,
    /// Full name.
    pub name: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Telephone or other contact.
    pub contact: Option<String>,
    /// Street address.
    pub address: Option<String>,
}

impl std::fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAccount").finish_non_exhaustive()
    }
}

impl NewAccount {
    /// The account that comes of it.
    pub fn into_user(self, id: UserId, role: Role, profile_id: Option<Uuid>, now: DateTime<Utc>) -> User {
        User {
            id,
            email: Some(self.email),
            phone: None,
            name: self.name,
            first_name: self.first_name,
            last_name: self.last_name,
            role,
            contact: self.contact,
            address: self.address,
            profile_id,
            tier: Tier::Standard,
            is_active: true,
            is_verified: false,
            second_factor: false,
            locale: None,
            last_sign_in_at: None,
            created_at: now,
            updated_at: now,
        }
    }
}

/// Which accounts a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// Of this role.
    pub role: Option<Role>,
    /// Whose name or e-mail address has this in it.
    pub search: Option<String>,
    /// Active or deactivated ones.
    pub is_active: Option<bool>,
}

/// What a person may change about the own account. Neither role nor address of sign-in is among it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserChange {
    /// Full name. Left out, it follows first and last name.
    pub name: Option<String>,
    /// Given name.
    pub first_name: Change<String>,
    /// Family name.
    pub last_name: Change<String>,
    /// Telephone or other contact.
    pub contact: Change<String>,
    /// Another name of `contact`; ignored where the account signs in by its telephone number.
    pub phone: Change<String>,
    /// Street address.
    pub address: Change<String>,
}

/// What only an administrator may say about an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StandingChange {
    /// The role, which must be the one the account has: it belongs together with the profile.
    pub role: Option<Role>,
    /// Whether it may sign in.
    pub is_active: Option<bool>,
}

impl UserChange {
    /// Applies it and answers the names of the fields that changed.
    pub fn apply(self, user: &mut User, now: DateTime<Utc>) -> Outcome<Vec<&'static str>> {
        let contact = contact(user, self.contact, self.phone)?;
        let both_given = matches!((&self.first_name, &self.last_name), (Change::Set(_), Change::Set(_)));
        let follows = self.name.is_none() && (both_given || composed(user).as_ref() == Some(&user.name));
        let mut changed = Changed::default();
        changed.replace("name", &mut user.name, self.name);
        changed.change("first_name", &mut user.first_name, self.first_name);
        changed.change("last_name", &mut user.last_name, self.last_name);
        let full = composed(user).filter(|_| follows);
        changed.replace("name", &mut user.name, full);
        changed.change("contact", &mut user.contact, contact);
        changed.change("address", &mut user.address, self.address);
        user.updated_at = now;
        Ok(changed.fields())
    }
}

fn composed(user: &User) -> Option<String> {
    Some(format!("{} {}", user.first_name.as_ref()?, user.last_name.as_ref()?))
        .filter(|name| name.chars().count() <= 200)
}

fn contact(user: &User, contact: Change<String>, phone: Change<String>) -> Outcome<Change<String>> {
    match (contact, phone) {
        (contact, _) if user.phone.is_some() => Ok(contact),
        (Change::Keep, other) | (other, Change::Keep) => Ok(other),
        (one, two) if one == two => Ok(one),
        _ => Err(Error::invalid("phone", "contradicts contact, which names the same field")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user() -> User {
        let account = NewAccount {
            email: "john@example.org".into(),
            password: String::new(),
            name: "John Doe".into(),
            first_name: Some("John".into()),
            last_name: Some("Doe".into()),
            contact: None,
            address: None,
        };
        account.into_user(UserId(Uuid::nil()), Role::Patient, None, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn a_name_made_of_first_and_last_follows_them_and_another_does_not() {
        let rename = || UserChange { first_name: Change::Set("Jane".into()), ..UserChange::default() };
        let mut composed = user();
        assert_eq!(rename().apply(&mut composed, DateTime::UNIX_EPOCH).unwrap(), ["first_name", "name"]);
        assert_eq!(composed.name, "Jane Doe");
        let mut chosen = User { name: "J. D.".into(), ..user() };
        rename().apply(&mut chosen, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(chosen.name, "J. D.");
        let both = UserChange { last_name: Change::Set("Roe".into()), ..rename() };
        both.apply(&mut chosen, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(chosen.name, "Jane Roe");
    }

    #[test]
    fn phone_names_the_contact_unless_one_signs_in_by_it() {
        let change = || UserChange { phone: Change::Set("+1".into()), ..UserChange::default() };
        let mut by_mail = user();
        change().apply(&mut by_mail, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(by_mail.contact.as_deref(), Some("+1"));
        let mut by_phone = User { phone: Some("+2".into()), ..user() };
        change().apply(&mut by_phone, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!((by_phone.contact, by_phone.phone.as_deref()), (None, Some("+2")));
        let torn = UserChange { contact: Change::Set("+3".into()), ..change() };
        assert!(torn.apply(&mut user(), DateTime::UNIX_EPOCH).is_err());
    }
}
