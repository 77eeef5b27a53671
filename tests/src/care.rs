//! Verified doctors and hospitals, their staff, and who treats whom.

use domain::{
    kernel::{AuditEntry, PatientId, UserId},
    mappings::{Relation, UserPatientRelation},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{PASSWORD, Person, TestApp, people::address};

impl TestApp {
    /// A new doctor of this name whom an administrator made, so verified.
    pub async fn doctor(&self, admin: &Person, name: &str) -> Person {
        self.made_by(admin, name, json!({ "role": "doctor", "specialization": "cardiology" })).await
    }
    /// A new hospital of this name that an administrator made, so verified.
    pub async fn hospital(&self, admin: &Person, name: &str) -> Person {
        self.made_by(admin, name, json!({ "role": "hospital", "city": "Algiers" })).await
    }
    /// A new patient of this name whose account an administrator opened, so with a proven address.
    pub async fn known_patient(&self, admin: &Person, name: &str) -> Person {
        self.made_by(admin, name, json!({ "role": "patient" })).await
    }
    /// A new nurse of this hospital.
    pub async fn nurse(&self, hospital: &Person) -> Person {
        self.staff(hospital, "nurse").await
    }
    /// A new receptionist of this hospital.
    pub async fn receptionist(&self, hospital: &Person) -> Person {
        self.staff(hospital, "receptionist").await
    }
    /// From now on this doctor treats this patient. Answers the mapping.
    pub async fn treat(&self, admin: &Person, doctor: &Person, patient: Uuid) -> Value {
        map(admin, "/mappings/doctor-patient", json!({ "doctor_id": doctor.id, "patient_id": patient })).await
    }
    /// From now on this patient is registered at this hospital. Answers the mapping.
    pub async fn register(&self, admin: &Person, hospital: &Person, patient: Uuid) -> Value {
        map(admin, "/mappings/hospital-patient", json!({ "hospital_id": hospital.id, "patient_id": patient })).await
    }
    /// From now on this doctor works at this hospital. Answers the mapping.
    pub async fn employ(&self, admin: &Person, hospital: &Person, doctor: &Person) -> Value {
        map(admin, "/mappings/hospital-doctor", json!({ "hospital_id": hospital.id, "doctor_id": doctor.id })).await
    }

    /// From now on this account acts for this patient, as a guardian does.
    pub async fn guard(&self, guardian: &Person, patient: Uuid) {
        let (core, user_id) = (&self.wired.core, UserId(guardian.user));
        let now = core.fresh.now();
        let relation = UserPatientRelation {
            id: core.fresh.id(),
            user_id,
            patient_id: PatientId(patient),
            relation: Relation::Child,
            granted_by: user_id,
            created_at: now,
            updated_at: now,
        };
        let mut work = core.store.begin().await.expect("a transaction");
        work.relations().insert(&relation).await.expect("a relation");
        work.commit(AuditEntry::system("relation.create")).await.expect("a commit");
    }

    async fn made_by(&self, admin: &Person, name: &str, fields: Value) -> Person {
        let email = address(name);
        let mut body = json!({ "email": email, "password": PASSWORD, "name": name });
        body.as_object_mut().expect("an object").extend(fields.as_object().expect("fields").clone());
        admin.post("/auth/signup", body).await.expect(201);
        self.log_in(&email).await
    }

    /// Somebody who came by an invitation of this hospital.
    async fn staff(&self, hospital: &Person, role: &str) -> Person {
        let email = address(role);
        hospital.post("/admin/staff/onboard", json!({ "email": email, "role": role })).await.expect(201);
        self.accept(&email, "Staff").await.1
    }

    /// Whoever reads the mail of this address accepts the newest invitation there; answers the status too.
    pub async fn accept(&self, email: &str, name: &str) -> (u16, Person) {
        let body = json!({ "token": self.token_in_mail(email).await, "password": PASSWORD, "name": name });
        let reply = self.anonymous().post("/auth/accept-invitation", body).await;
        let status = reply.status.as_u16();
        let tokens = reply.expect(if status == 200 { 200 } else { 201 });
        (status, Person::signed_in(&self.anonymous(), email, &tokens))
    }
}

async fn map(admin: &Person, path: &str, pair: Value) -> Value {
    let reply = admin.post(path, pair).await;
    let status = if reply.status == 201 { 201 } else { 200 };
    reply.expect(status)
}
