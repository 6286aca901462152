#!/bin/bash
# The dead-man's switch: powers off the host at the hard end. EC2 terminates a host that powers off.
# A persistent timer keeps the deadline over a reboot. cloud-init runs this script early in the first
# boot, which waits for it: hence no default dependencies, and `--no-block`.
ROOT=${ROOT:-} # Only tests set it.
UNITS="$ROOT/etc/systemd/system"
METADATA=http://169.254.169.254/latest
FALLBACK_MINUTES=15

# Takes any time that `date -d` accepts, and replaces an earlier one.
set_power_off_time() {
  local at
  at=$(date -u -d "$1" '+%Y-%m-%d %H:%M:%S UTC') || return 1
  mkdir -p "$UNITS"
  cat >"$UNITS/elephant-hard-end.service" <<'UNIT'
[Unit]
Description=Power-off at the hard end of the meeting
DefaultDependencies=no

[Service]
Type=oneshot
ExecStart=/usr/bin/systemctl poweroff
UNIT
  cat >"$UNITS/elephant-hard-end.timer" <<UNIT
[Unit]
Description=Timer for the hard end of the meeting
DefaultDependencies=no

[Timer]
OnCalendar=$at
Persistent=true
AccuracySec=1s

[Install]
WantedBy=timers.target
UNIT
  systemctl daemon-reload
  systemctl enable elephant-hard-end.timer
  systemctl --no-block restart elephant-hard-end.timer
  # A new timer never fires if its time is already past.
  if [ "$(date -u -d "$at" +%s)" -le "$(date -u +%s)" ]; then systemctl poweroff; fi
}

# `2026-12-01T17:00:00Z`. `date` alone would also accept an empty string.
is_instant() {
  [[ $1 =~ ^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z$ ]]
}

# Reads a tag of this host over IMDSv2.
read_tag() {
  local token
  token=$(curl -sf -m 2 -X PUT "$METADATA/api/token" -H 'X-aws-ec2-metadata-token-ttl-seconds: 60') || return 1
  curl -sf -m 2 "$METADATA/meta-data/tags/instance/$1" -H "X-aws-ec2-metadata-token: $token"
}

# A temporary deadline, in case the tag cannot be read.
set_power_off_time "now + $FALLBACK_MINUTES minutes" || shutdown -P "+$FALLBACK_MINUTES"

for _ in $(seq 30); do
  if hard_end=$(read_tag elephant:hard-end) && is_instant "$hard_end" && set_power_off_time "$hard_end"; then
    echo "This host powers off at $hard_end."
    break
  fi
  sleep 2
done
