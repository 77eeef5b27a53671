//! What no debug form, refusal or panic shows.

use super::*;

#[test]
fn neither_debug_form_nor_refusal_shows_a_secret() {
    let secret_key = "hush0123456789abcdef0123456789abcdef";
    let mut pairs = vec![
        ("DATABASE_URL", "postgres://me:hush@db/lifeline"),
        ("JWT_ALGORITHM", "HS256"),
        ("JWT_SECRET_KEY", secret_key),
        ("JWT_REFRESH_SECRET", "hush"),
        ("LIFELINE_ADMIN_EMAIL", "admin@example.org"),
        ("LIFELINE_ADMIN_PASSWORD", "Secret-hush-1"),
        ("S3_BUCKET_NAME", "clinic"),
        ("AWS_ACCESS_KEY_ID", "hush"),
        ("AWS_SECRET_ACCESS_KEY", "hush"),
        ("GEMINI_API_KEY", "hush"),
        ("OPENAI_API_KEY", "hush"),
        ("SMTP_HOST", "smtp.example.org"),
        ("SMTP_USER", "clinic"),
        ("SMTP_PASSWORD", "hush"),
        ("MAIL_FROM", "clinic@example.org"),
        ("TWILIO_ACCOUNT_SID", "AC1"),
        ("TWILIO_AUTH_TOKEN", "hush"),
        ("TWILIO_PHONE_NUMBER", "+15005550006"),
    ];
    let shown = format!("{:?}", with(&pairs).unwrap());
    assert!(shown.contains("clinic") && !shown.contains("hush"), "{shown}");

    pairs.push(("JWT_ALGORITHM", "RS256"));
    let refusals = [
        with(&pairs).unwrap_err(),
        with(&[("DATABASE_URL", "hush://hush")]).unwrap_err(),
        with_file("[auth]\nsecret_key = hush\n").unwrap_err(),
        with_file("[auth]\nsecret_key = [\"hush\"]\n").unwrap_err(),
    ];
    for refusal in refusals {
        assert!(!format!("{refusal} {refusal:?}").contains("hush"), "{refusal}");
    }
}

/// What `unwrap` would print of it.
fn panic_of(config: Result<Config, ConfigError>) -> String {
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| config.unwrap())).unwrap_err();
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[test]
fn no_secret_is_shown_whatever_is_wrong_with_it() {
    let texts = [
        "hush",
        "[hush",
        "[\"hush\", 1]",
        "hush,hush",
        "-----BEGIN PUBLIC KEY-----\nhush\n-----END PUBLIC KEY-----",
        "-----BEGIN PRIVATE KEY-----\nhush",
        "hush://hush",
        "postgres://hush:hush@[hush/hush?sslmode=hush",
        "sqlite:",
        "{\"hush\": 1}",
    ];
    let mut refused = 0;
    for key in well_known::SECRET_KEYS {
        let (section, name) = key.split_once('.').unwrap();
        let own = format!("LIFELINE__{}__{}", section.to_uppercase(), name.to_uppercase());
        let known = well_known::NAMES.iter().filter(|(_, sets)| *sets == key).map(|(known, _)| (*known).to_owned());
        for variable in known.chain([own]) {
            for text in texts {
                match with(&[(&variable, text)]) {
                    Ok(config) => assert!(!format!("{config:?}").contains("hush"), "{variable}"),
                    Err(refusal) => {
                        refused += 1;
                        let said = format!("{refusal} {refusal:?}");
                        let shown = format!("{said} {}", panic_of(Err(refusal)));
                        assert!(shown.contains(key) || shown.contains(&variable), "{shown}");
                        assert!(!shown.contains("hush"), "{shown}");
                    }
                }
            }
        }
        for value in ["hush", "\"hush", "[\"hush\"]", "[[\"hush\"]]", "{ hush = \"hush\" }", "1", "\"hush\"\nhush"] {
            if let Err(refusal) = with_file(&format!("[{section}]\n{name} = {value}\n")) {
                refused += 1;
                let shown = format!("{refusal} {refusal:?}");
                assert!(!shown.contains("hush"), "{shown}");
            }
        }
    }
    assert!(refused > 50, "{refused}");
}
