//! Invitations: who sends them, what they are good for, and when they are good for nothing.

mod claim;
mod family;
mod limits;
mod staff;

use chrono::TimeDelta;
use e2e::{PASSWORD, Reply, TestApp};
use serde_json::json;

/// The same invitation is not sent again before that.
const A_MINUTE: TimeDelta = TimeDelta::seconds(60);

/// The newest token at this address is shown by somebody with the usual password.
async fn accepted(app: &TestApp, email: &str) -> Reply {
    shown(app, &app.token_in_mail(email).await).await
}

/// Somebody with the usual password shows this token.
async fn shown(app: &TestApp, token: &str) -> Reply {
    let body = json!({ "token": token, "password": PASSWORD, "name": "Karim Saadi" });
    app.anonymous().post("/auth/accept-invitation", body).await
}

/// The audit trail's entries of these words, oldest first: action, resource, patient.
async fn trail(app: &TestApp, like: &str) -> Vec<String> {
    let sql = format!(
        "SELECT action || ' ' || CAST(resource_id AS TEXT) || ' ' || COALESCE(CAST(patient_id AS TEXT), '-') AS line
         FROM audit_log WHERE action LIKE '{like}' ORDER BY id"
    );
    app.lines(&sql).await
}
