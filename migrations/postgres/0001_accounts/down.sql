DROP TABLE idempotency_keys;
DROP TABLE refresh_tokens;
DROP TABLE sessions;
DROP TABLE password_history;
DROP TABLE users;
