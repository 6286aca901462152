"""Fakes the part of boto3 that the agent uses: reads secrets from a file, appends logs to a file."""
import json
import os


def client(service, region_name):
    return {"secretsmanager": Secrets, "logs": Logs}[service]()


class Secrets:
    def get_secret_value(self, SecretId):
        with open(os.environ["FAKE_SECRETS"]) as file:
            return {"SecretString": json.dumps(json.load(file)[SecretId])}


class Logs:
    """PutLogEvents has the limits of its API reference."""

    class exceptions:
        class ResourceAlreadyExistsException(Exception):
            pass

        class InvalidParameterException(Exception):
            pass

        class ResourceNotFoundException(Exception):
            pass

    def __init__(self):
        self.streams = set()
        if os.path.exists(os.environ["FAKE_LOGS"] + ".broken"):
            raise RuntimeError("no client")

    def create_log_stream(self, logGroupName, logStreamName):
        if logStreamName in self.streams:
            raise self.exceptions.ResourceAlreadyExistsException
        self.streams.add(logStreamName)

    def put_log_events(self, logGroupName, logStreamName, logEvents):
        if logStreamName not in self.streams:
            raise self.exceptions.ResourceNotFoundException
        sizes = [len(event["message"].encode()) + 26 for event in logEvents]
        times = [event["timestamp"] for event in logEvents]
        refused = (
            os.path.exists(os.environ["FAKE_LOGS"] + ".refuse")
            or not 1 <= len(sizes) <= 10_000
            or min(sizes) == 26
            or max(sizes) > 262_144
            or sum(sizes) > 1_048_576
            or times != sorted(times)
            or times[-1] - times[0] > 24 * 3_600_000
        )
        if refused:
            open(os.environ["FAKE_LOGS"] + ".refused", "w").close()
            raise self.exceptions.InvalidParameterException
        with open(os.environ["FAKE_LOGS"], "a") as file:
            for event in logEvents:
                file.write(json.dumps(f"{logGroupName} {logStreamName} {event['message']}") + "\n")
