//! The steps, grouped by what they are about, in the one list that says their order.

mod accounts;
mod consulting;
mod conversation;
mod family;
mod interview;
mod mapping;
mod record;

use std::time::{SystemTime, UNIX_EPOCH};

use crypto::SystemRng;
use domain::{kernel::hex, ports::Rng};
use futures_util::future::BoxFuture;

use super::{
    Plan,
    client::{Account, Client, Surprise},
};

/// What was found, in a few words.
type Found = Result<String, Surprise>;

/// One step.
pub struct Step {
    /// Its number in the flow.
    pub number: u8,
    /// What happens.
    pub title: &'static str,
    /// Plays it.
    pub play: for<'a> fn(&'a mut Walk) -> BoxFuture<'a, Found>,
}

macro_rules! steps {
    ($($number:literal $title:literal $play:path;)*) => {
        /// Every step in its order.
        pub const STEPS: [Step; [$($number),*].len()] =
            [$(Step { number: $number, title: $title, play: |walk| Box::pin($play(walk)) }),*];
    };
}

steps! {
    1 "a hospital signs up" accounts::hospital;
    2 "a doctor signs up" accounts::doctor;
    3 "a patient signs up" accounts::patient;
    4 "an administrator makes another one" accounts::administrator;
    5 "the administrator maps the doctor to the hospital" mapping::hospital_doctor;
    6 "the administrator maps the patient to the hospital" mapping::hospital_patient;
    7 "the administrator maps the patient to the doctor" mapping::doctor_patient;
    8 "the administrator writes the case history" record::write;
    9 "the patient adds a child" family::add_child;
    10 "the case history belongs to the patient" record::read;
    11 "the doctor is mapped to the patient" mapping::of_the_doctor;
    12 "the patient chooses for whom to act" family::choose;
    13 "the chosen patient's doctors are listed" family::doctors;
    14 "there are no chats yet" conversation::none_yet;
    15 "the patient opens an interview" interview::open;
    16 "the assistant asks and the patient answers" interview::answer;
    17 "the summary comes by itself" interview::summarised;
    18 "the patient finalises the summary" interview::finalise;
    19 "the patient sends the summary to the doctor" conversation::send_summary;
    20 "the patient sends a document" conversation::patient_sends_document;
    21 "the doctor signs in" accounts::doctor_signs_in;
    22 "the doctor's patients are listed" consulting::patients;
    23 "the doctor's chats are listed" consulting::chats;
    24 "the doctor reads the messages" consulting::read_messages;
    25 "the doctor chooses the patient" consulting::patient;
    26 "the doctor marks them read and reads the record" consulting::mark_messages;
    27 "the doctor asks for a suggestion" interview::suggest;
    28 "the doctor edits it" consulting::edit;
    29 "the doctor answers" conversation::doctor_answers;
    30 "the patient sees the answer" conversation::patient_sees_answer;
    31 "the patient reads it" conversation::patient_reads;
}

/// Everybody and everything that later steps need.
pub struct Walk {
    /// Calls the server.
    pub client: Client,
    plan: Plan,
    /// What makes this walk's addresses its own.
    mark: String,
    /// The password of this walk's accounts.
    password: String,
    /// The ids of the accounts that were made.
    made: Vec<String>,
    hospital: Account,
    doctor: Account,
    patient: Account,
    admin: Account,
    /// The patient's child.
    child: String,
    interview: interview::Interview,
    /// The interview's id.
    session: String,
    /// What the patient tells the doctor.
    summary: String,
    chat: String,
    /// Messages that somebody is about to read.
    unread: Vec<String>,
    /// What the doctor answers.
    reply: String,
}

impl Walk {
    /// Before the first step.
    pub fn new(client: Client, plan: &Plan) -> Self {
        let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        Self {
            client,
            plan: plan.clone(),
            mark: format!("{nanos:x}-{}", std::process::id()),
            password: random_password(),
            made: Vec::new(),
            hospital: Account::default(),
            doctor: Account::default(),
            patient: Account::default(),
            admin: Account::default(),
            child: String::new(),
            interview: interview::Interview::default(),
            session: String::new(),
            summary: String::new(),
            chat: String::new(),
            unread: Vec::new(),
            reply: String::new(),
        }
    }

    /// Before the first step.
    pub async fn check_administrator(&mut self) -> Result<(), Surprise> {
        accounts::administrator_signs_in(self).await
    }

    /// After the last step that was played, whichever it was.
    pub async fn deactivate_accounts(&mut self) -> Result<(), Surprise> {
        accounts::deactivate(self).await
    }

    fn address(&self, who: &str) -> String {
        format!("{who}-{}@walk.example", self.mark)
    }
}

/// Nobody can guess it; with every kind of character that a password must have.
fn random_password() -> String {
    let mut bytes = [0u8; 16];
    SystemRng.fill(&mut bytes);
    format!("Walk-1-{}", hex(&bytes))
}

#[cfg(test)]
mod tests {
    use domain::kernel::parse;

    use super::*;

    #[test]
    fn a_password_is_new_each_time_and_keeps_the_rule() {
        let (one, other) = (random_password(), random_password());
        assert_ne!(one, other);
        assert_eq!(parse::new_password(one.clone()), Ok(one));
    }
}
