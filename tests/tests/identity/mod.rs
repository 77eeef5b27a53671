//! Who somebody is: codes, second factors, forgotten passwords, addresses, telephones, cookies, and how often one may try.

mod addresses;
mod browser;
mod code_limits;
mod codes;
mod limits;
mod password;
pub(crate) mod phone;
mod second_factor;
mod tickets;

use e2e::{Client, Reply, TestApp};
use reqwest::Method;
use serde_json::Value;

/// A server behind a proxy on this machine, so that a test may come from any address.
async fn behind_a_proxy(settings: &[(&str, &str)]) -> TestApp {
    let builder = TestApp::builder().with("LIFELINE__SERVER__TRUSTED_PROXIES", "127.0.0.1");
    settings.iter().fold(builder, |builder, (name, value)| builder.with(name, value)).start().await
}

/// A POST below the API's base as the proxy passes it on for this client.
async fn post_from(client: &Client, address: &str, path: &str, body: Value) -> Reply {
    client.send(client.request(Method::POST, path).header("x-forwarded-for", address).json(&body)).await
}
