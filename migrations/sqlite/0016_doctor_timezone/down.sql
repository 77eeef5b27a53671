ALTER TABLE doctors DROP COLUMN timezone_is_own;
