"""A small client of the Lifeline API for the measuring scripts: one kept connection, JSON in and out."""

import http.client
import json
import time
import urllib.parse

# Servers close a connection that nobody uses; one unused for longer than this is opened anew.
FRESH_SECONDS = 2


class ApiError(Exception):
    """An answer that a measurement did not expect; carries the status and the body."""


class Api:
    def __init__(self, base):
        self.address = urllib.parse.urlsplit(base)
        self.connection = None
        self.used_at = 0.0

    def call(self, method, path, body=None, token=None):
        """Sends one request and returns (status, decoded body)."""
        headers = {"Accept": "application/json"}
        payload = None
        if body is not None:
            payload = json.dumps(body)
            headers["Content-Type"] = "application/json"
        if token is not None:
            headers["Authorization"] = "Bearer " + token
        if time.monotonic() - self.used_at > FRESH_SECONDS:
            self.close()
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=30)
        try:
            self.connection.request(method, "/api/v1" + path, payload, headers)
            response = self.connection.getresponse()
            text = response.read()
        except Exception:
            self.close()
            raise
        self.used_at = time.monotonic()
        return response.status, json.loads(text) if text else None

    def data(self, method, path, body=None, token=None, expect=(200, 201)):
        """Sends one request and returns `data` of the envelope; any other status ends the run with the answer shown."""
        status, answer = self.call(method, path, body, token)
        if status not in expect:
            raise ApiError(f"{method} {path} answered {status}: {json.dumps(answer)[:600]}")
        return answer["data"]

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None
