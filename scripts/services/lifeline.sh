# shellcheck shell=bash
# The server itself, for scripts that start one in the background and put its process id into server_pid.

server_pid=

# server_ready BASE LOG: waits until the server answers; shows the end of its log where it does not.
server_ready() {
  local deadline=$((SECONDS + 60))
  until curl -sf -o /dev/null --max-time 1 "$1/health/ready"; do
    if ! kill -0 "$server_pid" 2>/dev/null || [ "$SECONDS" -gt "$deadline" ]; then
      echo "the server did not become ready:" >&2
      tail -n 30 "$2" >&2
      return 1
    fi
    sleep 0.01
  done
}

server_stop() {
  local tries=0
  [ -n "$server_pid" ] || return 0
  kill -TERM "$server_pid" 2>/dev/null || true
  while kill -0 "$server_pid" 2>/dev/null && [ "$tries" -lt 150 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -KILL "$server_pid" 2>/dev/null || true
  wait "$server_pid" 2>/dev/null || true
  server_pid=
}
