//! Proof that an access rule passed.

use std::{fmt, marker::PhantomData};

/// Proof that rule `Rule` passed for the thing with this id. Only an `access` module makes one; repository writes demand it.
pub struct Permit<Rule, Id> {
    id: Id,
    rule: PhantomData<fn() -> Rule>,
}

impl<Rule, Id: Copy> Permit<Rule, Id> {
    /// For `access` modules only.
    pub(crate) const fn grant(id: Id) -> Self {
        Self { id, rule: PhantomData }
    }
    /// What the permit is for.
    pub const fn id(&self) -> Id {
        self.id
    }
}

impl<Rule, Id: fmt::Debug> fmt::Debug for Permit<Rule, Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Permit<{}>({:?})", std::any::type_name::<Rule>(), self.id)
    }
}
