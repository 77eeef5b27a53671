//! The steps, grouped by what they are about, in the one list that says their order.

mod accounts;
mod consulting;
mod family;
mod mapping;
mod record;

use std::time::{SystemTime, UNIX_EPOCH};

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
    21 "the doctor signs in" accounts::doctor_signs_in;
    22 "the doctor's patients are listed" consulting::patients;
    25 "the doctor chooses the patient" consulting::patient;
}

/// Everybody and everything that later steps need.
pub struct Walk {
    /// Calls the server.
    pub client: Client,
    plan: Plan,
    /// What makes this walk's addresses its own.
    mark: String,
    hospital: Account,
    doctor: Account,
    patient: Account,
    admin: Account,
    /// The patient's child.
    child: String,
}

impl Walk {
    /// Before the first step.
    pub fn new(client: Client, plan: &Plan) -> Self {
        let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        Self {
            client,
            plan: plan.clone(),
            mark: format!("{nanos:x}-{}", std::process::id()),
            hospital: Account::default(),
            doctor: Account::default(),
            patient: Account::default(),
            admin: Account::default(),
            child: String::new(),
        }
    }

    fn address(&self, who: &str) -> String {
        format!("{who}-{}@walk.example", self.mark)
    }
}
