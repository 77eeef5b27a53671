set shell := ["bash", "-euo", "pipefail", "-c"]

export CARGO_TARGET_DIR := env("CARGO_TARGET_DIR", env("XDG_CACHE_HOME", home_directory() / ".cache") / "lifeline-target")

lifeline := "cargo run -q -p http-actix --bin lifeline --"

# list the recipes
default:
  @just --list

# run the whole suite on SQLite and on PostgreSQL; filters narrow it, e.g. `just test appointments`
test *filters:
  ./scripts/test.sh {{ filters }}

# everything that continuous integration checks
check:
  ./.ci/run

# format the code
fmt:
  cargo fmt --all

# start a server with demonstration data and nothing to configure
demo:
  {{ lifeline }} demo

# measure a release build with wrk and pgbench
bench *options:
  ./scripts/bench.sh {{ options }}

# invented requests for ten minutes, made from the server's own OpenAPI document
fuzz *options:
  ./scripts/fuzz.sh {{ options }}

# measure what a signed-in request pays for token and session
bench-session *options:
  cargo bench -p http-actix --bench session_check -- {{ options }}

# write docs/openapi.json anew
openapi:
  {{ lifeline }} openapi > docs/openapi.json.new
  mv docs/openapi.json.new docs/openapi.json

# walk through the main flows against a running server
walk *options:
  {{ lifeline }} walk {{ options }}
