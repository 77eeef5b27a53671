//! One-time codes and tickets in Redis, shared by every server of an installation.
