//! Who reaches which documents. They are the patient's clinical data, but for those of category `file`, which are private
//! to the patient side on every route; no role, an administrator's included, sees past that.

use super::{Document, DocumentCategory};
use crate::{
    kernel::{Actor, Error, Outcome, Permit, Role, Roles},
    patients::{PatientRule, PatientScope, access::ReadClinical},
};

/// Roles that may ever read documents.
pub const MAY_READ: Roles = Roles::of(&[Role::Patient, Role::Doctor, Role::Nurse]);
/// Roles that may ever upload or delete documents.
pub const MAY_ADD: Roles = Roles::of(&[Role::Patient, Role::Doctor]);

const ALL: &[DocumentCategory] = &[
    DocumentCategory::CaseHistory,
    DocumentCategory::Report,
    DocumentCategory::Message,
    DocumentCategory::Lab,
    DocumentCategory::File,
];
const SHARED: &[DocumentCategory] =
    &[DocumentCategory::CaseHistory, DocumentCategory::Report, DocumentCategory::Message, DocumentCategory::Lab];

/// A set of documents, as a query filters by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentScope {
    /// Of these patients.
    pub patients: PatientScope,
    /// Of these categories.
    pub categories: &'static [DocumentCategory],
}

impl DocumentScope {
    /// Every document there is: for the holder of a link that was signed for one of them.
    pub(crate) const EVERY: Self = Self { patients: PatientScope::All, categories: ALL };

    /// What this actor may read.
    pub fn of(actor: &Actor) -> Self {
        Self { patients: ReadClinical::scope(actor), categories: readable(actor) }
    }
    /// The same patients' documents of one category only, or of all where none is named.
    pub fn narrowed(self, category: Option<DocumentCategory>) -> Vec<DocumentCategory> {
        self.categories.iter().copied().filter(|one| category.is_none_or(|wanted| wanted == *one)).collect()
    }
}

/// The categories that this actor may read.
pub const fn readable(actor: &Actor) -> &'static [DocumentCategory] {
    match actor {
        Actor::Patient { .. } => ALL,
        Actor::Admin { .. }
        | Actor::Hospital { .. }
        | Actor::Doctor { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. } => SHARED,
    }
}

/// Uploading documents: the family, the treating doctor, administrators.
#[derive(Debug)]
pub struct AddDocuments;
impl PatientRule for AddDocuments {
    const NAME: &'static str = "add documents";
    fn scope(actor: &Actor) -> PatientScope {
        match actor {
            Actor::Admin { .. } => PatientScope::All,
            Actor::Patient { user } => PatientScope::Family(*user),
            Actor::Doctor { doctor, verified: true, .. } => PatientScope::Treated(*doctor),
            Actor::Doctor { verified: false, .. }
            | Actor::Hospital { .. }
            | Actor::Nurse { .. }
            | Actor::Receptionist { .. } => PatientScope::Nobody,
        }
    }
}

/// The right to delete a document.
#[derive(Debug)]
pub struct DeleteDocument;

/// The uploader and administrators delete a document that they may read.
pub fn delete(actor: &Actor, document: &Document) -> Outcome<Permit<DeleteDocument, crate::kernel::DocumentId>> {
    let may = match actor {
        Actor::Admin { .. } => true,
        Actor::Patient { user } | Actor::Doctor { user, .. } => *user == document.uploaded_by_user_id,
        Actor::Hospital { .. } | Actor::Nurse { .. } | Actor::Receptionist { .. } => false,
    };
    if may {
        Ok(Permit::grant(document.id))
    } else {
        Err(Error::forbidden("a document is deleted by who uploaded it or by an administrator"))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn actors() -> Vec<Actor> {
        let (user, id) = (Uuid::from_u128(1).into(), Uuid::from_u128(2));
        vec![
            Actor::Admin { user },
            Actor::Patient { user },
            Actor::Doctor { user, doctor: id.into(), verified: true },
            Actor::Doctor { user, doctor: id.into(), verified: false },
            Actor::Nurse { user, hospital: id.into() },
            Actor::Receptionist { user, hospital: id.into() },
            Actor::Hospital { user, hospital: id.into(), verified: true },
        ]
    }

    #[test]
    fn the_private_collection_is_for_the_patient_side_alone() {
        for actor in actors() {
            let sees = DocumentScope::of(&actor).categories.contains(&DocumentCategory::File);
            assert_eq!(sees, matches!(actor, Actor::Patient { .. }), "{actor:?}");
        }
    }

    #[test]
    fn who_reaches_nobody_by_the_rule_is_stopped_by_the_role_already() {
        for actor in actors() {
            let unverified = matches!(actor, Actor::Doctor { verified: false, .. });
            let reads = DocumentScope::of(&actor).patients != PatientScope::Nobody;
            assert_eq!(reads, MAY_READ.contains(actor.role()) && !unverified, "{actor:?}");
            let adds = AddDocuments::scope(&actor) != PatientScope::Nobody;
            assert_eq!(adds, MAY_ADD.contains(actor.role()) && !unverified, "{actor:?}");
        }
    }

    #[test]
    fn a_filter_never_widens_what_may_be_read() {
        let doctor = Actor::Admin { user: Uuid::nil().into() };
        assert!(DocumentScope::of(&doctor).narrowed(Some(DocumentCategory::File)).is_empty());
        assert_eq!(DocumentScope::of(&doctor).narrowed(Some(DocumentCategory::Lab)), [DocumentCategory::Lab]);
        assert_eq!(DocumentScope::of(&doctor).narrowed(None).len(), 4);
    }
}
