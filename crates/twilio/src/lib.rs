//! Text messages by Twilio.
