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
    class exceptions:
        class ResourceAlreadyExistsException(Exception):
            pass

    def create_log_stream(self, logGroupName, logStreamName):
        raise self.exceptions.ResourceAlreadyExistsException

    def put_log_events(self, logGroupName, logStreamName, logEvents):
        with open(os.environ["FAKE_LOGS"], "a") as file:
            for event in logEvents:
                file.write(f"{logGroupName} {logStreamName} {event['message']}\n")
