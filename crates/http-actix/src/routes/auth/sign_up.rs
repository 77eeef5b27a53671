use actix_web::{HttpRequest, web::Data};
use domain::{
    accounts::{NewAccount, NewDoctorProfile, NewHospitalProfile, NewPatientProfile, Profile},
    kernel::{Change, Check, Outcome, Role, parse},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::body::{AccountFields, RoleField, TokenBody, UserBody};
use crate::{
    envelope::{Answer, Envelope, One, created},
    extract::{Both, Parts, SignedIn},
    origin,
    routes::{doctors::DoctorFields, hospitals::HospitalFields, patients::PatientFields},
    wire::Services,
};

/// A patient's sign-up.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the two parts as one body; each is read by itself")]
pub struct PatientSignUp {
    #[serde(flatten)]
    account: AccountFields,
    #[serde(flatten)]
    patient: PatientFields,
}

/// A doctor's sign-up.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the two parts as one body; each is read by itself")]
pub struct DoctorSignUp {
    #[serde(flatten)]
    account: AccountFields,
    #[serde(flatten)]
    doctor: DoctorFields,
}

/// A hospital's sign-up.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the two parts as one body; each is read by itself")]
pub struct HospitalSignUp {
    #[serde(flatten)]
    account: AccountFields,
    #[serde(flatten)]
    hospital: HospitalFields,
}

/// An account that an administrator opens, with the fields of its role's profile.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the parts as one body; each is read by itself")]
pub struct NewUser {
    #[serde(flatten)]
    role: RoleField,
    #[serde(flatten)]
    account: AccountFields,
}

/// Sign up as a patient. The account, the patient and the relation `self` are made together.
#[utoipa::path(post, path = "/auth/patient-signup", tag = "auth", request_body = PatientSignUp,
    responses((status = 201, description = "Signed up and signed in", body = Envelope<TokenBody>)))]
pub async fn patient_signup(
    request: HttpRequest,
    services: Data<Services>,
    Both(account, patient): Both<AccountFields, PatientFields>,
) -> Answer<One<TokenBody>> {
    let (account, profile) = read(account, |check| patient_profile(patient, check))?;
    sign_up(&request, &services, account, profile).await
}

/// Sign up as a doctor. The doctor is listed and gets patients once an administrator has verified the profile.
#[utoipa::path(post, path = "/auth/doctor-signup", tag = "auth", request_body = DoctorSignUp,
    responses((status = 201, description = "Signed up and signed in", body = Envelope<TokenBody>)))]
pub async fn doctor_signup(
    request: HttpRequest,
    services: Data<Services>,
    Both(account, doctor): Both<AccountFields, DoctorFields>,
) -> Answer<One<TokenBody>> {
    let (account, profile) = read(account, |check| doctor_profile(doctor, check))?;
    sign_up(&request, &services, account, profile).await
}

/// Sign up as a hospital. It sees only itself until an administrator has verified it.
#[utoipa::path(post, path = "/auth/hospital-signup", tag = "auth", request_body = HospitalSignUp,
    responses((status = 201, description = "Signed up and signed in", body = Envelope<TokenBody>)))]
pub async fn hospital_signup(
    request: HttpRequest,
    services: Data<Services>,
    Both(account, hospital): Both<AccountFields, HospitalFields>,
) -> Answer<One<TokenBody>> {
    let (account, profile) = read(account, |check| hospital_profile(hospital, check))?;
    sign_up(&request, &services, account, profile).await
}

/// Open an account of any role, together with the profile of that role.
#[utoipa::path(post, path = "/auth/signup", tag = "auth", request_body = NewUser,
    responses((status = 201, description = "The account was opened", body = Envelope<UserBody>)))]
pub async fn create_account(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    parts: Parts,
) -> Answer<One<UserBody>> {
    let role: RoleField = parts.read()?;
    let mut check = Check::default();
    let role = check.synonym(("role", role.role), ("user_type", role.user_type));
    let role = check.required(role.field, role.value, |word: String| Role::parse_any(&word).map_err(|e| e.to_string()));
    let profile = match role {
        Some(Role::Patient) => Some(patient_profile(parts.read()?, &mut check)),
        Some(Role::Doctor) => Some(doctor_profile(parts.read()?, &mut check)),
        Some(Role::Hospital) => Some(hospital_profile(parts.read()?, &mut check)),
        Some(Role::Admin) => Some(Profile::Admin),
        Some(Role::Nurse | Role::Receptionist) => {
            check.issue("role", "staff join a hospital by invitation");
            None
        }
        None => None,
    };
    let account = read_account(parts.read()?, &mut check);
    let (account, profile) = check.build(|| Some((account?, profile?)))?;
    let user = services.sign_up.by_admin(&caller, account, profile).await?;
    Ok(created("account opened", format!("/api/v1/users/{}", user.id), user.into()))
}

pub fn read(fields: AccountFields, profile: impl FnOnce(&mut Check) -> Profile) -> Outcome<(NewAccount, Profile)> {
    let mut check = Check::default();
    let account = read_account(fields, &mut check);
    let profile = profile(&mut check);
    check.build(|| Some((account?, profile)))
}

async fn sign_up(
    request: &HttpRequest,
    services: &Services,
    account: NewAccount,
    profile: Profile,
) -> Answer<One<TokenBody>> {
    let origin = origin::of(request);
    services.auth.count_sign_up(&origin).await?;
    let user = services.sign_up.by_person(account, profile, &origin).await?;
    let signed_in = services.auth.open(user, &origin).await?;
    Ok(created("signed up", "/api/v1/users/me".to_owned(), signed_in.into()))
}

fn read_account(fields: AccountFields, check: &mut Check) -> Option<NewAccount> {
    let email = check.required("email", fields.email, parse::email);
    let password = check.required("password", fields.password, parse::new_password);
    let first_name = check.optional("first_name", fields.first_name, parse::name);
    let last_name = check.optional("last_name", fields.last_name, parse::name);
    let name = full_name(check, fields.name.into(), first_name.as_deref(), last_name.as_deref());
    let contact = check.synonym(("contact", fields.contact), ("phone", fields.phone));
    let contact = check.optional(contact.field, contact.value, parse::short_text);
    let address = check.optional("address", fields.address, parse::short_text);
    Some(NewAccount { email: email?, password: password?, name: name?, first_name, last_name, contact, address })
}

/// The name as given, or made of first and last name.
pub fn full_name(check: &mut Check, name: Change<String>, first: Option<&str>, last: Option<&str>) -> Option<String> {
    match (name, first, last) {
        (Change::Keep, Some(first), Some(last)) => {
            let both = |name| parse::name(name).map_err(|issue| format!("made of first_name and last_name, {issue}"));
            check.optional("name", Change::Set(format!("{first} {last}")), both)
        }
        (name, _, _) => check.required("name", name, parse::name),
    }
}

pub fn patient_profile(fields: PatientFields, check: &mut Check) -> Profile {
    let (details, clinical) = fields.read(check);
    let medical_history = clinical.medical_history.clone().unwrap_or_default();
    Profile::Patient(Box::new(NewPatientProfile { details, medical_history, facts: clinical.entries() }))
}

fn doctor_profile(fields: DoctorFields, check: &mut Check) -> Profile {
    Profile::Doctor(Box::new(NewDoctorProfile { details: fields.read(check) }))
}

fn hospital_profile(fields: HospitalFields, check: &mut Check) -> Profile {
    Profile::Hospital(Box::new(NewHospitalProfile { details: fields.read(check) }))
}
