"""Measuring in process: a page through all of its middleware and its floor through a bare handler, in turn.

No client of a test framework stands between: what it costs would be in the page and in its floor, and make them alike.
"""

import gzip
import http.client
import io
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import brotli  # type: ignore[import-untyped]
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.test.utils import override_settings

from bench import floor
from bench.scenarios import EMPTY, Ask, MeasureError, Scenario
from bench.school import address
from letopis.school.access.models import Account

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

WARM_UP = 5
TOKEN = "b" * 32
# As a browser asks, and how what it gets is read.
ENCODINGS = "gzip, deflate, br, zstd"
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": zstd.decompress,
}
# What stands before the bare view that is the floor of an empty page: Django's own, as far as it goes.
SIGNED_IN = {
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
    "MIDDLEWARE": [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: as sent, and how it was packed."""

    sent: bytes
    packing: str = ""

    @property
    def body(self) -> bytes:
        """The page itself."""
        if self.packing not in UNPACK:
            raise MeasureError(f"an answer packed with {self.packing}: how is it read?")
        return bytes(UNPACK[self.packing](self.sent))


Send = Callable[[Ask], Answer]


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of the processor, the database's included, and of the clock."""

    processor: float
    clock: float


@dataclass(frozen=True, slots=True)
class Times:
    """Medians of a row and of its floor, measured in turn.

    They are compared by the processor: run after run within a twentieth on a machine that others work on as well, where
    a clock tells of those others. What only a clock sees, the disk that a commit waits for, is the same in both.
    """

    own: Spent
    floor: Spent

    @property
    def ratio(self) -> float:
        """How many floors it costs."""
        return self.own.processor / self.floor.processor


class Handler:
    """Django as a server drives it, with the middleware of the moment: from a request's environment to an answer."""

    def __init__(self, cookie: str) -> None:
        self._handler = BaseHandler()
        self._handler.load_middleware()
        self._environ = {
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SCRIPT_NAME": "",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": cookie,
            "HTTP_X_CSRFTOKEN": TOKEN,
            "HTTP_ACCEPT_ENCODING": ENCODINGS,
            "wsgi.url_scheme": "http",
        }

    def send(self, ask: Ask) -> Answer:
        """Answer a request. Raises MeasureError for any status but 200."""
        path, _, query = ask.path.partition("?")
        body = ask.body or b""
        environ: dict[str, Any] = {
            **self._environ,
            "REQUEST_METHOD": "GET" if ask.body is None else "POST",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": "application/json" if body else "",
            "CONTENT_LENGTH": str(len(body)) if body else "",
            "wsgi.input": io.BytesIO(body),
        }
        response: HttpResponseBase = self._handler.get_response(WSGIRequest(environ))
        if response.status_code != http.client.OK:
            raise MeasureError(f"{ask.path}: {response.status_code}")
        sent = b"".join(response) if isinstance(response, StreamingHttpResponse) else response.content  # type: ignore[attr-defined]
        return Answer(bytes(sent), response.headers.get("Content-Encoding", ""))


def page(scenario: Scenario) -> Handler:
    """Return the product as who asks sees it."""
    return Handler(cookie_header(scenario.account))


def queries(scenario: Scenario) -> list[str]:
    """Return the SQL of one warm request, without BEGIN, COMMIT and savepoints."""
    send = page(scenario).send
    for _ in range(2):
        scenario.check(send(next(scenario.asks)).body)
    ask = next(scenario.asks)
    return [step.sql for step in floor.record(lambda: send(ask)) if not step.is_control]


def compare(scenario: Scenario, rounds: int, beside: Scenario | None = None) -> Times:
    """Time `rounds` requests of the scenario, each beside its floor, or beside one of another page."""
    if beside:
        own, other = page(scenario).send, page(beside).send
        both = [_beside(scenario, own, beside, other) for _ in range(WARM_UP + rounds)][WARM_UP:]
        return Times(_median([one for one, _ in both]), _median([two for _, two in both]))
    floor.current.steps = []
    own, bare = page(scenario).send, _floor(scenario)
    pairs = [_pair(scenario, own, bare) for _ in range(WARM_UP + rounds)][WARM_UP:]
    return Times(_median([one for one, _ in pairs]), _median([other for _, other in pairs]))


def _beside(scenario: Scenario, own: Send, beside: Scenario, other: Send) -> tuple[Spent, Spent]:
    # What is asked of one that writes stands on what the time before has left.
    ask = next(scenario.asks)
    spent, answer = _timed(own, ask)
    scenario.check(answer.body)
    return spent, _timed(other, next(beside.asks))[0]


def _floor(scenario: Scenario) -> Send:
    with override_settings(**(SIGNED_IN if scenario.key == EMPTY else {"MIDDLEWARE": []})):
        return Handler(cookie_header(scenario.account)).send


def _pair(scenario: Scenario, own: Send, bare: Send) -> tuple[Spent, Spent]:
    ask = next(scenario.asks)
    spent, answer = _timed(own, ask)
    body = answer.body
    scenario.check(body)
    floor.current.size = len(body)
    if scenario.key != EMPTY and (scenario.writes or not floor.current.steps):
        again = next(scenario.asks)
        floor.current.steps = floor.record(lambda: own(again))
    path = address("bench_signed_in" if scenario.key == EMPTY else "bench_floor")
    return spent, _timed(bare, Ask(path or ""))[0]


def _timed(send: Send, ask: Ask) -> tuple[Spent, Answer]:
    began, busy = time.perf_counter(), _busy()
    answer = send(ask)
    return Spent((_busy() - busy) * 1000, (time.perf_counter() - began) * 1000), answer


def _busy() -> float:
    """Return the seconds that processors have worked for this process and for its connection's in PostgreSQL."""
    here = time.process_time()
    if connection.vendor == "sqlite":
        return here
    return here + clock_of(connection.connection.info.backend_pid)


def clock_of(pid: int) -> float:
    """Return the seconds that processors have worked for a process, to the nanosecond; 0 for one that has ended."""
    try:
        return time.clock_gettime((~pid << 3) | 2)  # the clock that clock_getcpuclockid() names
    except OSError:
        return 0.0


def _median(spent: list[Spent]) -> Spent:
    return Spent(median(one.processor for one in spent), median(one.clock for one in spent))


def cookies(account: Account) -> dict[str, str]:
    """Sign in and return the cookies of it."""
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}


def cookie_header(account: Account) -> str:
    """Sign in and return the cookies of it as a header."""
    return "; ".join(f"{name}={value}" for name, value in cookies(account).items())
