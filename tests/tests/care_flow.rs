//! The loop of care, from the first sign-up to the answer that a patient reads.

use e2e::{PASSWORD, TestApp};
use http_actix::walk::{Plan, walk};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_loop_of_care_holds() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let plan =
        Plan { url: app.base().to_owned(), admin_email: admin.email.clone(), admin_password: PASSWORD.to_owned() };
    let mut lines = Vec::new();
    let walked = walk(&plan, |line| lines.push(line)).await;
    assert!(walked.is_ok(), "{walked:?} after\n{}", lines.join("\n"));
    assert_eq!(lines.len(), 31, "a line for each step, and no complaint about accounts that stay");
    assert!(!lines.concat().contains('\n'));
    let staying = "SELECT email AS line FROM users WHERE is_active AND email LIKE '%@walk.example'";
    assert_eq!(app.lines(staying).await, [String::new(); 0]);
    walk(&plan, drop).await.expect("a second walk on the same server");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_that_could_not_clean_up_makes_nobody() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.put("/auth/second-factor", json!({ "enabled": true })).await.expect(200);
    let plan =
        Plan { url: app.base().to_owned(), admin_email: admin.email.clone(), admin_password: PASSWORD.to_owned() };
    let stumble = walk(&plan, drop).await.expect_err("the administrator's sign-in asks for a code");
    assert!(stumble.step == 0 && stumble.to_string().contains("asks for a code"), "{stumble}");
    assert_eq!(
        app.lines("SELECT email AS line FROM users WHERE email LIKE '%@walk.example'").await,
        [String::new(); 0]
    );
}
