#!/usr/bin/env bash
# The one test command: the suite on SQLite without any other server, then what touches a database once more on PostgreSQL,
# with the adapters of Redis and SMTP, whose tests need such servers.
#
#   scripts/test.sh [--sqlite | --postgres] [FILTER ...]
#
# Filters go to the test runner: cargo-nextest where it is installed, `cargo test` elsewhere.
# shellcheck disable=SC2317 # run_sqlite and run_postgres are called as "run_$half"
set -euo pipefail
exec </dev/null
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/services.sh

SERVICE_PACKAGES="diesel-postgres redis-client redis-events redis-limits redis-otp smtp"
POSTGRES_PACKAGES="$SERVICE_PACKAGES http-actix e2e"
NEXTEST_FOUND_NO_TEST=4

halves="sqlite postgres"
case "${1:-}" in
  --sqlite) halves=sqlite; shift ;;
  --postgres) halves=postgres; shift ;;
  -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac

if ! command -v cargo >/dev/null 2>&1; then
  echo "cargo is missing: install Rust (see README.md), then try again" >&2
  exit 1
fi
# Tests in one process hold many sockets at once.
ulimit -S -n "$(ulimit -H -n)" 2>/dev/null || true
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/lifeline-target}"
unset LIFELINE_TEST_DATABASE_URL LIFELINE_TEST_REDIS_URL LIFELINE_TEST_REDIS_CLUSTER_URL
unset LIFELINE_TEST_REDIS_SENTINEL_URL LIFELINE_TEST_PYTHON
locked=
[ "${CI:-}" != true ] || locked=--locked
nextest=
! cargo nextest --version >/dev/null 2>&1 || nextest=yes

trap 'stop_running; services_stop' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# The crates with an example in their documentation; nextest does not run those, `cargo test` does.
doc_test_packages() {
  local crate
  for crate in crates/*/; do
    crate=${crate%/}
    if [ -f "$crate/src/lib.rs" ] &&
      grep -rqE '^[[:space:]]*//[/!][[:space:]]*```(rust|should_panic|no_run|compile_fail)?[[:space:]]*$' "$crate/src"; then
      echo "-p ${crate##*/}"
    fi
  done
}

run_doc_tests() {
  local packages
  packages=$(doc_test_packages)
  [ -n "$packages" ] || return 0
  # shellcheck disable=SC2086
  run_stoppable cargo test --doc $locked $packages
}

# run_suite "NEXTEST EXPRESSION" "PACKAGE OPTIONS OF CARGO TEST" [FILTER ...]
# Both halves name the whole workspace to nextest: other packages have other features, and would be built once more.
run_suite() {
  local expression=$1 packages=$2
  shift 2
  if [ -n "$nextest" ]; then
    # shellcheck disable=SC2086
    run_stoppable cargo nextest run $locked --workspace -E "$expression" "$@"
  else
    # shellcheck disable=SC2086
    run_stoppable cargo test $locked $packages -- "$@"
  fi
}

# What nextest calls the tests of these packages.
expression() {
  echo "package(${1// /) + package(})"
}

run_sqlite() {
  if [ -n "$nextest" ] && [ "$#" -eq 0 ]; then
    run_doc_tests || return
  fi
  # These need other servers.
  [ -n "$nextest" ] || set -- --skip services:: "$@"
  run_suite "not ($(expression "$SERVICE_PACKAGES")) and not test(/^services::/)" \
    "--workspace --exclude ${SERVICE_PACKAGES// / --exclude }" "$@"
}

run_postgres() {
  local code=0
  services_start || return
  run_suite "$(expression "$POSTGRES_PACKAGES")" "-p ${POSTGRES_PACKAGES// / -p }" "$@" || code=$?
  services_stop || return
  return "$code"
}

# The servers of the stories, in the tests' processes and in their own, write their log here, beside what they must not write:
# addresses, names, numbers, passwords, codes, tokens.
logs=$(mktemp -d "${TMPDIR:-/tmp}/lifeline-logs.XXXXXX")
export LIFELINE_TEST_LOGS=$logs
trap 'stop_running; services_stop; rm -rf "$logs"' EXIT

# lines_with_secrets LINES SECRETS: the lines that hold one of the secrets as a word of its own.
lines_with_secrets() {
  local code=0
  grep -a -w -F -f "$2" "$1" || code=$?
  [ "$code" -le 1 ]
}

# check_logs [FILTER ...]: fails where a log holds one of the secrets that the stories noted, and where there is nothing to
# look at, unless a filter left the stories out. A line and a secret of its own show that the search finds what is there.
check_logs() {
  local canary="canary-$$-$RANDOM" all="$logs/all" lines="$logs/lines" found="$logs/found" number
  find "$logs" -name '*.log' -exec cat {} + >"$lines"
  find "$logs" -name '*.secrets' -exec cat {} + | sort -u >"$all"
  find "$logs" \( -name '*.log' -o -name '*.secrets' \) -delete
  if [ ! -s "$lines" ] || [ ! -s "$all" ]; then
    echo "logs: $(wc -l <"$lines") lines and $(wc -l <"$all") secrets: nothing was looked for"
    [ "$#" -gt 0 ]
    return
  fi
  echo "$canary" >>"$all"
  printf '{"message":"%s"}\n' "$canary" >>"$lines"
  lines_with_secrets "$lines" "$all" >"$found" || return
  number=$(grep -a -v -c -F "$canary" "$found" || true)
  echo "logs: $number of $(($(wc -l <"$lines") - 1)) lines hold one of $(($(wc -l <"$all") - 1)) secrets"
  if [ "$(grep -a -c -F "$canary" "$found" || true)" != 1 ]; then
    echo "logs: the search does not find the secret that was put there" >&2
    return 1
  fi
  if [ "$number" != 0 ]; then
    grep -a -v -F "$canary" "$found" | head -n 5
    return 1
  fi
}

failed=0
without_test=0
closing=
for half in $halves; do
  began=$SECONDS
  code=0
  echo "== tests on $half"
  "run_$half" "$@" || code=$?
  check_logs "$@" || code=1
  if [ "$code" -eq 0 ]; then
    outcome=passed
  elif [ -n "$nextest" ] && [ "$code" -eq "$NEXTEST_FOUND_NO_TEST" ]; then
    outcome="found no test"
    without_test=$((without_test + 1))
  else
    outcome="FAILED ($code)"
    failed=1
  fi
  closing="$closing$half: $outcome in $((SECONDS - began)) s"$'\n'
done

# A filter may fit only one half; without one, or when it fits none, an empty run is a failure.
if [ "$without_test" -gt 0 ] && { [ "$#" -eq 0 ] || [ "$without_test" -eq "$(echo "$halves" | wc -w)" ]; }; then
  failed=1
fi
printf '\n%stotal: %s s\n' "$closing" "$SECONDS"
exit "$failed"
