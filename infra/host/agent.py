"""The agent of a Jitsi host.

  agent.py prepare   writes the files that the containers read
  agent.py serve     serves the health document, reports presence, sends the journal to CloudWatch

Logs no secrets. Tests set the variables with the prefix ELEPHANT_.
"""
import base64
import calendar
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
CHECK_TIMEOUT = 2  # seconds; the probe waits for all checks


def log(text):
    print(text, flush=True)


# --- prepare ---------------------------------------------------------------------------------------


class Metadata:
    """The instance metadata service, version 2."""

    def __init__(self):
        request = urllib.request.Request(
            METADATA_URL + "/api/token", method="PUT", headers={"X-aws-ec2-metadata-token-ttl-seconds": "300"}
        )
        self.token = urllib.request.urlopen(request, timeout=5).read().decode()

    def __call__(self, path):
        request = urllib.request.Request(
            METADATA_URL + "/meta-data/" + path, headers={"X-aws-ec2-metadata-token": self.token}
        )
        return urllib.request.urlopen(request, timeout=5).read().decode().strip()


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
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    os.chmod(path, mode)
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


# --- health ----------------------------------------------------------------------------------------


class NotReady(Exception):
    """The text is logged only: the health document does not include it."""


def http_get(url):
    with urllib.request.urlopen(url, timeout=CHECK_TIMEOUT) as response:
        return response.read(1_000_000)


def connect_tls(name):
    """Checks the certificate as a browser does."""
    connection = socket.create_connection(("127.0.0.1", WEB_PORT), timeout=CHECK_TIMEOUT)
    return ssl.create_default_context().wrap_socket(connection, server_hostname=name)


def get_status(room, path, headers="Connection: close"):
    with connect_tls(room["name"]) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: {room['name']}\r\n{headers}\r\n\r\n"
        connection.sendall(request.encode())
        response = http.client.HTTPResponse(connection)
        response.begin()
        return response.status


def check_page(room):
    status = get_status(room, "/external_api.js")
    if status != 200:
        raise NotReady(f"external_api.js: {status}")


def check_websocket(room):
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    status = get_status(
        room,
        f"/xmpp-websocket?room={room['meeting']}",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: xmpp\r\nSec-WebSocket-Key: {key}",
    )
    if status != 101:
        raise NotReady(f"no upgrade: {status}")


def check_certificate(room):
    with connect_tls(room["name"]) as connection:
        not_after = ssl.cert_time_to_seconds(connection.getpeercert()["notAfter"])
    if not_after < epoch_seconds(room["hard_end"]):
        raise NotReady("expires before the hard end")


def epoch_seconds(text):  # 2026-12-01T17:00:00Z
    return calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))


def count_people(room):
    """The census does not count the focus."""
    rooms = json.loads(http_get(CENSUS_URL))["room_census"]
    return sum(int(one["participants"]) for one in rooms if one["room_name"].split("@")[0] == room["meeting"])


# The parts in the health document; steps/aws/jitsi-health.ts has a text for each.
CHECKS = {
    "certificate": check_certificate,
    "chat": count_people,
    "bridge": lambda room: http_get(BRIDGE_URL),
    "focus": lambda room: http_get(FOCUS_URL),
    "page": check_page,
    "websocket": check_websocket,
}
last_results = {}


def run_check(part, room):
    try:
        CHECKS[part](room)
        return "ready"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def run_checks(room, pool):
    """Returns {part: "ready" or an error}, and logs the results that changed."""
    results = dict(zip(CHECKS, pool.map(lambda part: run_check(part, room), CHECKS)))
    for part, result in results.items():
        if last_results.get(part) != result:
            log(f"{part}: {result}")
    last_results.update(results)
    return results


class HealthHandler(BaseHTTPRequestHandler):
    """Serves the health document at any path: nginx forwards only the secret path."""

    timeout = 10

    def do_GET(self):
        results = run_checks(self.server.room, self.server.pool)
        parts = {part: result == "ready" for part, result in results.items()}
        ready = all(parts.values())
        body = json.dumps({"ready": ready, "parts": parts}).encode()
        self.send_response(200 if ready else 503)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def address_string(self):
        return "nginx"  # a Unix socket has no address

    def log_message(self, *_):
        pass


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


# --- presence --------------------------------------------------------------------------------------


class PresenceReporter:
    """Reports `present` while people are in the room, and `left` once when it is empty."""

    def __init__(self, room, api):
        self.url = f"{api.rstrip('/')}/meetings/{room['meeting']}/presence"
        self.room = room
        self.last_event = None  # the last one that the API accepted

    def report(self):
        """Returns False when the meeting has ended."""
        try:
            count = count_people(self.room)
        except Exception as error:  # reports nothing: an unknown count is not zero
            log(f"cannot count the people in the room: {type(error).__name__}")
            return True
        event = "present" if count > 0 else "left"
        if event == self.last_event == "left":
            return True
        status = self.post(event)
        if self.last_event != event or status != 204:
            log(f"{count} in the room; reported {event}: {status}")
        if status == 204:
            self.last_event = event
        return status != 410

    def post(self, event):
        body = json.dumps({"role": "host", "key": self.room["host_key"], "event": event}).encode()
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError as error:
            return type(error).__name__

    def run(self):
        while self.report():
            time.sleep(PRESENCE_SECONDS)


# --- logs ------------------------------------------------------------------------------------------


class LogShipper:
    """Sends the journal to CloudWatch. Errors do not affect the room."""

    UNITS = ["cloud-final.service", "docker.service", "elephant-agent.service"]

    def __init__(self, room, group):
        self.region, self.group = room["region"], group
        self.stream = f"{room['meeting']}/{room['instance']}"
        self.pending, self.lock = [], threading.Lock()

    def entries(self):
        units = [f"--unit={unit}" for unit in self.UNITS]
        journal = subprocess.Popen(
            ["journalctl", "--boot", "--follow", "--lines=all", "--output=json", *units], stdout=subprocess.PIPE
        )
        for line in journal.stdout:
            entry = json.loads(line)
            source = entry.get("CONTAINER_NAME") or entry.get("SYSLOG_IDENTIFIER", "host")
            yield {
                "timestamp": int(entry["__REALTIME_TIMESTAMP"]) // 1000,
                "message": f"{source}: {entry.get('MESSAGE')}"[:10_000],
            }

    def collect(self):
        for entry in self.entries():
            with self.lock:
                self.pending.append(entry)

    def run(self):
        import boto3

        logs = boto3.client("logs", region_name=self.region)
        threading.Thread(target=self.collect, daemon=True).start()
        stream_exists = False
        while True:
            time.sleep(min(PRESENCE_SECONDS, 5))
            with self.lock:
                batch, self.pending[:] = self.pending[:1000], self.pending[1000:]
            try:
                if not stream_exists:
                    self.create_stream(logs)
                    stream_exists = True
                if batch:
                    events = sorted(batch, key=lambda entry: entry["timestamp"])
                    logs.put_log_events(logGroupName=self.group, logStreamName=self.stream, logEvents=events)
            except Exception:  # not logged: the log line would fail too
                with self.lock:
                    self.pending[:0] = batch
                    del self.pending[50_000:]

    def create_stream(self, logs):
        try:
            logs.create_log_stream(logGroupName=self.group, logStreamName=self.stream)
        except logs.exceptions.ResourceAlreadyExistsException:
            pass


# --- serve -----------------------------------------------------------------------------------------


def serve():
    room = json.loads((STATE_DIR / "room.json").read_text())
    Path(SOCKET).unlink(missing_ok=True)
    server = UnixServer(SOCKET, HealthHandler)
    os.chmod(SOCKET, 0o666)  # nginx runs as another user, in a container
    os.chmod(Path(SOCKET).parent, 0o755)
    server.room, server.pool = room, ThreadPoolExecutor(2 * len(CHECKS))
    threads = [PresenceReporter(room, os.environ["API_URL"]).run]
    if os.environ.get("LOG_GROUP"):
        threads.append(LogShipper(room, os.environ["LOG_GROUP"]).run)
    for run in threads:
        threading.Thread(target=run, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    {"prepare": prepare, "serve": serve}[sys.argv[1]]()
