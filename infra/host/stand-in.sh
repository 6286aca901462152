#!/bin/bash
# The stand-in host, for a first deployment without a domain: serves a health check and a page on
# port 80. Needs no downloads: Amazon Linux 2023 includes Python.
ROOT=${ROOT:-} # Only tests set it.

# A file for each phase of the boot; its time is the end of the phase.
PHASES="$ROOT/run/elephant-phases"
mkdir -p "$ROOT/usr/local/lib/elephant" "$ROOT/etc/systemd/system" "$PHASES"
touch -d "$(uptime -s)" "$PHASES/boot"
touch "$PHASES/network"

cat >"$ROOT/usr/local/lib/elephant/stand-in.py" <<'PYTHON'
"""GET /health returns 200 and the phases of the boot; every other path returns the page."""
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

STAMPS = Path(os.environ["PHASES"]).iterdir()
PHASES = {"healthy": int(time.time()), **{file.name: int(file.stat().st_mtime) for file in STAMPS}}

PAGE = b"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stand-in room</title>
<style>body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1rem }</style>
<h1>This is the room</h1>
<p>This host was launched only for this meeting and ends with it. It is a placeholder without video.
To meet in a video room, deploy with a domain.</p>
</html>
"""


class StandIn(BaseHTTPRequestHandler):
    timeout = 10  # seconds without data

    def do_GET(self):
        if self.path == "/health":
            self.respond("application/json", json.dumps({"phases": PHASES}).encode())
        else:
            self.respond("text/html; charset=utf-8", PAGE)

    do_HEAD = do_GET

    def respond(self, content_type, body):
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        pass  # requests contain the addresses of people


ThreadingHTTPServer(("", int(os.environ.get("PORT", "80"))), StandIn).serve_forever()
PYTHON

cat >"$ROOT/etc/systemd/system/elephant-stand-in.service" <<'UNIT'
[Unit]
Description=Stand-in room
After=network.target

[Service]
Environment=PHASES=/run/elephant-phases
ExecStart=/usr/bin/python3 /usr/local/lib/elephant/stand-in.py
Restart=always
RestartSec=1
DynamicUser=yes
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
NoNewPrivileges=yes
PrivateDevices=yes
ProtectHome=yes
ProtectSystem=strict
RestrictAddressFamilies=AF_INET AF_INET6
IPAddressDeny=169.254.169.254

[Install]
WantedBy=multi-user.target
UNIT

systemctl daemon-reload
systemctl enable --now elephant-stand-in.service
