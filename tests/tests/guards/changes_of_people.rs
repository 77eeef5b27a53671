use domain::{
    jobs::JobFilter,
    kernel::{Job, PageRequest},
};
use e2e::{PASSWORD, TestApp, World};
use serde_json::{Value, json};

use super::ledger::{Ledger, by, by_visitor};

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("no id in {value:#}")).to_owned()
}

/// Everything that a family may say about a patient.
fn record(name: &str) -> Value {
    json!({ "name": name, "first_name": name, "last_name": "Haddad", "dob": "2001-02-03", "gender": "female",
        "contact": "+213 1", "photo": "https://example.org/p.png", "address": "1 rue", "city": "Oran", "country": "DZ",
        "blood_group": "O+", "height_cm": 160.5, "weight_kg": 60, "allergies": ["nuts"], "medications": ["aspirin"],
        "chronic_conditions": ["asthma"], "medical_history": { "surgery": "2009" },
        "emergency_contact_name": "Omar", "emergency_contact_phone": "+213 2" })
}

fn with(mut body: Value, more: Value) -> Value {
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

pub async fn patients(ledger: &mut Ledger<'_>, world: &mut World) {
    let patient = world.patient.clone();
    let named = |name: &str| with(record(name), json!({ "name": format!("{name} Haddad") }));
    let child = with(named("Lina"), json!({ "relation": "child" }));
    let add = by(&patient, "POST /api/v1/patients", &["patient.create"]).sending(child).about_the_made();
    let made = id(&ledger.enter(world, add).await);
    for (name, first) in [
        ("POST /api/v1/patients/me", "A"),
        ("PUT /api/v1/patients/me", "B"),
        ("PATCH /api/v1/patients/me", "C"),
        ("PUT /api/v1/patients/{patient_id}", "D"),
        ("PATCH /api/v1/patients/{patient_id}", "E"),
    ] {
        ledger.enter(world, by(&patient, name, &["patient.update"]).sending(named(first)).about(patient.id)).await;
    }
    let own = world.ids.insert("patient_id", made.clone()).unwrap();
    let remove = by(&patient, "DELETE /api/v1/patients/{patient_id}", &["patient.deactivate"]).about(made);
    ledger.enter(world, remove).await;
    world.ids.insert("patient_id", own);
}

pub async fn mappings(ledger: &mut Ledger<'_>, world: &mut World, app: &TestApp) {
    let (admin, patient) = (world.admin.clone(), world.patient.clone());
    let (doctor, hospital) = (app.doctor(&admin, "New").await.id, app.hospital(&admin, "New").await.id);
    let treatment = json!({ "doctor_id": doctor, "patient_id": patient.id });
    let registration = json!({ "hospital_id": hospital, "patient_id": patient.id });
    let employment = json!({ "hospital_id": hospital, "doctor_id": doctor });
    let map = |name, entry| by(&admin, name, entry);
    let made = map("POST /api/v1/mappings/doctor-patient", &["doctor_patient_mapping.create"]);
    let treatment = ledger.enter(world, made.sending(treatment).about(patient.id)).await;
    let made = map("POST /api/v1/mappings/hospital-patient", &["hospital_patient_mapping.create"]);
    let registration = ledger.enter(world, made.sending(registration).about(patient.id)).await;
    let made = map("POST /api/v1/mappings/hospital-doctor", &["hospital_doctor_mapping.create"]);
    let employment = ledger.enter(world, made.sending(employment)).await;
    world.ids.insert("treatment_id", id(&treatment));
    world.ids.insert("registration_id", id(&registration));
    world.ids.insert("employment_id", id(&employment));
    let end = by(&patient, "DELETE /api/v1/mappings/doctor-patient/{mapping_id}", &["doctor_patient_mapping.end"]);
    ledger.enter(world, end.about(patient.id)).await;
    let end = map("DELETE /api/v1/mappings/hospital-patient/{mapping_id}", &["hospital_patient_mapping.end"]);
    ledger.enter(world, end.about(patient.id)).await;
    let end = map("DELETE /api/v1/mappings/hospital-doctor/{mapping_id}", &["hospital_doctor_mapping.end"]);
    ledger.enter(world, end).await;

    let guest = app.patient("Guest").await;
    let shared = json!({ "relation": "guardian", "patient_id": patient.id, "user_id": guest.user });
    let relate = map("POST /api/v1/mappings/user-patient", &["user_patient_relation.create"]);
    let relation = id(&ledger.enter(world, relate.sending(shared).about(patient.id)).await);
    world.ids.insert("relation_id", relation);
    for (name, word) in [
        ("PUT /api/v1/mappings/user-patient/{relation_id}", "parent"),
        ("PATCH /api/v1/mappings/user-patient/{relation_id}", "other"),
    ] {
        let change = by(&guest, name, &["user_patient_relation.update"]).sending(json!({ "relation": word }));
        ledger.enter(world, change.about(patient.id)).await;
    }
    let end = by(&guest, "DELETE /api/v1/mappings/user-patient/{relation_id}", &["user_patient_relation.end"]);
    ledger.enter(world, end.about(patient.id)).await;
}

pub async fn invitations(ledger: &mut Ledger<'_>, world: &mut World, app: &TestApp) {
    let (hospital, desk, patient) = (world.hospital.clone(), world.desk.clone(), world.patient.clone());
    let onboarding =
        |email: &str| json!({ "email": email, "role": "nurse", "hospital_id": hospital.id, "department_id": null });
    let onboard =
        |email| by(&hospital, "POST /api/v1/admin/staff/onboard", &["invitation.send"]).sending(onboarding(email));
    let made = id(&ledger.enter(world, onboard("one@nurse.example")).await);
    world.ids.insert("onboarding_id", made);
    let revoke = by(&hospital, "DELETE /api/v1/admin/staff/invitations/{invitation_id}", &["invitation.revoke"]);
    ledger.enter(world, revoke).await;
    ledger.enter(world, onboard("two@nurse.example")).await;
    let newcomer = json!({ "token": app.token_in_mail("two@nurse.example").await, "password": PASSWORD, "name": "New",
        "first_name": "New", "last_name": "One" });
    let entries = &["user.sign_up", "invitation.accept", "session.open"];
    ledger.enter(world, by_visitor("POST /api/v1/auth/accept-invitation", entries).sending(newcomer)).await;

    let walk_in = id(&desk.post("/patients", json!({ "name": "Walk In" })).await.expect(201));
    let own = world.ids.insert("patient_id", walk_in.clone()).unwrap();
    let offer = by(&desk, "POST /api/v1/patients/{patient_id}/claim-invitation", &["invitation.send"]);
    let body = json!({ "email": "walk-in@example.org", "relation": "self" });
    ledger.enter(world, offer.sending(body).about(&walk_in)).await;
    let take_back = by(&desk, "DELETE /api/v1/patients/{patient_id}/claim-invitation", &["invitation.revoke"]);
    ledger.enter(world, take_back.about(&walk_in)).await;
    world.ids.insert("patient_id", own);

    let guest = app.patient("Invited").await;
    let shared = json!({ "patient_id": patient.id, "email": guest.email, "relation": "friend" });
    let share =
        || by(&patient, "POST /api/v1/mappings/user-patient/invitations", &["invitation.send"]).about(patient.id);
    let made = id(&ledger.enter(world, share().sending(shared.clone())).await);
    world.ids.insert("invitation_id", made);
    let revoke = "DELETE /api/v1/mappings/user-patient/invitations/{invitation_id}";
    ledger.enter(world, by(&patient, revoke, &["invitation.revoke"]).about(patient.id)).await;
    let made = id(&ledger.enter(world, share().sending(shared)).await);
    world.ids.insert("invitation_id", made);
    let token = json!({ "token": app.token_in_mail(&guest.email).await });
    let accept = "POST /api/v1/mappings/user-patient/invitations/{invitation_id}/accept";
    let entries = &["user_patient_relation.create", "invitation.accept"];
    ledger.enter(world, by(&guest, accept, entries).sending(token).about(patient.id)).await;
}

pub async fn accounts(ledger: &mut Ledger<'_>, world: &mut World, app: &TestApp) {
    let (admin, patient) = (world.admin.clone(), world.patient.clone());
    let fields = |name: &str| json!({ "first_name": name, "last_name": "H", "contact": "+1", "address": "2 rue" });
    for name in [
        "PUT /api/v1/users/me",
        "PATCH /api/v1/users/me",
        "PUT /api/v1/users/profile",
        "PATCH /api/v1/users/profile",
        "PUT /api/v1/users/{user_id}",
        "PATCH /api/v1/users/{user_id}",
    ] {
        ledger.enter(world, by(&patient, name, &["user.change"]).sending(fields(name))).await;
    }
    let leaving = app.patient("Leaving").await;
    let kept = world.ids.insert("user_id", leaving.user.to_string()).unwrap();
    ledger.enter(world, by(&admin, "DELETE /api/v1/users/{user_id}", &["user.change"])).await;
    world.ids.insert("user_id", kept);
    for (name, email) in [("POST /api/v1/users", "one@example.org"), ("POST /api/v1/auth/signup", "two@example.org")] {
        let account = json!({ "email": email, "password": PASSWORD, "name": "New", "role": "patient" });
        ledger.enter(world, by(&admin, name, &["user.create"]).sending(account)).await;
    }
}

pub async fn places(ledger: &mut Ledger<'_>, world: &mut World) {
    let (admin, doctor) = (world.admin.clone(), world.doctor.clone());
    let hospital = |name: &str| {
        json!({ "name": name, "address": "1 rue", "city": "Oran", "state": "O", "country": "DZ", "contact": "+1",
            "pin_code": "31", "email": "h@example.org", "specialities": ["eyes"], "link": "https://example.org/l",
            "website": "https://example.org", "timezone": "Africa/Algiers" })
    };
    let add = by(&admin, "POST /api/v1/hospitals", &["hospital.add"]).sending(hospital("A"));
    let made = id(&ledger.enter(world, add).await);
    world.ids.insert("hospital_id", made);
    for name in ["PUT /api/v1/hospitals/{hospital_id}", "PATCH /api/v1/hospitals/{hospital_id}"] {
        ledger.enter(world, by(&admin, name, &["hospital.change"]).sending(hospital(name))).await;
    }
    let verify = by(&admin, "PUT /api/v1/hospitals/{hospital_id}/verify", &["hospital.change"]);
    ledger.enter(world, verify.sending(json!({ "is_verified": false }))).await;
    ledger.enter(world, by(&admin, "DELETE /api/v1/hospitals/{hospital_id}", &["hospital.delete"])).await;

    let profile = |bio: &str| {
        json!({ "name": "Dr. A", "bio": bio, "city": "Oran", "clinic_address": "1 rue", "consultation_fee": 45.5,
            "contact": "+1", "country": "DZ", "designation": "Head", "details": "d", "experience": 7,
            "photo": "https://example.org/p.png", "qualification": "MD", "shift_time_start": "09:00",
            "shift_time_end": "17:00", "specialization": "eyes", "timezone": "Africa/Algiers" })
    };
    for name in
        ["POST /api/v1/doctors/me/profile", "PUT /api/v1/doctors/me/profile", "PATCH /api/v1/doctors/me/profile"]
    {
        ledger.enter(world, by(&doctor, name, &["doctor.change"]).sending(profile(name))).await;
    }
    let add = by(&admin, "POST /api/v1/doctors", &["doctor.add"]);
    let made = id(&ledger.enter(world, add.sending(with(profile("x"), json!({ "license_number": "DZ-7" })))).await);
    world.ids.insert("doctor_id", made);
    for name in ["PUT /api/v1/doctors/{doctor_id}", "PATCH /api/v1/doctors/{doctor_id}"] {
        let body = with(profile(name), json!({ "specialties": [world.id("specialty_id")], "is_active": true }));
        ledger.enter(world, by(&admin, name, &["doctor.change"]).sending(body)).await;
    }
    let verify = by(&admin, "PUT /api/v1/doctors/{doctor_id}/verify", &["doctor.change"]);
    ledger.enter(world, verify.sending(json!({ "is_verified": false }))).await;
    ledger.enter(world, by(&admin, "DELETE /api/v1/doctors/{doctor_id}", &["doctor.deactivate"])).await;

    let specialty = |name: &str| json!({ "name": name, "description": "d" });
    let add = by(&admin, "POST /api/v1/specialties", &["specialty.add"]).sending(specialty("Eyes"));
    let made = id(&ledger.enter(world, add).await);
    world.ids.insert("specialty_id", made);
    for name in ["PUT /api/v1/specialties/{specialty_id}", "PATCH /api/v1/specialties/{specialty_id}"] {
        ledger.enter(world, by(&admin, name, &["specialty.change"]).sending(specialty(name))).await;
    }
    ledger.enter(world, by(&admin, "DELETE /api/v1/specialties/{specialty_id}", &["specialty.delete"])).await;
}

pub async fn sessions(ledger: &mut Ledger<'_>, world: &mut World, app: &TestApp) {
    for (number, name, more) in [
        (1, "POST /api/v1/auth/patient-signup", json!({ "dob": "2001-02-03", "gender": "male", "allergies": ["x"] })),
        (2, "POST /api/v1/auth/patient/signup", json!({ "blood_group": "O+", "height": 180, "weight": 70.5 })),
        (3, "POST /api/v1/auth/doctor-signup", json!({ "experience": 3, "license_number": "DZ-9", "bio": "b" })),
        (4, "POST /api/v1/auth/doctor/signup", json!({ "shift_time_start": "09:00", "shift_time_end": "12:00" })),
        (5, "POST /api/v1/auth/hospital-signup", json!({ "city": "Oran", "website": "https://example.org" })),
        (6, "POST /api/v1/auth/hospital/signup", json!({ "specialities": ["eyes"], "timezone": "Africa/Algiers" })),
    ] {
        let account = json!({ "email": format!("new{number}@example.org"), "password": PASSWORD, "name": "New",
            "first_name": "New", "last_name": "One", "contact": "+1", "address": "1 rue" });
        let deed = by_visitor(name, &["user.sign_up", "session.open"]).sending(with(account, more));
        ledger.enter(world, deed).await;
    }
    let sign_in = json!({ "email": world.patient.email, "password": PASSWORD });
    ledger.enter(world, by_visitor("POST /api/v1/auth/login", &["session.open"]).sending(sign_in)).await;
    let refresh = json!({ "refresh_token": world.patient.refresh_token });
    ledger.enter(world, by_visitor("POST /api/v1/auth/refresh", &["session.refresh"]).sending(refresh)).await;
    let (patient, other) = (world.patient.clone(), app.log_in(&world.patient.email).await);
    let sessions = patient.get("/auth/sessions").await.rows();
    let ended = sessions.iter().find(|session| session["is_current"] == json!(false)).expect("another session");
    world.ids.insert("sign_in_id", id(ended));
    ledger.enter(world, by(&patient, "DELETE /api/v1/auth/sessions/{session_id}", &["session.end"])).await;
    drop(other);
    ledger.enter(world, by(&patient, "GET /api/v1/users/me/export", &["user.export"])).await;
    for name in ["DELETE /api/v1/users/me", "POST /protected/user/deleteProfile"] {
        // A code is asked for; what giving it does has stories of its own.
        ledger.enter(world, by(&patient, name, &["code.ask"])).await;
    }
    let passwords = json!({ "current_password": PASSWORD, "new_password": "N3w!passw" });
    let change = by(&patient, "POST /api/v1/auth/change-password", &["user.change_password"]).sending(passwords);
    ledger.enter(world, change).await;
    ledger.enter(world, by(&patient, "POST /api/v1/auth/logout", &["session.end"])).await;
}

/// A job that was given up.
pub async fn jobs(ledger: &mut Ledger<'_>, world: &mut World, app: &TestApp) {
    let core = &app.wired.core;
    let topic = Job::AnalyseAppointment { appointment: core.fresh.id() };
    let mut session = core.store.unaudited().await.unwrap();
    session.jobs().enqueue(&core.fresh, &topic, core.fresh.now()).await.unwrap();
    let page = PageRequest::first(1);
    let job = session.jobs().list(&JobFilter::default(), &page).await.unwrap().items.remove(0).id;
    session.jobs().fail(job, core.fresh.now(), None, "it never works").await.unwrap();
    drop(session);
    world.ids.insert("job_id", job.to_string());
    let admin = world.admin.clone();
    ledger.enter(world, by(&admin, "POST /api/v1/admin/jobs/{job_id}/retry", &["job.retry"])).await;
}
