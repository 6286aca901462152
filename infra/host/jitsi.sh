#!/bin/bash
# Starts Jitsi for one meeting. `agent.py prepare` reads the meeting and the secrets.
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

# No upgrades during a meeting. The cloud-config masks the timers of apt.
snap refresh --hold=24h >/dev/null 2>&1 || true

mkdir -p "$STATE/web/keys" "$STATE/web/nginx-custom" "$STATE/storage/web" "$STATE/storage/prosody"
chown 1000 "$STATE/storage/web" "$STATE/storage/prosody"

export PHASES
# Only `build.sh` sets INSTALL and PREPARE.
if "${INSTALL:-true}"; then bash "$LIB/install.sh"; fi
touch "$PHASES/images"

# Waits for the secrets, which are written after the launch.
python3 "$LIB/${PREPARE:-agent.py}" prepare

# Before the containers: the health document is available as soon as the web container runs.
systemctl daemon-reload
systemctl enable --now elephant-agent.service elephant-turn.service elephant-nginx.service

docker compose --project-name room --env-file "$STATE/room.env" -f "$LIB/compose.yaml" up --detach --pull never
touch "$PHASES/containers"
echo 'The containers are started.'
