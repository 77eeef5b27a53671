//! News about an account. None of them carries a code or a link, so none of them teaches people to follow one.

use super::{draft::Draft, names::Names};

pub(super) fn already_registered(by: &Names) -> Draft {
    Draft::new("you have an account already", "you have an account already. Sign in, or ask for a new password there.")
        .words(format!(
            "Somebody, probably you, tried to register at {} with this address. It has an account already, so nothing \
             was changed.",
            by.organisation
        ))
        .words("If it was you, sign in as usual. If you do not know your password any more, ask for a new one there.")
        .words("If it was not you, there is nothing to do.")
}

pub(super) fn sign_in_by_password(by: &Names) -> Draft {
    Draft::new("sign in by your password", "your telephone alone does not open your account. Sign in by your password.")
        .words(format!(
            "Somebody, probably you, tried to sign in at {} by telephone. That alone does not open your account, so it \
             was not let in.",
            by.organisation
        ))
        .words("If it was you, sign in by your e-mail address and your password.")
        .words("If it was not you, there is nothing to do.")
}

pub(super) fn password_changed(by: &Names) -> Draft {
    let not_you = "If it was not you, ask for a new password at once";
    Draft::new("your password was changed", format!("your password was changed. {not_you}."))
        .words(format!(
            "The password of your account at {} was changed, and other sessions were ended.",
            by.organisation
        ))
        .words(format!("{not_you} and tell {}.", by.organisation))
}

pub(super) fn address_changed(by: &Names) -> Draft {
    Draft::new(
        "your sign-in address was changed",
        "the e-mail address or number of your account was changed. If it was not you, tell us at once.",
    )
    .words(format!(
        "The e-mail address or telephone number of your account at {} was changed. This message goes to the one that \
         was used until now.",
        by.organisation
    ))
    .words(format!("If it was not you, tell {} at once: somebody else uses your account.", by.organisation))
}

pub(super) fn number_removed(by: &Names) -> Draft {
    Draft::new(
        "the telephone number of your account was removed",
        "the telephone number of your account was removed. Add it again if it is yours.",
    )
    .words(format!(
        "The telephone number of your account at {} was added before its e-mail address was proven. Whoever has that \
         address has chosen a new password now, so the number does not open the account any more.",
        by.organisation
    ))
    .words("If the number is yours, sign in and add it again.")
}

pub(super) fn second_factor_off(by: &Names) -> Draft {
    let not_you = "If it was not you, choose a new password at once";
    Draft::new(
        "the second step of your sign-in was switched off",
        format!("the second step of your sign-in was switched off. {not_you}."),
    )
    .words(format!("From now on your password alone is enough to sign in to your account at {}.", by.organisation))
    .words(format!("{not_you} and switch the second step on again."))
}

pub(super) fn session_ended(by: &Names) -> Draft {
    let look = "If you see anything in your account that you did not do, choose a new password at once";
    Draft::new("a session was ended for your safety", format!("a session was ended for your safety. {look}."))
        .words(format!(
            "The same key of a session at {} was used twice, which happens when somebody copied it. We ended that \
             session; sign in again on that device.",
            by.organisation
        ))
        .words(format!("{look}."))
}

pub(super) fn erased(by: &Names) -> Draft {
    Draft::new("your account was erased", "your account was erased. This cannot be undone.")
        .words(format!(
            "Your account at {} was erased, with the data that belongs to it, as was asked.",
            by.organisation
        ))
        .words("This cannot be undone, and it is the last message to this address about that account.")
}
