use super::{
    Invitation, Invitations, Offer, SentInvitation,
    access::{self, Share},
    service::{about, inviter},
};
use crate::{
    kernel::{Caller, Error, InvitationId, Outcome, Page, PageRequest, PatientId, retry_conflicts},
    mappings::Relation,
    outbox::Message,
    patients::PatientRule,
};

impl Invitations {
    /// Invites another account to act for a patient for whom the caller acts. An earlier invitation of the same address to
    /// the same patient is dead then.
    pub async fn share(
        &self,
        caller: &Caller,
        patient: PatientId,
        email: &str,
        relation: Relation,
    ) -> Outcome<Invitation> {
        if relation == Relation::Own {
            return Err(Error::invalid("relation", "cannot be self: the hospital offers people their own record"));
        }
        let offer = Offer::Family { patient, relation };
        retry_conflicts(async || self.share_once(caller, patient, email, offer).await).await
    }

    async fn share_once(&self, caller: &Caller, patient: PatientId, email: &str, offer: Offer) -> Outcome<Invitation> {
        let mut work = self.core.store.begin().await?;
        if !work.patients().is_in_scope(Share::scope(&caller.actor), patient).await? {
            return Err(Error::unknown("patient", "patient_id"));
        }
        let by = inviter(&mut *work, caller).await?;
        if by.email.as_deref() == Some(email) {
            return Err(Error::invalid("email", "is your own"));
        }
        let message =
            |id: InvitationId, token| Message::FamilyInvitation { from: by.name, invitation: id.into(), token };
        let sent = self.send(&mut *work, caller, (email.to_owned(), offer), message).await?;
        work.commit(about(caller.audit("invitation.send"), offer).on(sent.id)).await?;
        Ok(sent)
    }

    /// The live invitations to patients that the caller sent or that were sent to the caller's proven address, newest first.
    pub async fn to_patients(&self, caller: &Caller, page: &PageRequest) -> Outcome<Page<SentInvitation>> {
        let (scope, now) = (access::to_patients(&caller.actor), self.core.fresh.now());
        Ok(self.core.store.read().await?.invitations().list(scope, now, page.by_id()?).await?)
    }

    /// Revokes an invitation that the caller sent.
    pub async fn revoke_shared(&self, caller: &Caller, id: InvitationId) -> Outcome<()> {
        let mut work = self.core.store.begin().await?;
        let found = work.invitations().find(access::revocable(&caller.actor), id, self.core.fresh.now()).await?;
        self.revoke_found(work, caller, found).await
    }
}
