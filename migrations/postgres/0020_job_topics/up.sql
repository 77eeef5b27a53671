-- Each topic has workers of its own, which look for the oldest job of theirs.
DROP INDEX jobs_claim_idx;
CREATE INDEX jobs_claim_idx ON jobs (topic, available_at, id) WHERE finished_at IS NULL AND dead_at IS NULL;
