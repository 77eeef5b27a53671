//! What a provider's JSON means, event by event or all at once.

use domain::ports::{ModelAnswer, ModelError, ModelEvent, ModelStream};
use futures_util::stream;

use crate::events::Events;

/// What one JSON document of an answer brought.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// More text.
    Text(String),
    /// Counts, names, thinking: nothing to pass on.
    Nothing,
    /// The provider said that nothing follows.
    End,
}

/// Reads the JSON of one provider. A whole answer is one document, a stream is one document per event.
pub trait Transcript: Send + 'static {
    /// Reads the next document.
    fn take(&mut self, json: &[u8]) -> Result<Piece, ModelError>;
    /// The answer, when everything was read.
    fn into_answer(self) -> Result<ModelAnswer, ModelError>;
}

/// Passes text on as it comes and ends with the whole answer, or with the first error.
pub(crate) fn answer_stream<T: Transcript>(events: Events, transcript: T) -> ModelStream {
    Box::pin(stream::try_unfold(Some((events, transcript)), next_piece))
}

type Reading<T> = Option<(Events, T)>;

async fn next_piece<T: Transcript>(reading: Reading<T>) -> Result<Option<(ModelEvent, Reading<T>)>, ModelError> {
    let Some((mut events, mut transcript)) = reading else { return Ok(None) };
    while let Some(event) = events.next().await? {
        match transcript.take(&event)? {
            Piece::Text(text) => return Ok(Some((ModelEvent::Delta(text), Some((events, transcript))))),
            Piece::Nothing => {}
            Piece::End => break,
        }
    }
    Ok(Some((ModelEvent::Done(transcript.into_answer()?), None)))
}
