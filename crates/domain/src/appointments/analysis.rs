//! What the assistant makes of a booking: at once only whether it is an emergency, the rest in the background.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde_json::{Value, json};

use super::{Appointments, Told};
use crate::{
    assistant::{
        About, InterviewContext, Language, Subject, Urgency, ask,
        preliminary_analysis::{PreliminaryAnalysis, PreliminaryInput, analyse},
        prompts::{parse_preliminary_answer, preliminary_request},
        red_flags::Person,
        screen, screen_for_other,
    },
    kernel::{AppointmentId, AuditEntry, Error, Outcome},
    patients::ClinicalFactKind,
};

/// What stands with a fresh booking. The rules for emergencies do not wait: their advice is there at once. The patient may
/// have written it or a relative: the more urgent of both readings counts.
pub fn pending(symptoms: Option<&str>, reason: Option<&str>) -> Value {
    let text = [symptoms, reason].into_iter().flatten().collect::<Vec<_>>().join(". ");
    let person = Person::default();
    let readings = [screen(&text, &person), screen_for_other(&text, &person)];
    match readings.into_iter().find(|screening| screening.urgency == Urgency::Emergency) {
        Some(screening) => json!({
            "status": "pending",
            "urgency": screening.urgency,
            "red_flags": screening.flags,
            "advice": screening.advice,
            "source": "rules",
        }),
        None => json!({ "status": "pending" }),
    }
}

fn is_pending(analysis: Option<&Value>) -> bool {
    analysis.is_none_or(|analysis| analysis.get("status").is_some_and(|status| status == "pending"))
}

impl Appointments {
    /// Analyses what a booking tells, with what the record knows: by the rules, worded anew by a model where there is one
    /// whose answer keeps to them. A booking that is gone needs none, nor one whose words have their analysis already:
    /// each change of them asks for one, and the first that runs reads them all.
    pub async fn analyse(&self, id: AppointmentId) -> Outcome<()> {
        let Some(told) = self.core.store.read().await?.appointments().told(id).await? else { return Ok(()) };
        if !is_pending(told.analysis.as_ref()) {
            return Ok(());
        }
        let (patient, words) = (told.patient_id, (told.reason.clone(), told.symptoms.clone()));
        let about = About { actor: Some(told.booked_by), patient, purpose: "preliminary_analysis" };
        let analysis = self.worded(about, &input(told, self.core.fresh.now())).await?;
        let analysis = serde_json::to_value(analysis).map_err(|error| Error::Internal(error.to_string()))?;
        let mut work = self.core.store.begin().await?;
        work.appointments().lock(id).await?;
        let now_told = work.appointments().told(id).await?.filter(|told| is_pending(told.analysis.as_ref()));
        if now_told.map(|told| (told.reason, told.symptoms)) != Some(words) {
            // Other words came in meanwhile, with a job of their own; or the analysis of these did.
            return Ok(());
        }
        work.appointments().set_analysis(id, &analysis).await?;
        Ok(work.commit(AuditEntry::system("appointment.analyse").on(id).patient(patient)).await?)
    }

    /// The rules' analysis, in a model's words if it finds good ones. Nothing is asked about a booking that says nothing
    /// or is written in a language in which the rules cannot check the answer.
    async fn worded(&self, about: About, input: &PreliminaryInput) -> Outcome<PreliminaryAnalysis> {
        let by_rules = analyse(input);
        let worth_asking = !input.words().is_empty() && input.language() != Language::Other;
        let Some(model) = self.model.as_deref().filter(|_| worth_asking) else { return Ok(by_rules) };
        let request = preliminary_request(input, &by_rules);
        let read = |text: &str| parse_preliminary_answer(text, input, by_rules.clone()).ok();
        let asked = ask(&self.core, model, about, request, std::future::pending(), read).await?;
        Ok(asked.and_then(|asked| asked.answer).unwrap_or(by_rules))
    }
}

fn input(told: Told, now: DateTime<Utc>) -> PreliminaryInput {
    let recorded = |wanted: ClinicalFactKind| {
        told.facts.iter().filter(|(kind, _)| *kind == wanted).map(|(_, text)| text.clone()).collect()
    };
    let context = InterviewContext {
        subject: if told.booked_by_own_person { Subject::Myself } else { Subject::Other },
        age_months: told.dob.and_then(|born| whole_months(born, now.date_naive())),
        gender: told.gender,
        allergies: recorded(ClinicalFactKind::Allergy),
        medicines: recorded(ClinicalFactKind::Medication),
        conditions: recorded(ClinicalFactKind::Condition),
        language: None,
    };
    PreliminaryInput { reason: told.reason, symptoms: told.symptoms, context }
}

fn whole_months(born: NaiveDate, today: NaiveDate) -> Option<u32> {
    let months = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0);
    let begun = months(today) - months(born);
    u32::try_from(if today.day() < born.day() { begun - 1 } else { begun }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emergency_is_told_at_once() {
        let told = pending(Some("crushing chest pain spreading to my left arm, I cannot breathe"), None);
        assert_eq!((told["status"].as_str(), told["urgency"].as_str()), (Some("pending"), Some("emergency")));
        assert!(told["advice"].is_string());
        let of_a_child = pending(Some("my son cannot breathe and his lips are blue"), None);
        assert_eq!(of_a_child["urgency"], "emergency");
        assert_eq!(pending(Some("yearly check-up"), Some("vaccination")), json!({ "status": "pending" }));
        assert_eq!(pending(None, None), json!({ "status": "pending" }));
    }

    #[test]
    fn months_count_when_they_are_over() {
        let months = |born: &str, today: &str| whole_months(born.parse().unwrap(), today.parse().unwrap());
        assert_eq!(months("2026-01-31", "2026-02-28"), Some(0));
        assert_eq!(months("2025-12-02", "2026-03-02"), Some(3));
        assert_eq!(months("2026-04-01", "2026-03-02"), None);
    }
}
