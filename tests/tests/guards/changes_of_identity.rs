use e2e::{PASSWORD, TestApp, World};
use serde_json::{Value, json};

use super::ledger::{Ledger, by, by_visitor};

pub async fn codes(ledger: &mut Ledger<'_>, world: &mut World, app: &TestApp) {
    let person = app.patient("Somebody").await;
    let register = json!({ "email": "registered@example.org", "password": PASSWORD, "name": "New", "role": "patient" });
    let registered = by_visitor("POST /api/v1/auth/register", &["user.sign_up", "session.open"]);
    ledger.enter(world, registered.sending(register)).await;
    for (ask, give, password) in [
        ("POST /api/v1/auth/forgot-password", "POST /api/v1/auth/reset-password", "N3w!passw"),
        ("POST /api/v1/auth/forgot", "POST /api/v1/auth/reset", PASSWORD_AFTER),
    ] {
        let body = json!({ "email": person.email });
        ledger.enter(world, by_visitor(ask, &["code.ask"]).sending(body)).await;
        let code = app.code_by_mail(&person.email).await;
        let body = json!({ "email": person.email, "otp_code": code, "new_password": password });
        ledger.enter(world, by_visitor(give, &["user.reset_password"]).sending(body).of(&person)).await;
    }
    let again = json!({ "email": "nobody@example.org", "purpose": "registration" });
    ledger.enter(world, by_visitor("POST /api/v1/auth/resend-otp", &["code.ask"]).sending(again)).await;

    let person = app.log_in_with(&person.email, PASSWORD_AFTER).await;
    let (mail, phone) = ("moved@example.org", "+213555010203");
    for (ask, give, field, address) in [
        ("POST /api/v1/auth/change-email", "POST /api/v1/auth/change-email/confirm", "new_email", mail),
        ("POST /api/v1/auth/change-phone", "POST /api/v1/auth/change-phone/confirm", "new_phone", phone),
    ] {
        let body = json!({ field: address, "current_password": PASSWORD_AFTER });
        ledger.enter(world, by(&person, ask, &["code.ask"]).sending(body)).await;
        let code = if address == mail { app.code_by_mail(mail).await } else { app.code_by_sms(phone).await };
        ledger.enter(world, by(&person, give, &["user.change_address"]).sending(json!({ "otp_code": code }))).await;
    }
    let on = by(&person, "PUT /api/v1/auth/second-factor", &["user.second_factor"]).sending(json!({ "enabled": true }));
    ledger.enter(world, on).await;
    ledger.enter(world, by(&person, "POST /api/v1/auth/ws-ticket", &[])).await;
    app.post("/auth/login", json!({ "email": mail, "password": PASSWORD_AFTER })).await.expect(200);
    let proof = json!({ "email": mail, "otp_code": app.code_by_mail(mail).await });
    ledger.enter(world, by_visitor("POST /api/v1/auth/verify-otp", &["session.open"]).sending(proof)).await;
    let admin = world.admin.clone();
    let tier = by(&admin, "PUT /api/v1/admin/users/{user_id}/tier", &["user.set_tier"]);
    ledger.enter(world, tier.sending(json!({ "tier": "premium" }))).await;
}

const PASSWORD_AFTER: &str = "Th1rd!passw";

pub async fn portal(ledger: &mut Ledger<'_>, world: &mut World, app: &TestApp) {
    let phone = "+213555040506";
    let asked = |made: &Value| made["id"].as_str().expect("an id").to_owned();
    let sign_up = json!({ "phone": phone, "name": "New", "role": "patient" });
    let made = ledger.enter(world, by_visitor("POST /auth/signup", &["code.ask"]).sending(sign_up)).await;
    world.ids.insert("id", asked(&made));
    let code = json!({ "otp": app.code_by_sms(phone).await });
    let verify = by_visitor("POST /auth/signup/verify/{id}", &["user.sign_up", "session.open"]);
    ledger.enter(world, verify.sending(code)).await;
    let sign_in = by_visitor("POST /auth/signin", &["code.ask"]).sending(json!({ "phone": phone }));
    let made = ledger.enter(world, sign_in).await;
    world.ids.insert("id", asked(&made));
    let code = json!({ "otp": app.code_by_sms(phone).await });
    ledger.enter(world, by_visitor("POST /auth/signin/verify/{id}", &["session.open"]).sending(code)).await;
    for name in ["POST /auth/signup/resendotp", "POST /auth/signin/resendotp"] {
        let other = json!({ "phone": "+213555070809" });
        ledger.enter(world, by_visitor(name, &["code.ask"]).sending(other)).await;
    }
    ledger.enter(world, by_visitor("POST /auth/signout", &[])).await;
}
