//! What a server in production is told, and does not start without.

use super::*;

const NO_SECOND_FACTOR: (&str, &str) = ("LIFELINE__AUTH__SECOND_FACTOR", "");
const NO_CODES: (&str, &str) = ("LIFELINE__AUTH__REGISTRATION", "direct");

#[test]
fn who_expects_mail_to_be_sent_is_told_when_it_is_not() {
    let production = [("ENVIRONMENT", "production"), NO_SECOND_FACTOR, NO_CODES];
    for pairs in [&[("MAIL_FROM", "clinic@example.org")][..], &production] {
        let notes = with(pairs).unwrap().notes().join("\n");
        assert!(notes.contains("mail.smtp_host is not set"), "{notes}");
    }
    let sent = with(&[("SMTP_HOST", "smtp.example.org"), ("MAIL_FROM", "clinic@example.org")]).unwrap();
    assert!(sent.notes().is_empty(), "{:?}", sent.notes());
}

#[test]
fn production_sends_no_links_that_lead_nowhere() {
    const PAGES: &str = "LIFELINE__MAIL__APP_URL";
    const SERVER: &str = "LIFELINE__SERVER__PUBLIC_URL";
    let mail = [("ENVIRONMENT", "production"), HOST, FROM];
    let production = |addresses: &[(&str, &str)]| with(&[&mail[..], addresses].concat());
    refuses(production(&[]), &["mail.app_url", "server.public_url"]);
    refuses(production(&[(PAGES, "http://app.example.org")]), &["mail.app_url", "https://"]);
    refuses(production(&[(SERVER, "http://clinic.example.org")]), &["server.public_url", "https://"]);
    refuses(production(&[(PAGES, "http://a.example"), (SERVER, "https://b.example")]), &["mail.app_url"]);
    for addresses in [
        &[(PAGES, "https://app.example.org")][..],
        &[(SERVER, "https://clinic.example.org")],
        &[(PAGES, "http://localhost:3000")],
        &[(SERVER, "http://[::1]:8000")],
        &[(PAGES, "https://app.example.org"), (SERVER, "http://b.example")],
    ] {
        assert!(production(addresses).is_ok(), "{addresses:?}");
    }
    assert!(with(&[HOST, FROM]).is_ok(), "development");
    assert!(with(&[("ENVIRONMENT", "production"), NO_CODES, NO_SECOND_FACTOR]).is_ok(), "no mail, no links");
}

#[test]
fn production_is_told_what_is_fine_for_trials_only() {
    let production = ("ENVIRONMENT", "production");
    let pages = ("LIFELINE__MAIL__APP_URL", "https://app.example.org");
    let careless = [
        production,
        ("SMTP_HOST", "mail"),
        FROM,
        pages,
        ("LIFELINE__MAIL__SECURITY", "none"),
        ("LIFELINE__LIMITS__ENABLED", "false"),
    ];
    let notes = with(&careless).unwrap().notes().join("\n");
    for key in ["sms.account_sid", "limits.enabled", "mail.security", "server.trusted_proxies"] {
        assert!(notes.contains(key), "{key}: {notes}");
    }
    let careful = [
        production,
        HOST,
        FROM,
        pages,
        ("LIFELINE__SERVER__TRUSTED_PROXIES", "10.0.0.1"),
        ("TWILIO_ACCOUNT_SID", "AC1"),
        ("TWILIO_AUTH_TOKEN", "hush"),
        ("TWILIO_PHONE_NUMBER", "+15005550006"),
    ];
    let notes = with(&careful).unwrap().notes().join("\n");
    assert!(notes.is_empty(), "{notes}");
    let trial = with(&careless[1..]).unwrap();
    assert!(trial.notes().is_empty(), "{:?}", trial.notes());
}

#[test]
fn production_asks_for_codes_and_does_not_start_without_mail() {
    let production = ("ENVIRONMENT", "Production");
    refuses(with(&[production]), &["mail.smtp_host", "SMTP_HOST", "auth.second_factor"]);
    refuses(with(&[production, NO_CODES]), &["mail.smtp_host"]);
    refuses(with(&[production, NO_SECOND_FACTOR]), &["mail.smtp_host"]);
    assert!(with(&[production, NO_CODES, NO_SECOND_FACTOR]).is_ok());
    let mail = [production, HOST, FROM, ("LIFELINE__MAIL__APP_URL", "https://app.example.org")];
    let roles = with(&mail).unwrap().auth.second_factor;
    assert!(roles.contains(&Role::Doctor) && roles.contains(&Role::Admin) && !roles.contains(&Role::Patient));
    assert!(with(&[]).unwrap().auth.second_factor.is_empty());
    let some = with(&[("LIFELINE__AUTH__SECOND_FACTOR", "doctor, staff")]).unwrap().auth.second_factor;
    assert_eq!(some, [Role::Doctor, Role::Receptionist]);
    refuses(with(&[("LIFELINE__AUTH__SECOND_FACTOR", "robot")]), &["auth.second_factor", "roles"]);
}

#[test]
fn a_cheap_bcrypt_is_for_development_only() {
    let cost = |environment, cost| {
        with(&[("ENVIRONMENT", environment), ("LIFELINE__AUTH__BCRYPT_COST", cost), NO_CODES, NO_SECOND_FACTOR])
    };
    assert!(cost("development", "4").is_ok());
    assert!(cost("production", "10").is_ok());
    refuses(cost("production", "9"), &["auth.bcrypt_cost", "from 10 to 15"]);
    refuses(cost("development", "3"), &["auth.bcrypt_cost"]);
    refuses(cost("development", "16"), &["auth.bcrypt_cost"]);
}
