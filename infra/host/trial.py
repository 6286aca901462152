"""A host that tests a machine image. It may read no secrets, and has a certificate of its own.

  trial.py role      prints what this host of a build is for
  trial.py prepare   writes the files that the containers read
"""
import os
import shutil
import subprocess
import sys

from common import STATE_DIR, setting
from prepare import Metadata, prepare, wait_for

TRUSTED = setting("TRUSTED", "/usr/local/share/ca-certificates/trial.crt")


def print_role():
    metadata = wait_for("the metadata service", Metadata)
    print(wait_for("the role", lambda: metadata("tags/instance/elephant:role")))


def own_secrets(build):
    """They protect nothing: no meeting takes place here. steps/aws/jitsi-image-check.ts derives them too."""
    certificate, key = STATE_DIR / "trial.crt", STATE_DIR / "trial.key"
    STATE_DIR.mkdir(parents=True, exist_ok=True)
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=trial -addext"
    name = f"subjectAltName=DNS:{build}.{os.environ['DOMAIN']}"
    subprocess.run([*command.split(), name, "-out", certificate, "-keyout", key], check=True)
    # The agent, too, checks the certificate.
    shutil.copy(certificate, TRUSTED)
    subprocess.run(["update-ca-certificates"], check=True)
    secrets = {"room_secret": build, "host_key": build, "turn_secret": build, "health_path": "/_" + build}
    return {**secrets, "certificate": certificate.read_text(), "private_key": key.read_text()}


if __name__ == "__main__":
    {"role": print_role, "prepare": lambda: prepare("build", own_secrets)}[sys.argv[1]]()
