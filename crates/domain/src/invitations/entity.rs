use chrono::{DateTime, Utc};

use crate::{
    kernel::{HospitalId, InvitationId, PatientId, Role, TextEnum, UnknownText, UserId, text_enum},
    mappings::Relation,
};

text_enum! {
    /// What an invitation leads to.
    pub enum InvitationKind {
        /// Work for a hospital.
        Staff = "staff",
        /// The record that a hospital keeps of the recipient or of a relative.
        Claim = "claim",
        /// Acting for a patient together with whoever invites.
        Family = "family",
    }
}

text_enum! {
    /// As what somebody is invited to work for a hospital. Nobody is invited to anything higher.
    pub enum StaffRole {
        /// A doctor, mapped to the hospital.
        Doctor = "doctor",
        /// A nurse.
        Nurse = "nurse",
        /// A receptionist; `staff` is accepted as another word for it.
        Receptionist = "receptionist",
    }
}

impl StaffRole {
    /// Reads the role's word, or `staff`.
    pub fn parse_any(text: &str) -> Result<Self, UnknownText> {
        if text.eq_ignore_ascii_case("staff") { Ok(Self::Receptionist) } else { Self::parse(text) }
    }
    /// The account's role.
    pub const fn role(self) -> Role {
        match self {
            Self::Doctor => Role::Doctor,
            Self::Nurse => Role::Nurse,
            Self::Receptionist => Role::Receptionist,
        }
    }
}

/// What is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Work for this hospital.
    Staff {
        /// Where.
        hospital: HospitalId,
        /// As what.
        role: StaffRole,
    },
    /// The relation to a patient whom a hospital registered.
    Claim {
        /// Who.
        patient: PatientId,
        /// What the patient is to the recipient.
        relation: Relation,
        /// Which hospital offers it; none where an administrator does.
        hospital: Option<HospitalId>,
    },
    /// The relation to a patient for whom the inviter acts.
    Family {
        /// Who.
        patient: PatientId,
        /// What the patient is to the recipient; never `self`.
        relation: Relation,
    },
}

impl Offer {
    /// The kind.
    pub const fn kind(self) -> InvitationKind {
        match self {
            Self::Staff { .. } => InvitationKind::Staff,
            Self::Claim { .. } => InvitationKind::Claim,
            Self::Family { .. } => InvitationKind::Family,
        }
    }
    /// The hospital that offers it.
    pub const fn hospital(self) -> Option<HospitalId> {
        match self {
            Self::Staff { hospital, .. } => Some(hospital),
            Self::Claim { hospital, .. } => hospital,
            Self::Family { .. } => None,
        }
    }
    /// The patient whom it is about, and what that patient is to the recipient.
    pub const fn relation(self) -> Option<(PatientId, Relation)> {
        match self {
            Self::Staff { .. } => None,
            Self::Claim { patient, relation, .. } | Self::Family { patient, relation } => Some((patient, relation)),
        }
    }
    /// The patient who is to be the recipient's own person.
    pub fn own_patient(self) -> Option<PatientId> {
        self.relation().filter(|(_, relation)| *relation == Relation::Own).map(|(patient, _)| patient)
    }
    /// As what the recipient is to work.
    pub const fn staff_role(self) -> Option<StaffRole> {
        match self {
            Self::Staff { role, .. } => Some(role),
            Self::Claim { .. } | Self::Family { .. } => None,
        }
    }
    /// The role of the account that takes it.
    pub const fn account_role(self) -> Role {
        match self {
            Self::Staff { role, .. } => role.role(),
            Self::Claim { .. } | Self::Family { .. } => Role::Patient,
        }
    }
}

/// An invitation. Its token is known to the recipient alone; storage has a hash of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// The recipient's address in lower case.
    pub email: String,
    /// What is offered.
    pub offer: Offer,
    /// Who invites.
    pub invited_by: UserId,
    /// From when on it is worth nothing.
    pub expires_at: DateTime<Utc>,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When it was revoked, or replaced by another one.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
}

/// The address is personal.
impl std::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invitation").field("id", &self.id).field("offer", &self.offer).finish_non_exhaustive()
    }
}

impl Invitation {
    /// Whether it can still be accepted, as far as it says itself.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.accepted_at.is_none() && self.revoked_at.is_none() && self.expires_at > now
    }
}

/// A live invitation with the name of whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// The inviter's name.
    pub from: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_invited_to_run_the_installation_or_a_hospital() {
        for word in ["admin", "hospital", "patient", "superuser", ""] {
            assert!(StaffRole::parse_any(word).is_err(), "{word}");
        }
        let roles: Vec<Role> = StaffRole::WORDS.iter().map(|(_, role)| role.role()).collect();
        assert_eq!(roles, [Role::Doctor, Role::Nurse, Role::Receptionist]);
        assert_eq!(StaffRole::parse_any("Staff"), Ok(StaffRole::Receptionist));
    }
}
