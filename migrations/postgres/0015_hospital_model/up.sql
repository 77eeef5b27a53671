-- Since when a hospital lets no language model read of its patients; NULL where it has not said so.
ALTER TABLE hospitals ADD COLUMN model_refused_at timestamptz;
