//! Appointments: booked visits of a patient to a doctor. Neither is in two places at once; the database keeps that rule.

pub mod access;
mod analysis;
mod booking;
mod change;
mod entity;
mod forms;
mod interval;
mod repo;
mod service;

pub use access::AppointmentScope;
pub use booking::Booking;
pub use change::{AppointmentChange, StatusChange};
pub use entity::{Appointment, AppointmentKind, AppointmentStatus, AppointmentView};
pub use forms::{ClockTime, Moment, TimeForms, parse_clock_time, parse_moment};
pub use interval::Interval;
pub use repo::{AppointmentFilter, AppointmentRepo, Bookable, BookedPatient, Clash, Told};
pub use service::{Appointments, Whose};
