#!/usr/bin/env bash
# Invented requests against a running server, made from its own OpenAPI document, in the name of several roles: nothing may
# make it fail (5xx), and what it answers must be what it describes.
#
#   scripts/fuzz.sh [BINARY]      builds the server unless a binary is named
#
# FUZZ_SECONDS (600) is the time for all roles together, FUZZ_EXAMPLES (20) the requests per operation before time is up.
# FUZZ_SEED repeats a run. FUZZ_REPORTS names a directory that keeps the reports.
set -euo pipefail
exec </dev/null
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/services.sh

SCHEMATHESIS=schemathesis==4.32.5
ROLES="admin@demo.example amina@demo.example nadia@demo.example"
PASSWORD=Lifeline-demo-1

work=$(mktemp -d "${TMPDIR:-/tmp}/lifeline-fuzz.XXXXXX")
reports=${FUZZ_REPORTS:-$work/reports}

# shellcheck disable=SC2317 # called by the trap
clean_up() {
  stop_running
  server_stop
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# start_server COMMAND: with nothing of this shell's settings, ready when this returns.
start_server() {
  # A fuzzer asks more than anybody may.
  (cd "$work" && exec env -i PATH="$PATH" HOME="$work" LIFELINE__AUTH__BCRYPT_COST=4 LIFELINE__LIMITS__ENABLED=false \
    "$binary" "$1" --port "$port" --data-dir "$work/data") >>"$work/server.log" 2>&1 &
  server_pid=$!
  server_ready "$base" "$work/server.log"
}

# The access token of a new session.
sign_in() {
  curl -sf --max-time 20 "$base/api/v1/auth/login" -H 'content-type: application/json' \
    -d "{\"email\":\"$1\",\"password\":\"$PASSWORD\"}" |
    "$PYTHON_DIR/bin/python" -c 'import json, sys; print(json.load(sys.stdin)["data"]["access_token"])'
}

# fuzz EMAIL SECONDS
fuzz() {
  local token code=0
  local options=(--checks all --max-examples "${FUZZ_EXAMPLES:-20}" --max-time "$2" --request-timeout 20 --workers 2 --no-color)
  options+=(--continue-on-failure --generation-database none --no-shrink)
  options+=(--report ndjson --report-ndjson-path "$reports/$1.ndjson")
  [ -z "${FUZZ_SEED:-}" ] || options+=(--seed "$FUZZ_SEED")
  # What fits the form may still break a rule that no form can tell, such as an end before its start, and is a 400.
  options+=(--exclude-checks positive_data_acceptance)
  # The first three end the session in whose name everything else is asked; a plain request is no upgrade to a socket.
  options+=(--exclude-path-regex '/auth/(logout|change-password|sessions)|/ws/')
  token=$(sign_in "$1")
  run_stoppable "$PYTHON_DIR/bin/python" -m schemathesis.cli run "$base/api/v1/openapi.json" \
    --header "Authorization: Bearer $token" "${options[@]}" >"$reports/$1.txt" 2>&1 || code=$?
  curl -sf -o /dev/null --max-time 20 "$base/api/v1/users/me" -H "Authorization: Bearer $token" ||
    { echo "$1 was signed out on the way: what came later was asked by nobody" >&2; code=1; }
  return "$code"
}

binary=${1:-}
if [ -z "$binary" ]; then
  export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/lifeline-target}"
  run_stoppable cargo build -p http-actix --bin lifeline
  binary=$CARGO_TARGET_DIR/debug/lifeline
fi
binary=$(cd "$(dirname "$binary")" && pwd)/$(basename "$binary")
python_prepare "$SCHEMATHESIS"
mkdir -p "$work/data" "$reports"
port=$(free_port)
base=http://127.0.0.1:$port

# Invented people first, so that there is something to ask for; then the server as everybody runs it.
start_server demo
server_stop
start_server serve

failed=0
roles=$(echo "$ROLES" | wc -w)
for role in $ROLES; do
  echo "== in the name of $role"
  fuzz "$role" $((${FUZZ_SECONDS:-600} / roles)) || failed=1
  kill -0 "$server_pid" 2>/dev/null || { echo "the server is gone" >&2; tail -n 30 "$work/server.log" >&2; exit 1; }
done
"$PYTHON_DIR/bin/python" scripts/fuzz/summary.py "$reports" || failed=1
exit "$failed"
