//! The story of invitations in storage: which ones a new one replaces.
#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use chrono::TimeDelta;
use domain::{
    accounts::User,
    hospitals::Hospital,
    invitations::{Invitation, Offer, StaffRole},
    kernel::{AuditEntry, Fresh, InvitationId},
    ports::{RepoError, Store},
};

async fn send(store: &dyn Store, invitation: &Invitation, hash: &str) -> Result<Vec<InvitationId>, RepoError> {
    let mut work = store.begin().await?;
    let replaced = work.invitations().replace(invitation).await?;
    work.invitations().insert(invitation, hash).await?;
    work.commit(AuditEntry::system("invitation.send")).await?;
    Ok(replaced.into_iter().map(|replaced| replaced.id).collect())
}

/// Tells the story in the name of this account.
pub async fn invitations_contract(store: &dyn Store, fresh: &Fresh, by: &User) {
    let hospital = Hospital::new(fresh.id(), "Mustapha".into(), "UTC".into(), fresh.now());
    let mut work = store.begin().await.unwrap();
    work.hospitals().insert(&hospital).await.unwrap();
    work.commit(AuditEntry::system("hospital.add")).await.unwrap();
    let invitation = |email: &str, role| Invitation {
        id: fresh.id(),
        email: email.to_owned(),
        offer: Offer::Staff { hospital: hospital.id, role },
        invited_by: by.id,
        expires_at: fresh.now() + TimeDelta::hours(72),
        accepted_at: None,
        revoked_at: None,
        created_at: fresh.now(),
    };
    let first = invitation("a@example.org", StaffRole::Nurse);
    let (other, second) =
        (invitation("b@example.org", StaffRole::Nurse), invitation("a@example.org", StaffRole::Doctor));
    assert_eq!(send(store, &first, "first").await.unwrap(), []);
    assert_eq!(send(store, &other, "other").await.unwrap(), []);
    assert_eq!(send(store, &second, "second").await.unwrap(), [first.id]);
    let mut work = store.begin().await.unwrap();
    let in_between = work.invitations().insert(&invitation("a@example.org", StaffRole::Nurse), "third").await;
    assert!(matches!(in_between, Err(RepoError::Conflict(_))));
    drop(work);
    let found = store.read().await.unwrap().invitations().with_token("second").await.unwrap();
    assert_eq!(found, Some(second.clone()));
    let replaced = store.read().await.unwrap().invitations().with_token("first").await.unwrap().unwrap();
    assert!(!replaced.is_live(fresh.now()));
}
