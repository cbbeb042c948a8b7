#!/bin/sh
# Make .venv from nothing but Python >= 3.11: uv goes into it by pip, the rest comes from uv.lock.
set -eu
python=""
for found in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3; do
  if command -v "$found" >/dev/null 2>&1 && "$found" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python="$found"
    break
  fi
done
if [ -z "$python" ]; then
  echo "Python 3.11 or newer is needed; give it as PYTHON=/path/to/python3.12 make setup" >&2
  exit 1
fi
if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  rm -rf .venv
  "$python" -m venv .venv || {
    echo "The module venv is missing: on Debian, apt-get install python3-venv" >&2
    exit 1
  }
fi
if [ ! -x .venv/bin/uv ]; then
  .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
fi
# --inexact keeps what uv.lock does not name: uv itself and pip
.venv/bin/uv sync --quiet --frozen --inexact --all-extras --all-groups --python .venv/bin/python
touch .venv/.ready
