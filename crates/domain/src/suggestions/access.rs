//! Who sees, writes and rates suggestions.

use super::Suggestion;
use crate::kernel::{Actor, DoctorId, Error, Outcome, Permit, Role, Roles, SuggestionId, UserId};

/// Roles that may ever read and rate suggestions.
pub const MAY_READ: Roles = Roles::of(&[Role::Doctor, Role::Patient]);
/// Roles that may ever write suggestions.
pub const MAY_WRITE: Roles = Roles::of(&[Role::Doctor]);

/// The suggestions that an actor sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuggestionScope {
    /// Every one.
    All,
    /// The doctor's own, and those that colleagues in a hospital share.
    OwnAndShared(DoctorId),
    /// Those of the doctors who treat this account's patients.
    OfTreatingDoctors(UserId),
    /// None.
    Nobody,
}

/// The suggestions that this actor sees.
pub const fn scope(actor: &Actor) -> SuggestionScope {
    match actor {
        Actor::Admin { .. } => SuggestionScope::All,
        Actor::Doctor { doctor, .. } => SuggestionScope::OwnAndShared(*doctor),
        Actor::Patient { user } => SuggestionScope::OfTreatingDoctors(*user),
        Actor::Hospital { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } => SuggestionScope::Nobody,
    }
}

/// The right to change or remove a suggestion.
#[derive(Debug)]
pub struct WriteSuggestion;

/// The owner and administrators change a suggestion; to others it stays as it is, though they may see it.
pub fn write(actor: &Actor, suggestion: &Suggestion) -> Outcome<Permit<WriteSuggestion, SuggestionId>> {
    let allowed = match actor {
        Actor::Admin { .. } => true,
        Actor::Doctor { doctor, .. } => *doctor == suggestion.doctor_id,
        Actor::Hospital { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } | Actor::Patient { .. } => false,
    };
    if allowed {
        Ok(Permit::grant(suggestion.id))
    } else {
        Err(Error::forbidden("only its doctor changes a suggestion"))
    }
}

/// The doctor for whom the actor writes a new suggestion.
pub fn author(actor: &Actor, named: Option<DoctorId>) -> Outcome<DoctorId> {
    match (actor, named) {
        (Actor::Admin { .. }, Some(doctor)) => Ok(doctor),
        (Actor::Admin { .. }, None) => Err(Error::invalid("doctor_id", "is required")),
        (Actor::Doctor { doctor, .. }, named) if named.is_none_or(|named| named == *doctor) => Ok(*doctor),
        (Actor::Doctor { .. }, _) => Err(Error::forbidden("a doctor writes suggestions of his own only")),
        (Actor::Hospital { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } | Actor::Patient { .. }, _) => {
            Err(Error::forbidden("only doctors write suggestions"))
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn doctor(n: u128) -> Actor {
        Actor::Doctor { user: UserId(Uuid::from_u128(n)), doctor: DoctorId(Uuid::from_u128(n)), verified: true }
    }

    #[test]
    fn a_doctor_writes_for_himself_and_an_administrator_for_a_named_one() {
        let other = DoctorId(Uuid::from_u128(2));
        assert_eq!(author(&doctor(1), None).unwrap(), DoctorId(Uuid::from_u128(1)));
        assert!(matches!(author(&doctor(1), Some(other)), Err(Error::Forbidden(_))));
        let admin = Actor::Admin { user: UserId(Uuid::nil()) };
        assert!(matches!(author(&admin, None), Err(Error::Invalid(_))));
        assert_eq!(author(&admin, Some(other)).unwrap(), other);
    }
}
