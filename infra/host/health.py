"""The health document of the room."""
import base64
import contextlib
import json
import secrets
import socketserver
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler

from common import PHASES, instant, log, setting
from http_client import NotReady, connect, exchange, http_get
from turn import allocate

BRIDGE_URL = setting("BRIDGE", "http://127.0.0.1:8080/about/health")
FOCUS_URL = setting("FOCUS", "http://127.0.0.1:8888/about/health")
FOCUS_STATS_URL = setting("FOCUS_STATS", "http://127.0.0.1:8888/stats")
CENSUS_URL = setting("CENSUS", "http://127.0.0.1:5280/room-census")
WEB_PORT = int(setting("WEB_PORT", "443"))
CACHE_SECONDS = float(setting("CACHE", "1"))
# Bridge and focus are healthy by default until their first check, 5 s after their start (`compose.yaml`).
FIRST_CHECK_SECONDS = float(setting("FIRST_CHECK", "10"))


def connect_room(room, **options):
    return connect("127.0.0.1", WEB_PORT, room["name"], **options)


def expect_status(status, room, path, headers={}):
    actual, _ = exchange(connect_room(room), room["name"], path, headers)
    if actual != status:
        raise NotReady(actual)


def check_websocket(room):
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": "xmpp",
        "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode(),
    }
    expect_status(101, room, "/xmpp-websocket?room=" + room["meeting"], headers)


def check_certificate(room):
    with connect_room(room) as connection:
        not_after = ssl.cert_time_to_seconds(connection.getpeercert()["notAfter"])
    if not_after < instant(room["hard_end"]):
        raise NotReady("expires before the hard end")


class ComponentCheck:
    """Requires that a component has reported its health for so long that it has checked it."""

    def __init__(self, url):
        self.url, self.since = url, None

    def __call__(self, room):
        try:
            http_get(self.url)
        except Exception:
            self.since = None
            raise
        self.since = self.since or time.monotonic()
        if time.monotonic() - self.since < FIRST_CHECK_SECONDS:
            raise NotReady("no check yet")


check_bridge_component = ComponentCheck(BRIDGE_URL)


def check_bridge(room):
    check_bridge_component(room)
    # The bridge's own check ignores XMPP.
    if json.loads(http_get(FOCUS_STATS_URL))["bridge_selector"]["operational_bridge_count"] < 1:
        raise NotReady("not registered")


def check_relay(room):
    with connect_room(room, protocol=None) as connection:
        allocate(connection, room["turn_secret"])


def count_people(room):
    """Raises an error when it cannot count: an unknown number is not zero."""
    rooms = json.loads(http_get(CENSUS_URL))["room_census"]
    if not isinstance(rooms, list) and rooms != {}:  # Lua can write an empty list as {}
        raise NotReady("no list")
    counts = [one["participants"] for one in rooms if one["room_name"].split("@")[0] == room["meeting"]]
    if any(type(count) is not int for count in counts):
        raise NotReady("no number")
    return max(0, sum(counts))  # The census subtracts the focus, also from nobody.


# The parts in the health document; steps/domain/progress.ts has a text for each.
CHECKS = {
    "certificate": check_certificate,
    "chat": count_people,
    "bridge": check_bridge,
    "focus": ComponentCheck(FOCUS_URL),
    "relay": check_relay,
    "page": lambda room: expect_status(200, room, "/external_api.js"),
    "websocket": check_websocket,
}


def phases(ready):
    """The end of each phase of the boot, in epoch seconds. jitsi.sh makes the other files."""
    with contextlib.suppress(OSError):
        if ready:
            (PHASES / "healthy").touch(exist_ok=False)
    with contextlib.suppress(OSError):
        return {file.name: int(file.stat().st_mtime) for file in PHASES.iterdir()}


class Health:
    """Simultaneous requests share the results of the checks, to limit the load on Prosody."""

    def __init__(self, room):
        self.room, self.pool, self.lock = room, ThreadPoolExecutor(len(CHECKS)), threading.Lock()
        self.results, self.checked = {}, 0

    def check(self, part):
        """Returns "ready" or an error, and the result of the check."""
        try:
            return "ready", CHECKS[part](self.room)
        except Exception as error:
            return f"{type(error).__name__}: {error}", None

    def document(self):
        with self.lock:
            if not self.results or time.monotonic() - self.checked >= CACHE_SECONDS:
                results = dict(zip(CHECKS, self.pool.map(self.check, CHECKS)))
                for part, (state, _) in results.items():
                    if self.results.get(part, [None])[0] != state:
                        log(f"{part}: {state}")
                self.results, self.checked = results, time.monotonic()
            parts = {part: state == "ready" for part, (state, _) in self.results.items()}
            ready = all(parts.values())
            return {"ready": ready, "parts": parts, "people": self.results["chat"][1], "phases": phases(ready)}

    def watch(self):
        while not self.document()["ready"]:
            time.sleep(1)


class HealthHandler(BaseHTTPRequestHandler):
    """Serves the health document at any path: nginx forwards only the secret path."""

    timeout = 10

    def do_GET(self):
        document = self.server.health.document()
        body = json.dumps(document).encode()
        self.send_response(200 if document["ready"] else 503)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 128  # A full queue refuses the workflow's probe.
