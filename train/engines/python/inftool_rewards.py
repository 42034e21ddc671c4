"""Rewards of a running `inftool serve` for trainers in Python: standard library only, and no grading of its own.

    client = RewardClient("http://127.0.0.1:8600", run_id="r1")
    scored = client.score([{"id": "step1-0", "task_id": "training/multiple/0", "result": "[f(x=1)]"}])
    rewards = [item["reward"] for item in scored]

A reward is the server's, or there is none: whatever else comes back is an exception.
"""

import http.client
import json
import os
import random
import socket
import ssl
import threading
import time
import urllib.parse

TRANSIENT = frozenset({429, 502, 503, 504})
TOO_LARGE = 413
MOST_ITEMS = 4096
"""Items that the server takes in one request."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds between attempts: doubled from the first to the longest."""


class RewardError(Exception):
    """There are no rewards."""


class RewardUnavailable(RewardError):
    """The server could not be reached, or asked to be asked again, for longer than the client's patience."""


class RewardRefused(RewardError):
    """Asking again would not help: the request is refused, or the reply is not what a reward server says.

    `status` is the HTTP status, or None where no reply could be had.
    """

    def __init__(self, message, status=None):
        super().__init__(message)
        self.status = status


class _Transient(Exception):
    """An attempt failed that may be made again. `wait`: seconds that the server asks for, or None."""

    def __init__(self, message, wait=None):
        super().__init__(message)
        self.wait = wait


class RewardClient:
    """One run's rewards. May be shared by threads: each keeps one connection alive, also after a fork.

    url: where the server listens, http or https. run_id: names the run; ids of items are unique within it.
    grader_version: what the trainer was started with; left out, the first reply's, from which no later one may differ.
    timeout: seconds for one attempt, from connecting to the last byte.
    patience: seconds from the first failed attempt on in which to ask again. Asking again is safe: the server gives the same
    item of a run the same reward.
    """

    def __init__(self, url, run_id, grader_version=None, token=None, timeout=60.0, patience=300.0):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"expected an address such as http://127.0.0.1:8600, got {url!r}")
        if not timeout > 0 or not patience >= 0:
            raise ValueError(f"expected seconds, got timeout {timeout!r} and patience {patience!r}")
        self.url = url.rstrip("/")
        self.run_id = run_id
        self._address = parts
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._timeout = timeout
        self._patience = patience
        self._local = threading.local()
        self._lock = threading.Lock()
        self._grader_version = grader_version
        self._reward_name = None

    def score(self, items):
        """POST /v1/score.

        items: dicts with "id", "task_id" (or "task") and "result", as train/README.md has them.
        Returns as many dicts in the same order: "id", "task_id", "reward" (0 to 1), "gates", "components", "verdict".
        A batch that the server finds too large is asked for in parts.
        Raises RewardUnavailable, RewardRefused; ValueError or TypeError for what JSON cannot hold.
        """
        if len(items) > MOST_ITEMS:
            return self._halves(items)
        if not items:
            return []
        request = {"run_id": self.run_id, "items": items}
        if self._grader_version is not None:
            request["grader_version"] = self._grader_version
        body = json.dumps(request, allow_nan=False).encode()
        try:
            reply = self._ask("POST", "/v1/score", body)
        except RewardRefused as error:
            if error.status == TOO_LARGE and len(items) > 1:
                return self._halves(items)
            raise
        return self._checked(items, reply)

    def grader(self):
        """GET /v1/grader: a dict with "grader_version", "reward", "suite" and "inftool"."""
        reply = self._ask("GET", "/v1/grader", None)
        if not isinstance(reply, dict) or not isinstance(reply.get("grader_version"), str):
            raise RewardRefused(f"{self.url}: expected a grader_version, got {_short(reply)}", 200)
        return reply

    def close(self):
        """Closes this thread's connection. The next request opens another."""
        connection, self._local.connection = getattr(self._local, "connection", None), None
        if connection is not None:
            connection.close()

    def _halves(self, items):
        middle = len(items) // 2
        return self.score(items[:middle]) + self.score(items[middle:])

    def _ask(self, method, path, body):
        deadline, pause = None, FIRST_PAUSE  # The deadline is for the beginning of the next attempt.
        while True:
            timeout = self._timeout if deadline is None else min(self._timeout, deadline - time.monotonic())
            try:
                return self._attempt(method, path, body, timeout)
            except _Transient as failure:
                now = time.monotonic()
                deadline = now + self._patience if deadline is None else deadline
                wait = max(pause * random.uniform(0.5, 1.0), failure.wait or 0.0)
                if now + wait >= deadline:
                    raise RewardUnavailable(
                        f"{self.url}{path}: given up, with a patience of {self._patience:g} s: {failure}"
                    ) from failure
            time.sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _attempt(self, method, path, body, timeout):
        try:
            response, data = self._exchange(method, path, body, timeout)
        except ssl.SSLCertVerificationError as error:
            raise RewardRefused(f"{self.url}: {error}") from error
        except (OSError, http.client.HTTPException) as error:
            raise _Transient(f"{type(error).__name__}: {error}") from error
        if response.status in TRANSIENT:
            raise _Transient(f"status {response.status}: {_short(data)}", _seconds(response))
        if response.status != 200:
            raise RewardRefused(
                f"{self.url}{path}: status {response.status}: {_short(data)}", response.status
            )
        try:
            return json.loads(data, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise RewardRefused(f"{self.url}{path}: expected JSON, got {_short(data)}: {error}", 200) from error

    def _exchange(self, method, path, body, timeout):
        """The whole reply, within `timeout`: one that comes drop by drop is broken off, too."""
        connection = self._connection(timeout)
        watch = _Watch(connection, timeout)
        headers = dict(self._headers, Accept="application/json")
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            try:
                connection.request(method, self._address.path.rstrip("/") + path, body, headers)
            except (BrokenPipeError, ConnectionResetError):
                # A server that refuses a body need not read it: what it says may be there already.
                if connection.sock is None:
                    raise
            watch.sock = connection.sock
            response = connection.getresponse()
            data = response.read()
        except BaseException as error:
            self.close()
            if watch.is_late and isinstance(error, (OSError, http.client.HTTPException)):
                raise TimeoutError(f"no whole reply within {timeout:g} s") from error
            raise
        finally:
            watch.end()
        if watch.is_late:
            self.close()
            raise TimeoutError(f"no whole reply within {timeout:g} s")
        return response, data

    def _connection(self, timeout):
        connection = getattr(self._local, "connection", None)
        if connection is None or self._local.process != os.getpid():
            secure = self._address.scheme == "https"
            kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
            connection = kind(self._address.hostname, self._address.port, timeout=timeout)
            self._local.connection, self._local.process = connection, os.getpid()
        connection.timeout = timeout
        if connection.sock is not None:
            connection.sock.settimeout(timeout)
        return connection

    def _checked(self, items, reply):
        def refuse(expected, got):
            return RewardRefused(f"{self.url}: expected {expected}, got {_short(got)}", 200)

        if not isinstance(reply, dict) or not isinstance(reply.get("items"), list):
            raise refuse('{"run_id", "grader_version", "reward", "items"}', reply)
        if reply.get("run_id") != self.run_id:
            raise refuse(f"rewards of run {self.run_id}", reply.get("run_id"))
        self._pin(reply, refuse)
        scored = reply["items"]
        if len(scored) != len(items):
            raise refuse(f"{len(items)} items", f"{len(scored)}")
        for asked, item in zip(items, scored):
            if not isinstance(item, dict) or item.get("id") != asked["id"]:
                raise refuse(f"item {asked['id']} in its place", item)
            reward = item.get("reward")
            # Neither NaN nor an infinity is between them.
            if isinstance(reward, bool) or not isinstance(reward, (int, float)) or not 0 <= reward <= 1:
                raise refuse(f"a reward from 0 to 1 for item {asked['id']}", reward)
        return scored

    def _pin(self, reply, refuse):
        version, name = reply.get("grader_version"), reply.get("reward")
        if not isinstance(version, str) or not isinstance(name, str):
            raise refuse("a grader_version and the name of a reward", [version, name])
        with self._lock:
            pinned = self._grader_version or version, self._reward_name or name
            if (version, name) != pinned:
                raise refuse(f"grader {pinned[0]} and reward {pinned[1]} all through the run", [version, name])
            self._grader_version, self._reward_name = pinned


class _Watch:
    """Breaks a connection off when its time is over; `http.client` itself limits each of its reads alone."""

    def __init__(self, connection, timeout):
        self.is_late = False
        self.sock = None
        """Kept here, as the connection lets go of one that is to be closed before the reply is read."""
        self._connection = connection
        self._timer = threading.Timer(timeout, self._break_off)
        self._timer.daemon = True
        self._timer.start()

    def end(self):
        self._timer.cancel()

    def _break_off(self):
        self.is_late = True
        sock = self.sock or self._connection.sock
        try:
            if sock is not None:
                sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # It is closed already.


def _seconds(response):
    """What a Retry-After asks for, where it is a number of seconds."""
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() else None


def _no_number(name):
    raise ValueError(f"{name} is no number of JSON")


def _short(data):
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data)
    return text if len(text) <= 500 else f"{text[:500]} …"
