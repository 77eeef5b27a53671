use actix_web::web::Data;
use domain::{
    kernel::{Caller, Error, Outcome, PageRequest, Role},
    mappings::{MappingFilter, MappingKind},
};

use super::body::{ConnectionBody, ProfileBody, SessionDetailBody};
use crate::{
    envelope::{Answer, Envelope, One, ok},
    extract::SignedIn,
    wire::Services,
};

/// Most connections that are shown.
const MOST: i64 = 100;

/// Who is signed in: the account, the patient or doctor behind it, and who treats or is treated.
#[utoipa::path(get, path = "/protected/user/sessionDetail", tag = "portal",
    responses((status = 200, description = "The session", body = Envelope<SessionDetailBody>)))]
pub async fn session_detail(SignedIn(caller): SignedIn, services: Data<Services>) -> Answer<One<SessionDetailBody>> {
    let user = services.accounts.one(&caller, caller.actor.user()).await?;
    let profile = profile(&services, &caller).await?;
    let connections = connections(&services, &caller).await?;
    Ok(ok("session", SessionDetailBody { user: user.into(), profile, connections }))
}

async fn profile(services: &Services, caller: &Caller) -> Outcome<Option<ProfileBody>> {
    let found = match caller.actor.role() {
        Role::Patient => {
            let own = services.patients.own(caller).await;
            own.map(|record| ProfileBody::Patient(Box::new(record.into())))
        }
        Role::Doctor => {
            let Some(doctor) = caller.actor.doctor() else { return Ok(None) };
            let own = services.doctors.one(Some(&caller.actor), doctor).await;
            own.map(|doctor| ProfileBody::Doctor(Box::new(doctor.into())))
        }
        Role::Admin | Role::Hospital | Role::Nurse | Role::Receptionist => return Ok(None),
    };
    match found {
        Ok(profile) => Ok(Some(profile)),
        // A relative need not be a patient.
        Err(Error::NotFound { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

async fn connections(services: &Services, caller: &Caller) -> Outcome<Vec<ConnectionBody>> {
    if !matches!(caller.actor.role(), Role::Patient | Role::Doctor) {
        return Ok(Vec::new());
    }
    let page = PageRequest::new(Some(MOST), None, None)?;
    let kind = MappingKind::DoctorPatient;
    let found = services.mappings.list(caller, kind, &MappingFilter::default(), &page).await?;
    Ok(found.items.into_iter().filter_map(ConnectionBody::new).collect())
}
