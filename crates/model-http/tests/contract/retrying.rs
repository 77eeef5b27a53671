//! Once more, and only once.

use std::time::Duration;

use domain::ports::ModelError;
use futures_util::future::join;
use tokio::{
    net::TcpSocket,
    time::{Instant, sleep},
};

use super::{
    ANSWER, Provider, all_of, discreet, event, failure, request,
    server::{Server, chunk, chunked, last_chunk, respond},
};

pub async fn one_fault_is_forgiven(provider: &Provider) {
    for status in [429, 500, 502, 503, 529] {
        let scripts = vec![respond(status, "", ""), respond(200, "", (provider.whole)(ANSWER))];
        let server = Server::start(scripts).await;
        let answer = provider.patient(&server.base_url).complete(request()).await.unwrap();
        assert_eq!((answer.text.as_str(), server.connections()), (ANSWER, 2), "after {status}");
    }
}

pub async fn two_faults_are_not(provider: &Provider) {
    let good = respond(200, "", (provider.whole)(ANSWER));
    let limited = Server::start(vec![respond(429, "", ""), respond(429, "", ""), good.clone()]).await;
    let error = failure(provider.patient(&limited.base_url).as_ref()).await;
    assert!(matches!(error, ModelError::RateLimited), "{error:?}");
    assert_eq!(limited.connections(), 2);

    let broken = Server::start(vec![respond(503, "", ""), respond(500, "", "takes metformin"), good]).await;
    let error = failure(provider.patient(&broken.base_url).as_ref()).await;
    assert!(matches!(&error, ModelError::Unavailable(why) if why.contains("500")), "{error:?}");
    assert_eq!(broken.connections(), 2);
}

pub async fn a_short_wish_to_wait_is_honoured(provider: &Provider) {
    let scripts = vec![respond(429, "retry-after: 1\r\n", ""), respond(200, "", (provider.whole)(ANSWER))];
    let server = Server::start(scripts).await;
    let started_at = Instant::now();
    provider.patient(&server.base_url).complete(request()).await.unwrap();
    assert!(started_at.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.connections(), 2);
}

pub async fn a_long_wish_ends_the_call(provider: &Provider) {
    let scripts = vec![respond(429, "retry-after: 60\r\n", ""), respond(200, "", (provider.whole)(ANSWER))];
    let server = Server::start(scripts).await;
    let error = failure(provider.patient(&server.base_url).as_ref()).await;
    assert!(matches!(error, ModelError::RateLimited), "{error:?}");
    assert_eq!(server.connections(), 1);
}

pub async fn a_service_that_comes_up_is_reached(provider: &Provider) {
    let (closed, base_url) = closed_port();
    let model = provider.patient(&base_url);
    let scripts = vec![respond(200, "", (provider.whole)(ANSWER))];
    let comes_up = async {
        sleep(Duration::from_millis(100)).await;
        Server::listen(closed.listen(16).unwrap(), scripts)
    };
    // In this order: after a long pause of the whole machine it is up before the second try.
    let (server, answer) = join(comes_up, model.complete(request())).await;
    assert_eq!((answer.unwrap().text.as_str(), server.connections()), (ANSWER, 1));
}

pub async fn an_unreachable_service_is_unavailable(provider: &Provider) {
    let (_closed, base_url) = closed_port();
    let model = provider.patient(&base_url);
    let error = failure(model.as_ref()).await;
    assert!(matches!(error, ModelError::Unavailable(_)), "{error:?}");
    let streamed = discreet(model.stream(request()).await.err().expect("a stream cannot start either"));
    assert!(matches!(streamed, ModelError::Unavailable(_)), "{streamed:?}");
}

pub async fn a_stream_is_retried_before_it_starts(provider: &Provider) {
    let events = [(provider.delta)(ANSWER), (provider.end)()].map(|data| chunk(event(&data)));
    let streamed = [chunked()].into_iter().chain(events).chain([last_chunk()]).collect();
    let server = Server::start(vec![respond(429, "", ""), streamed]).await;
    let stream = provider.patient(&server.base_url).stream(request()).await.unwrap();
    let (pieces, answer) = all_of(stream).await;
    assert_eq!((pieces, answer.unwrap().text.as_str()), (vec![ANSWER.to_owned()], ANSWER));
    assert_eq!(server.connections(), 2);
}

/// A port that refuses connections and that nobody else can take, until it listens.
fn closed_port() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let base_url = format!("http://{}/v1", socket.local_addr().unwrap());
    (socket, base_url)
}
