"""The product over HTTP: granian on the loopback, a connection kept alive."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from django.db import connection

from bench.measure import ENCODINGS, TOKEN, WARM_UP, Answer, Send, clock_of, cookie_header
from bench.ports import free_port
from bench.scenarios import Ask, MeasureError, Scenario

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Sent:
    """Medians: of the milliseconds from a request to the whole answer, of the bytes of its body as sent."""

    clock: float
    size: int


def timed(scenario: Scenario, port: int, rounds: int) -> Sent:
    """Ask `rounds` times."""
    send = sender(port, cookie_header(scenario.account))
    times, sizes = [], []
    for _ in range(WARM_UP + rounds):
        ask = next(scenario.asks)
        began = time.perf_counter()
        answer = send(ask)
        times.append(time.perf_counter() - began)
        scenario.check(answer.body)
        sizes.append(len(answer.sent))
    return Sent(median(times[WARM_UP:]) * 1000, round(median(sizes)))


@contextlib.contextmanager
def served() -> Iterator[int]:
    """Serve the product by granian on a free port of the loopback; give the port."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--no-ws", "--log-level", "error", "bench.rsgi:application"]
    with running(command, port, {"LETOPIS_THREADS": "2"}):
        yield port


@dataclass(frozen=True, slots=True)
class Production:
    """A server as a school runs it: its port and its first process."""

    port: int
    pid: int

    def busy(self) -> dict[int, float]:
        """Return the seconds that processors have worked for each of its processes, PostgreSQL's among them."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
        pids = [self.pid, *map(int, children.split())]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
                pids += [pid for (pid,) in cursor.fetchall()]
        return {pid: clock_of(pid) for pid in pids}


def worked(before: dict[int, float], after: dict[int, float]) -> float:
    """Return the seconds worked between two looks at `Production.busy()`; a process may have begun in between."""
    return sum(seconds - before.get(pid, 0) for pid, seconds in after.items())


@contextlib.contextmanager
def in_production(workers: int) -> "Iterator[Production]":
    """Serve the product by `letopis serve` in so many processes."""
    port = free_port()
    command = [sys.executable, "-m", "letopis", "serve", "--port", str(port), "--workers", str(workers)]
    with running(command, port, {}) as server:
        yield Production(port, server)


@contextlib.contextmanager
def running(command: list[str], port: int, surroundings: dict[str, str]) -> Iterator[int]:
    """Run a server until the block ends; give its process. Raises MeasureError where it does not answer."""
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **surroundings})  # noqa: S603
    try:
        _wait(port, server)
        yield server.pid
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise MeasureError(f"granian ended with {server.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise MeasureError("granian does not answer")


def sender(port: int, cookie: str) -> Send:
    """Return a way to send requests over a connection of its own. It raises MeasureError for any status but 200."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": cookie, "X-CSRFToken": TOKEN, "Content-Type": "application/json", "Accept-Encoding": ENCODINGS}

    def send(ask: Ask) -> Answer:
        link.request("GET" if ask.body is None else "POST", ask.path, ask.body, headers)
        response = link.getresponse()
        body = response.read()
        if response.status != http.client.OK:
            raise MeasureError(f"{ask.path}: {response.status}")
        return Answer(body, response.headers.get("Content-Encoding", ""))

    return send
