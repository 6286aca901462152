#!/bin/bash
# The dead-man's switch: the first thing that a host does at its first boot. Whatever becomes of the
# workflow, the nets or this script, the host powers off by itself, and powering off terminates it
# (the launch template says so). The deadline is an absolute instant, kept in a persistent systemd
# timer, so that a reboot or a stop does not move it.
#
# Runs while the machine is still booting (cloud-init's bootcmd), before anything that could hang. So
# nothing here waits for a part of the boot: no default dependencies, and no job that is waited for.
ROOT=${ROOT:-} # A test's; empty on a host.
UNITS="$ROOT/etc/systemd/system"
METADATA=http://169.254.169.254/latest
HARD_END_TAG=elephant:hard-end
UNKNOWN_DEADLINE_MINUTES=15

# Power off at this instant (anything that `date -d` reads), replacing what was set before.
arm_dead_man() {
  local at
  at=$(date -u -d "$1" '+%Y-%m-%d %H:%M:%S UTC') || return 1
  mkdir -p "$UNITS"
  cat >"$UNITS/elephant-hard-end.service" <<'UNIT'
[Unit]
Description=Power off at the hard end of the meeting
DefaultDependencies=no

[Service]
Type=oneshot
ExecStart=/usr/bin/systemctl poweroff
UNIT
  cat >"$UNITS/elephant-hard-end.timer" <<UNIT
[Unit]
Description=The hard end of the meeting
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
  # A timer whose instant is past when it is first set never fires.
  if [ "$(date -u -d "$at" +%s)" -le "$(date -u +%s)" ]; then systemctl poweroff; fi
}

# `2026-12-01T17:00:00Z`. Not left to `date`, for which also an empty text is an instant.
is_instant() {
  [[ $1 =~ ^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z$ ]]
}

# The host's own tag, over IMDSv2.
read_tag() {
  local token
  token=$(curl -sf -m 2 -X PUT "$METADATA/api/token" -H 'X-aws-ec2-metadata-token-ttl-seconds: 60') || return 1
  curl -sf -m 2 "$METADATA/meta-data/tags/instance/$1" -H "X-aws-ec2-metadata-token: $token"
}

# Before anything that can fail: nobody pays for a host that does not know when to end.
arm_dead_man "now + $UNKNOWN_DEADLINE_MINUTES minutes" || shutdown -P "+$UNKNOWN_DEADLINE_MINUTES"

for _ in $(seq 30); do
  if hard_end=$(read_tag "$HARD_END_TAG") && is_instant "$hard_end" && arm_dead_man "$hard_end"; then
    echo "This host powers off at $hard_end."
    break
  fi
  sleep 2
done
