"""HTTP requests with a limit on their whole duration."""
import http.client
import socket
import ssl
import threading
import urllib.parse

CHECK_TIMEOUT = 2  # seconds


class NotReady(Exception):
    pass  # The text is only logged.


def connect(host, port, tls_name=None, timeout=CHECK_TIMEOUT, protocol="http/1.1"):
    """With TLS if there is a name for it. Rooms need the protocol: without one, nginx.conf connects to TURN."""
    connection = socket.create_connection((host, port), timeout)
    if not tls_name:
        return connection
    context = ssl.create_default_context()
    if protocol:
        context.set_alpn_protocols([protocol])
    return context.wrap_socket(connection, server_hostname=tls_name)


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
