"""Sends the journal to CloudWatch."""
import contextlib
import json
import subprocess
import time
from collections import deque

from common import RETRY_SECONDS, log


class LogShipper:
    UNITS = ["cloud-final", "docker", "elephant-agent", "elephant-nginx", "elephant-turn"]
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
