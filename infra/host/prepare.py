"""Writes the files that the containers and the agent read."""
import json
import os
import secrets
import time
import urllib.request
from pathlib import Path

from common import STATE_DIR, instant, log, setting

METADATA_URL = setting("METADATA", "http://169.254.169.254/latest")
CONTAINER_USER = int(setting("USER", "1000"))


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


def prepare(identity="meeting", own_secrets=None):
    """Takes the secrets from AWS, unless the host has its own."""
    import boto3

    metadata = wait_for("the metadata service", Metadata)
    tag = lambda name: metadata("tags/instance/elephant:" + name)
    meeting, hard_end = wait_for("the tags", lambda: (tag(identity), tag("hard-end")))
    address = wait_for("a public address", lambda: metadata("public-ipv4"))
    private_address = metadata("local-ipv4")
    instance, region = metadata("instance-id"), metadata("placement/region")

    client = boto3.client("secretsmanager", region_name=region)

    own = own_secrets and own_secrets(meeting)

    def secret(name, *fields):
        value = own or json.loads(client.get_secret_value(SecretId=name)["SecretString"])
        return [value[field] for field in fields]

    host_secret = os.environ["HOST_SECRETS"] + instance
    room_secret, host_key, health_path, turn_secret = wait_for(
        "the secrets of the room", lambda: secret(host_secret, "room_secret", "host_key", "health_path", "turn_secret")
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
        f"JWT_APP_SECRET={room_secret}\nTURN_HOST={name}\nTURN_SECRET={turn_secret}\n"
        f"TURN_TTL={instant(hard_end) - int(time.time())}\n"
        f"JICOFO_AUTH_PASSWORD={secrets.token_hex(16)}\nJVB_AUTH_PASSWORD={secrets.token_hex(16)}\n",
    )
    write_file(
        STATE_DIR / "turnserver.conf",
        Path(__file__).with_name("turnserver.conf").read_text()
        + f"listening-ip={private_address}\nrelay-ip={private_address}\nallowed-peer-ip={private_address}\n"
        f"external-ip={address}/{private_address}\nstatic-auth-secret={turn_secret}\n",
    )
    room = {"meeting": meeting, "name": name, "host_key": host_key, "hard_end": hard_end, "turn_secret": turn_secret}
    write_file(STATE_DIR / "room.json", json.dumps({**room, "instance": instance, "region": region}))
    log(f"prepared for {meeting}")
