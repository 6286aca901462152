"""What all parts of the agent use. Only tests set the ELEPHANT_ variables."""
import calendar
import contextlib
import os
import time
from pathlib import Path


def setting(name, default):
    return os.environ.get("ELEPHANT_" + name, default)


PHASES = Path(setting("PHASES", "/run/elephant/phases"))
STATE_DIR = Path(setting("STATE", "/var/lib/elephant"))
PRESENCE_SECONDS = float(setting("EVERY", "") or os.environ.get("PRESENCE_EVERY", "30"))
RETRY_SECONDS = min(PRESENCE_SECONDS, 5)


def instant(text):
    """Seconds since the epoch of 2026-12-01T17:00:00Z."""
    return calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))


def log(text):
    with contextlib.suppress(Exception):
        print(text, flush=True)
