//! Steps 1 to 4, 9 and 21: who takes part; and that nobody stays.

use serde_json::{Value, json};

use super::{Found, Walk};
use crate::walk::{
    answer::{holds, same, text},
    client::{Account, Surprise},
};

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
    let first = given_administrator(walk).await?;
    let (address, password) = (walk.address("admin"), walk.password.clone());
    let body = json!({ "email": address, "password": password, "name": "Walk Admin", "role": "admin" });
    walk.client.post(&walk.patient.clone(), "/auth/signup", body.clone(), 403).await?;
    let made = walk.client.post(&first, "/auth/signup", body, 201).await?;
    walk.made.push(text(&made, "id")?);
    same(&made, "role", "admin")?;
    walk.admin = log_in(walk, &address, &password, "admin").await?;
    Ok(format!("administrator {}; a patient may not make one", walk.admin.user))
}

async fn sign_up(walk: &mut Walk, role: &str, mut body: Value) -> Result<Account, Surprise> {
    let (email, password) = (walk.address(role), walk.password.clone());
    if let Some(fields) = body.as_object_mut() {
        fields.insert("email".to_owned(), json!(email));
        fields.insert("password".to_owned(), json!(password));
    }
    let nobody = Account::default();
    let tokens = walk.client.post(&nobody, &format!("/auth/{role}-signup"), body, 201).await?;
    walk.made.push(text(&tokens, "user_id")?);
    same(&tokens, "role", role)?;
    let signed_in = log_in(walk, &email, &password, role).await?;
    same(&tokens, "user_id", signed_in.user.as_str())?;
    Ok(signed_in)
}

/// The doctor signs in.
pub async fn doctor_signs_in(walk: &mut Walk) -> Found {
    let (email, password) = (walk.doctor.email.clone(), walk.password.clone());
    walk.doctor = log_in(walk, &email, &password, "doctor").await?;
    Ok(format!("doctor {}", walk.doctor.id))
}

/// That whoever has to clean up can: nothing is made where the administrator of the plan cannot sign in.
pub async fn administrator_signs_in(walk: &mut Walk) -> Result<(), Surprise> {
    given_administrator(walk).await.map(drop)
}

/// Deactivates the accounts that were made: by the given administrator, since none deactivates himself. One that cannot be
/// deactivated keeps none of the others active.
pub async fn deactivate(walk: &mut Walk) -> Result<(), Surprise> {
    if walk.made.is_empty() {
        return Ok(());
    }
    let given = given_administrator(walk).await?;
    let mut surprises = Vec::new();
    for user in std::mem::take(&mut walk.made) {
        if let Err(Surprise(words)) = walk.client.delete(&given, &format!("/users/{user}")).await {
            surprises.push(words);
        }
    }
    if surprises.is_empty() { Ok(()) } else { Err(Surprise(surprises.join("; "))) }
}

/// The administrator of the plan signs in.
async fn given_administrator(walk: &mut Walk) -> Result<Account, Surprise> {
    let (email, password) = (walk.plan.admin_email.clone(), walk.plan.admin_password.clone());
    log_in(walk, &email, &password, "admin").await
}

/// Signs in and checks the role.
async fn log_in(walk: &mut Walk, email: &str, password: &str, role: &str) -> Result<Account, Surprise> {
    let body = json!({ "email": email, "password": password });
    let tokens = walk.client.post(&Account::default(), "/auth/login", body, 200).await?;
    holds(tokens.get("otp_required") != Some(&json!(true)), || {
        format!("the sign-in of {email} asks for a code, and a walk reads no mail: set auth.second_factor to [] for it")
    })?;
    same(&tokens, "role", role)?;
    same(&tokens, "token_type", "bearer")?;
    let id = if role == "admin" { String::new() } else { text(&tokens, "profile_id")? };
    Ok(Account { email: email.to_owned(), token: text(&tokens, "access_token")?, user: text(&tokens, "user_id")?, id })
}
