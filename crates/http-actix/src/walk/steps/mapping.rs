//! Steps 5 to 7 and 11: who belongs to whom.

use serde_json::{Value, json};

use super::{Found, Walk};
use crate::walk::{
    answer::{row_with, text},
    client::Surprise,
};

/// The administrator maps the doctor to the hospital.
pub async fn hospital_doctor(walk: &mut Walk) -> Found {
    let body = json!({ "hospital_id": walk.hospital.id, "doctor_id": walk.doctor.id });
    map(walk, "/mappings/hospital-doctor", body).await
}

/// The administrator maps the patient to the hospital.
pub async fn hospital_patient(walk: &mut Walk) -> Found {
    let body = json!({ "hospital_id": walk.hospital.id, "patient_id": walk.patient.id });
    map(walk, "/mappings/hospital-patient", body).await
}

/// The administrator maps the patient to the doctor.
pub async fn doctor_patient(walk: &mut Walk) -> Found {
    let body = json!({ "doctor_id": walk.doctor.id, "patient_id": walk.patient.id });
    map(walk, "/mappings/doctor-patient", body).await
}

/// The doctor sees whom the mapping names: a patient, not an account.
pub async fn of_the_doctor(walk: &mut Walk) -> Found {
    let doctor = walk.doctor.clone();
    let mappings = walk.client.get(&doctor, "/mappings/doctor-patient").await?;
    let mapping = row_with(&mappings, "patient_id", &walk.patient.id)?;
    Ok(format!("mapping {}", text(mapping, "id")?))
}

/// Maps, and maps again: the same mapping is found.
async fn map(walk: &mut Walk, path: &str, body: Value) -> Found {
    let admin = walk.admin.clone();
    let made = text(&walk.client.post(&admin, path, body.clone(), 201).await?, "id")?;
    let found = text(&walk.client.post(&admin, path, body, 200).await?, "id")?;
    if made != found {
        return Err(Surprise(format!("the same pair has two mappings, {made} and {found}")));
    }
    Ok(format!("mapping {made}"))
}
