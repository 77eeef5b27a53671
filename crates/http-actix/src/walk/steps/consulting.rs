//! Steps 21, 22 and 25: the doctor looks at the patient.

use serde_json::Value;

use super::{Found, Walk};
use crate::walk::answer::{holds, row_with, rows, same, text};

/// The doctor's patients.
pub async fn patients(walk: &mut Walk) -> Found {
    let doctor = walk.doctor.clone();
    let patients = walk.client.get(&doctor, &format!("/doctors/{}/patients", doctor.id)).await?;
    let patient = row_with(&patients, "id", &walk.patient.id)?;
    let count = rows(&patients)?.len();
    holds(count == 1, || format!("{count} patients, not 1: the child is nobody's to treat"))?;
    Ok(format!("{}, and not the child", text(patient, "name")?))
}

/// Who the patient is. The child, whom the doctor does not treat, does not exist for him.
pub async fn patient(walk: &mut Walk) -> Found {
    let doctor = walk.doctor.clone();
    let patient = walk.client.get(&doctor, &format!("/patients/{}", walk.patient.id)).await?;
    same(&patient, "dob", "1988-04-12")?;
    let age = patient.get("age").and_then(Value::as_i64).unwrap_or_default();
    holds(age > 30, || format!("no plausible age in {patient}"))?;
    let child = format!("/patients/{}", walk.child);
    walk.client.refused(&doctor, &child, 404).await?;
    Ok(format!("{}, {age} years old; the child is not to be seen", text(&patient, "name")?))
}
