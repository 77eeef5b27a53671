//! What holds of whole families of operations: strangers reach nothing, every change is audited, every list is bounded. The
//! operations are those of the OpenAPI document; one that no table names fails the test.

mod changes;
mod changes_of_care;
mod changes_of_identity;
mod changes_of_people;
mod double_booking;
mod extremes;
mod ledger;
mod lists;
mod queries;
mod reading;
mod sign_in;
mod sizes;
mod stranger_cases;
mod strangers;
