#!/bin/bash
# The boot of a host that a build of the machine image launches: installs everything and prepares the
# disk for the image, or tests an image.
set -euo pipefail
ROOT=${ROOT:-} # Only tests set it.
LIB="$ROOT/usr/local/lib/elephant"
UNITS="$ROOT/etc/systemd/system"

if [ "$(python3 "$LIB/trial.py" role | tail -n 1)" = test ]; then
  head -n 4 "$LIB/contents"
  # Installs nothing, so that an incomplete image fails.
  INSTALL=false PREPARE=trial.py exec bash "$LIB/jitsi.sh"
fi

set -a
# shellcheck source=/dev/null
. "$ROOT/etc/elephant/deployment.env"
set +a
bash "$LIB/install.sh"
# To pin it. The test host writes the digests to its log.
{
  docker image ls --digests --format '{{.Repository}}@{{.Digest}}'
  dpkg-query --show
} >"$LIB/contents"

# Nothing that belongs to this host stays, or every host from the image would have it too.
systemctl stop docker.socket docker.service
rm -rf "$ROOT/var/lib/docker/engine-id" "$ROOT/var/lib/elephant" "$ROOT/etc/elephant"
rm -rf "$ROOT"/etc/ssh/ssh_host_* "$ROOT/root/.ssh" "$ROOT"/home/*/.ssh
apt-get clean
rm -rf "$ROOT/var/lib/apt/lists" "$ROOT/var/log/journal"
cloud-init clean --logs --machine-id --seed
# Last: the timer of this host stays loaded until the host is off.
rm -f "$UNITS"/elephant-hard-end.* "$UNITS/timers.target.wants/elephant-hard-end.timer" \
  "$ROOT/var/lib/systemd/timers/stamp-elephant-hard-end.timer"
sync
# A stopped host is complete.
systemctl poweroff
