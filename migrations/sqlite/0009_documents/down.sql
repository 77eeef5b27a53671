DROP TABLE case_history_documents;
DROP TABLE documents;
