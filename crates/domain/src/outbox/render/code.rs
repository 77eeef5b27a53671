use super::{draft::Draft, link::link, names::Names};
use crate::ports::CodePurpose;

/// How a purpose is spoken of.
struct Wording {
    /// Your code to …
    to: &'static str,
    /// The same, where it is sent to a telephone.
    short_to: &'static str,
    /// What to do when nobody asked for it.
    not_asked: &'static str,
}

fn wording(purpose: CodePurpose) -> Wording {
    let (to, short_to, not_asked) = match purpose {
        CodePurpose::Registration | CodePurpose::PhoneSignUp => (
            "finish your registration",
            "finish your registration",
            "If you did not register, ignore this message: without the code no account is opened.",
        ),
        CodePurpose::Login => (
            "finish signing in",
            "finish signing in",
            "If you did not try to sign in, somebody else knows your password: choose a new one now.",
        ),
        CodePurpose::PhoneSignIn => (
            "sign in",
            "sign in",
            "If you did not try to sign in, ignore this message: without the code nobody gets in.",
        ),
        CodePurpose::PasswordReset => (
            "choose a new password",
            "choose a new password",
            "If you did not ask for a new password, ignore this message: yours stays as it is.",
        ),
        CodePurpose::NewAddress => (
            "confirm this e-mail address",
            "confirm this number",
            "If you did not ask for this, ignore this message: without the code nothing is changed.",
        ),
        CodePurpose::Confirmation => (
            "confirm a step that cannot be undone",
            "confirm a step that cannot be undone",
            "If you did not ask for this, somebody else uses your account: choose a new password now.",
        ),
    };
    Wording { to, short_to, not_asked }
}

pub(super) fn draft(by: &Names, purpose: CodePurpose, code: &str, minutes: i64, reset_token: Option<&str>) -> Draft {
    let Wording { to, short_to, not_asked } = wording(purpose);
    let good_for = if minutes == 1 { "1 minute".to_owned() } else { format!("{minutes} minutes") };
    let short = format!("{code} is your code to {short_to}, good for {good_for}. We never ask you for it.");
    let draft = Draft::new(format!("your code to {to}"), short)
        .words(format!("This is your code to {to} at {}:", by.organisation))
        .proof(code)
        .words(format!("It is good for {good_for} and works once."));
    let draft = match reset_token {
        Some(token) => draft
            .words("Or open this page, which is good for as long:")
            .link(link(by, "reset-password", &[("token", token)]), token),
        None => draft,
    };
    draft.words(format!("Nobody of {} ever asks you for a code. Give it to no one.", by.organisation)).words(not_asked)
}
