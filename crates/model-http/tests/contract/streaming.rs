//! An answer that comes in pieces, and what can happen between them.

use std::time::Duration;

use domain::ports::{FinishReason, ModelAnswer, ModelError, ModelRequest};
use model_http::Timeouts;

use super::{
    ANSWER, IMPATIENT, Provider, all_of, event, request,
    server::{Server, Step, chunk, chunked, last_chunk},
};

type Told = (Vec<String>, Result<ModelAnswer, ModelError>);

async fn stream(provider: &Provider, script: Vec<Step>) -> Told {
    let server = Server::start(vec![script]).await;
    all_of(provider.patient(&server.base_url).stream(request()).await.unwrap()).await
}

async fn impatient_stream(provider: &Provider, script: Vec<Step>) -> Told {
    let server = Server::start(vec![script]).await;
    all_of(provider.impatient(&server.base_url).stream(request()).await.unwrap()).await
}

/// A chunked response with these bodies.
fn script(steps: impl IntoIterator<Item = Step>) -> Vec<Step> {
    [chunked()].into_iter().chain(steps).collect()
}

/// The whole answer as one text: two halves, the end.
fn story(provider: &Provider) -> String {
    let (left, right) = ANSWER.split_at(8);
    [(provider.delta)(left), (provider.delta)(right), (provider.end)()].map(|data| event(&data)).concat()
}

fn first(provider: &Provider) -> Step {
    chunk(event(&(provider.delta)("a")))
}

pub async fn a_stream_cut_anywhere_reads_the_same(provider: &Provider) {
    let story = story(provider);
    for size in [1, 2, 3, 5, 7, story.len()] {
        let cut = story.as_bytes().chunks(size).map(chunk).chain([last_chunk()]);
        let (pieces, answer) = stream(provider, script(cut)).await;
        let answer = answer.unwrap();
        assert_eq!(pieces.len(), 2, "cut every {size} bytes");
        assert_eq!((pieces.concat().as_str(), answer.text.as_str()), (ANSWER, ANSWER));
        assert_eq!(answer.finish, FinishReason::Stop);
    }
}

pub async fn line_ends_may_be_of_any_kind(provider: &Provider) {
    for line_end in ["\n", "\r\n", "\r"] {
        let story = format!(": hello\r\n\r\n{}", story(provider)).replace("\r\n", line_end);
        let (_, answer) = stream(provider, script([chunk(story), last_chunk()])).await;
        assert_eq!(answer.unwrap().text, ANSWER, "{line_end:?}");
    }
}

pub async fn a_stream_waits_for_its_first_event(provider: &Provider) {
    let slow = [Step::Wait(Duration::from_millis(500)), chunk(story(provider)), last_chunk()];
    assert_eq!(
        impatient_stream(provider, script(slow)).await.1.unwrap().text,
        ANSWER,
        "longer than a pause, within the call"
    );

    let (pieces, error) = impatient_stream(provider, script([Step::Hang])).await;
    assert!(matches!(error, Err(ModelError::Timeout(limit)) if limit == IMPATIENT.call), "{error:?}");
    assert!(pieces.is_empty());
}

pub async fn a_silent_stream_times_out(provider: &Provider) {
    let (pieces, error) = impatient_stream(provider, script([first(provider), Step::Hang])).await;
    assert_eq!(pieces, ["a"]);
    assert!(matches!(error, Err(ModelError::Timeout(limit)) if limit == IMPATIENT.idle), "{error:?}");
}

pub async fn keep_alives_are_no_answer(provider: &Provider) {
    let alive = (0..60).flat_map(|_| [chunk(": still thinking\n\n"), Step::Wait(Duration::from_millis(50))]);
    let (_, error) = impatient_stream(provider, script([first(provider)].into_iter().chain(alive))).await;
    assert!(matches!(error, Err(ModelError::Timeout(limit)) if limit == IMPATIENT.idle), "{error:?}");
}

pub async fn a_stream_has_an_end(provider: &Provider) {
    let drip = (0..100).flat_map(|_| [first(provider), Step::Wait(Duration::from_millis(100))]);
    let (call, stream) = (Duration::from_secs(2), Duration::from_millis(2_500));
    let timeouts = Timeouts { call, idle: Duration::from_millis(1_500), stream };
    let server = Server::start(vec![script(drip)]).await;
    let model = (provider.build)(&server.base_url, timeouts);
    let (pieces, error) = all_of(model.stream(request()).await.unwrap()).await;
    assert!(matches!(error, Err(ModelError::Timeout(limit)) if limit == timeouts.stream), "{error:?}");
    assert!((4..60).contains(&pieces.len()), "{} pieces", pieces.len());
}

pub async fn a_broken_stream_is_unavailable(provider: &Provider) {
    let (pieces, error) = stream(provider, script([first(provider)])).await;
    assert_eq!(pieces, ["a"]);
    assert!(matches!(error, Err(ModelError::Unavailable(_))), "{error:?}");
}

pub async fn a_stream_that_just_stops_is_unavailable(provider: &Provider) {
    let half = event(&(provider.end)());
    let half = &half[..half.len() - 3];
    let (pieces, error) = stream(provider, script([first(provider), chunk(half), last_chunk()])).await;
    assert_eq!(pieces, ["a"]);
    assert!(matches!(error, Err(ModelError::Unavailable(_))), "half an answer is not passed off as whole: {error:?}");
}

pub async fn an_error_in_the_stream_ends_it(provider: &Provider) {
    let (_, error) = stream(provider, script([first(provider), chunk(event(&(provider.limited)())), Step::Hang])).await;
    assert!(matches!(error, Err(ModelError::RateLimited)), "{error:?}");
    let other = event("{\"error\":{\"code\":500,\"message\":\"takes metformin\"}}");
    let (_, error) = stream(provider, script([first(provider), chunk(other), Step::Hang])).await;
    assert!(matches!(error, Err(ModelError::Unavailable(_))), "{error:?}");
}

pub async fn a_malformed_event_ends_it(provider: &Provider) {
    for data in ["takes metformin", "{\"takes metformin\"", "[]"] {
        let (pieces, error) = stream(provider, script([first(provider), chunk(event(data)), Step::Hang])).await;
        assert_eq!(pieces, ["a"]);
        assert!(matches!(error, Err(ModelError::Malformed(_))), "{error:?}");
    }
}

pub async fn an_endless_event_is_cut(provider: &Provider) {
    let more = (0..64).map(|_| chunk(vec![b'x'; 64 * 1024]));
    let endless = script([first(provider), chunk("data: ")].into_iter().chain(more).chain([Step::Hang]));
    let server = Server::start(vec![endless]).await;
    let (_, error) = all_of(provider.patient(&server.base_url).stream(request()).await.unwrap()).await;
    assert!(matches!(&error, Err(ModelError::Malformed(why)) if why.contains("longer than")), "{error:?}");
    server.client_left().await;
}

pub async fn text_is_not_taken_for_json(provider: &Provider) {
    let server = Server::start(vec![script([chunk(story(provider)), last_chunk()])]).await;
    let wants_json = ModelRequest { json_schema: Some(serde_json::json!({"type": "object"})), ..request() };
    let stream = provider.patient(&server.base_url).stream(wants_json).await.unwrap();
    let (_, error) = all_of(stream).await;
    assert!(matches!(error, Err(ModelError::Malformed(_))), "{error:?}");
}
