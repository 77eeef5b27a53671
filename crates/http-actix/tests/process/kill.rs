//! The server is killed in the middle of writes. Afterwards everything it acknowledged is there, and nothing is half done.

use std::{path::Path, time::Duration};

use serde_json::{Value, json};

use crate::server::Server;

const PASSWORD: &str = "Str0ng!pass";

async fn sign_up(http: &reqwest::Client, base: &str, number: usize) -> bool {
    let body = json!({ "email": format!("writer-{number}@example.org"), "password": PASSWORD, "name": "Writer" });
    let answer = http.post(format!("{base}/auth/patient-signup")).json(&body).send().await;
    matches!(answer, Ok(answer) if answer.status() == 201)
}

/// Whether the account is there, whole; panics if it is there by half.
async fn is_whole(http: &reqwest::Client, base: &str, number: usize) -> bool {
    let body = json!({ "email": format!("writer-{number}@example.org"), "password": PASSWORD });
    let login = http.post(format!("{base}/auth/login")).json(&body).send().await.expect("an answer");
    if login.status() == 401 {
        return false;
    }
    let tokens: Value = login.json().await.expect("tokens");
    let token = tokens["data"]["access_token"].as_str().expect("a token");
    let url = format!("{base}/mappings/user/{}/patients", tokens["data"]["user_id"].as_str().expect("an id"));
    let patients = http.get(url).bearer_auth(token).send().await.expect("an answer");
    let patients: Value = patients.json().await.expect("patients");
    assert_eq!(patients["data"][0]["relation"], "self", "writer {number} has an account without a patient: {patients}");
    true
}

async fn survives_kill(data: &Path, database: Option<&str>) {
    let http = reqwest::Client::new();
    let settings: Vec<_> = database.map(|url| ("DATABASE_URL", url)).into_iter().collect();
    let start = || Server::start(data, &settings);
    let api = |server: &Server| format!("{}/api/v1", server.address);
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        let server = start();
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (http, base) = (http.clone(), api(&server));
                tokio::spawn(async move {
                    let mut done = Vec::new();
                    for step in 0..10_000 {
                        let number = round * 1_000_000 + writer * 10_000 + step;
                        if !sign_up(&http, &base, number).await {
                            // The one that was cut off may be there or not, but whole.
                            return (done, number);
                        }
                        done.push(number);
                    }
                    panic!("the server was not killed");
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(700)).await;
        server.kill();
        for writer in writers {
            acknowledged.push(writer.await.expect("a writer"));
        }
    }
    let server = start();
    let mut checked = 0;
    for (done, cut_off) in acknowledged {
        for number in done {
            assert!(is_whole(&http, &api(&server), number).await, "the acknowledged writer {number} is lost");
            checked += 1;
        }
        is_whole(&http, &api(&server), cut_off).await;
    }
    assert!(checked > 12, "too few writes ({checked}) to say anything");
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_and_nothing_is_half_done() {
    let data = tempfile::tempdir().expect("a folder");
    let Ok(server) = std::env::var("LIFELINE_TEST_DATABASE_URL") else {
        return survives_kill(data.path(), None).await;
    };
    let (root, _) = server.rsplit_once('/').expect("a database in the address");
    let name = format!("lifeline_kill_{}", std::process::id());
    let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.expect("the server");
    tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a database");
    survives_kill(data.path(), Some(&format!("{root}/{name}"))).await;
    client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.expect("it goes");
}
