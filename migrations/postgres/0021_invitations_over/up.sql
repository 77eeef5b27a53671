-- Invitations that nobody accepted in time are purged.
CREATE INDEX invitations_expires_at_idx ON invitations (expires_at) WHERE accepted_at IS NULL;
