-- Until now a telephone number proved an account too whose e-mail address nobody had proven. Which of both it was is not
-- known any more, so those that have both prove the address once more.
UPDATE users SET is_verified = FALSE WHERE email IS NOT NULL AND phone IS NOT NULL;
