ALTER TABLE messages DROP COLUMN screening;
