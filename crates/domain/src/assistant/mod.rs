//! Structured interview, red flags, summaries and suggested responses that work without any model.
