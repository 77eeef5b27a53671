//! What servers write to each other.

use domain::kernel::{Event, EventTopic};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One message on the channel.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Letter<Content> {
    /// The server that wrote it.
    pub instance: Uuid,
    #[serde(flatten)]
    pub content: Content,
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Something happened.
    Event(Event),
    /// The writer could not tell everything that happened; others should read the state anew.
    Missed,
    /// Nothing; whoever wrote it sees from it that letters arrive.
    Beat,
}

impl Content {
    /// Whether everybody has to hear it, however late.
    pub fn must_arrive(&self) -> bool {
        matches!(self, Self::Event(event) if event.topic() == EventTopic::Access)
    }
}

#[cfg(test)]
mod tests {
    use domain::kernel::UserId;

    use super::*;

    #[test]
    fn every_content_comes_back_as_it_was_written() {
        let instance = Uuid::from_u128(7);
        for content in
            [Content::Event(Event::UserChanged { user: UserId(Uuid::from_u128(8)) }), Content::Missed, Content::Beat]
        {
            let text = serde_json::to_string(&Letter { instance, content: &content }).unwrap();
            assert_eq!(serde_json::from_str::<Letter<Content>>(&text).unwrap(), Letter { instance, content });
        }
    }

    #[test]
    fn the_form_is_the_one_that_running_servers_read() {
        let letter =
            Letter { instance: Uuid::nil(), content: Content::Event(Event::UserChanged { user: UserId(Uuid::nil()) }) };
        assert_eq!(
            serde_json::to_string(&letter).unwrap(),
            r#"{"instance":"00000000-0000-0000-0000-000000000000","event":{"UserChanged":{"user":"00000000-0000-0000-0000-000000000000"}}}"#
        );
    }
}
