DROP TABLE model_calls;
DROP TABLE ai_suggestions;
DROP TABLE ai_messages;
DROP TABLE ai_sessions;
