//! The bus of one process keeps the contract of the port.

use embedded::InProcessEvents;

#[tokio::test]
async fn the_contract_holds() {
    let bus = InProcessEvents::new(true);
    testkit::contract::events_contract(&bus, &bus.clone()).await;
}
