use super::{draft::Draft, link::link, names::Names};

pub(super) fn draft(by: &Names, token: &str) -> Draft {
    let page = link(by, "reset-password", &[("token", token)]);
    Draft::new("choose a new password", format!("choose a new password here: {page}"))
        .words(format!("You can choose a new password for your account at {} on this page:", by.organisation))
        .link(page, token)
        .words("It works once and only for a short time. Give it to no one: whoever has it can change your password.")
        .words("If you did not ask for a new password, ignore this message: yours stays as it is.")
}
