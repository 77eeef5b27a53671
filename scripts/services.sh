#!/usr/bin/env bash
# Throw-away servers for tests, with own directories and free ports, on loopback only: PostgreSQL, Redis (a single server,
# a cluster, and a Sentinel with its master), and a Python that can play an SMTP server.
#
#   scripts/services.sh                            start them, print their addresses, stop them on Ctrl-C
#   scripts/services.sh run CMD ...                run a command with the addresses in LIFELINE_TEST_..., then stop them
#   scripts/services.sh --postgres [run CMD ...]   the same with PostgreSQL alone
#   . scripts/services.sh                          services_start, services_stop, postgres_start, run_stoppable ... for
#                                                  another script
#
# PG_TEST_DURABLE=1 keeps PostgreSQL's own durability settings, for kill tests and measurements.

SERVICES_SOURCE=$(dirname "${BASH_SOURCE[0]}")/services
# shellcheck source=scripts/services/redis.sh
. "$SERVICES_SOURCE/redis.sh"
# shellcheck source=scripts/services/python.sh
. "$SERVICES_SOURCE/python.sh"
# shellcheck source=scripts/services/lifeline.sh
. "$SERVICES_SOURCE/lifeline.sh"

POSTGRES_BIN=
POSTGRES_DIR=
POSTGRES_PORT=
RUNNING_PID=

# Runs a command in its own process group, so that a signal to the script stops it at once, children included.
run_stoppable() {
  local code=0
  set -m
  "$@" &
  RUNNING_PID=$!
  set +m
  wait "$RUNNING_PID" || code=$?
  RUNNING_PID=
  return "$code"
}

stop_running() {
  local tries=0
  [ -n "$RUNNING_PID" ] || return 0
  kill -TERM -- "-$RUNNING_PID" 2>/dev/null || true
  while kill -0 -- "-$RUNNING_PID" 2>/dev/null && [ "$tries" -lt 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -KILL -- "-$RUNNING_PID" 2>/dev/null || true
  RUNNING_PID=
}

# Installs Debian packages when this is Debian or a descendant and we are root; fails otherwise.
install_debian_packages() {
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends "$@" >&2
}

# The programs in PATH first, then where Debian, Red Hat and Homebrew put them, newest first.
postgres_locate() {
  local candidate
  for candidate in \
    "$(dirname "$(readlink -f "$(command -v initdb)")")" \
    $(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin | sort -r -V) \
    $(printf '%s\n' {/opt/homebrew,/usr/local,/home/linuxbrew/.linuxbrew}/opt/postgresql*/bin | sort -r); do
    if [ -x "$candidate/initdb" ] && [ -x "$candidate/pg_ctl" ] && [ -x "$candidate/postgres" ]; then
      POSTGRES_BIN=$candidate
      return 0
    fi
  done
  return 1
}

# Debian's package starts a cluster of its own on port 5432 unless it is told not to beforehand.
postgres_install_debian() {
  install_debian_packages postgresql-common || return 1
  if [ -f /etc/postgresql-common/createcluster.conf ]; then
    sed -i -E 's/^#?[[:space:]]*create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  fi
  install_debian_packages postgresql
}

postgres_require() {
  postgres_locate && return 0
  echo "PostgreSQL's server programs are missing: installing them" >&2
  postgres_install_debian && postgres_locate && return 0
  echo "Install PostgreSQL's server programs, then try again:" >&2
  echo "  Debian, Ubuntu: sudo apt-get install postgresql    macOS: brew install postgresql@17" >&2
  return 1
}

# PostgreSQL refuses to run as root.
postgres_as_owner() {
  if [ "$(id -u)" -ne 0 ]; then
    "$@"
  elif command -v runuser >/dev/null 2>&1; then
    runuser -u postgres -- "$@"
  elif command -v setpriv >/dev/null 2>&1; then
    setpriv --reuid=postgres --regid=postgres --init-groups "$@"
  else
    su -s /bin/sh postgres -c "$(printf '%q ' "$@")"
  fi
}

postgres_make_directory() {
  if [ "$(id -u)" -ne 0 ]; then
    POSTGRES_DIR=$(mktemp -d "${TMPDIR:-/tmp}/lifeline-pg.XXXXXX")
    return
  fi
  if ! id -u postgres >/dev/null 2>&1; then
    echo "PostgreSQL does not run as root, and there is no user 'postgres' to run it as" >&2
    return 1
  fi
  POSTGRES_DIR=$(mktemp -d /tmp/lifeline-pg.XXXXXX) && chown postgres "$POSTGRES_DIR"
}

# Unicode rules where the system has them without a language, plain bytes elsewhere.
postgres_locale() {
  locale -a 2>/dev/null | grep -iE -m 1 '^C\.utf-?8$' || echo C
}

port_is_free() {
  ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Below the range from which systems take the ports of outgoing connections.
free_port() {
  local port
  for _ in $(seq 1 50); do
    port=$((15000 + RANDOM % 15000))
    if port_is_free "$port"; then
      echo "$port"
      return 0
    fi
  done
  return 1
}

postgres_try_port() {
  local options="-p $POSTGRES_PORT -k $POSTGRES_DIR -c listen_addresses=127.0.0.1 -c max_connections=300"
  if [ "${PG_TEST_DURABLE:-0}" != 1 ]; then
    options="$options -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
  fi
  postgres_as_owner "$POSTGRES_BIN/pg_ctl" start -s -w -t 60 -D "$POSTGRES_DIR/cluster" -l "$POSTGRES_DIR/log" -o "$options"
}

# Starts the server and exports LIFELINE_TEST_DATABASE_URL, whose role may create databases.
postgres_start() {
  postgres_require && postgres_make_directory || return 1
  if ! (cd "$POSTGRES_DIR" && postgres_as_owner "$POSTGRES_BIN/initdb" -D "$POSTGRES_DIR/cluster" \
    -U postgres -A trust -E UTF8 --locale="$(postgres_locale)" --no-sync >"$POSTGRES_DIR/initdb.log" 2>&1); then
    cat "$POSTGRES_DIR/initdb.log" >&2
    return 1
  fi
  for _ in 1 2 3; do
    POSTGRES_PORT=$(free_port) || return 1
    if (cd "$POSTGRES_DIR" && postgres_try_port); then
      export LIFELINE_TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$POSTGRES_PORT/postgres"
      return 0
    fi
  done
  echo "PostgreSQL did not start:" >&2
  tail -n 20 "$POSTGRES_DIR/log" >&2 || true
  return 1
}

# Stops the server that postgres_start started and removes its directory; does nothing the second time.
postgres_stop() {
  local pid=
  [ -n "$POSTGRES_DIR" ] || return 0
  if [ -f "$POSTGRES_DIR/cluster/postmaster.pid" ]; then
    pid=$(head -n 1 "$POSTGRES_DIR/cluster/postmaster.pid")
    (cd "$POSTGRES_DIR" && postgres_as_owner "$POSTGRES_BIN/pg_ctl" stop -s -w -t 20 -m immediate -D "$POSTGRES_DIR/cluster") ||
      kill -KILL "$pid" 2>/dev/null || true
  fi
  rm -rf "$POSTGRES_DIR"
  POSTGRES_DIR=
  unset LIFELINE_TEST_DATABASE_URL
}

# Starts all of them. Whoever calls this calls services_stop on every way out, also when this fails.
services_start() {
  postgres_start && redis_start && python_start
}

services_stop() {
  redis_stop
  postgres_stop
  unset LIFELINE_TEST_PYTHON
}

services_usage() {
  echo "usage: $0 [--postgres] [run CMD ...]" >&2
  exit 2
}

services_print() {
  local name
  for name in DATABASE_URL REDIS_URL REDIS_CLUSTER_URL REDIS_SENTINEL_URL PYTHON; do
    name=LIFELINE_TEST_$name
    [ -z "${!name:-}" ] || printf 'export %s=%q\n' "$name" "${!name}"
  done
}

services_main() {
  local start=services_start
  set -euo pipefail
  trap 'stop_running; services_stop' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [ "${1:-}" = --postgres ]; then
    start=postgres_start
    shift
  fi
  case "${1:-}" in
    run)
      shift
      [ "$#" -gt 0 ] || services_usage
      "$start"
      run_stoppable "$@"
      ;;
    "")
      "$start"
      services_print
      echo "They run until Ctrl-C" >&2
      while :; do run_stoppable sleep 3600; done
      ;;
    *)
      services_usage
      ;;
  esac
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  services_main "$@"
fi
