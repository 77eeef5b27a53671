//! The loop of care, from the first sign-up to the answer that a patient reads.

use e2e::{PASSWORD, TestApp};
use http_actix::walk::{Plan, walk};

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
