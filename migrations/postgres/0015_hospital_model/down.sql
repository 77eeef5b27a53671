ALTER TABLE hospitals DROP COLUMN model_refused_at;
