#!/usr/bin/env bash
# Builds the demo school once and serves it with its worker until Ctrl+C.
# usage: demo.sh STUDENTS PORT [KIND]   (KIND: general or college; LETOPIS_HOME names where it is kept)
# The school is filled up to today: one built on an earlier day is built anew, unless KEEP=1 is set.
set -euo pipefail

students=$1 port=$2 kind=${3:-general}
export LETOPIS_DEMO=1
mkdir -p "$LETOPIS_HOME"
logins="$LETOPIS_HOME/demo-logins.json"
if [ ! -f "$logins" ] || { [ -z "${KEEP:-}" ] && [ "$(date -r "$logins" +%F)" != "$(date +%F)" ]; }; then
  .venv/bin/letopis demo --replace --students "$students" --kind "$kind"
else
  .venv/bin/letopis migrate -v 0
fi
.venv/bin/letopis worker & worker=$!
trap 'kill "$worker" 2>/dev/null || true' EXIT
echo "Летопись: http://127.0.0.1:$port (Ctrl+C — остановить)"
.venv/bin/letopis serve --port "$port"
