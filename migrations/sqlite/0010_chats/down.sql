DROP TABLE messages;
DROP TABLE chat_preferences;
DROP TABLE chats;
