//! Every message, in friendly and in hostile hands.

use uuid::Uuid;

use super::*;
use crate::{
    kernel::{Role, TextEnum},
    ports::CodePurpose,
};

const CODE: &str = "48213577";
const TOKEN: &str = "f00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeed";

fn sender(organisation: &str) -> Sender {
    Sender { organisation: organisation.to_owned(), app_url: "https://app.example.org".to_owned() }
}

fn codes() -> impl Iterator<Item = (CodePurpose, Message)> {
    CodePurpose::WORDS.iter().map(|(_, purpose)| {
        let reset_token = (*purpose == CodePurpose::PasswordReset).then(|| TOKEN.to_owned());
        (*purpose, Message::Code { purpose: *purpose, code: CODE.to_owned(), minutes: 10, reset_token })
    })
}

fn notices() -> [Message; 8] {
    [
        Message::AlreadyRegistered,
        Message::SignInByPassword,
        Message::PasswordChanged,
        Message::AddressChanged,
        Message::NumberRemoved,
        Message::SecondFactorOff,
        Message::SessionEndedForSafety,
        Message::Erased,
    ]
}

/// What invites or opens a page, in the name of somebody.
fn with_links(name: &str) -> Vec<Message> {
    let token = || TOKEN.to_owned();
    let staff = |role, hospital: Option<&str>| {
        let hospital = hospital.map(str::to_owned);
        Message::StaffInvitation { hospital, role, token: token() }
    };
    let mut messages: Vec<Message> = Role::WORDS.iter().map(|(_, role)| staff(*role, Some(name))).collect();
    messages.extend([
        staff(Role::Nurse, None),
        Message::ResetLink { reset_token: token() },
        Message::ClaimInvitation { hospital: Some(name.to_owned()), token: token() },
        Message::ClaimInvitation { hospital: None, token: token() },
        Message::FamilyInvitation { from: name.to_owned(), invitation: Uuid::from_u128(7), token: token() },
    ]);
    messages
}

fn every_message(name: &str) -> Vec<Message> {
    codes().map(|(_, message)| message).chain(notices()).chain(with_links(name)).collect()
}

#[test]
fn every_message_names_the_organisation_and_has_a_subject_of_one_line() {
    for message in every_message("Ann Lee") {
        let said = render(&sender("Hôpital du Lac"), &message);
        for form in [&said.subject, &said.text, &said.html, &said.short] {
            assert!(form.contains("Hôpital du Lac"), "{form}");
        }
        assert!(said.subject.len() > "Hôpital du Lac: ".len() && !said.subject.contains(char::is_control));
        assert!(!said.short.contains(char::is_control));
    }
}

#[test]
fn a_code_says_what_it_is_for_how_long_it_is_good_and_that_nobody_asks_for_it() {
    for (purpose, message) in codes() {
        let said = render(&sender("Lakeside"), &message);
        assert!(!said.subject.contains(CODE), "a subject is shown on locked screens: {}", said.subject);
        for form in [&said.text, &said.html, &said.short] {
            assert!(form.contains(CODE) && form.contains("10 minutes") && form.contains("code to "), "{form}");
        }
        for form in [&said.text, &said.html] {
            assert!(form.contains("Nobody of Lakeside ever asks you for a code"), "{form}");
        }
        assert!(said.short.contains("We never ask you for it"), "{}", said.short);
        assert_eq!(said.text.contains(TOKEN), purpose == CodePurpose::PasswordReset);
    }
}

#[test]
fn a_code_fits_one_text_message_whatever_the_organisation_is_called() {
    for organisation in ["Lakeside", &"General Hospital ".repeat(40)] {
        for (_, message) in codes() {
            let short = render(&sender(organisation), &message).short;
            assert!(short.chars().count() <= 160, "{}: {short}", short.len());
            assert!(short.is_ascii(), "another alphabet would take two messages: {short}");
        }
    }
}

#[test]
fn a_purpose_has_words_of_its_own() {
    let said = |purpose| {
        let message = Message::Code { purpose, code: CODE.to_owned(), minutes: 1, reset_token: None };
        render(&sender("Lakeside"), &message)
    };
    assert!(said(CodePurpose::Login).subject.ends_with("your code to finish signing in"));
    assert!(said(CodePurpose::PasswordReset).text.contains("yours stays as it is"));
    assert!(said(CodePurpose::NewAddress).text.contains("confirm this e-mail address"));
    assert!(said(CodePurpose::NewAddress).short.contains("confirm this number, good for 1 minute."));
}

#[test]
fn a_link_leads_into_the_app_and_its_token_stands_alone_too() {
    for message in with_links("Ann Lee") {
        let page = match &message {
            Message::ResetLink { .. } => format!("https://app.example.org/reset-password?token={TOKEN}"),
            Message::FamilyInvitation { .. } => {
                let id = Uuid::from_u128(7);
                format!("https://app.example.org/family-invitation?id={id}&token={TOKEN}")
            }
            _ => format!("https://app.example.org/accept-invitation?token={TOKEN}"),
        };
        let said = render(&sender("Lakeside"), &message);
        assert!(said.text.lines().any(|line| line == page), "{}", said.text);
        assert!(said.text.lines().any(|line| line == TOKEN), "{}", said.text);
        assert!(said.html.contains(&format!("href=\"{}\"", page.replace('&', "&amp;"))), "{}", said.html);
        assert!(said.html.contains(&format!(">{TOKEN}<")) && said.short.ends_with(&page));
    }
}

#[test]
fn a_reset_code_comes_with_its_link() {
    let (_, message) = codes().find(|(purpose, _)| *purpose == CodePurpose::PasswordReset).unwrap();
    let said = render(&sender("Lakeside"), &message);
    let page = format!("https://app.example.org/reset-password?token={TOKEN}");
    assert!([&page, TOKEN, CODE].iter().all(|alone| said.text.lines().any(|line| line == *alone)), "{}", said.text);
}

#[test]
fn an_invitation_says_who_invites_and_as_what() {
    let said: Vec<String> =
        with_links("St. Mary's").iter().map(|message| render(&sender("Lakeside"), message).text).collect();
    let says = |words: &str| said.iter().any(|text| text.contains(words));
    assert!(says("join St. Mary's at Lakeside as a nurse.") && says("join Lakeside as a nurse."));
    assert!(says("St. Mary's invites you to Lakeside:") && says("Lakeside invites you:"));
    assert!(says("\"St. Mary's\" invites you at Lakeside"));
}

#[test]
fn news_about_an_account_carries_neither_code_nor_link() {
    for message in notices() {
        let said = render(&sender("Lakeside"), &message);
        for form in [&said.text, &said.html, &said.short] {
            assert!(!form.contains("://") && !form.contains("token") && !form.contains("code"), "{form}");
        }
        assert!(said.short.chars().count() <= 160, "{}", said.short);
    }
}

#[test]
fn hostile_names_are_words_and_nothing_else() {
    let names = [
        "<script>alert(1)</script>",
        "\"><img src=//evil.example/x onerror=alert(1)>",
        "Ann\r\nBcc: everybody@evil.example\r\n\r\nBuy now",
        "Ann\u{2028}\u{85}\u{202e}Lee",
        "' onmouseover='alert(1)",
        "",
        &"<b>&".repeat(5_000),
    ];
    for name in names {
        for message in every_message(name) {
            let said = render(&sender(name), &message);
            assert!(!said.subject.contains(char::is_control) && said.subject.chars().count() < 200, "{}", said.subject);
            assert!(
                !said.text.contains('\r') && !said.text.lines().any(|line| line.starts_with("Bcc")),
                "{}",
                said.text
            );
            assert!(said.text.len() < 3_000 && said.html.len() < 10_000);
            for sign in ["<script", "<img", "<b>", "\" onerror", "' on", "\u{202e}"] {
                assert!(!said.html.contains(sign), "{}", said.html);
            }
        }
    }
}

#[test]
fn a_name_of_somebody_else_makes_no_link() {
    for message in with_links("Prize http://evil.example/x me@evil.example www.evil.example") {
        let said = render(&sender("Lakeside"), &message);
        assert!(!said.text.contains("evil.example") && !said.html.contains("evil.example"), "{}", said.text);
    }
}

#[test]
fn nothing_is_loaded_and_a_token_cannot_leave_its_place() {
    let hostile = Message::ResetLink { reset_token: "\"><script>&x=1#\r\n".to_owned() };
    for message in every_message("Ann Lee").into_iter().chain([hostile]) {
        let html = render(&sender("Lakeside"), &message).html;
        for loaded in ["<img", "<link", "<script", "<style", "url(", "src=", "@import", "<iframe"] {
            assert!(!html.contains(loaded), "{html}");
        }
    }
    let hostile = Message::ResetLink { reset_token: "a&b=\"c\r\n".to_owned() };
    let said = render(&sender("Lakeside"), &hostile);
    assert!(said.short.ends_with("/reset-password?token=a%26b%3D%22c%0D%0A"), "{}", said.short);
}
