use actix_web::web::Data;
use domain::appointments::AppointmentView;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    body::AppointmentBody,
    fields::{BookingFields, TimeFields},
};
use crate::{
    envelope::{Answer, Envelope, One, created},
    extract::SignedIn,
    idempotency::{Keyed, Repeatable, once},
    telemetry::measures,
    wire::Services,
};

/// A booking.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the two parts as one body; each is read by itself")]
pub struct BookAppointment {
    #[serde(flatten)]
    booking: BookingFields,
    #[serde(flatten)]
    time: TimeFields,
}

/// Book an appointment. Of several callers who want the same time of a doctor or a patient, one gets it and the others 409
/// with every reason.
#[utoipa::path(post, path = "/appointments", tag = "appointments", request_body(content = BookAppointment, example = json!({
        "doctor_id": "0198c3a0-5a7e-7c3b-9f00-2b1f0a6b7c02", "patient_id": "0198c3a0-5a7e-7c3b-9f00-2b1f0a6b7c03",
        "time_slot": "2030-01-07T10:00:00+01:00", "duration_minutes": 30, "type": "regular",
        "reason": "Regular checkup", "symptoms": "Fever, headache for 3 days"
    })),
    params(("Idempotency-Key" = Option<String>, Header,
        description = "Send the same key again to get the first answer again instead of a second booking")),
    responses((status = 201, description = "It is booked", body = Envelope<AppointmentBody>)))]
pub async fn book_appointment(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    keyed: Keyed,
) -> Answer<Repeatable> {
    let booking = keyed.parts.read::<BookingFields>()?.read(keyed.parts.read::<TimeFields>()?)?;
    let answer = once(&services, &caller, keyed.request, booked, async |completion| {
        services.appointments.book(&caller, &booking, completion).await
    })
    .await;
    measures::booking(if answer.is_ok() { "ok" } else { "refused" });
    answer
}

fn booked(view: &AppointmentView) -> One<AppointmentBody> {
    let location = format!("/api/v1/appointments/{}", view.appointment.id);
    created("appointment booked", location, view.clone().into())
}
