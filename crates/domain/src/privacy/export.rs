use serde_json::Value;
use uuid::Uuid;

use super::{
    Section, Subject,
    access::{self, ExportOwn},
};
use crate::kernel::{Caller, Core, Outcome, PatientId, Permit, TextEnum, UserId};

/// Rows that are in memory at a time.
const PIECE: u16 = 100;

/// The use case of taking the own data along.
#[derive(Clone)]
pub struct Exports {
    core: Core,
}

impl Exports {
    /// From its ports.
    pub const fn new(core: Core) -> Self {
        Self { core }
    }

    /// Begins an export. That somebody takes everything along stands in the audit trail before the first row is read.
    pub async fn begin(&self, caller: &Caller) -> Outcome<Export> {
        let permit = access::export_own(&caller.actor);
        let work = self.core.store.begin().await?;
        work.commit(caller.audit("user.export").on(permit.id())).await?;
        let (core, caller, subject) = (self.core.clone(), caller.clone(), access::subject(&caller.actor));
        let sections = sections().collect::<Vec<_>>().into_iter();
        Ok(Export { core, caller, permit, subject, sections, place: None })
    }
}

fn sections() -> impl Iterator<Item = Section> {
    Section::WORDS.iter().map(|(_, section)| *section)
}

/// An export on its way. It is read piece by piece, so that neither memory nor time bounds it, and no connection is held
/// between two pieces.
pub struct Export {
    core: Core,
    caller: Caller,
    permit: Permit<ExportOwn, UserId>,
    subject: Subject,
    sections: std::vec::IntoIter<Section>,
    place: Option<(Section, Uuid)>,
}

/// A piece of an export.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Of this section.
    pub section: Section,
    /// Whether the section begins with it.
    pub begins: bool,
    /// Whether the section ends with it.
    pub ends: bool,
    /// JSON objects.
    pub rows: Vec<Value>,
}

impl Export {
    /// The next piece; none at the end. Every section comes, an empty one too.
    pub async fn next(&mut self) -> Outcome<Option<Piece>> {
        let (section, after) = match self.place.take() {
            Some((section, after)) => (section, Some(after)),
            None => match self.sections.next() {
                Some(section) => (section, None),
                None => return Ok(None),
            },
        };
        let begins = after.is_none();
        if !section.concerns(self.subject) {
            return Ok(Some(Piece { section, begins, ends: true, rows: Vec::new() }));
        }
        let found = self.core.store.read().await?.exports().section(section, &self.permit, after, PIECE).await?;
        let full = found.len() >= usize::from(PIECE);
        self.place = found.last().filter(|_| full).map(|last| (section, last.id));
        if section == Section::Patients {
            self.core.shown(&self.caller, "export", found.iter().map(|row| PatientId(row.id))).await;
        }
        let rows = found.into_iter().map(|row| row.fields).collect();
        Ok(Some(Piece { section, begins, ends: !full, rows }))
    }
}
