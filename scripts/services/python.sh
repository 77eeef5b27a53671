# shellcheck shell=bash
# A Python of the tests' own, with pinned packages: made once, kept between runs. For services.sh.

PYTHON_DIR=${XDG_CACHE_HOME:-$HOME/.cache}/lifeline-python
PYTHON_SMTP_SERVER=aiosmtpd==1.4.6

python_works() {
  [ -x "$PYTHON_DIR/bin/python" ] && "$PYTHON_DIR/bin/python" -c "import pip" 2>/dev/null
}

# A half-made one, or one whose Python was removed, is made anew.
python_make() {
  rm -rf "$PYTHON_DIR"
  command -v python3 >/dev/null 2>&1 && python3 -m venv "$PYTHON_DIR" >&2 && python_works
}

python_require() {
  python_works && return 0
  python_make && return 0
  echo "Python cannot make virtual environments: installing what is missing" >&2
  install_debian_packages python3 python3-venv && python_make && return 0
  echo "Install Python 3.10 or later with its venv module, then try again:" >&2
  echo "  Debian, Ubuntu: sudo apt-get install python3-venv    macOS: brew install python" >&2
  return 1
}

# python_prepare PACKAGE==VERSION ...: has them in the environment, and asks the registry only for what is new.
python_prepare() {
  local package new=""
  mkdir -p "$(dirname "$PYTHON_DIR")" || return 1
  # Two test runs at once would make the same environment.
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$PYTHON_DIR.lock" && flock 9 || return 1
  fi
  python_require || return 1
  for package in "$@"; do
    [ -e "$PYTHON_DIR/has-$package" ] || new="$new $package"
  done
  if [ -n "$new" ]; then
    # shellcheck disable=SC2086
    "$PYTHON_DIR/bin/python" -m pip install --quiet --disable-pip-version-check --no-input $new >&2 || return 1
    for package in $new; do
      touch "$PYTHON_DIR/has-$package" || return 1
    done
  fi
  exec 9>&-
}

# Exports LIFELINE_TEST_PYTHON, an interpreter that can import aiosmtpd.
python_start() {
  python_prepare "$PYTHON_SMTP_SERVER" || return 1
  export LIFELINE_TEST_PYTHON="$PYTHON_DIR/bin/python"
}
