//! The event bus over Redis: what one server tells, the listeners of every server hear.
