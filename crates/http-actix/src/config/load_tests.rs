//! Precedence, refusals and discretion, over explicit sources: no test touches the process's environment.

use domain::kernel::Role;
use secrecy::ExposeSecret;

use super::{super::*, *};

#[path = "load_tests/production.rs"]
mod production;
#[path = "load_tests/secrets.rs"]
mod secrets;

fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn with(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::from_sources(&variables(pairs), None, &Overrides::default())
}

fn with_file(text: &str) -> Result<Config, ConfigError> {
    Config::from_sources(&BTreeMap::new(), Some(text), &Overrides::default())
}

#[track_caller]
fn refuses(config: Result<Config, ConfigError>, parts: &[&str]) {
    let said = config.unwrap_err().to_string();
    for part in parts {
        assert!(said.contains(part), "{said}");
    }
}

const HOST: (&str, &str) = ("SMTP_HOST", "smtp.example.org");
const FROM: (&str, &str) = ("MAIL_FROM", "clinic@example.org");
const PEM: &str = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n";

#[test]
fn the_defaults_are_a_working_configuration() {
    let config = with(&[]).unwrap();
    assert_eq!(config.server.public_url(), "http://127.0.0.1:8000");
    assert!(!config.server.is_production() && config.server.worker_count() >= 1);
    assert!(config.server.may_read_metrics("127.0.0.1".parse().unwrap()));
    assert!(!config.server.may_read_metrics("10.0.0.1".parse().unwrap()));
    assert!(!config.server.trusts_proxy("127.0.0.1".parse().unwrap()));
    assert_eq!(config.auth.algorithm, SigningAlgorithm::Rs256);
    assert_eq!((config.auth.access_token_minutes, config.auth.refresh_token_days), (60, 7));
    assert_eq!((config.auth.bcrypt_cost, config.database.pool_size), (12, 20));
    assert!(config.auth.password_thread_count() >= 1);
    assert_eq!(config.assistant.provider, Provider::None);
    assert_eq!((config.log.level, config.log.format), (LogLevel::Info, LogFormat::Auto));
    assert!(matches!(config.database_target(), DatabaseTarget::Sqlite { file } if file.ends_with("data/lifeline.db")));
    assert!(matches!(config.file_storage(), FileStorage::Disk { dir } if dir.ends_with("data/files")));
    assert!(config.notes().is_empty(), "{:?}", config.notes());
}

#[test]
fn the_stronger_source_wins() {
    let file = "[database]\npool_size = 2\n[server]\nport = 3\napp_name = \"file\"\n";
    let all = variables(&[("DB_POOL_SIZE", "1"), ("APP_NAME", "known"), ("LIFELINE__SERVER__APP_NAME", "own")]);
    let load = |file, overrides: &Overrides| Config::from_sources(&all, file, overrides).unwrap();

    let weak = load(None, &Overrides::default());
    assert_eq!((weak.database.pool_size, weak.server.port, weak.server.app_name.as_str()), (1, 8000, "own"));
    let filed = load(Some(file), &Overrides::default());
    assert_eq!((filed.database.pool_size, filed.server.port, filed.server.app_name.as_str()), (2, 3, "own"));
    let told = Overrides { port: Some(4), data_dir: Some("/srv/lifeline".into()), config_file: None };
    let strong = load(Some(file), &told);
    assert_eq!((strong.database.pool_size, strong.server.port), (2, 4));
    assert_eq!(strong.data.dir, PathBuf::from("/srv/lifeline"));
}

#[test]
fn well_known_names_are_read() {
    let config = with(&[
        ("DATABASE_URL", "postgresql+psycopg2://me:hush@db/lifeline"),
        ("JWT_ALGORITHM", "hs256"),
        ("JWT_SECRET_KEY", "0123456789abcdef0123456789abcdef"),
        ("ENVIRONMENT", "production"),
        ("SMTP_HOST", "smtp.example.org"),
        ("MAIL_FROM", "clinic@example.org"),
        ("LIFELINE__SERVER__PUBLIC_URL", "https://clinic.example.org"),
        ("CORS_ORIGINS", "https://a.example, https://b.example/"),
        ("GEMINI_API_KEY", ""),
        ("GOOGLE_API_KEY", "google"),
        ("AI_PROVIDER", "gemini"),
        ("S3_BUCKET_NAME", "clinic"),
        ("AWS_ACCESS_KEY_ID", "123456"),
        ("AWS_SECRET_ACCESS_KEY", "true"),
        ("LIFELINE_ADMIN_EMAIL", "admin@example.org"),
        ("LIFELINE_ADMIN_PASSWORD", "Secr3t-007"),
    ])
    .unwrap();
    let DatabaseTarget::Postgres { url } = config.database_target() else { panic!("not PostgreSQL") };
    assert_eq!(url.expose_secret(), "postgres://me:hush@db/lifeline");
    assert!(config.server.is_production());
    assert_eq!(config.server.cors_origins, ["https://a.example", "https://b.example"]);
    assert_eq!(config.assistant.gemini_api_key.unwrap().expose_secret(), "google");
    assert_eq!(config.auth.admin_password.unwrap().expose_secret(), "Secr3t-007");
    assert_eq!(config.auth.admin_email.as_deref(), Some("admin@example.org"));
    let Some(FileStorage::S3 { access_key_id, .. }) = config.files.s3() else { panic!("not S3") };
    assert_eq!(access_key_id.expose_secret(), "123456");
}

#[test]
fn every_well_known_name_sets_a_key_and_stands_in_the_example() {
    let defaults = Layer::from_defaults(DEFAULTS).unwrap();
    let example = include_str!("../../../../.env.example");
    for (name, key) in well_known::NAMES {
        assert!(defaults.get(key).is_some(), "{name} sets {key}, which has no default");
        assert!(example.lines().any(|line| line.trim_start_matches("# ").starts_with(&format!("{name}="))), "{name}");
    }
    for key in well_known::SECRET_KEYS {
        assert!(defaults.get(key).is_some(), "{key}");
    }
}

#[test]
fn what_cannot_be_used_is_refused_by_name() {
    refuses(with(&[("LIFELINE__SERVER__PROT", "1")]), &["LIFELINE__SERVER__PROT", "no such setting"]);
    refuses(with(&[("LIFELINE__PORT", "1")]), &["LIFELINE__PORT"]);
    refuses(with(&[("DB_POOL_SIZE", "many")]), &["DB_POOL_SIZE", "whole number"]);
    refuses(with(&[("LIFELINE__SERVER__PORT", "70000")]), &["server.port", "out of its range"]);
    refuses(with(&[("DB_POOL_SIZE", "0")]), &["database.pool_size", "DB_POOL_SIZE", "from 1 to 1000"]);
    refuses(with(&[("DATABASE_URL", "mysql://a:hush@b/c")]), &["database.url", "DATABASE_URL", "sqlite:"]);
    refuses(with(&[("ENVIRONMENT", "staging")]), &["server.environment", "development, production"]);
    refuses(with(&[("LIFELINE__SERVER__HOST", "here")]), &["server.host", "IP address"]);
    refuses(with(&[("LIFELINE__SERVER__TRUSTED_PROXIES", "10.0.0.1,x")]), &["`server.trusted_proxies`", "10.0.0.0/8"]);
    for everybody in ["0.0.0.0/0", "10.0.0.1,::/0"] {
        refuses(with(&[("LIFELINE__SERVER__TRUSTED_PROXIES", everybody)]), &["`server.trusted_proxies`", "everybody"]);
    }
    refuses(with(&[("CORS_ORIGINS", "*")]), &["server.cors_origins", "CORS_ORIGINS"]);
    refuses(with(&[("AI_PROVIDER", "gemini")]), &["assistant.gemini_api_key", "GEMINI_API_KEY, GOOGLE_API_KEY"]);
    refuses(with(&[("AI_PROVIDER", "openai")]), &["assistant.openai_api_key", "OPENAI_API_KEY"]);
    refuses(with(&[("S3_BUCKET_NAME", "clinic")]), &["files.access_key_id", "AWS_ACCESS_KEY_ID"]);
    refuses(with(&[("LIFELINE_ADMIN_EMAIL", "a@b.example")]), &["auth.admin_password"]);
    let weak = [("LIFELINE_ADMIN_EMAIL", "a@b.example"), ("LIFELINE_ADMIN_PASSWORD", "weak")];
    refuses(with(&weak), &["auth.admin_password", "LIFELINE_ADMIN_PASSWORD", "8 characters"]);
    let nobody = [("LIFELINE_ADMIN_EMAIL", "admin"), ("LIFELINE_ADMIN_PASSWORD", "Str0ng!pass")];
    refuses(with(&nobody), &["auth.admin_email", "LIFELINE_ADMIN_EMAIL", "e-mail address"]);
    refuses(with(&[("LIFELINE__LOCALE__DEFAULT_TIMEZONE", "Mars/Base")]), &["locale.default_timezone"]);
}

#[test]
fn a_demonstration_leaves_aside_what_is_somebody_elses() {
    let mut config = with(&[
        ("DATABASE_URL", "postgres://me@db/lifeline"),
        ("AI_PROVIDER", "gemini"),
        ("GEMINI_API_KEY", "google"),
        ("S3_BUCKET_NAME", "clinic"),
        ("AWS_ACCESS_KEY_ID", "123456"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("SMTP_HOST", "smtp.example.org"),
        ("SMTP_USER", "clinic"),
        ("SMTP_PASSWORD", "secret"),
        ("MAIL_FROM", "clinic@example.org"),
        ("TWILIO_ACCOUNT_SID", "AC1"),
        ("TWILIO_AUTH_TOKEN", "secret"),
        ("TWILIO_PHONE_NUMBER", "+15005550006"),
    ])
    .unwrap();
    let named = ["database.url", "files.bucket", "assistant.provider", "mail.smtp_host", "sms.account_sid"];
    assert_eq!(config.keep_to_the_folder(), named);
    assert!(config.mail.smtp_host.is_none() && config.mail.smtp_password.is_none());
    assert!(config.sms.account_sid.is_none() && config.sms.auth_token.is_none());
    assert!(matches!(config.database_target(), DatabaseTarget::Sqlite { file } if file == config.data.database_file()));
    assert!(matches!(config.file_storage(), FileStorage::Disk { .. }));
    assert_eq!(config.assistant.provider, Provider::None);
    assert!(config.keep_to_the_folder().is_empty());
}

#[test]
fn a_model_of_ones_own_needs_no_key() {
    let config = with(&[("AI_PROVIDER", "openai"), ("OPENAI_BASE_URL", "http://localhost:11434/v1")]).unwrap();
    assert!(config.assistant.openai_api_key.is_none());
}

#[test]
fn mail_and_text_messages_are_read_under_their_well_known_names() {
    let config = with(&[
        ("SMTP_HOST", "smtp.example.org"),
        ("SMTP_PORT", "465"),
        ("SMTP_USER", "clinic"),
        ("SMTP_PASSWORD", "007"),
        ("MAIL_FROM", "clinic@example.org"),
        ("MAIL_FROM_NAME", "Lakeside"),
        ("LIFELINE__MAIL__SECURITY", "Tls"),
        ("LIFELINE__MAIL__APP_URL", "https://app.example.org/clinic/"),
        ("TWILIO_ACCOUNT_SID", "AC1"),
        ("TWILIO_AUTH_TOKEN", "008"),
        ("TWILIO_PHONE_NUMBER", "+15005550006"),
    ])
    .unwrap();
    assert_eq!(config.app_url(), "https://app.example.org/clinic");
    let Config { mail, sms, .. } = config;
    assert_eq!((mail.smtp_host.as_deref(), mail.smtp_port), (Some("smtp.example.org"), 465));
    assert_eq!((mail.smtp_user.as_deref(), mail.smtp_password.unwrap().expose_secret()), (Some("clinic"), "007"));
    assert_eq!((mail.from.as_deref(), mail.from_name.as_deref()), (Some("clinic@example.org"), Some("Lakeside")));
    assert_eq!(mail.security, MailSecurity::Tls);
    assert_eq!((sms.account_sid.as_deref(), sms.auth_token.unwrap().expose_secret()), (Some("AC1"), "008"));
    assert_eq!(sms.phone_number.as_deref(), Some("+15005550006"));

    let silent = with(&[]).unwrap();
    assert!(silent.mail.smtp_host.is_none() && silent.sms.account_sid.is_none());
    assert_eq!((silent.mail.security, silent.mail.smtp_port), (MailSecurity::Auto, 587));
    assert_eq!(silent.app_url(), silent.server.public_url());
}

#[test]
fn what_is_half_configured_is_refused_with_what_is_missing() {
    let (user, password) = (("SMTP_USER", "clinic"), ("SMTP_PASSWORD", "hush"));
    assert!(with(&[HOST, FROM]).is_ok() && with(&[HOST, FROM, user, password]).is_ok() && with(&[FROM]).is_ok());
    refuses(with(&[HOST]), &["mail.from", "MAIL_FROM", "when mail.smtp_host is"]);
    refuses(with(&[HOST, FROM, user]), &["mail.smtp_password", "SMTP_PASSWORD"]);
    refuses(with(&[HOST, FROM, password]), &["mail.smtp_user", "SMTP_USER"]);
    refuses(with(&[FROM, user, password]), &["mail.smtp_host", "SMTP_HOST"]);
    refuses(with(&[HOST, ("MAIL_FROM", "clinic")]), &["mail.from", "e-mail address"]);
    refuses(with(&[HOST, FROM, ("SMTP_PORT", "0")]), &["mail.smtp_port", "from 1 to 65535"]);
    refuses(with(&[("LIFELINE__MAIL__SECURITY", "ssl")]), &["mail.security", "auto, starttls, tls, none"]);
    refuses(with(&[("LIFELINE__MAIL__APP_URL", "app")]), &["mail.app_url"]);
    let plain = ("LIFELINE__MAIL__SECURITY", "none");
    refuses(with(&[HOST, FROM, user, password, plain]), &["mail.security", "unencrypted"]);
    assert!(with(&[HOST, FROM, plain]).is_ok());
    assert!(with(&[("SMTP_HOST", "localhost"), FROM, user, password, plain]).is_ok());

    let (sid, token) = (("TWILIO_ACCOUNT_SID", "AC1"), ("TWILIO_AUTH_TOKEN", "hush"));
    let number = ("TWILIO_PHONE_NUMBER", "+15005550006");
    assert!(with(&[sid, token, number]).is_ok());
    refuses(with(&[sid, token]), &["sms.phone_number", "TWILIO_PHONE_NUMBER", "beside sms.account_sid"]);
    refuses(with(&[sid, number]), &["sms.auth_token", "TWILIO_AUTH_TOKEN"]);
    refuses(with(&[token]), &["sms.account_sid", "TWILIO_ACCOUNT_SID", "beside sms.auth_token"]);
}

#[test]
fn limits_are_numbers_that_make_sense() {
    assert_eq!(with(&[]).unwrap().limits.rules(), domain::limits::Rules::default());
    assert!(!with(&[("LIFELINE__LIMITS__ENABLED", "false")]).unwrap().limits.rules().enabled);
    refuses(with(&[("LIFELINE__LIMITS__CODES", "9")]), &["limits.codes", "from 1 to 8"]);
    refuses(with(&[("LIFELINE__LIMITS__LOGINS", "0")]), &["limits.logins"]);
}

#[test]
fn a_file_is_refused_by_key_or_line() {
    refuses(with_file("[server]\nprot = 1\n"), &["server.prot", "no such setting"]);
    refuses(with_file("[sever]\nport = 1\n"), &["sever"]);
    refuses(with_file("[server]\nport = \"80\"\n"), &["server.port", "whole number"]);
    refuses(with_file("[server]\nport = 80.0\n"), &["server.port", "whole number"]);
    refuses(with_file("[log]\nlevel = \"loud\"\n"), &["log.level", "error, warn, info, debug, trace"]);
    refuses(with_file("[log]\nlevel = \"info\"\nlevel"), &["line 3", "TOML"]);
}

#[test]
fn a_signing_key_must_fit_its_algorithm() {
    let long = "0123456789abcdef0123456789abcdef";
    for (algorithm, key, fits) in [
        ("RS256", PEM, true),
        ("RS256", "-----BEGIN RSA PRIVATE KEY-----\\nMIIB\\n-----END RSA PRIVATE KEY-----", true),
        ("RS256", long, false),
        ("RS256", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----", false),
        ("RS256", "-----BEGIN EC PRIVATE KEY-----\nMIIB\n-----END EC PRIVATE KEY-----", false),
        ("HS256", long, true),
        ("HS256", "0123456789abcdef0123456789abcde", false),
        ("HS256", PEM, false),
    ] {
        let config = with(&[("JWT_ALGORITHM", algorithm), ("JWT_SECRET_KEY", key)]);
        assert_eq!(config.is_ok(), fits, "{algorithm} {key}");
        if let Ok(Config { auth: Auth { secret_key: Some(kept), .. }, .. }) = config {
            assert!(!kept.expose_secret().contains("\\n"));
        }
    }
}

#[test]
fn debug_raises_the_log_level_and_is_noted() {
    let config = with(&[("DEBUG", "true")]).unwrap();
    assert_eq!(config.log.level, LogLevel::Debug);
    assert_eq!(config.notes().len(), 1);
    let config = with(&[("DEBUG", "true"), ("LIFELINE__LOG__LEVEL", "trace")]).unwrap();
    assert_eq!(config.log.level, LogLevel::Trace);
}

#[test]
fn settings_without_effect_are_noted_and_not_repeated() {
    let config =
        with(&[("JWT_REFRESH_SECRET", "hush"), ("SENTRY_DSN", "https://hush@s"), ("OPENAI_API_KEY", "hush")]).unwrap();
    let notes = config.notes().join("\n");
    assert!(notes.contains("JWT_REFRESH_SECRET") && notes.contains("SENTRY_DSN") && notes.contains("provider is none"));
    assert!(!notes.contains("hush"), "{notes}");
}

#[test]
fn earlier_keys_stand_one_after_another() {
    let long = "0123456789abcdef0123456789abcdef";
    let kept = |text: &str| {
        let config = with(&[("JWT_EARLIER_KEYS", text)]).unwrap();
        config.auth.earlier_keys.iter().map(|key| key.expose_secret().trim_end().to_owned()).collect::<Vec<_>>()
    };
    let pem = PEM.trim_end();
    assert!(kept("").is_empty());
    assert_eq!(kept(PEM), [pem]);
    assert_eq!(kept(&format!("{PEM}\n{PEM}")), [pem, pem]);
    assert_eq!(kept(&format!("{PEM}{PEM}").replace('\n', "\\n")), [pem, pem]);
    assert_eq!(kept(&format!("{PEM},{PEM},{long}")), [pem, pem, long]);
    assert_eq!(kept(&serde_json::to_string(&[PEM, &format!("{long},")]).unwrap()), [pem, &format!("{long},")]);
    assert_eq!(kept(&format!("{long}\r\n\n{long}\n")), [long, long]);
    let file = with_file(&format!("[auth]\nearlier_keys = [\"\"\"{PEM}{PEM}\"\"\", \"{long}\"]\n")).unwrap();
    assert_eq!(file.auth.earlier_keys.len(), 3);

    let public = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----";
    for bad in ["short", public, &format!("{PEM}{public}"), &format!("{long}{PEM}"), &format!("{long},short")] {
        refuses(with(&[("JWT_EARLIER_KEYS", bad)]), &["auth.earlier_keys", "JWT_EARLIER_KEYS", "PEM"]);
    }
}
