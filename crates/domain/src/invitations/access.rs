//! Who invites whom, and who sees and revokes invitations.

use crate::{
    kernel::{Actor, Error, HospitalId, InvitationId, Outcome, PatientId, Permit, Role, Roles, UserId},
    patients::{PatientRule, PatientScope, access::ChangePermit},
};

/// Roles that may ever invite people to work for a hospital.
pub const MAY_ONBOARD: Roles = Roles::of(&[Role::Hospital]);
/// Roles that may ever offer a patient the record that a hospital keeps.
pub const MAY_OFFER_CLAIM: Roles = Roles::of(&[Role::Hospital, Role::Nurse, Role::Receptionist]);
/// Roles that may ever share a patient with another account, or take such an offer.
pub const MAY_SHARE: Roles = Roles::of(&[Role::Patient]);

/// A set of live invitations, as a query filters by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationScope {
    /// All to work somewhere.
    Staff,
    /// Those to work for this hospital.
    StaffOf(HospitalId),
    /// All to patients: claims, and those of families.
    Patients,
    /// Of those to patients, what this account sent.
    SentBy(UserId),
    /// Of those to patients, what this account sent and what was sent to its proven address.
    SentByOrTo(UserId),
    /// None.
    Nobody,
}

/// The right to accept an invitation.
#[derive(Debug)]
pub struct Accept;
/// The proof that an invitation may be accepted.
pub type AcceptPermit = Permit<Accept, InvitationId>;

/// The right to revoke an invitation.
#[derive(Debug)]
pub struct Revoke;
/// The proof that an invitation may be revoked.
pub type RevokePermit = Permit<Revoke, InvitationId>;

/// For which hospital this actor invites, when he names this one: a hospital for itself, an administrator for any; none
/// where an administrator leaves it to there being only one.
pub fn onboard(actor: &Actor, named: Option<HospitalId>) -> Outcome<Option<HospitalId>> {
    match actor {
        Actor::Admin { .. } => Ok(named),
        Actor::Hospital { verified: false, .. } => {
            Err(Error::forbidden("an administrator must verify the hospital first"))
        }
        Actor::Hospital { hospital, .. } if named.is_none_or(|named| named == *hospital) => Ok(Some(*hospital)),
        Actor::Hospital { .. } => Err(Error::unknown("hospital", "hospital_id")),
        Actor::Doctor { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } | Actor::Patient { .. } => {
            Err(Error::forbidden("only hospitals and administrators invite staff"))
        }
    }
}

/// The invitations to work somewhere that this actor sees and revokes.
pub const fn staff(actor: &Actor) -> InvitationScope {
    match actor {
        Actor::Admin { .. } => InvitationScope::Staff,
        Actor::Hospital { hospital, .. } => InvitationScope::StaffOf(*hospital),
        Actor::Doctor { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } | Actor::Patient { .. } => {
            InvitationScope::Nobody
        }
    }
}

/// Offering the record to whom it is about: the hospital of the patient with all its staff.
#[derive(Debug)]
pub struct OfferClaim;
impl PatientRule for OfferClaim {
    const NAME: &'static str = "offer a record to its patient";
    fn scope(actor: &Actor) -> PatientScope {
        match actor {
            Actor::Admin { .. } => PatientScope::All,
            Actor::Hospital { hospital, verified: true, .. }
            | Actor::Nurse { hospital, .. }
            | Actor::Receptionist { hospital, .. } => PatientScope::Hospital(*hospital),
            Actor::Hospital { verified: false, .. } | Actor::Doctor { .. } | Actor::Patient { .. } => {
                PatientScope::Nobody
            }
        }
    }
}

/// Whether this actor offers records for this hospital; for none where an administrator offered them.
pub(super) fn offers_for(actor: &Actor, hospital: Option<HospitalId>) -> bool {
    let scope = OfferClaim::scope(actor);
    scope == PatientScope::All || hospital.is_some_and(|hospital| scope == PatientScope::Hospital(hospital))
}

/// Sharing a patient with another account: whoever acts for the patient.
#[derive(Debug)]
pub struct Share;
impl PatientRule for Share {
    const NAME: &'static str = "share a patient with another account";
    fn scope(actor: &Actor) -> PatientScope {
        match actor {
            Actor::Admin { .. } => PatientScope::All,
            Actor::Patient { user } => PatientScope::Family(*user),
            Actor::Hospital { .. } | Actor::Doctor { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } => {
                PatientScope::Nobody
            }
        }
    }
}

/// The invitations to patients that this actor sees.
pub const fn to_patients(actor: &Actor) -> InvitationScope {
    match actor {
        Actor::Admin { .. } => InvitationScope::Patients,
        Actor::Patient { user } => InvitationScope::SentByOrTo(*user),
        Actor::Hospital { .. } | Actor::Doctor { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } => {
            InvitationScope::Nobody
        }
    }
}

/// The invitations to patients that this actor revokes.
pub const fn revocable(actor: &Actor) -> InvitationScope {
    match actor {
        Actor::Admin { .. } => InvitationScope::Patients,
        Actor::Patient { user } => InvitationScope::SentBy(*user),
        Actor::Hospital { .. } | Actor::Doctor { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } => {
            InvitationScope::Nobody
        }
    }
}

/// The permit to give up the account's own record, which is blank, for the one that was offered.
pub(super) const fn give_up_own(blank: PatientId) -> ChangePermit {
    Permit::grant(blank)
}

/// The permit to complete the record that took the place of the own one.
pub(super) const fn complete(offered: PatientId) -> ChangePermit {
    Permit::grant(offered)
}

/// The permit for an invitation whose token was shown.
pub(super) const fn accept(found: InvitationId) -> AcceptPermit {
    Permit::grant(found)
}

/// The permit for an invitation that was found within [`staff`] or [`revocable`], or is about a patient whom
/// [`OfferClaim`] reaches.
pub(super) const fn revoke(found: InvitationId) -> RevokePermit {
    Permit::grant(found)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_hospital_invites_for_itself_once_it_is_verified() {
        let [own, other] = [1, 2].map(|n| HospitalId(Uuid::from_u128(n)));
        let actor = |verified| Actor::Hospital { user: UserId(Uuid::nil()), hospital: own, verified };
        assert_eq!(onboard(&actor(true), None).unwrap(), Some(own));
        assert!(matches!(onboard(&actor(true), Some(other)), Err(Error::NotFound { .. })));
        assert!(matches!(onboard(&actor(false), Some(own)), Err(Error::Forbidden(_))));
        assert_eq!(staff(&actor(true)), InvitationScope::StaffOf(own));
    }

    #[test]
    fn an_offer_stands_while_its_sender_works_for_the_hospital_or_administers() {
        let [own, other] = [1, 2].map(|n| HospitalId(Uuid::from_u128(n)));
        let user = UserId(Uuid::nil());
        for actor in [Actor::Nurse { user, hospital: own }, Actor::Hospital { user, hospital: own, verified: true }] {
            assert_eq!([Some(own), Some(other), None].map(|named| offers_for(&actor, named)), [true, false, false]);
        }
        assert!(!offers_for(&Actor::Hospital { user, hospital: own, verified: false }, Some(own)));
        assert!(!offers_for(&Actor::Patient { user }, None));
        assert!(offers_for(&Actor::Admin { user }, None) && offers_for(&Actor::Admin { user }, Some(own)));
    }

    #[test]
    fn whoever_may_offer_or_share_passes_the_gate() {
        let (user, hospital) = (UserId(Uuid::nil()), HospitalId(Uuid::nil()));
        for actor in [
            Actor::Hospital { user, hospital, verified: true },
            Actor::Nurse { user, hospital },
            Actor::Receptionist { user, hospital },
            Actor::Patient { user },
        ] {
            assert_eq!(MAY_OFFER_CLAIM.contains(actor.role()), OfferClaim::scope(&actor) != PatientScope::Nobody);
            assert_eq!(MAY_SHARE.contains(actor.role()), Share::scope(&actor) != PatientScope::Nobody);
        }
    }
}
