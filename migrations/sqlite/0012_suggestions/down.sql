DROP TABLE suggestion_feedback;
DROP TABLE suggestions;
