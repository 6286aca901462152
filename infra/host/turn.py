"""A client of the TURN server (RFC 8489, RFC 8656) that allocates a relay address."""
import base64
import hashlib
import hmac
import secrets
import struct
import time

from http_client import NotReady

ALLOCATE, ALLOCATED = 0x0003, 0x0103
USERNAME, INTEGRITY, REALM, NONCE, TRANSPORT = 0x0006, 0x0008, 0x0014, 0x0015, 0x0019
UDP = bytes([17, 0, 0, 0])


def attribute(kind, value):
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def request(stream, attributes, key=None):
    """Returns the type of the response and its attributes."""
    transaction = secrets.token_bytes(12)
    header = lambda length: struct.pack("!HHI12s", ALLOCATE, length, 0x2112A442, transaction)
    if key:
        attributes += attribute(INTEGRITY, hmac.digest(key, header(len(attributes) + 24) + attributes, "sha1"))
    stream.write(header(len(attributes)) + attributes)
    stream.flush()
    kind, length = struct.unpack("!HH16x", stream.read(20))
    body, found = stream.read(length), {}
    while body:
        name, size = struct.unpack("!HH", body[:4])
        found[name] = body[4 : 4 + size]
        body = body[4 + size + -size % 4 :]
    return kind, found


def allocate(connection, secret):
    """The end of the connection ends the allocation."""
    stream = connection.makefile("rwb")
    transport = attribute(TRANSPORT, UDP)
    _, challenge = request(stream, transport)
    user = str(int(time.time()) + 60).encode()
    password = base64.b64encode(hmac.digest(secret.encode(), user, "sha1"))
    key = hashlib.md5(b":".join([user, challenge[REALM], password])).digest()
    names = [(USERNAME, user), (REALM, challenge[REALM]), (NONCE, challenge[NONCE])]
    kind, _ = request(stream, transport + b"".join(attribute(*name) for name in names), key)
    if kind != ALLOCATED:
        raise NotReady(f"TURN {kind:#x}")
