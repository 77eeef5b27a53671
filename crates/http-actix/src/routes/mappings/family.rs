use actix_web::web::Data;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    kernel::{Change, Check, Outcome, Page, PageRequest, RelationId, TextEnum, UserId, parse},
    mappings::{FamilyMember, Related, Relation, UserPatientRelation},
    patients::{NewPatient, PatientRecord},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    envelope::{Answer, Envelope, ListEnvelope, Listed, Nothing, One, created_or_found, listed, ok},
    extract::{Body, Field, Paging, PagingParams, Path, Query, SignedIn},
    routes::patients::{PatientBody, PatientFields, read_patient},
    wire::Services,
};

/// Who is to be what to whom.
#[derive(Deserialize, ToSchema)]
pub struct RelateFields {
    /// self, wife, husband, child, parent, sibling, guardian, spouse, friend or other.
    #[schema(example = "child")]
    relation: Option<String>,
    /// A new patient; not together with `patient_id`.
    patient: Option<PatientFields>,
    /// A patient who exists: one of the family again, or anybody where an administrator asks.
    patient_id: Option<Uuid>,
    /// The account; administrators give it, for others it is their own.
    user_id: Option<Uuid>,
}

/// Another word for a relation.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ChangeRelationFields {
    /// wife, husband, child, parent, sibling, guardian, spouse, friend or other.
    #[schema(value_type = Option<String>, example = "guardian")]
    relation: Field<String>,
}

/// Whose family.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FamilyQuery {
    /// The account; the caller's own when left out.
    user_id: Option<Uuid>,
}

/// An account's relation to a patient.
#[derive(Serialize, ToSchema)]
pub struct RelationBody {
    /// Its id.
    pub id: Uuid,
    /// The account.
    pub user_id: Uuid,
    /// The patient.
    pub patient_id: Uuid,
    /// What the patient is to the account.
    #[schema(example = "child")]
    pub relation: &'static str,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A relation with its patient.
#[derive(Serialize, ToSchema)]
pub struct FamilyMemberBody {
    /// The relation.
    #[serde(flatten)]
    pub relation: RelationBody,
    /// The patient, without clinical fields.
    pub patient: PatientBody,
}

impl From<UserPatientRelation> for RelationBody {
    fn from(relation: UserPatientRelation) -> Self {
        Self {
            id: relation.id.into(),
            user_id: relation.user_id.into(),
            patient_id: relation.patient_id.into(),
            relation: relation.relation.as_str(),
            created_at: relation.created_at,
            updated_at: relation.updated_at,
        }
    }
}

impl FamilyMemberBody {
    fn new(member: FamilyMember, today: NaiveDate) -> Self {
        let patient = PatientRecord::demographics(member.patient, today);
        Self { relation: member.relation.into(), patient: patient.into() }
    }
}

impl RelateFields {
    fn read(self) -> Outcome<(Option<UserId>, Relation, Related)> {
        let mut check = Check::default();
        let relation = check.required("relation", self.relation, parse::word::<Relation>);
        let user = check.optional("user_id", self.user_id, parse::any).map(Into::into);
        let to = match (self.patient, self.patient_id) {
            (Some(_), Some(_)) => {
                check.issue("patient_id", "cannot be combined with patient");
                None
            }
            (Some(fields), None) => {
                let (name, details, clinical) = check.within("patient", |check| {
                    let read = read_patient(fields, check);
                    let composed = matches!((&read.1.first_name, &read.1.last_name), (Change::Set(_), Change::Set(_)));
                    if read.0.is_none() && !composed {
                        check.issue("name", "is required");
                    }
                    read
                });
                name.map(|name| Related::New(Box::new(NewPatient { name, details, clinical })))
            }
            (None, Some(patient)) => Some(Related::Known(patient.into())),
            (None, None) if relation == Some(Relation::Own) => Some(Related::Own),
            (None, None) => {
                check.issue("patient", "give either patient or patient_id");
                None
            }
        };
        check.build(|| Some((user, relation?, to?)))
    }
}

/// Relate an account to a patient. A family adds new members and finds its own ones again; somebody else's patient takes an
/// administrator.
#[utoipa::path(post, path = "/mappings/user-patient", tag = "mappings", request_body(content = RelateFields,
        example = json!({ "relation": "child", "patient": { "name": "Lina Haddad", "dob": "2017-05-17", "gender": "female" } })),
    responses(
        (status = 201, description = "Related", body = Envelope<RelationBody>),
        (status = 200, description = "They were so related already", body = Envelope<RelationBody>)))]
pub async fn relate_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<RelateFields>,
) -> Answer<One<RelationBody>> {
    let (user, relation, to) = fields.read()?;
    let (made, is_new) = services.families.relate(&caller, user, relation, to).await?;
    let place = format!("/api/v1/mappings/user/{}/patients", made.user_id);
    Ok(created_or_found(is_new, "related", place, made.into()))
}

/// The active patients for whom an account acts, oldest relation first: its own, or any for administrators.
#[utoipa::path(get, path = "/mappings/user/{user_id}/patients", tag = "mappings",
    params(("user_id" = Uuid, Path), PagingParams),
    responses((status = 200, description = "The patients with the relation", body = ListEnvelope<FamilyMemberBody>)))]
pub async fn list_family(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(user): Path<UserId>,
    Paging(page): Paging,
) -> Answer<Listed<FamilyMemberBody>> {
    let found = services.families.list(&caller, user, &page).await?;
    Ok(family(&page, found, services.patients.today()))
}

/// The same by a query: `/mappings/user-patient?user_id=…`.
#[utoipa::path(get, path = "/mappings/user-patient", tag = "mappings", params(FamilyQuery, PagingParams),
    responses((status = 200, description = "The patients with the relation", body = ListEnvelope<FamilyMemberBody>)))]
pub async fn list_relations(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(query): Query<FamilyQuery>,
    Paging(page): Paging,
) -> Answer<Listed<FamilyMemberBody>> {
    let user = query.user_id.map_or(caller.actor.user(), UserId::from);
    let found = services.families.list(&caller, user, &page).await?;
    Ok(family(&page, found, services.patients.today()))
}

fn family(page: &PageRequest, found: Page<FamilyMember>, today: NaiveDate) -> Listed<FamilyMemberBody> {
    listed("patients", page, found.map(|member| FamilyMemberBody::new(member, today)))
}

/// Say anew what a patient is to the account. The relation self stays.
#[utoipa::path(method(put, patch), path = "/mappings/user-patient/{relation_id}", tag = "mappings",
    request_body = ChangeRelationFields, params(("relation_id" = Uuid, Path)),
    responses((status = 200, description = "The relation as it is now", body = Envelope<RelationBody>)))]
pub async fn change_relation(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(relation): Path<RelationId>,
    Body(fields): Body<ChangeRelationFields>,
) -> Answer<One<RelationBody>> {
    let mut check = Check::default();
    let word = check.required("relation", fields.relation, parse::word::<Relation>);
    let word = check.build(|| word)?;
    Ok(ok("relation changed", services.families.change(&caller, relation, word).await?.into()))
}

/// End a relation: the account no longer acts for the patient. The last relation of a patient with clinical data stays.
#[utoipa::path(delete, path = "/mappings/user-patient/{relation_id}", tag = "mappings",
    params(("relation_id" = Uuid, Path)),
    responses((status = 200, description = "It has ended", body = Envelope<Nothing>)))]
pub async fn end_relation(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(relation): Path<RelationId>,
) -> Answer<One<Nothing>> {
    services.families.end(&caller, relation).await?;
    Ok(ok("relation ended", Nothing))
}
