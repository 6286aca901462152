"""The agent of a Jitsi host: fetches what the room needs, tells how it is, and who is in it.

  agent.py prepare   certificate, secrets and names of this host's meeting, for the containers
  agent.py serve     one health document for nginx, presence for the API, the journal for CloudWatch

Nothing secret is printed. Tests move the world by the variables that WORLD reads.
"""
import base64
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


def world(name, default):
    return os.environ.get("ELEPHANT_" + name, default)


STATE = Path(world("STATE", "/var/lib/elephant"))
SOCKET = world("SOCKET", "/run/elephant/agent.sock")
METADATA = world("METADATA", "http://169.254.169.254/latest")
BRIDGE = world("BRIDGE", "http://127.0.0.1:8080/about/health")
FOCUS = world("FOCUS", "http://127.0.0.1:8888/about/health")
CENSUS = world("CENSUS", "http://127.0.0.1:5280/room-census")
WEB_PORT = int(world("WEB_PORT", "443"))
EVERY = float(world("EVERY", "") or os.environ.get("PRESENCE_EVERY", "30"))  # seconds
USER = int(world("USER", "1000"))  # of the containers
PATIENCE = 2  # seconds that a part may take to answer; the probe waits for all of them


def say(text):
    print(text, flush=True)


# --- what the room needs ---------------------------------------------------------------------------


class Metadata:
    """The instance metadata service, version 2."""

    def __init__(self):
        ask = urllib.request.Request(
            METADATA + "/api/token", method="PUT", headers={"X-aws-ec2-metadata-token-ttl-seconds": "300"}
        )
        self.token = urllib.request.urlopen(ask, timeout=5).read().decode()

    def __call__(self, path):
        ask = urllib.request.Request(
            METADATA + "/meta-data/" + path, headers={"X-aws-ec2-metadata-token": self.token}
        )
        return urllib.request.urlopen(ask, timeout=5).read().decode().strip()


def when_there(what, get):
    """The secrets of a host are written just after its launch, and an address comes with the network."""
    while True:
        try:
            return get()
        except Exception as error:  # whatever is in the way: the workflow gives the host up, not we
            say(f"waiting for {what}: {type(error).__name__}")
            time.sleep(3)


def write(path, text, mode=0o600, owner=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    os.chmod(path, mode)
    if owner is not None and os.geteuid() == 0:
        os.chown(path, owner, owner)


def prepare():
    import boto3

    metadata = when_there("the metadata service", Metadata)
    tag = lambda name: metadata("tags/instance/elephant:" + name)
    meeting, hard_end = when_there("the tags", lambda: (tag("meeting"), tag("hard-end")))
    address = when_there("a public address", lambda: metadata("public-ipv4"))
    instance, region = metadata("instance-id"), metadata("placement/region")

    client = boto3.client("secretsmanager", region_name=region)

    def secret(name, *fields):
        value = json.loads(client.get_secret_value(SecretId=name)["SecretString"])
        return [value[field] for field in fields]

    own = os.environ["HOST_SECRETS"] + instance
    room_secret, host_key, health_path = when_there(
        "the room's secrets", lambda: secret(own, "room_secret", "host_key", "health_path")
    )
    chain, key = when_there(
        "the certificate", lambda: secret(os.environ["CERTIFICATE_SECRET"], "certificate", "private_key")
    )

    name = f"{meeting}.{os.environ['DOMAIN']}"
    write(STATE / "web/keys/cert.crt", chain, 0o644)
    write(STATE / "web/keys/cert.key", key, 0o400, USER)
    # The images redact tokens in what they log of requests; of a room for two nothing is logged at all.
    write(
        STATE / "web/nginx-custom/agent.conf",
        "access_log off;\n"
        f"location = {health_path} {{ proxy_pass http://unix:/agent/agent.sock:/; }}\n",
        0o400,
        USER,
    )
    write(
        STATE / "room.env",
        f"PUBLIC_URL=https://{name}\nPUBLIC_IP={address}\nCONFIG={STATE}\n"
        f"IMAGES={os.environ['IMAGES']}\nIMAGE_VERSION={os.environ['IMAGE_VERSION']}\n"
        f"JWT_APP_SECRET={room_secret}\n"
        f"JICOFO_AUTH_PASSWORD={secrets.token_hex(16)}\nJVB_AUTH_PASSWORD={secrets.token_hex(16)}\n",
    )
    room = {"meeting": meeting, "name": name, "host_key": host_key, "hard_end": hard_end}
    write(STATE / "room.json", json.dumps({**room, "instance": instance, "region": region}))
    say(f"prepared for {meeting}")


# --- how the room is -------------------------------------------------------------------------------


class NotReady(Exception):
    """What is not as it must be; the text is for the log, and never leaves the host."""


def get(url):
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return answer.read(1_000_000)


def through_tls(name):
    """As a browser comes: by the room's name, and with a certificate that holds for it."""
    connection = socket.create_connection(("127.0.0.1", WEB_PORT), timeout=PATIENCE)
    return ssl.create_default_context().wrap_socket(connection, server_hostname=name)


def ask_web(room, path, headers=""):
    """The status of a GET."""
    with through_tls(room["name"]) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: {room['name']}\r\n{headers or 'Connection: close'}\r\n\r\n"
        connection.sendall(request.encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status


def page(room):
    status = ask_web(room, "/external_api.js")
    if status != 200:
        raise NotReady(f"external_api.js: {status}")


def websocket(room):
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    status = ask_web(
        room,
        f"/xmpp-websocket?room={room['meeting']}",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: xmpp\r\nSec-WebSocket-Key: {key}",
    )
    if status != 101:
        raise NotReady(f"no upgrade: {status}")


def certificate(room):
    with through_tls(room["name"]) as connection:
        until = ssl.cert_time_to_seconds(connection.getpeercert()["notAfter"])
    if until < instant(room["hard_end"]):
        raise NotReady("ends before the meeting may")


def instant(text):
    """Epoch seconds of 2026-12-01T17:00:00Z."""
    import calendar

    return calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))


def occupants(room):
    """How many people are in the room. The census leaves the focus out."""
    rooms = json.loads(get(CENSUS))["room_census"]
    return sum(int(one["participants"]) for one in rooms if one["room_name"].split("@")[0] == room["meeting"])


# In the order in which they come up: the first that is not ready is what people are told.
PARTS = {
    "certificate": certificate,
    "chat": occupants,
    "bridge": lambda room: get(BRIDGE),
    "focus": lambda room: get(FOCUS),
    "page": page,
    "websocket": websocket,
}


def state_of(part, room):
    try:
        PARTS[part](room)
        return "ready"
    except Exception as error:  # a part that cannot be asked is not ready, however it fails
        return f"{type(error).__name__}: {error}"


def examine(room, pool, before={}):
    """All parts at once, {part: "ready" or what is wrong}; what changes is logged."""
    states = dict(zip(PARTS, pool.map(lambda part: state_of(part, room), PARTS)))
    for part, state in states.items():
        if before.get(part) != state:
            say(f"{part}: {state}")
    before.update(states)
    return states


class Health(BaseHTTPRequestHandler):
    """The one document. The path is nginx's affair, and secret; what is wrong in detail stays in the log."""

    timeout = 10

    def do_GET(self):
        states = examine(self.server.room, self.server.pool)
        parts = {part: state == "ready" for part, state in states.items()}
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


# --- who is in it ----------------------------------------------------------------------------------


class Presence:
    """Tells the API: `present` while somebody is in the room, and `left` once nobody is any more.

    A room that cannot be counted is not an empty one: then nothing is told.
    """

    def __init__(self, room, api):
        self.url = f"{api.rstrip('/')}/meetings/{room['meeting']}/presence"
        self.room = room
        self.told = None

    def step(self):
        """Once; False when the meeting is over and nobody needs to know any more."""
        try:
            count = occupants(self.room)
        except Exception as error:
            say(f"the room cannot be counted: {type(error).__name__}")
            return True
        event = "present" if count > 0 else "left"
        if event == self.told == "left":
            return True
        status = self.tell(event)
        if self.told != event or status != 204:
            say(f"{count} in the room; told {event}: {status}")
        if status == 204:
            self.told = event
        return status != 410

    def tell(self, event):
        body = json.dumps({"role": "host", "key": self.room["host_key"], "event": event}).encode()
        ask = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(ask, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError as error:
            return type(error).__name__

    def run(self):
        while self.step():
            time.sleep(EVERY)


# --- what is logged --------------------------------------------------------------------------------


class Shipping:
    """The journal of this boot, to CloudWatch. Whatever fails there never holds up the room."""

    UNITS = ["cloud-final.service", "docker.service", "elephant-agent.service"]

    def __init__(self, room, group):
        self.room, self.group = room, group
        self.stream = f"{room['meeting']}/{room['instance']}"

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

    def run(self):
        import boto3

        logs = boto3.client("logs", region_name=self.room["region"])
        batch, lock = [], threading.Lock()

        def collect():
            for entry in self.entries():
                with lock:
                    batch.append(entry)

        threading.Thread(target=collect, daemon=True).start()
        made = False
        while True:
            time.sleep(min(EVERY, 5))
            with lock:
                now, batch[:] = batch[:1000], batch[1000:]
            try:
                if not made:
                    self.make_stream(logs)
                    made = True
                if now:
                    events = sorted(now, key=lambda entry: entry["timestamp"])
                    logs.put_log_events(logGroupName=self.group, logStreamName=self.stream, logEvents=events)
            except Exception:  # not logged: it would be shipped, and fail again
                with lock:
                    batch[:0] = now
                    del batch[50_000:]

    def make_stream(self, logs):
        try:
            logs.create_log_stream(logGroupName=self.group, logStreamName=self.stream)
        except logs.exceptions.ResourceAlreadyExistsException:
            pass


def serve():
    room = json.loads((STATE / "room.json").read_text())
    Path(SOCKET).unlink(missing_ok=True)
    server = UnixServer(SOCKET, Health)
    os.chmod(SOCKET, 0o666)  # the container's nginx is another user
    os.chmod(Path(SOCKET).parent, 0o755)
    server.room, server.pool = room, ThreadPoolExecutor(2 * len(PARTS))
    threads = [Presence(room, os.environ["API_URL"]).run]
    if os.environ.get("LOG_GROUP"):
        threads.append(Shipping(room, os.environ["LOG_GROUP"]).run)
    for run in threads:
        threading.Thread(target=run, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    {"prepare": prepare, "serve": serve}[sys.argv[1]]()
