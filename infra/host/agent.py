"""The agent of a Jitsi host.

  agent.py prepare   writes the files that the containers read
  agent.py serve     serves the health document, reports presence, sends the journal to CloudWatch

Logs no secrets. Only tests set the ELEPHANT_ variables.
"""
import base64
import calendar
import contextlib
import http.client
import json
import os
import secrets
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from pathlib import Path


def setting(name, default):
    return os.environ.get("ELEPHANT_" + name, default)


STATE_DIR = Path(setting("STATE", "/var/lib/elephant"))
SOCKET = setting("SOCKET", "/run/elephant/agent.sock")
METADATA_URL = setting("METADATA", "http://169.254.169.254/latest")
BRIDGE_URL = setting("BRIDGE", "http://127.0.0.1:8080/about/health")
FOCUS_URL = setting("FOCUS", "http://127.0.0.1:8888/about/health")
CENSUS_URL = setting("CENSUS", "http://127.0.0.1:5280/room-census")
WEB_PORT = int(setting("WEB_PORT", "443"))
PRESENCE_SECONDS = float(setting("EVERY", "") or os.environ.get("PRESENCE_EVERY", "30"))
CONTAINER_USER = int(setting("USER", "1000"))
CHECK_TIMEOUT = 2  # seconds
API_TIMEOUT = 10
CACHE_SECONDS = float(setting("CACHE", "1"))  # of the health document
RETRY_SECONDS = min(PRESENCE_SECONDS, 5)


def log(text):
    with contextlib.suppress(Exception):
        print(text, flush=True)


# --- prepare


class Metadata:
    """The instance metadata service, version 2."""

    def __init__(self):
        self.headers = {"X-aws-ec2-metadata-token-ttl-seconds": "300"}
        self.headers = {"X-aws-ec2-metadata-token": self.read("/api/token", "PUT")}

    def read(self, path, method="GET"):
        request = urllib.request.Request(METADATA_URL + path, method=method, headers=self.headers)
        return urllib.request.urlopen(request, timeout=5).read().decode().strip()

    def __call__(self, path):
        return self.read("/meta-data/" + path)


def wait_for(what, read):
    """Retries without a limit: the workflow gives up on a host that is not ready in time."""
    while True:
        try:
            return read()
        except Exception as error:
            log(f"waiting for {what}: {type(error).__name__}")
            time.sleep(3)


def write_file(path, text, mode=0o600, owner=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o600)
    path.write_text(text)
    path.chmod(mode)
    if owner is not None and os.geteuid() == 0:
        os.chown(path, owner, owner)


def prepare():
    import boto3

    metadata = wait_for("the metadata service", Metadata)
    tag = lambda name: metadata("tags/instance/elephant:" + name)
    meeting, hard_end = wait_for("the tags", lambda: (tag("meeting"), tag("hard-end")))
    address = wait_for("a public address", lambda: metadata("public-ipv4"))
    instance, region = metadata("instance-id"), metadata("placement/region")

    client = boto3.client("secretsmanager", region_name=region)

    def secret(name, *fields):
        value = json.loads(client.get_secret_value(SecretId=name)["SecretString"])
        return [value[field] for field in fields]

    host_secret = os.environ["HOST_SECRETS"] + instance
    room_secret, host_key, health_path = wait_for(
        "the secrets of the room", lambda: secret(host_secret, "room_secret", "host_key", "health_path")
    )
    chain, key = wait_for(
        "the certificate", lambda: secret(os.environ["CERTIFICATE_SECRET"], "certificate", "private_key")
    )

    name = f"{meeting}.{os.environ['DOMAIN']}"
    write_file(STATE_DIR / "web/keys/cert.crt", chain, 0o644)
    write_file(STATE_DIR / "web/keys/cert.key", key, 0o400, CONTAINER_USER)
    # Requests are not logged: they contain the addresses of people.
    write_file(
        STATE_DIR / "web/nginx-custom/agent.conf",
        "access_log off;\n"
        f"location = {health_path} {{ proxy_pass http://unix:/agent/agent.sock:/; }}\n",
        0o400,
        CONTAINER_USER,
    )
    write_file(
        STATE_DIR / "room.env",
        f"PUBLIC_URL=https://{name}\nPUBLIC_IP={address}\nCONFIG={STATE_DIR}\n"
        f"IMAGES={os.environ['IMAGES']}\nIMAGE_VERSION={os.environ['IMAGE_VERSION']}\n"
        f"JWT_APP_SECRET={room_secret}\n"
        f"JICOFO_AUTH_PASSWORD={secrets.token_hex(16)}\nJVB_AUTH_PASSWORD={secrets.token_hex(16)}\n",
    )
    room = {"meeting": meeting, "name": name, "host_key": host_key, "hard_end": hard_end}
    write_file(STATE_DIR / "room.json", json.dumps({**room, "instance": instance, "region": region}))
    log(f"prepared for {meeting}")


# --- health


class NotReady(Exception):
    """The text is only logged."""


def connect(host, port, tls_name=None, timeout=CHECK_TIMEOUT):
    connection = socket.create_connection((host, port), timeout)
    return ssl.create_default_context().wrap_socket(connection, server_hostname=tls_name) if tls_name else connection


def exchange(connection, host, path, headers={}, body=None, timeout=CHECK_TIMEOUT):
    """Returns the status and the body of the response."""
    # The time-out of a socket is for each read: a slow response would have no limit.
    timer = threading.Timer(timeout, connection.shutdown, [socket.SHUT_RDWR])
    timer.start()
    try:
        with connection:
            client = http.client.HTTPConnection(host)
            client.sock = connection
            client.request("POST" if body else "GET", path, body, {"Connection": "close", **headers})
            response = client.getresponse()
            return response.status, response.read(1_000_000)
    finally:
        timer.cancel()


def http_request(url, headers={}, body=None, timeout=CHECK_TIMEOUT):
    target = urllib.parse.urlsplit(url)
    tls_name = target.hostname if target.scheme == "https" else None
    connection = connect(target.hostname, target.port or 443, tls_name, timeout)
    return exchange(connection, target.netloc, target.path, headers, body, timeout)


def http_get(url):
    status, body = http_request(url)
    if status != 200:
        raise NotReady(status)
    return body


def connect_room(room):
    return connect("127.0.0.1", WEB_PORT, room["name"])


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
    # 2026-12-01T17:00:00Z
    if not_after < calendar.timegm(time.strptime(room["hard_end"][:19], "%Y-%m-%dT%H:%M:%S")):
        raise NotReady("expires before the hard end")


def count_people(room):
    """Raises an error when it cannot count: an unknown number is not zero."""
    rooms = json.loads(http_get(CENSUS_URL))["room_census"]
    if not isinstance(rooms, list) and rooms != {}:  # Lua can write an empty list as {}
        raise NotReady("no list")
    counts = [one["participants"] for one in rooms if one["room_name"].split("@")[0] == room["meeting"]]
    if any(type(count) is not int for count in counts):
        raise NotReady("no number")
    return max(0, sum(counts))  # The census subtracts the focus, also from nobody.


# The parts in the health document; steps/aws/jitsi-health.ts has a text for each.
CHECKS = {
    "certificate": check_certificate,
    "chat": count_people,
    "bridge": lambda room: http_get(BRIDGE_URL),
    "focus": lambda room: http_get(FOCUS_URL),
    "page": lambda room: expect_status(200, room, "/external_api.js"),
    "websocket": check_websocket,
}


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
            return {"ready": all(parts.values()), "parts": parts, "people": self.results["chat"][1]}


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


# --- presence


class PresenceReporter:
    """Reports `present`, or `left` from an empty room. The API ignores `left` before anybody was there."""

    def __init__(self, room, api):
        self.room, self.url = room, f"{api.rstrip('/')}/meetings/{room['meeting']}/presence"

    def report(self):
        event = "count"
        try:
            event = "present" if count_people(self.room) else "left"
            key = self.room["host_key"]
            headers = {"Content-Type": "application/json", "X-Link-Key": key}
            body = json.dumps({"role": "host", "key": key, "event": event})
            return f"{event}: {http_request(self.url, headers, body, API_TIMEOUT)[0]}"
        except Exception as error:  # The text could contain the key.
            return f"{event}: {type(error).__name__}"

    def run(self):
        last = None
        while True:
            result = self.report()
            if result != last:
                log(f"presence: {result}")
            last = result
            time.sleep(PRESENCE_SECONDS)


# --- logs


class LogShipper:
    """Sends the journal to CloudWatch."""

    UNITS = ["cloud-final.service", "docker.service", "elephant-agent.service"]
    # Limits of PutLogEvents. Bytes are those of UTF-8 plus OVERHEAD for each event.
    EVENTS, BYTES, EVENT_BYTES, OVERHEAD = 10_000, 1_048_576, 262_144, 26
    SPAN = 12 * 3_600_000  # ms before or after the first event; the limit is 24 hours
    TRIES = 6

    def __init__(self, room, group):
        self.region = room["region"]
        self.target = {"logGroupName": group, "logStreamName": f"{room['meeting']}/{room['instance']}"}
        self.pending = deque()  # (bytes, event)
        self.collected = self.taken = 0  # bytes; one thread writes each
        self.timestamp, self.cursor = int(time.time() * 1000), None

    def parse(self, line):
        try:
            entry = json.loads(line)
            self.timestamp = int(entry["__REALTIME_TIMESTAMP"]) // 1000
            self.cursor = entry["__CURSOR"]
            source = entry.get("CONTAINER_NAME") or entry.get("SYSLOG_IDENTIFIER", "host")
            text = entry.get("MESSAGE")
            if isinstance(text, list):  # the bytes of a text with control characters
                text = bytes(text).decode(errors="replace")
        except Exception:
            source, text = "host", line.decode(errors="replace").strip()
        message = f"{source}: {text}".encode(errors="replace")[: self.EVENT_BYTES - self.OVERHEAD]
        event = {"timestamp": self.timestamp, "message": message.decode(errors="ignore")}
        return len(message) + self.OVERHEAD, event

    def collect(self):
        command = ["journalctl", "--boot", "--follow", "--lines=all", "--all", "--output=json"]
        command += [f"--unit={unit}" for unit in self.UNITS]
        if self.cursor:
            command.append("--after-cursor=" + self.cursor)
        journal = subprocess.Popen(command, stdout=subprocess.PIPE)
        try:
            for line in journal.stdout:
                item = self.parse(line)
                self.collected += item[0]
                self.pending.append(item)
                while self.collected - self.taken > 4 * self.BYTES:
                    time.sleep(RETRY_SECONDS)
        finally:
            journal.kill()
            journal.wait()

    def take_batch(self):
        batch, size = [], 0
        while self.pending and len(batch) < self.EVENTS:
            cost, event = self.pending[0]
            size += cost
            if size > self.BYTES or batch and abs(event["timestamp"] - batch[0]["timestamp"]) > self.SPAN:
                break
            batch.append(event)
            self.taken += cost
            self.pending.popleft()
        return sorted(batch, key=lambda event: event["timestamp"])

    def put(self, logs, events):
        """Drops the events after 155 s of failures."""
        for attempt in range(self.TRIES):
            try:
                if attempt:
                    time.sleep(RETRY_SECONDS * 2 ** (attempt - 1))
                    with contextlib.suppress(logs.exceptions.ResourceAlreadyExistsException):
                        logs.create_log_stream(**self.target)
                return logs.put_log_events(**self.target, logEvents=events)
            except Exception as error:
                reason = type(error).__name__
        log(f"{len(events)} log entries lost: {reason}")

    def send(self):
        import boto3

        logs = boto3.client("logs", region_name=self.region)
        while True:
            time.sleep(RETRY_SECONDS)
            if batch := self.take_batch():
                self.put(logs, batch)


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
    supervise("presence", PresenceReporter(room, os.environ["API_URL"]).run)
    if os.environ.get("LOG_GROUP"):
        shipper = LogShipper(room, os.environ["LOG_GROUP"])
        supervise("journal", shipper.collect)
        supervise("logs", shipper.send)
    server.serve_forever()


if __name__ == "__main__":
    {"prepare": prepare, "serve": serve}[sys.argv[1]]()
