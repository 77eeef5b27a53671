use actix_web::web::Data;
use domain::{
    documents::{Door, Place, Received},
    kernel::{Caller, Check, Error, Outcome, PatientId, parse},
};

use super::DocumentBody;
use crate::{
    app::BASE,
    envelope::{Answer, One, created},
    uploads::{FILE, Part, Upload},
    wire::Services,
};

/// Files that one request may bring.
const MOST_FILES: usize = 10;
const REMARK: &str = "remark";

/// Takes an upload's files in and makes them documents of the patient: all of them or none.
pub async fn receive(
    services: &Data<Services>,
    caller: &Caller,
    patient: PatientId,
    place: Place,
    upload: Upload,
) -> Answer<One<Vec<DocumentBody>>> {
    let documents = &services.documents;
    documents.check_upload(caller, patient, place).await?;
    let mut files = Vec::new();
    let read = read(services, patient, upload, &mut files).await;
    let remark = documents.settle(&files, read).await?;
    let kept = documents.keep(caller, patient, place, files, remark).await?;
    let location = kept.first().map(|first| format!("{BASE}/documents/{}", first.id)).unwrap_or_default();
    Ok(created("uploaded", location, kept.into_iter().map(Into::into).collect()))
}

/// Stores the files as they come, and answers the remark.
async fn read(
    services: &Services,
    patient: PatientId,
    mut upload: Upload,
    files: &mut Vec<Received>,
) -> Outcome<Option<String>> {
    let mut remark = None;
    while let Some(part) = upload.next(&[REMARK]).await? {
        match part {
            Part::Text { name, .. } if remark.is_some() => return Err(Error::invalid(name, "must be given once")),
            Part::Text { value, .. } => remark = Some(value),
            Part::File(_) if files.len() == MOST_FILES => {
                return Err(Error::invalid(FILE, format!("must be given at most {MOST_FILES} times")));
            }
            Part::File(file) => {
                let received = file.stream_into(async |incoming| {
                    services.documents.receive(Some(patient), &Door::ANY, incoming).await
                });
                files.push(received.await?);
            }
        }
    }
    let mut check = Check::default();
    if files.is_empty() {
        check.issue(FILE, "is required");
    }
    let remark = check.optional(REMARK, remark, parse::short_text);
    check.build(|| Some(remark))
}
