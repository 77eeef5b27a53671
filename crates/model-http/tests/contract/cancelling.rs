//! Nobody waits for the answer any more.

use std::time::Duration;

use domain::ports::ModelEvent;
use futures_util::StreamExt;
use tokio::time::sleep;

use super::{
    Provider, event, request,
    server::{Server, Step, chunk, chunked, respond},
};

pub async fn a_dropped_call_closes_its_connection(provider: &Provider) {
    let server = Server::start(vec![vec![Step::Hang]]).await;
    let model = provider.patient(&server.base_url);
    tokio::select! {
        answer = model.complete(request()) => panic!("the call must wait: {answer:?}"),
        () = server.reached() => {}
    }
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
    let server = Server::start(vec![respond(503, "retry-after: 2\r\n", "")]).await;
    let model = provider.patient(&server.base_url);
    let refused = async {
        server.reached().await;
        sleep(Duration::from_millis(300)).await;
    };
    tokio::select! {
        answer = model.complete(request()) => panic!("the call must pause: {answer:?}"),
        () = refused => {}
    }
    sleep(Duration::from_millis(2_200)).await;
    assert_eq!(server.connections(), 1);
}
