use super::{
    Invitation, Invitations, Offer,
    access::OfferClaim,
    service::{about, inviter},
};
use crate::{
    kernel::{Caller, Error, Outcome, PatientId, retry_conflicts},
    mappings::{Relation, UserPatientRelation},
    outbox::Message,
    patients::access::admit,
    ports::UnitOfWork,
};

impl Invitations {
    /// Offers a patient, or a relative, the record that the caller's hospital keeps. An earlier offer is dead then.
    pub async fn offer_claim(
        &self,
        caller: &Caller,
        patient: PatientId,
        email: &str,
        relation: Relation,
    ) -> Outcome<Invitation> {
        retry_conflicts(async || self.offer_claim_once(caller, patient, email, relation).await).await
    }

    async fn offer_claim_once(
        &self,
        caller: &Caller,
        patient: PatientId,
        email: &str,
        relation: Relation,
    ) -> Outcome<Invitation> {
        let mut work = self.core.store.begin().await?;
        admit::<OfferClaim>(&mut *work, &caller.actor, patient).await?;
        let by = inviter(&mut *work, caller).await?;
        if by.email.as_deref() == Some(email) {
            return Err(Error::invalid("email", "is your own"));
        }
        let name = match caller.actor.hospital() {
            Some(id) => Some(work.hospitals().find(id).await?.ok_or(Error::not_found("hospital"))?.name),
            None => None,
        };
        let offer = Offer::Claim { patient, relation, hospital: caller.actor.hospital() };
        check_unclaimed(&mut *work, offer).await?;
        let message = |_, token| Message::ClaimInvitation { hospital: name, token };
        let sent = self.send(&mut *work, caller, (email.to_owned(), offer), message).await?;
        work.commit(about(caller.audit("invitation.send"), offer).on(sent.id)).await?;
        Ok(sent)
    }

    /// Revokes the offer of a patient's record.
    pub async fn revoke_claim(&self, caller: &Caller, patient: PatientId) -> Outcome<()> {
        let mut work = self.core.store.begin().await?;
        admit::<OfferClaim>(&mut *work, &caller.actor, patient).await?;
        let found = work.invitations().claim_of(patient, self.core.fresh.now()).await?;
        self.revoke_found(work, caller, found).await
    }
}

/// Whether the patient of a claim is still to be claimed: nobody's own person. A hospital offers only what nobody has taken
/// yet: where somebody acts for the patient, the family or an administrator decides.
pub(super) async fn check_unclaimed(work: &mut dyn UnitOfWork, offer: Offer) -> Outcome<()> {
    let Offer::Claim { patient, hospital, .. } = offer else { return Ok(()) };
    let known = work.relations().of_patient(patient).await?;
    let own = |relation: &UserPatientRelation| relation.relation == Relation::Own;
    if known.iter().any(own) {
        return Err(Error::conflict("this patient has an account already"));
    }
    if hospital.is_some() && !known.is_empty() {
        return Err(Error::conflict(
            "somebody acts for this patient already and may share the patient; or ask an administrator",
        ));
    }
    Ok(())
}
