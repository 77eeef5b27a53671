-- Until now a telephone number proved an account too whose e-mail address nobody had proven. Which of both it was is not
-- known any more, so those that have both prove the address once more; without a password it was proven by a code.
UPDATE users SET is_verified = FALSE WHERE email IS NOT NULL AND phone IS NOT NULL AND password_hash IS NOT NULL;
-- A second factor without a first one protects nothing and cannot be switched off.
UPDATE users SET second_factor = FALSE WHERE password_hash IS NULL;
