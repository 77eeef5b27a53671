#!/usr/bin/env bash
# Measures a release build on this machine, beside PostgreSQL's own pgbench in the same run.
#
#   scripts/bench.sh [--sqlite | --postgres] [--seconds N] [--binary PATH]
#
# Prints a table, writes it to target/bench.md, and exits 1 when a goal is missed. Everything runs on 127.0.0.1.
set -euo pipefail
exec </dev/null
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/services.sh

SECONDS_EACH=10
CONNECTIONS=64
export BENCH_THREADS=2
BENCH_SCRIPTS=$PWD/scripts/bench
export BENCH_SCRIPTS
export LIFELINE_ADMIN_EMAIL=${LIFELINE_ADMIN_EMAIL:-admin@bench.example}
export LIFELINE_ADMIN_PASSWORD=${LIFELINE_ADMIN_PASSWORD:-Bench-Passw0rd!}
export PYTHONDONTWRITEBYTECODE=1

engines="postgres sqlite"
binary=
while [ "$#" -gt 0 ]; do
  case "$1" in
    --sqlite) engines=sqlite ;;
    --postgres) engines=postgres ;;
    --seconds) SECONDS_EACH=$2; shift ;;
    --binary) binary=$2; shift ;;
    *) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
  shift
done

work=$(mktemp -d)
results=$work/results.jsonl

# shellcheck disable=SC2317 # called by the trap
clean_up() {
  stop_running
  server_stop
  postgres_stop
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

require() {
  command -v "$1" >/dev/null 2>&1 && return 0
  echo "$1 is missing: installing it" >&2
  install_debian_packages "$2" && command -v "$1" >/dev/null 2>&1 && return 0
  echo "Install $1 (package $2), then try again" >&2
  exit 1
}

milliseconds() {
  python3 -c 'import time; print(time.monotonic_ns() // 1_000_000)'
}

# record ENGINE < one JSON object
record() {
  python3 -c 'import json, sys; print(json.dumps({"engine": sys.argv[1], **json.load(sys.stdin)}))' "$1" >>"$results"
}

build() {
  export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/lifeline-target}"
  run_stoppable cargo build --release --locked -p http-actix --bin lifeline
  binary=$CARGO_TARGET_DIR/release/lifeline
}

pgbench_rate() {
  # shellcheck disable=SC2086 # $1 holds options
  "$POSTGRES_BIN/pgbench" -n $1 -c 8 -j 2 -T "$SECONDS_EACH" "$pgbench_url" 2>&1 |
    tee -a "$work/pgbench.log" | sed -nE 's/^tps = ([0-9.]+).*/\1/p'
}

measure_pgbench() {
  local kind rate
  pgbench_url=${LIFELINE_TEST_DATABASE_URL%/postgres}/pgbench
  "$POSTGRES_BIN/createdb" --maintenance-db="$LIFELINE_TEST_DATABASE_URL" pgbench
  "$POSTGRES_BIN/pgbench" -i -q -s 10 "$pgbench_url" >>"$work/pgbench.log" 2>&1
  for kind in -S -N; do
    rate=$(pgbench_rate "$kind")
    if [ -z "$rate" ]; then
      tail -n 20 "$work/pgbench.log" >&2
      return 1
    fi
    printf '{"measure": "pgbench %s", "rate": %s}\n' "$kind" "$rate" | record pgbench
  done
}

# Starts the server with nothing of this shell's settings; sets server_pid and started_ms.
start_server() {
  local began
  local address="${database_url:+DATABASE_URL=$database_url}"
  began=$(milliseconds)
  (cd "$data/server" && exec env -i PATH="$PATH" HOME="$data/server" ${address:+"$address"} \
    LIFELINE__LIMITS__ENABLED=false LIFELINE_ADMIN_EMAIL="$LIFELINE_ADMIN_EMAIL" LIFELINE_ADMIN_PASSWORD="$LIFELINE_ADMIN_PASSWORD" \
    "$binary" serve --port "$port" --data-dir "$data/server") >>"$data/server.log" 2>&1 &
  server_pid=$!
  server_ready "$base" "$data/server.log"
  started_ms=$(($(milliseconds) - began))
}

# measure_load ENGINE NAME SCRIPT PATH
measure_load() {
  local output requests micros failed p99
  output=$(wrk -t"$BENCH_THREADS" -c"$CONNECTIONS" -d"${SECONDS_EACH}s" --latency -s "$BENCH_SCRIPTS/$3" "$base$4")
  printf '%s\n' "$output" >>"$work/wrk.log"
  read -r requests micros failed p99 <<<"$(printf '%s\n' "$output" | sed -n 's/^RESULT //p')"
  if [ -z "$p99" ]; then
    printf '%s\n' "$output" >&2
    return 1
  fi
  python3 - "$2" "$requests" "$micros" "$failed" "$p99" <<'PYTHON' | record "$1"
import json, sys
name, requests, micros, failed, p99 = sys.argv[1], *map(int, sys.argv[2:])
print(json.dumps({"measure": name, "rate": (requests - failed) * 1e6 / micros, "errors": failed, "p99_ms": p99 / 1000}))
PYTHON
}

measure_engine() {
  local engine=$1 first_ms chat_id patient_id
  echo "== $engine" >&2
  data=$work/$engine
  mkdir -p "$data/server"
  database_url=
  if [ "$engine" = postgres ]; then
    database_url=${LIFELINE_TEST_DATABASE_URL%/postgres}/lifeline
    "$POSTGRES_BIN/createdb" --maintenance-db="$LIFELINE_TEST_DATABASE_URL" lifeline
  fi
  port=$(free_port)
  base=http://127.0.0.1:$port
  export BENCH_TARGETS=$data/targets.lua

  start_server
  first_ms=$started_ms
  python3 "$BENCH_SCRIPTS/prepare.py" --base "$base" --out "$data"
  server_stop
  start_server
  printf '{"measure": "start", "first_ms": %s, "ms": %s}\n' "$first_ms" "$started_ms" | record "$engine"
  sleep 2
  printf '{"measure": "memory", "mb": %s}\n' "$(ps -o rss= -p "$server_pid" | awk '{ printf "%.1f", $1 / 1024 }')" | record "$engine"

  read -r chat_id patient_id <<<"$(python3 -c \
    'import json, sys; pair = json.load(open(sys.argv[1]))[0]; print(pair["chat_id"], pair["patient_id"])' "$data/targets.json")"
  measure_load "$engine" "GET one resource" get.lua "/api/v1/patients/$patient_id"
  measure_load "$engine" "GET 50 messages" get.lua "/api/v1/chats/$chat_id/messages?limit=50"
  measure_load "$engine" "GET /chats" get.lua /api/v1/chats
  measure_load "$engine" "POST message" message.lua /api/v1/messages
  measure_load "$engine" "POST appointment" appointment.lua /api/v1/appointments
  python3 "$BENCH_SCRIPTS/bookings.py" --base "$base" --targets "$data/targets.json" | record "$engine"
  python3 "$BENCH_SCRIPTS/logins.py" --base "$base" --targets "$data/targets.json" --seconds "$SECONDS_EACH" | record "$engine"
  python3 "$BENCH_SCRIPTS/sockets.py" --base "$base" --targets "$data/targets.json" --pid "$server_pid" | record "$engine"
  server_stop
}

require curl curl
require python3 python3
require wrk wrk
require ps procps
# A thousand sockets need a thousand files, in the server and in the client.
ulimit -n "$(ulimit -H -n)"
postgres_require
if [ ! -x "$POSTGRES_BIN/pgbench" ] || [ ! -x "$POSTGRES_BIN/createdb" ]; then
  echo "pgbench and createdb are missing beside $POSTGRES_BIN/postgres: install PostgreSQL's client programs" >&2
  exit 1
fi
if [ -z "$binary" ]; then
  command -v cargo >/dev/null 2>&1 || { echo "cargo is missing: install Rust (see README.md)" >&2; exit 1; }
  build
fi
binary=$(cd "$(dirname "$binary")" && pwd)/$(basename "$binary")

PG_TEST_DURABLE=1 postgres_start
echo "== pgbench" >&2
measure_pgbench
for engine in $engines; do
  measure_engine "$engine"
done

mkdir -p target
code=0
{
  echo "# Measured $(date -u +%Y-%m-%dT%H:%MZ), $(getconf _NPROCESSORS_ONLN) cores, $SECONDS_EACH s each, $CONNECTIONS connections"
  python3 "$BENCH_SCRIPTS/table.py" "$results" || code=$?
} >target/bench.md
cat target/bench.md
exit "$code"
