//! What is in the cast's records and chats.

use bytes::Bytes;
use domain::{
    chats::NewMessage,
    documents::{Incoming, Place},
    kernel::{Caller, DoctorId, Error, Outcome, PatientId},
};
use futures_util::stream;

use super::{cast::Story, seed::Stage};

impl Stage<'_> {
    /// Gives the patient a case history with a letter, unless there is one.
    pub async fn record(&self, patient: PatientId, story: &Story) -> Outcome<()> {
        let services = &self.wired.services;
        match services.case_histories.current(&self.admin, patient).await {
            Err(Error::NotFound { .. }) => {}
            found => return found.map(drop),
        }
        let content = stream::iter([Ok(Bytes::from_static(story.letter.as_bytes()))]);
        let letter = Incoming { file_name: "letter.txt".to_owned(), content: Box::pin(content) };
        let remark = Some("from the last visit".to_owned());
        let letter = services.documents.store(&self.admin, patient, Place::CaseHistory, letter, remark).await?;
        let (summary, documents) = (story.history.to_owned(), Some(vec![letter.id]));
        services.case_histories.open(&self.admin, patient, summary, documents).await?;
        Ok(())
    }

    /// Lets the two speak in turns in their chat, unless something was said there before.
    pub async fn talk(
        &self,
        speakers: [&Caller; 2],
        (doctor, patient): (DoctorId, PatientId),
        story: &Story,
    ) -> Outcome<()> {
        let chats = &self.wired.services.chats;
        let [family, _] = speakers;
        let (view, _) = chats.open(family, doctor, patient).await?;
        if view.chat.next_sequence > 1 {
            return Ok(());
        }
        for (speaker, words) in speakers.into_iter().cycle().zip(story.talk) {
            let message = NewMessage { message: words.to_owned(), ..NewMessage::default() };
            chats.send(speaker, view.chat.id, message, None).await?;
        }
        Ok(())
    }
}
