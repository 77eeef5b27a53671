//! What clients send.

use serde::Deserialize;
use utoipa::ToSchema;

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
    /// The request that asked for the code, from its answer; needed from another network without its cookie.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub transaction_id: Field<String>,
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
