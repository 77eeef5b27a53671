//! What must hold when two things happen at once, when somebody's standing changes in between, and at the edges of lists.

mod bookings;
mod lists;
mod old_hashes;
mod sign_in;
mod standing;
