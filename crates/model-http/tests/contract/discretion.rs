//! Logs are read by people who may not read patients' files.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use tracing::level_filters::LevelFilter;

use super::{
    ANSWER, KEY, PROMPT, Provider, all_of, event, failure, request,
    server::{Server, chunk, chunked, last_chunk, respond},
};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub async fn nothing_said_reaches_the_log(provider: &Provider) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);

    let streamed =
        vec![chunked(), chunk(event(&(provider.delta)(ANSWER))), chunk(event(&(provider.end)())), last_chunk()];
    let scripts =
        vec![respond(500, "", PROMPT), respond(200, "", (provider.whole)(ANSWER)), streamed, respond(400, "", PROMPT)];
    let server = Server::start(scripts).await;
    let model = provider.patient(&server.base_url);
    model.complete(request()).await.unwrap();
    all_of(model.stream(request()).await.unwrap()).await.1.unwrap();
    failure(model.as_ref()).await;
    drop(guard);

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("tried once more"), "the retry is logged: {logged}");
    for secret in [KEY, PROMPT, ANSWER] {
        assert!(!logged.contains(secret), "{logged}");
    }
}
