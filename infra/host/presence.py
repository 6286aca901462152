"""Reports whether people are in the room."""
import json
import time

from common import PRESENCE_SECONDS, log
from health import count_people
from http_client import http_request

API_TIMEOUT = 10  # seconds


class PresenceReporter:
    """Reports `present`, or `left` from an empty room. The API ignores `left` before anybody was there."""

    def __init__(self, room, api):
        self.room, self.url = room, f"{api.rstrip('/')}/meetings/{room['meeting']}/host-presence"

    def report(self):
        event = "count"
        try:
            event = "present" if count_people(self.room) else "left"
            headers = {"Content-Type": "application/json", "X-Link-Key": self.room["host_key"]}
            body = json.dumps({"event": event})
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
