DROP INDEX jobs_claim_idx;
CREATE INDEX jobs_claim_idx ON jobs (available_at, id) WHERE finished_at IS NULL AND dead_at IS NULL;
