//! Steps 8 and 10: the patient's case history and its documents.

use serde_json::json;

use super::{Found, Walk};
use crate::walk::answer::{first, holds, rows, same, text};

const SUMMARY: &str = "Hypertension since 2019, treated with amlodipine. No operations.";
/// Small, and begins as a PDF must.
pub const LETTER: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// The administrator writes the case history and adds a document.
pub async fn write(walk: &mut Walk) -> Found {
    let (admin, base) = (walk.admin.clone(), format!("/patients/{}/case-history", walk.patient.id));
    let made = walk.client.post(&admin, &base, json!({ "summary": SUMMARY }), 201).await?;
    same(&made, "patient_id", walk.patient.id.as_str())?;
    same(&made, "version", 1)?;
    let file = ("discharge letter.pdf", "application/pdf", LETTER);
    let stored = walk.client.upload(&admin, &format!("{base}/documents"), file).await?;
    let stored = first(&stored)?;
    same(stored, "content_type", "application/pdf")?;
    let link = text(stored, "link")?;
    let bytes = walk.client.download(&admin, &link).await?;
    holds(bytes == LETTER, || format!("{} bytes came back, not the {} sent", bytes.len(), LETTER.len()))?;
    Ok(format!("version 1 with {}", text(stored, "file_name")?))
}

/// The family reads it; the child of the same account has none; the hospital, which the patient is registered at, may not.
pub async fn read(walk: &mut Walk) -> Found {
    let (patient, hospital) = (walk.patient.clone(), walk.hospital.clone());
    let path = format!("/patients/{}/case-history", patient.id);
    let history = walk.client.get(&patient, &path).await?;
    same(&history, "patient_id", patient.id.as_str())?;
    same(&history, "summary", SUMMARY)?;
    let documents = walk.client.get(&patient, &format!("{path}/documents")).await?;
    let count = rows(&documents)?.len();
    holds(count == 1, || format!("{count} documents, not 1"))?;
    let of_child = format!("/patients/{}/case-history", walk.child);
    walk.client.refused(&patient, &of_child, 404).await?;
    walk.client.refused(&hospital, &path, 403).await?;
    Ok("version 1 with its document; none for the child; not for the hospital".to_owned())
}
