//! Who acts: the role, the profile behind the account, and where the request came from.

use super::{AuditEntry, DoctorId, HospitalId, SessionId, TextEnum, UserId, text_enum};

text_enum! {
    /// What an account may be.
    pub enum Role {
        /// Runs the installation.
        Admin = "admin",
        /// A hospital's own account.
        Hospital = "hospital",
        /// A doctor.
        Doctor = "doctor",
        /// A nurse of a hospital.
        Nurse = "nurse",
        /// A receptionist of a hospital; `staff` is accepted as another word for it.
        Receptionist = "receptionist",
        /// A patient or a relative who acts for patients.
        Patient = "patient",
    }
}

impl Role {
    /// Reads the role's word, or `staff`.
    pub fn parse_any(text: &str) -> Result<Self, super::UnknownText> {
        if text.eq_ignore_ascii_case("staff") { Ok(Self::Receptionist) } else { Self::parse(text) }
    }
}

/// A set of roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles(u8);

impl Roles {
    /// Every role.
    pub const ALL: Self = Self(0b11_1111);
    /// Administrators only.
    pub const ADMIN: Self = Self::of(&[Role::Admin]);

    /// These roles, and administrators, who may do everything.
    pub const fn of(roles: &[Role]) -> Self {
        let mut bits = 1 << Role::Admin as u8;
        let mut rest = roles;
        while let [first, tail @ ..] = rest {
            bits |= 1 << *first as u8;
            rest = tail;
        }
        Self(bits)
    }
    /// Whether the role is in the set.
    pub const fn contains(self, role: Role) -> bool {
        self.0 & (1 << role as u8) != 0
    }
    /// The roles, in the order of their declaration.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::WORDS.iter().map(|(_, role)| *role).filter(move |role| self.contains(*role))
    }
}

/// The signed-in account as the access rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An administrator.
    Admin {
        /// The account.
        user: UserId,
    },
    /// A hospital's account.
    Hospital {
        /// The account.
        user: UserId,
        /// The hospital it stands for.
        hospital: HospitalId,
        /// Whether an administrator verified the hospital.
        verified: bool,
    },
    /// A doctor.
    Doctor {
        /// The account.
        user: UserId,
        /// The doctor's profile.
        doctor: DoctorId,
        /// Whether an administrator verified the doctor.
        verified: bool,
    },
    /// A nurse.
    Nurse {
        /// The account.
        user: UserId,
        /// Where she works.
        hospital: HospitalId,
    },
    /// A receptionist.
    Receptionist {
        /// The account.
        user: UserId,
        /// Where he works.
        hospital: HospitalId,
    },
    /// A patient account; it reaches patients through relations.
    Patient {
        /// The account.
        user: UserId,
    },
}

impl Actor {
    /// The account.
    pub const fn user(&self) -> UserId {
        match self {
            Self::Admin { user }
            | Self::Hospital { user, .. }
            | Self::Doctor { user, .. }
            | Self::Nurse { user, .. }
            | Self::Receptionist { user, .. }
            | Self::Patient { user } => *user,
        }
    }
    /// The role.
    pub const fn role(&self) -> Role {
        match self {
            Self::Admin { .. } => Role::Admin,
            Self::Hospital { .. } => Role::Hospital,
            Self::Doctor { .. } => Role::Doctor,
            Self::Nurse { .. } => Role::Nurse,
            Self::Receptionist { .. } => Role::Receptionist,
            Self::Patient { .. } => Role::Patient,
        }
    }
    /// The hospital for which this account acts, where it acts for one.
    pub const fn hospital(&self) -> Option<HospitalId> {
        match self {
            Self::Hospital { hospital, .. } | Self::Nurse { hospital, .. } | Self::Receptionist { hospital, .. } => {
                Some(*hospital)
            }
            Self::Admin { .. } | Self::Doctor { .. } | Self::Patient { .. } => None,
        }
    }
    /// The doctor's profile, where the account is a doctor's.
    pub const fn doctor(&self) -> Option<DoctorId> {
        match self {
            Self::Doctor { doctor, .. } => Some(*doctor),
            Self::Admin { .. }
            | Self::Hospital { .. }
            | Self::Nurse { .. }
            | Self::Receptionist { .. }
            | Self::Patient { .. } => None,
        }
    }
}

/// Where a request came from, for the audit trail and the session list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's address.
    pub ip: Option<String>,
    /// The request's id.
    pub request_id: Option<String>,
    /// The client's User-Agent, shortened.
    pub device: Option<String>,
}

/// A signed-in caller: who, by which session, from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// By which session.
    pub session: SessionId,
    /// From where.
    pub origin: Origin,
}

impl Caller {
    /// Starts the audit entry of what this caller does: `caller.audit("appointment.book")`.
    pub fn audit(&self, action: &'static str) -> AuditEntry {
        AuditEntry::by(action, Some((self.actor.user(), self.actor.role())), &self.origin)
    }
}
