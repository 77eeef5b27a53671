use actix_ws::{CloseCode, CloseReason};

/// Why a socket ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// The client said goodbye.
    Farewell,
    /// The client is gone or does not listen; nothing more can be said to it.
    Silent,
    /// The server stops.
    Shutdown,
    /// The session ended: sign-out, new password, deactivation.
    SessionOver,
    /// The access token's time is over.
    TokenExpired,
    /// The caller may no longer see what the socket shows.
    AccessEnded,
    /// The client did not slow down when it was told to.
    Flooding,
    /// A frame or message is larger than 1 MiB.
    TooLarge,
    /// Not the WebSocket protocol.
    Malformed,
    /// The server could not go on.
    Failed,
}

impl Closing {
    /// The last frame's code and words; none where nobody would read them.
    pub fn reason(self) -> Option<CloseReason> {
        let (code, words) = match self {
            Self::Silent => return None,
            Self::Farewell => (CloseCode::Normal, "goodbye"),
            Self::Shutdown => (CloseCode::Away, "the server stops"),
            Self::SessionOver => (CloseCode::Policy, "the session is over"),
            Self::TokenExpired => (CloseCode::Policy, "the access token has expired"),
            Self::AccessEnded => (CloseCode::Policy, "access has ended"),
            Self::Flooding => (CloseCode::Policy, "too many frames"),
            Self::TooLarge => (CloseCode::Size, "larger than 1 MiB"),
            Self::Malformed => (CloseCode::Protocol, "not a valid WebSocket frame"),
            Self::Failed => (CloseCode::Error, "the server could not go on"),
        };
        Some(CloseReason { code, description: Some(words.to_owned()) })
    }
}
