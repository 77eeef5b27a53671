DROP TABLE access_log;
DROP TABLE audit_log;
