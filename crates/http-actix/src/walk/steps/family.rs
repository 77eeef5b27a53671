//! Steps 9, 12 and 13: a family on one account.

use serde_json::{Value, json};

use super::{Found, Walk};
use crate::walk::{
    answer::{holds, row_with, rows, same, text},
    client::Surprise,
};

/// The relation `self` was made by the sign-up; asking for it again finds it.
pub async fn own_relation(walk: &mut Walk) -> Result<String, Surprise> {
    let patient = walk.patient.clone();
    let body = json!({ "relation": "self", "patient_id": patient.id });
    let relation = walk.client.post(&patient, "/mappings/user-patient", body, 200).await?;
    same(&relation, "relation", "self")?;
    same(&relation, "patient_id", patient.id.as_str())?;
    text(&relation, "id")
}

/// The account adds a child; the administrator's and the doctor's work for the mother does not reach it.
pub async fn add_child(walk: &mut Walk) -> Found {
    let patient = walk.patient.clone();
    let child = json!({ "name": "Lina Walk", "dob": "2019-09-01", "gender": "female" });
    let body = json!({ "relation": "child", "patient": child });
    let relation = walk.client.post(&patient, "/mappings/user-patient", body, 201).await?;
    same(&relation, "relation", "child")?;
    walk.child = text(&relation, "patient_id")?;
    Ok(format!("child {}", walk.child))
}

/// The account chooses among its patients.
pub async fn choose(walk: &mut Walk) -> Found {
    let patient = walk.patient.clone();
    let family = walk.client.get(&patient, &format!("/mappings/user/{}/patients", patient.user)).await?;
    let count = rows(&family)?.len();
    holds(count == 2, || format!("{count} patients, not 2"))?;
    same(row_with(&family, "patient_id", &patient.id)?, "relation", "self")?;
    let child = row_with(&family, "patient_id", &walk.child)?;
    same(child, "relation", "child")?;
    same(child.get("patient").unwrap_or(&Value::Null), "name", "Lina Walk")?;
    Ok("the patient herself and her child".to_owned())
}

/// The doctors of the chosen patient, with whom there is no chat yet; the child has none.
pub async fn doctors(walk: &mut Walk) -> Found {
    let patient = walk.patient.clone();
    let doctors = walk.client.get(&patient, &format!("/patients/{}/doctors", patient.id)).await?;
    let doctor = row_with(&doctors, "id", &walk.doctor.id)?;
    same(doctor, "chat", Value::Null)?;
    let name = text(doctor, "name")?;
    let of_child = walk.client.get(&patient, &format!("/patients/{}/doctors", walk.child)).await?;
    holds(rows(&of_child)?.is_empty(), || format!("the child has doctors: {of_child}"))?;
    Ok(format!("{name}, no chat yet; none for the child"))
}
