use uuid::Uuid;

use super::{
    Invitation, Invitations, Offer, SentInvitation, StaffRole, access,
    service::{about, inviter},
};
use crate::{
    hospitals::{Hospital, HospitalFilter, access::HospitalScope},
    kernel::{Caller, Error, HospitalId, InvitationId, Outcome, Page, PageRequest, retry_conflicts},
    outbox::Message,
    ports::UnitOfWork,
};

/// Who is to work where.
#[derive(Clone)]
pub struct Onboarding {
    /// The address of whoever is invited, in lower case.
    pub email: String,
    /// As what.
    pub role: StaffRole,
    /// Where; may be left out where it is clear.
    pub hospital: Option<HospitalId>,
    /// In which department.
    pub department: Option<Uuid>,
}

impl Invitations {
    /// Invites somebody to work for a hospital: a hospital for itself, an administrator for any. An earlier invitation of
    /// the same address to the same hospital is dead then.
    pub async fn onboard(&self, caller: &Caller, wanted: &Onboarding) -> Outcome<Invitation> {
        let named = access::onboard(&caller.actor, wanted.hospital)?;
        retry_conflicts(async || self.onboard_once(caller, wanted, named).await).await
    }

    async fn onboard_once(
        &self,
        caller: &Caller,
        wanted: &Onboarding,
        named: Option<HospitalId>,
    ) -> Outcome<Invitation> {
        let mut work = self.core.store.begin().await?;
        inviter(&mut *work, caller).await?;
        let hospital = match named {
            Some(id) => work.hospitals().find(id).await?.ok_or(Error::unknown("hospital", "hospital_id"))?,
            None => only_hospital(&mut *work).await?,
        };
        if !hospital.is_verified {
            return Err(Error::conflict("verify the hospital first, then invite its staff"));
        }
        // Hospitals have no departments yet.
        if wanted.department.is_some() {
            return Err(Error::unknown("department", "department_id"));
        }
        let offer = Offer::Staff { hospital: hospital.id, role: wanted.role };
        let message = |_, token| Message::StaffInvitation {
            hospital: Some(hospital.name.clone()),
            role: wanted.role.role(),
            token,
        };
        let sent = self.send(&mut *work, caller, (wanted.email.clone(), offer), message).await?;
        work.commit(about(caller.audit("invitation.send"), offer).on(sent.id)).await?;
        Ok(sent)
    }

    /// The live invitations to work somewhere that the caller sees, newest first.
    pub async fn staff(&self, caller: &Caller, page: &PageRequest) -> Outcome<Page<SentInvitation>> {
        let (scope, now) = (access::staff(&caller.actor), self.core.fresh.now());
        Ok(self.core.store.read().await?.invitations().list(scope, now, page.by_id()?).await?)
    }

    /// Revokes an invitation to work somewhere.
    pub async fn revoke_staff(&self, caller: &Caller, id: InvitationId) -> Outcome<()> {
        let mut work = self.core.store.begin().await?;
        let found = work.invitations().find(access::staff(&caller.actor), id, self.core.fresh.now()).await?;
        self.revoke_found(work, caller, found).await
    }
}

/// The installation's hospital, if it has one and no other.
async fn only_hospital(work: &mut dyn UnitOfWork) -> Outcome<Hospital> {
    let (filter, two) = (HospitalFilter::default(), PageRequest::first(2));
    let mut found = work.hospitals().list(HospitalScope::All, &filter, &two).await?.items;
    match (found.pop(), found.pop()) {
        (Some(only), None) => Ok(only),
        _ => Err(Error::invalid("hospital_id", "must be given where there is not exactly one hospital")),
    }
}
