use chrono::{DateTime, Utc};

use crate::{
    kernel::{PatientId, RelationId, UserId, text_enum},
    patients::Patient,
};

text_enum! {
    /// What a patient is to the account that acts for them.
    pub enum Relation {
        /// The account's own person.
        Own = "self",
        /// Wife.
        Wife = "wife",
        /// Husband.
        Husband = "husband",
        /// Child.
        Child = "child",
        /// Parent.
        Parent = "parent",
        /// Brother or sister.
        Sibling = "sibling",
        /// Guardian.
        Guardian = "guardian",
        /// Spouse.
        Spouse = "spouse",
        /// Friend.
        Friend = "friend",
        /// Other.
        Other = "other",
    }
}

/// An account's live relation to a patient: through it a mother acts for her child with her own sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserPatientRelation {
    /// Its id.
    pub id: RelationId,
    /// The account.
    pub user_id: UserId,
    /// The patient.
    pub patient_id: PatientId,
    /// What the patient is to the account.
    pub relation: Relation,
    /// Who granted it.
    pub granted_by: UserId,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A relation with the patient it leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct FamilyMember {
    /// The relation.
    pub relation: UserPatientRelation,
    /// The patient.
    pub patient: Patient,
}
