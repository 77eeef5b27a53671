//! The service is slow, broken, or says no.

use std::time::Duration;

use domain::ports::ModelError;
use futures_util::future::join_all;
use tokio::time::interval;

use super::{
    ANSWER, IMPATIENT, Provider, discreet, failure, request,
    server::{Server, Step, chunk, chunked, respond},
};

pub async fn regression_22_a_silent_service_holds_nothing_up(provider: &Provider) {
    let server = Server::start(vec![vec![Step::Hang]]).await;
    let model = provider.impatient(&server.base_url);
    let mut ticks = 0;
    let other_work = async {
        let mut clock = interval(Duration::from_millis(10));
        loop {
            clock.tick().await;
            ticks += 1;
        }
    };
    let calls = join_all((0..30).map(|_| model.complete(request())));
    // One thread runs the calls and the other work: a call that blocked it would stop the ticks.
    let answers = tokio::select! {
        answers = calls => answers,
        () = other_work => Vec::new(),
    };
    assert_eq!(answers.len(), 30);
    assert!(answers.into_iter().all(|answer| matches!(answer, Err(ModelError::Timeout(_)))));
    assert!(ticks > 20, "only {ticks} ticks in {:?}", IMPATIENT.call);
}

pub async fn a_silent_service_times_out(provider: &Provider) {
    let server = Server::start(vec![vec![Step::Hang]]).await;
    let error = failure(provider.impatient(&server.base_url).as_ref()).await;
    assert!(matches!(error, ModelError::Timeout(limit) if limit == IMPATIENT.call), "{error:?}");
    server.client_left().await;
    assert_eq!(server.connections(), 1, "a timeout is not retried");
}

pub async fn a_dripping_answer_times_out(provider: &Provider) {
    let drip = (0..200).flat_map(|_| [chunk(" "), Step::Wait(Duration::from_millis(50))]);
    let server = Server::start(vec![[chunked()].into_iter().chain(drip).collect()]).await;
    let error = failure(provider.impatient(&server.base_url).as_ref()).await;
    assert!(matches!(error, ModelError::Timeout(_)), "the limit is for the last byte: {error:?}");
    server.client_left().await;
}

pub async fn the_timeout_covers_the_retry(provider: &Provider) {
    let after = |milliseconds: u64, response: Vec<Step>| -> Vec<Step> {
        [Step::Wait(Duration::from_millis(milliseconds))].into_iter().chain(response).collect()
    };
    // Each of the two comes within the limit, both together do not.
    let late_fault = after(600, respond(503, "retry-after: 0\r\n", ""));
    let late_answer = after(1_500, respond(200, "", (provider.whole)(ANSWER)));
    let server = Server::start(vec![late_fault, late_answer]).await;
    let error = failure(provider.impatient(&server.base_url).as_ref()).await;
    assert!(matches!(error, ModelError::Timeout(_)), "{error:?}");
    assert_eq!(server.connections(), 2);
}

pub async fn a_malformed_answer_is_malformed(provider: &Provider) {
    let cut = (provider.whole)("takes metformin");
    let cut = &cut[..cut.len() / 2];
    let bodies: [&[u8]; 9] = [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"<html>takes metformin</html>",
        b"\"takes metformin\"",
        b"{\"candidates\":\"metformin\",\"choices\":\"metformin\"}",
        b"{\"candidates\":[],\"choices\":[],\"\xff\":1}",
        cut.as_bytes(),
    ];
    for body in bodies {
        let server = Server::start(vec![respond(200, "", body)]).await;
        let error = failure(provider.patient(&server.base_url).as_ref()).await;
        assert!(matches!(error, ModelError::Malformed(_)), "{error:?} for {}", String::from_utf8_lossy(body));
        assert_eq!(server.connections(), 1);
    }
    let server = Server::start(vec![respond(200, "", (provider.whole)(""))]).await;
    let error = failure(provider.patient(&server.base_url).as_ref()).await;
    assert!(matches!(error, ModelError::Malformed(_)), "an empty answer is none: {error:?}");
}

pub async fn an_endless_answer_is_cut(provider: &Provider) {
    let more = (0..64).map(|_| chunk(vec![b' '; 64 * 1024]));
    let server = Server::start(vec![[chunked()].into_iter().chain(more).chain([Step::Hang]).collect()]).await;
    let error = failure(provider.patient(&server.base_url).as_ref()).await;
    assert!(matches!(&error, ModelError::Malformed(why) if why.contains("longer than 1048576")), "{error:?}");
    server.client_left().await;
}

pub async fn a_dropped_connection_is_unavailable(provider: &Provider) {
    let server = Server::start(vec![vec![]]).await;
    let error = failure(provider.patient(&server.base_url).as_ref()).await;
    assert!(matches!(error, ModelError::Unavailable(_)), "{error:?}");
    assert_eq!(server.connections(), 1, "the service may have done the work already");
}

pub async fn an_answer_cut_in_the_middle_is_unavailable(provider: &Provider) {
    let whole = (provider.whole)("takes metformin");
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{}", whole.len(), &whole[..whole.len() - 1]);
    let server = Server::start(vec![vec![Step::Send(head.into_bytes())]]).await;
    let error = failure(provider.patient(&server.base_url).as_ref()).await;
    assert!(matches!(error, ModelError::Unavailable(_)), "{error:?}");
}

pub async fn a_refused_request_is_rejected_at_once(provider: &Provider) {
    for status in [400, 401, 403, 404, 422] {
        let server = Server::start(vec![respond(status, "", "takes metformin")]).await;
        let model = provider.patient(&server.base_url);
        let error = failure(model.as_ref()).await;
        assert!(matches!(error, ModelError::Rejected { status: said } if said == status), "{error:?}");
        assert_eq!(server.connections(), 1, "asking again does not help");
        let streamed = discreet(model.stream(request()).await.err().expect("a stream is rejected too"));
        assert!(matches!(streamed, ModelError::Rejected { status: said } if said == status), "{streamed:?}");
    }
}

pub async fn a_redirect_is_not_followed(provider: &Provider) {
    let elsewhere = Server::start(vec![respond(200, "", (provider.whole)("hello"))]).await;
    let location = format!("location: {}\r\n", elsewhere.base_url);
    let server = Server::start(vec![respond(307, &location, "")]).await;
    let error = failure(provider.patient(&server.base_url).as_ref()).await;
    assert!(matches!(error, ModelError::Rejected { status: 307 }), "{error:?}");
    assert_eq!(elsewhere.connections(), 0, "neither key nor patient text goes to another host");
}
