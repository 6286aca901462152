#!/bin/bash
# A Jitsi for one meeting. The same on every host: whose meeting it is comes from the host's tags, and
# what is secret from Secrets Manager (elephant-agent prepare). An image that has the packages and the
# container images already only starts them.
set -euo pipefail
ROOT=${ROOT:-} # A test's; empty on a host.
LIB="$ROOT/usr/local/lib/elephant"
STATE="$ROOT/var/lib/elephant"
set -a
# shellcheck source=/dev/null
. "$ROOT/etc/elephant/deployment.env"
set +a

# A registry or a mirror that fails for a moment must not cost the meeting its host.
retry() {
  for _ in 1 2 3 4 5; do
    "$@" && return
    sleep 10
  done
  "$@"
}

# With the masked timers of apt (see the cloud-config): nothing is upgraded while people meet.
snap refresh --hold=24h >/dev/null 2>&1 || true

mkdir -p "$STATE/web/keys" "$STATE/web/nginx-custom" "$STATE/storage/web" "$STATE/storage/prosody"
chown 1000 "$STATE/storage/web" "$STATE/storage/prosody"

if ! { docker compose version && python3 -c 'import boto3'; } >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  retry apt-get -o DPkg::Lock::Timeout=120 update
  retry apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends \
    docker.io docker-compose-v2 python3-boto3
fi

# The meeting's own: certificate, secrets, names. They wait for the secrets, which come after the launch.
python3 "$LIB/agent.py" prepare

# The agent first: it tells how far the room is as soon as the web container answers for it.
systemctl daemon-reload
systemctl enable --now elephant-agent.service

compose() { docker compose --project-name room --env-file "$STATE/room.env" -f "$LIB/compose.yaml" "$@"; }
retry compose up --detach --quiet-pull --pull missing
echo 'The room is started.'
