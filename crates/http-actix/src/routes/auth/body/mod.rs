//! The bodies of sign-in.

mod answers;
mod fields;

pub use answers::{CodeAskedBody, CsrfBody, SecondFactorBody, SessionBody, TicketBody, TokenBody, UserBody};
pub use fields::{
    AccountFields, ChangeEmailFields, ChangePasswordFields, ChangePhoneFields, CodeFields, ForgotFields, LoginFields,
    OwnCodeFields, RefreshFields, ResendFields, ResetFields, RoleField, SecondFactorFields,
};
