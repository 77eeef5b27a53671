use domain::{
    kernel::{Check, Outcome, parse},
    mappings::Pair,
};
use uuid::Uuid;

use crate::extract::Field;

/// Two required ids, made into a pair.
pub fn pair<A: From<Uuid>, B: From<Uuid>>(
    first: (&'static str, Field<Uuid>),
    second: (&'static str, Field<Uuid>),
    make: impl FnOnce(A, B) -> Pair,
) -> Outcome<Pair> {
    let mut check = Check::default();
    let one = check.required(first.0, first.1, parse::any);
    let other = check.required(second.0, second.1, parse::any);
    check.build(|| Some(make(one?.into(), other?.into())))
}
