#!/bin/bash
# Starts Jitsi for one meeting. `agent.py prepare` reads the meeting and the secrets. A machine image
# that has the packages and container images starts without downloads.
set -euo pipefail
ROOT=${ROOT:-} # Only tests set it.
LIB="$ROOT/usr/local/lib/elephant"
STATE="$ROOT/var/lib/elephant"
set -a
# shellcheck source=/dev/null
. "$ROOT/etc/elephant/deployment.env"
set +a

# A file for each phase of the boot; its time is the end of the phase.
PHASES="$ROOT/run/elephant/phases"
mkdir -p "$PHASES"
touch -d "$(uptime -s)" "$PHASES/boot"
touch "$PHASES/network"

# Package mirrors and container registries sometimes fail.
retry() {
  for _ in 1 2 3 4 5; do
    "$@" && return
    sleep 10
  done
  "$@"
}

# No upgrades during a meeting. The cloud-config masks the timers of apt.
snap refresh --hold=24h >/dev/null 2>&1 || true

mkdir -p "$STATE/web/keys" "$STATE/web/nginx-custom" "$STATE/storage/web" "$STATE/storage/prosody"
chown 1000 "$STATE/storage/web" "$STATE/storage/prosody"

# The services of the packages have other settings; nginx would take port 80.
systemctl mask nginx.service coturn.service
if ! { docker compose version && python3 -c 'import boto3' && command -v turnserver &&
  test -e "$ROOT/usr/lib/nginx/modules/ngx_stream_module.so"; } >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  retry apt-get -o DPkg::Lock::Timeout=120 update
  retry apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends \
    docker.io docker-compose-v2 python3-boto3 coturn nginx-light libnginx-mod-stream
fi

touch "$PHASES/packages"

# Waits for the secrets, which are written after the launch.
python3 "$LIB/agent.py" prepare

# Before the containers: the health document is available as soon as the web container runs.
systemctl daemon-reload
systemctl enable --now elephant-agent.service elephant-turn.service elephant-nginx.service

compose() { docker compose --project-name room --env-file "$STATE/room.env" -f "$LIB/compose.yaml" "$@"; }
retry compose pull --quiet --policy missing
touch "$PHASES/images"
retry compose up --detach --pull never
touch "$PHASES/containers"
echo 'The containers are started.'
