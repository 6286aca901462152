"""The agent of a Jitsi host.

  agent.py prepare   writes the files that the containers read
  agent.py serve     serves the health document, reports presence, sends the journal to CloudWatch

Logs no secrets.
"""
import json
import os
import sys
import threading
import time
from pathlib import Path

from common import RETRY_SECONDS, STATE_DIR, log, setting
from health import Health, HealthHandler, UnixServer
from journal import LogShipper
from prepare import prepare
from presence import PresenceReporter

SOCKET = setting("SOCKET", "/run/elephant/agent.sock")


def supervise(name, run):
    """Runs the function in a thread, again each time it ends."""

    def loop():
        while True:
            reason = "ended"
            try:
                run()
            except BaseException as error:
                reason = type(error).__name__
            log(f"{name}: {reason}; restarting")
            time.sleep(RETRY_SECONDS)

    threading.Thread(target=loop, daemon=True).start()


def serve():
    room = json.loads((STATE_DIR / "room.json").read_text())
    Path(SOCKET).unlink(missing_ok=True)
    server = UnixServer(SOCKET, HealthHandler)
    os.chmod(SOCKET, 0o666)  # nginx runs as another user, in a container
    os.chmod(Path(SOCKET).parent, 0o755)
    server.health = Health(room)
    threading.Thread(target=server.health.watch, daemon=True).start()
    supervise("presence", PresenceReporter(room, os.environ["API_URL"]).run)
    if os.environ.get("LOG_GROUP"):
        shipper = LogShipper(room, os.environ["LOG_GROUP"])
        supervise("journal", shipper.collect)
        supervise("logs", shipper.send)
    server.serve_forever()


if __name__ == "__main__":
    {"prepare": prepare, "serve": serve}[sys.argv[1]]()
