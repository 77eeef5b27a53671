//! Verified doctors and hospitals, their staff, and who treats whom.

use domain::{
    accounts::NewAccount,
    kernel::{AuditEntry, HospitalId, Origin, PatientId, Role, UserId},
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
    /// A new nurse of this hospital.
    pub async fn nurse(&self, hospital: &Person) -> Person {
        self.staff(hospital.id, Role::Nurse).await
    }
    /// A new receptionist of this hospital.
    pub async fn receptionist(&self, hospital: &Person) -> Person {
        self.staff(hospital.id, Role::Receptionist).await
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

    /// Staff without the invitation by which people join a hospital.
    async fn staff(&self, hospital: Uuid, role: Role) -> Person {
        let core = &self.wired.core;
        let account = NewAccount {
            email: address("staff"),
            password: PASSWORD.to_owned(),
            name: "Staff".to_owned(),
            first_name: None,
            last_name: None,
            contact: None,
            address: None,
        };
        let user = account.into_user(core.fresh.id(), role, None, core.fresh.now());
        let mut work = core.store.begin().await.expect("a transaction");
        work.accounts().insert(&user, None).await.expect("an account");
        work.hospitals()
            .add_staff(core.fresh.id(), user.id, HospitalId(hospital), core.fresh.now())
            .await
            .expect("a staff member");
        work.commit(AuditEntry::system("user.create")).await.expect("a commit");
        let signed_in = self.wired.services.auth.open(user, &Origin::default()).await.expect("a session");
        Person::with_tokens(&self.anonymous(), signed_in)
    }
}

async fn map(admin: &Person, path: &str, pair: Value) -> Value {
    let reply = admin.post(path, pair).await;
    let status = if reply.status == 201 { 201 } else { 200 };
    reply.expect(status)
}
