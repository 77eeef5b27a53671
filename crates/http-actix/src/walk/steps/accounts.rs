//! Steps 1 to 4, 9 and 21: who takes part.

use serde_json::{Value, json};

use super::{Found, Walk};
use crate::walk::{
    answer::{same, text},
    client::{Account, Surprise},
};

const PASSWORD: &str = "Walk-the-1oop";

/// A hospital signs up and signs in.
pub async fn hospital(walk: &mut Walk) -> Found {
    let fields = json!({ "name": "Walk Hospital", "city": "Algiers", "specialities": ["cardiology"] });
    walk.hospital = sign_up(walk, "hospital", fields).await?;
    Ok(format!("hospital {}", walk.hospital.id))
}

/// A doctor signs up and signs in.
pub async fn doctor(walk: &mut Walk) -> Found {
    let fields = json!({ "name": "Dr Walk", "designation": "Consultant", "specialization": "cardiology" });
    walk.doctor = sign_up(walk, "doctor", fields).await?;
    Ok(format!("doctor {}", walk.doctor.id))
}

/// A patient signs up and signs in; the patient of the relation `self` is there already.
pub async fn patient(walk: &mut Walk) -> Found {
    let fields = json!({ "name": "Nadia Walk", "dob": "1988-04-12", "gender": "female" });
    walk.patient = sign_up(walk, "patient", fields).await?;
    let relation = super::family::own_relation(walk).await?;
    Ok(format!("patient {} by the relation self, {relation}", walk.patient.id))
}

/// Only an administrator makes an account of any role; a new administrator works from here on.
pub async fn administrator(walk: &mut Walk) -> Found {
    let (email, password) = (walk.plan.admin_email.clone(), walk.plan.admin_password.clone());
    let first = log_in(walk, &email, &password, "admin").await?;
    let address = walk.address("admin");
    let body = json!({ "email": address, "password": PASSWORD, "name": "Walk Admin", "role": "admin" });
    walk.client.post(&walk.patient.clone(), "/auth/signup", body.clone(), 403).await?;
    let made = walk.client.post(&first, "/auth/signup", body, 201).await?;
    same(&made, "role", "admin")?;
    walk.admin = log_in(walk, &address, PASSWORD, "admin").await?;
    Ok(format!("administrator {}; a patient may not make one", walk.admin.user))
}

async fn sign_up(walk: &mut Walk, role: &str, mut body: Value) -> Result<Account, Surprise> {
    let email = walk.address(role);
    if let Some(fields) = body.as_object_mut() {
        fields.insert("email".to_owned(), json!(email));
        fields.insert("password".to_owned(), json!(PASSWORD));
    }
    let nobody = Account::default();
    let tokens = walk.client.post(&nobody, &format!("/auth/{role}-signup"), body, 201).await?;
    same(&tokens, "role", role)?;
    let signed_in = log_in(walk, &email, PASSWORD, role).await?;
    same(&tokens, "user_id", signed_in.user.as_str())?;
    Ok(signed_in)
}

/// The doctor signs in.
pub async fn doctor_signs_in(walk: &mut Walk) -> Found {
    walk.doctor = log_in(walk, &walk.doctor.email.clone(), PASSWORD, "doctor").await?;
    Ok(format!("doctor {}", walk.doctor.id))
}

/// Signs in and checks the role.
async fn log_in(walk: &mut Walk, email: &str, password: &str, role: &str) -> Result<Account, Surprise> {
    let body = json!({ "email": email, "password": password });
    let tokens = walk.client.post(&Account::default(), "/auth/login", body, 200).await?;
    same(&tokens, "role", role)?;
    same(&tokens, "token_type", "bearer")?;
    let id = if role == "admin" { String::new() } else { text(&tokens, "profile_id")? };
    Ok(Account { email: email.to_owned(), token: text(&tokens, "access_token")?, user: text(&tokens, "user_id")?, id })
}
