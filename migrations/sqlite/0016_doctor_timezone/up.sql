-- Whether the doctor named a time zone; one who did not has that of the first hospital where he works.
ALTER TABLE doctors ADD COLUMN timezone_is_own INTEGER NOT NULL DEFAULT 0 CHECK (timezone_is_own IN (0, 1));
-- Whether those who are there named theirs is not known: nobody's is to move by itself.
UPDATE doctors SET timezone_is_own = 1;
