//! The names under which other software keeps the same settings.

/// A variable's name and the key that it sets. Where two names set one key, the first that is set counts.
pub(super) const NAMES: [(&str, &str); 37] = [
    ("ENVIRONMENT", "server.environment"),
    ("APP_NAME", "server.app_name"),
    ("DEBUG", "server.debug"),
    ("CORS_ORIGINS", "server.cors_origins"),
    ("DATABASE_URL", "database.url"),
    ("DB_POOL_SIZE", "database.pool_size"),
    ("JWT_ALGORITHM", "auth.algorithm"),
    ("JWT_SECRET_KEY", "auth.secret_key"),
    ("JWT_EARLIER_KEYS", "auth.earlier_keys"),
    ("ACCESS_TOKEN_EXPIRE_MINUTES", "auth.access_token_minutes"),
    ("REFRESH_TOKEN_EXPIRE_DAYS", "auth.refresh_token_days"),
    ("LIFELINE_ADMIN_EMAIL", "auth.admin_email"),
    ("LIFELINE_ADMIN_PASSWORD", "auth.admin_password"),
    ("REDIS_URL", "redis.url"),
    ("S3_BUCKET_NAME", "files.bucket"),
    ("S3_ENDPOINT", "files.endpoint"),
    ("S3_PUBLIC_ENDPOINT", "files.public_endpoint"),
    ("AWS_REGION", "files.region"),
    ("AWS_ACCESS_KEY_ID", "files.access_key_id"),
    ("AWS_SECRET_ACCESS_KEY", "files.secret_access_key"),
    ("AI_PROVIDER", "assistant.provider"),
    ("GEMINI_API_KEY", "assistant.gemini_api_key"),
    ("GOOGLE_API_KEY", "assistant.gemini_api_key"),
    ("GEMINI_MODEL", "assistant.gemini_model"),
    ("GEMINI_MAX_TOKENS", "assistant.gemini_max_tokens"),
    ("OPENAI_API_KEY", "assistant.openai_api_key"),
    ("OPENAI_MODEL", "assistant.openai_model"),
    ("OPENAI_BASE_URL", "assistant.openai_base_url"),
    ("SMTP_HOST", "mail.smtp_host"),
    ("SMTP_PORT", "mail.smtp_port"),
    ("SMTP_USER", "mail.smtp_user"),
    ("SMTP_PASSWORD", "mail.smtp_password"),
    ("MAIL_FROM", "mail.from"),
    ("MAIL_FROM_NAME", "mail.from_name"),
    ("TWILIO_ACCOUNT_SID", "sms.account_sid"),
    ("TWILIO_AUTH_TOKEN", "sms.auth_token"),
    ("TWILIO_PHONE_NUMBER", "sms.phone_number"),
];

/// Keys whose value may also be the content of a file, named by the variable with `_FILE` at its end.
pub(super) const SECRET_KEYS: [&str; 11] = [
    "database.url",
    "auth.secret_key",
    "auth.earlier_keys",
    "auth.admin_password",
    "redis.url",
    "files.access_key_id",
    "files.secret_access_key",
    "assistant.gemini_api_key",
    "assistant.openai_api_key",
    "mail.smtp_password",
    "sms.auth_token",
];

/// The other names of a key as they stand behind it in a message, or nothing.
pub(super) fn other_names(key: &str) -> String {
    let names: Vec<&str> = NAMES.iter().filter(|(_, known)| *known == key).map(|(name, _)| *name).collect();
    if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
}
