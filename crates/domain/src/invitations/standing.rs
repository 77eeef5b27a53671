use super::{Invitation, Offer, access, claim::check_unclaimed};
use crate::{
    accounts::User,
    kernel::{Error, HospitalId, Outcome, PatientId, Role},
    patients::PatientScope,
    ports::UnitOfWork,
};

/// An invitation that cannot be accepted any more, for whichever reason: nobody is told which.
pub(super) fn over() -> Error {
    Error::Gone("this invitation has been used, revoked or has expired; ask for a new one".into())
}

/// Whether whoever invited could still do so; answers who that is. Whoever was deactivated or no longer works for the
/// hospital, a hospital that is no longer verified or has lost the patient, and a relative who no longer acts for the patient
/// invite nobody.
pub(super) async fn check_standing(work: &mut dyn UnitOfWork, invitation: &Invitation) -> Outcome<User> {
    let by = work.accounts().find(invitation.invited_by).await?.filter(|by| by.is_active).ok_or_else(over)?;
    let actor = work.auth().actor(by.id).await?.ok_or_else(over)?;
    let stands = match invitation.offer {
        Offer::Staff { hospital, .. } => {
            access::onboard(&actor, Some(hospital)).is_ok() && is_verified(work, hospital).await?
        }
        Offer::Claim { patient, hospital: None, .. } => {
            access::offers_for(&actor, None) && is_kept(work, patient).await?
        }
        Offer::Claim { patient, hospital: Some(hospital), .. } => {
            access::offers_for(&actor, Some(hospital))
                && is_kept(work, patient).await?
                && is_verified(work, hospital).await?
                && work.patients().is_in_scope(PatientScope::Hospital(hospital), patient).await?
        }
        Offer::Family { patient, .. } => is_kept(work, patient).await? && acts_for(work, &by, patient).await?,
    };
    if !stands {
        return Err(over());
    }
    check_unclaimed(work, invitation.offer).await?;
    Ok(by)
}

async fn is_verified(work: &mut dyn UnitOfWork, hospital: HospitalId) -> Outcome<bool> {
    Ok(work.hospitals().find(hospital).await?.is_some_and(|hospital| hospital.is_verified))
}

/// Holds the patient's row, so that those who become or cease to be relatives at once come one after the other.
async fn is_kept(work: &mut dyn UnitOfWork, patient: PatientId) -> Outcome<bool> {
    Ok(work.patients().lock(patient).await?.is_some_and(|patient| patient.is_active))
}

async fn acts_for(work: &mut dyn UnitOfWork, by: &User, patient: PatientId) -> Outcome<bool> {
    Ok(by.role == Role::Admin || work.relations().of_pair(by.id, patient).await?.is_some())
}
