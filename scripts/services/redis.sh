# shellcheck shell=bash
# Throw-away Redis for tests: a single server, a cluster of three nodes and a Sentinel in front of a master. For services.sh.

REDIS_DIR=
REDIS_PIDS=
REDIS_PORT=
REDIS_MASTER_NAME=lifeline

redis_is_there() {
  command -v redis-server >/dev/null 2>&1 && command -v redis-cli >/dev/null 2>&1
}

# Debian's package starts a server of its own on port 6379 unless a policy forbids it.
redis_install_debian() (
  policy=/usr/sbin/policy-rc.d
  [ "$(id -u)" -eq 0 ] || exit 1
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
  fi
  install_debian_packages redis-server
)

redis_require() {
  redis_is_there && return 0
  echo "Redis is missing: installing it" >&2
  redis_install_debian && redis_is_there && return 0
  echo "Install redis-server and redis-cli, then try again:" >&2
  echo "  Debian, Ubuntu: sudo apt-get install redis-server    macOS: brew install redis" >&2
  return 1
}

# Whether the server answers before it ends or ten seconds are over.
redis_answers() {
  local pid=$1 port=$2 tries=0
  while [ "$tries" -lt 100 ] && kill -0 "$pid" 2>/dev/null; do
    [ "$(redis-cli -h 127.0.0.1 -p "$port" ping 2>/dev/null)" != PONG ] || return 0
    sleep 0.1
    tries=$((tries + 1))
  done
  return 1
}

# redis_start_one NAME [OPTION ...]: a server on a free port, left in REDIS_PORT; nothing of it outlives redis_stop.
redis_start_one() {
  local name=$1 directory=$REDIS_DIR/$1 pid
  shift
  mkdir -p "$directory" || return 1
  for _ in 1 2 3; do
    REDIS_PORT=$(free_port) || return 1
    redis-server ${REDIS_CONFIG:+"$REDIS_CONFIG"} --bind 127.0.0.1 --port "$REDIS_PORT" --dir "$directory" \
      "$@" >"$directory/log" 2>&1 &
    pid=$!
    REDIS_PIDS="$REDIS_PIDS $pid"
    ! redis_answers "$pid" "$REDIS_PORT" || return 0
  done
  echo "Redis ($name) did not start:" >&2
  tail -n 20 "$directory/log" >&2 || true
  return 1
}

redis_cluster_is_whole() {
  local port
  for port in "$@"; do
    redis-cli -h 127.0.0.1 -p "$port" cluster info 2>/dev/null | grep -q '^cluster_state:ok' || return 1
    [ "$(redis-cli -h 127.0.0.1 -p "$port" cluster nodes 2>/dev/null | grep -c ' connected ')" -eq "$#" ] || return 1
  done
}

redis_start_cluster() {
  local ports="" nodes="" node port tries=0
  for node in 1 2 3; do
    redis_start_one "cluster-$node" --save "" --appendonly no --cluster-enabled yes || return 1
    ports="$ports $REDIS_PORT"
    nodes="$nodes 127.0.0.1:$REDIS_PORT"
  done
  # shellcheck disable=SC2086
  if ! redis-cli --cluster create $nodes --cluster-replicas 0 --cluster-yes >"$REDIS_DIR/cluster.log" 2>&1; then
    cat "$REDIS_DIR/cluster.log" >&2
    return 1
  fi
  # shellcheck disable=SC2086
  while ! redis_cluster_is_whole $ports; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { echo "the Redis cluster does not come together" >&2; return 1; }
    sleep 0.1
  done
  port=${ports##* }
  export LIFELINE_TEST_REDIS_CLUSTER_URL="redis-cluster://127.0.0.1:$port"
}

redis_start_sentinel() {
  redis_start_one master --save "" --appendonly no || return 1
  printf 'sentinel monitor %s 127.0.0.1 %s 1\n' "$REDIS_MASTER_NAME" "$REDIS_PORT" >"$REDIS_DIR/sentinel.conf"
  REDIS_CONFIG=$REDIS_DIR/sentinel.conf redis_start_one sentinel --sentinel || return 1
  export LIFELINE_TEST_REDIS_SENTINEL_URL="redis-sentinel://127.0.0.1:$REDIS_PORT?sentinelServiceName=$REDIS_MASTER_NAME"
}

# Starts all of them and exports LIFELINE_TEST_REDIS_URL, LIFELINE_TEST_REDIS_CLUSTER_URL and LIFELINE_TEST_REDIS_SENTINEL_URL.
redis_start() {
  redis_require || return 1
  REDIS_DIR=$(mktemp -d "${TMPDIR:-/tmp}/lifeline-redis.XXXXXX") || return 1
  redis_start_one single --save "" --appendonly no || return 1
  export LIFELINE_TEST_REDIS_URL="redis://127.0.0.1:$REDIS_PORT"
  redis_start_cluster && redis_start_sentinel
}

# Stops what redis_start started and removes its directory; does nothing the second time.
redis_stop() {
  local pid
  [ -n "$REDIS_DIR" ] || return 0
  for pid in $REDIS_PIDS; do
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$REDIS_DIR"
  REDIS_DIR=
  REDIS_PIDS=
  unset LIFELINE_TEST_REDIS_URL LIFELINE_TEST_REDIS_CLUSTER_URL LIFELINE_TEST_REDIS_SENTINEL_URL
}
