//! Nobody waits for the answer any more.

use std::time::Duration;

use domain::ports::ModelEvent;
use futures_util::StreamExt;
use tokio::time::{sleep, timeout};

use super::{
    Provider, event, request,
    server::{Server, Step, a_moment, chunk, chunked, respond},
};

pub async fn a_dropped_call_closes_its_connection(provider: &Provider) {
    let server = Server::start(vec![vec![Step::Hang]]).await;
    let model = provider.patient(&server.base_url);
    let call = model.complete(request());
    assert!(timeout(Duration::from_millis(200), call).await.is_err(), "the call is still waiting");
    server.client_left().await;
    assert_eq!(server.connections(), 1);
}

pub async fn a_dropped_stream_closes_its_connection(provider: &Provider) {
    let first = event(&(provider.delta)("a"));
    let server = Server::start(vec![vec![chunked(), chunk(first), Step::Hang]]).await;
    let mut stream = provider.patient(&server.base_url).stream(request()).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), ModelEvent::Delta("a".into()));
    drop(stream);
    server.client_left().await;
}

pub async fn a_call_dropped_in_its_pause_asks_no_more(provider: &Provider) {
    let server = Server::start(vec![respond(503, "retry-after: 1\r\n", "")]).await;
    let model = provider.patient(&server.base_url);
    assert!(timeout(Duration::from_millis(300), model.complete(request())).await.is_err());
    sleep(Duration::from_millis(1100)).await;
    a_moment().await;
    assert_eq!(server.connections(), 1);
}
