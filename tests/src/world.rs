//! One of everything: a patient, everybody who cares for her, and everything that is kept about her.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{Operation, Person, TestApp, files::PNG};

/// A word in every text about the patient and in nothing else.
pub const MARK: &str = "marrow";

/// A patient, everybody who cares for her, and everything that is kept about her.
pub struct World {
    /// An administrator.
    pub admin: Person,
    /// The patient.
    pub patient: Person,
    /// The doctor who treats her.
    pub doctor: Person,
    /// The hospital at which she is registered and the doctor works.
    pub hospital: Person,
    /// A nurse of it.
    pub nurse: Person,
    /// A receptionist of it.
    pub desk: Person,
    /// Ids by the names that paths call them.
    pub ids: BTreeMap<&'static str, String>,
}

impl World {
    /// An operation's path with these ids in it.
    pub fn path(&self, operation: &Operation) -> String {
        let parts = operation.path.split('/').map(|part| match part.strip_prefix('{') {
            Some(name) => self.id_in(operation, name.trim_end_matches('}')).to_owned(),
            None => part.to_owned(),
        });
        parts.collect::<Vec<_>>().join("/")
    }
    /// The id of that name.
    pub fn id(&self, name: &str) -> &str {
        self.ids.get(name).unwrap_or_else(|| panic!("no {name}"))
    }
    /// Everybody with the word for the role.
    pub fn everybody(&self) -> [(&'static str, &Person); 6] {
        [
            ("admin", &self.admin),
            ("patient", &self.patient),
            ("doctor", &self.doctor),
            ("hospital", &self.hospital),
            ("nurse", &self.nurse),
            ("receptionist", &self.desk),
        ]
    }

    /// Some names stand for different things in different places.
    fn id_in(&self, operation: &Operation, name: &str) -> &str {
        let name = match name {
            "mapping_id" if operation.path.contains("hospital-doctor") => "employment_id",
            "mapping_id" if operation.path.contains("hospital-patient") => "registration_id",
            "mapping_id" => "treatment_id",
            "session_id" if operation.path.contains("/auth/") => "sign_in_id",
            "invitation_id" if operation.path.contains("/admin/") => "onboarding_id",
            other => other,
        };
        self.id(name)
    }
}

fn id(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

impl TestApp {
    /// A new patient with everything.
    pub async fn world(&self) -> World {
        let admin = self.admin().await;
        let hospital = self.hospital(&admin, "Mustapha").await;
        let doctor = self.doctor(&admin, "Amina Benali").await;
        let patient = self.known_patient(&admin, "Nadia Haddad").await;
        let employment = self.employ(&admin, &hospital, &doctor).await;
        let registration = self.register(&admin, &hospital, patient.id).await;
        let treatment = self.treat(&admin, &doctor, patient.id).await;
        let (nurse, desk) = (self.nurse(&hospital).await, self.receptionist(&hospital).await);
        let mut world = World { admin, patient, doctor, hospital, nurse, desk, ids: BTreeMap::new() };
        for (name, mapping) in
            [("employment_id", &employment), ("registration_id", &registration), ("treatment_id", &treatment)]
        {
            world.ids.insert(name, id(mapping));
        }
        self.fill(&mut world).await;
        world
    }

    async fn fill(&self, world: &mut World) {
        let World { admin, patient, doctor, hospital, .. } = &*world;
        let about = format!("/patients/{}", patient.id);
        let sign_in = patient.get("/auth/sessions").await.rows().remove(0);
        let relation = patient.get("/mappings/user-patient").await.rows().remove(0);
        patient.patch(&about, json!({ "city": MARK, "allergies": [MARK] })).await.expect(200);
        doctor.post(&format!("{about}/case-history"), json!({ "summary": MARK })).await.expect(201);
        let sent = patient.upload(&format!("{about}/case-history/documents"), &[("marrow.png", PNG)]).await.expect(201);
        let report = json!({ "title": MARK, "report_type": "blood_test" });
        let report = doctor.post(&format!("{about}/reports"), report).await.expect(201);
        let of_report = format!("{about}/reports/{}/documents", id(&report));
        doctor.upload(&of_report, &[("marrow.png", PNG)]).await.expect(201);
        let pair = json!({ "doctor_id": doctor.id, "patient_id": patient.id });
        let chat = id(&patient.post("/chats", pair).await.expect(201));
        let words = |words: &str| json!({ "chat_id": chat, "message": words });
        let message = patient.post("/messages", words(MARK)).await.expect(201);
        doctor.post("/messages", words(MARK)).await.expect(201);
        let interview = patient.post("/ai/sessions", json!({ "patient_id": patient.id })).await.expect(201);
        let said = json!({ "session_id": interview["id"], "message": format!("{MARK} since yesterday") });
        patient.post("/ai/messages", said).await.expect(201);
        let suggestion = json!({ "problem": MARK, "shared": true });
        let suggestion = doctor.post("/suggestions", suggestion).await.expect(201);
        let booking = json!({ "doctor_id": doctor.id, "hospital_id": hospital.id, "time_slot": "2026-03-10T10:00Z",
            "symptoms": MARK, "reason": MARK });
        let appointment = patient.post("/appointments", booking).await.expect(201);
        let specialty =
            admin.post("/specialties", json!({ "name": format!("Field {}", patient.id) })).await.expect(201);
        let onboarding = json!({ "email": "colleague@example.org", "role": "nurse" });
        let onboarding = hospital.post("/admin/staff/onboard", onboarding).await.expect(201);
        let shared = json!({ "patient_id": patient.id, "email": "relative@example.org", "relation": "spouse" });
        let invitation = patient.post("/mappings/user-patient/invitations", shared).await.expect(201);
        let ids = [
            ("onboarding_id", id(&onboarding)),
            ("invitation_id", id(&invitation)),
            ("sign_in_id", id(&sign_in)),
            ("relation_id", id(&relation)),
            ("document_id", id(&sent[0])),
            ("report_id", id(&report)),
            ("message_id", id(&message)),
            ("session_id", id(&interview)),
            ("suggestion_id", id(&suggestion)),
            ("appointment_id", id(&appointment)),
            ("specialty_id", id(&specialty)),
            ("patient_id", patient.id.to_string()),
            ("doctor_id", doctor.id.to_string()),
            ("hospital_id", hospital.id.to_string()),
            ("user_id", patient.user.to_string()),
            ("chat_id", chat),
        ];
        world.ids.extend(ids);
    }
}
