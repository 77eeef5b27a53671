//! How fast a client may talk.

use std::time::Duration;

use tokio::time::Instant;

/// Frames a client may send in a second.
const PER_SECOND: u32 = 30;
/// Frames above that, with no quiet second between, before it is closed.
const PATIENCE: u32 = 200;

/// What is to be done with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Read it.
    Read,
    /// Do not read it, and say so.
    Refuse,
    /// Close the socket.
    Close,
}

/// Counts one client's frames.
pub struct Pace {
    second_began: Instant,
    in_second: u32,
    above: u32,
}

impl Pace {
    /// From now on.
    pub fn new(now: Instant) -> Self {
        Self { second_began: now, in_second: 0, above: 0 }
    }

    /// Counts a frame that came now.
    pub fn frame(&mut self, now: Instant) -> Verdict {
        if now.duration_since(self.second_began) >= Duration::from_secs(1) {
            if self.in_second <= PER_SECOND {
                self.above = 0;
            }
            self.second_began = now;
            self.in_second = 0;
        }
        self.in_second += 1;
        if self.in_second <= PER_SECOND {
            return Verdict::Read;
        }
        self.above += 1;
        if self.above > PATIENCE { Verdict::Close } else { Verdict::Refuse }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_a_second_are_read_and_a_flood_ends() {
        let began = Instant::now();
        let mut pace = Pace::new(began);
        let verdicts: Vec<Verdict> = (0..231).map(|_| pace.frame(began)).collect();
        assert!(verdicts[..30].iter().all(|verdict| *verdict == Verdict::Read));
        assert!(verdicts[30..230].iter().all(|verdict| *verdict == Verdict::Refuse));
        assert_eq!(verdicts[230], Verdict::Close);
    }

    #[test]
    fn a_quiet_second_forgives() {
        let began = Instant::now();
        let mut pace = Pace::new(began);
        for second in 0..20 {
            let now = began + Duration::from_secs(second);
            let frames = if second % 2 == 0 { 60 } else { 1 };
            assert!((0..frames).all(|_| pace.frame(now) != Verdict::Close), "{second}");
        }
    }
}
