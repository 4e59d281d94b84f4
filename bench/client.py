"""A client that costs little beside the server it loads: one thread, epoll, requests made beforehand.

It sends at given moments, whether or not earlier answers are there, and counts from the moment a request was due: a
server that falls behind is not spared (no coordinated omission).
"""

import selectors
import socket
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.measure import ENCODINGS, TOKEN
from bench.scenarios import MeasureError

# Connections held open from the beginning, and at most: as many requests are under way at once.
HELD, MOST = 64, 128
READ = 256 * 1024
# Seconds without any answer after which the server is taken for dead.
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Shot:
    """A request to send at a moment, in seconds from the beginning; `proof` must be in the answer."""

    due: float
    kind: str
    request: bytes
    proof: bytes = b""


@dataclass(frozen=True, slots=True)
class Hit:
    """What came of a shot: seconds from when it was due to its whole answer; None where it was none, or a refusal."""

    kind: str
    seconds: float | None


@dataclass(slots=True)
class _Link:
    """A connection and the request under way on it."""

    socket: socket.socket
    shot: Shot | None = None
    head: bytes = b""
    missing: int = -1
    tail: bytes = b""

    def begin(self, shot: Shot) -> None:
        self.shot, self.head, self.missing, self.tail = shot, b"", -1, b""
        self.socket.send(shot.request)

    def take(self) -> bool | None:
        """Take what has come; say whether the answer is whole and right, None where more must come."""
        shot, data = self.shot, self.socket.recv(READ)
        if shot is None or not data:
            raise MeasureError("the server has closed a connection in the middle")
        if self.missing < 0:
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return None
            self.missing = _length(self.head[:end]) - (len(self.head) - end - 4)
            data = self.head[end + 4 :]
        else:
            self.missing -= len(data)
        if shot.proof:
            self.tail += data
        if self.missing > 0:
            return None
        return self.head.startswith(b"HTTP/1.1 200 ") and shot.proof in self.tail


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    if not found:
        raise MeasureError(f"an answer without a length: {head[:200]!r}")
    return int(rest.split(b"\r\n", 1)[0])


def request(path: str, cookie: str, body: bytes | None = None) -> bytes:
    """Return the bytes of a request as a browser sends it."""
    head = [
        f"{'GET' if body is None else 'POST'} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Cookie: {cookie}",
        f"Accept-Encoding: {ENCODINGS}",
    ]
    if body is not None:
        head += [f"X-CSRFToken: {TOKEN}", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + (body or b"")


@dataclass(slots=True)
class Gun:
    """Connections to one server. `close()` it after use."""

    port: int
    idle: deque[_Link] = field(default_factory=deque)
    busy: dict[int, _Link] = field(default_factory=dict)
    seen: selectors.DefaultSelector = field(default_factory=selectors.DefaultSelector)

    def close(self) -> None:
        """Close all connections."""
        for link in (*self.idle, *self.busy.values()):
            link.socket.close()
        self.seen.close()

    def volley(self, shots: Sequence[Shot], *, give_up: float) -> list[Hit]:
        """Send each shot when it is due and return what came of each.

        Once a request waits for `give_up` seconds the server cannot keep up: the rest is not sent, and counts as lost.
        """
        while len(self.idle) < HELD:
            self.idle.append(self._connect())
        waiting, hits = deque(shots), list[Hit]()
        # What is due and found no connection free: its clock runs already.
        began = time.perf_counter()
        while waiting or self.busy:
            moment = time.perf_counter() - began
            while waiting and waiting[0].due <= moment:
                link = self._free()
                if link is None:
                    break
                self._send(link, waiting.popleft())
            if waiting and self._oldest(waiting[0], moment) < moment - give_up:
                hits += [Hit(shot.kind, None) for shot in waiting]
                waiting.clear()
            pause = min(waiting[0].due - moment, PATIENCE) if waiting else PATIENCE
            hits += self._gather(began, max(pause, 0) if self._has_room() or not waiting else PATIENCE)
        return hits

    def duel(self, queues: Sequence[Iterator[Shot]]) -> tuple[list[Hit], float]:
        """Send each queue over a connection of its own, the next shot when the one before is answered.

        Return what came of each, and the seconds it took.
        """
        while len(self.idle) < len(queues):
            self.idle.append(self._connect())
        began, hits = time.perf_counter(), list[Hit]()
        belonging = {}
        for queue in queues:
            link = self.idle.popleft()
            belonging[link.socket.fileno()] = queue
            self._send(link, next(queue))
        while self.busy:
            hits += self._gather(began, PATIENCE)
            for link in list(self.idle):
                shot = next(belonging.get(link.socket.fileno(), iter(())), None)
                if shot:
                    self.idle.remove(link)
                    self._send(link, shot)
        return hits, time.perf_counter() - began

    def _connect(self) -> _Link:
        link = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        link.setblocking(False)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _Link(link)

    def _has_room(self) -> bool:
        return bool(self.idle) or len(self.busy) < MOST

    def _free(self) -> _Link | None:
        """Return the connection that has rested longest: so that the server's processes get alike many."""
        if self.idle:
            return self.idle.popleft()
        return self._connect() if len(self.busy) < MOST else None

    def _send(self, link: _Link, shot: Shot) -> None:
        link.begin(shot)
        self.busy[link.socket.fileno()] = link
        self.seen.register(link.socket, selectors.EVENT_READ, link)

    def _oldest(self, first: Shot, moment: float) -> float:
        under_way = next(iter(self.busy.values()), None)
        due = under_way.shot.due if under_way and under_way.shot else moment
        return min(due, first.due)

    def _gather(self, began: float, pause: float) -> Iterator[Hit]:
        ready = self.seen.select(pause)
        if not ready and pause >= PATIENCE:
            raise MeasureError(f"the server has not answered for {PATIENCE:.0f} s")
        for key, _ in ready:
            link: _Link = key.data
            is_right = link.take()
            if is_right is None or link.shot is None:
                continue
            self.seen.unregister(link.socket)
            del self.busy[link.socket.fileno()]
            self.idle.append(link)
            yield Hit(link.shot.kind, time.perf_counter() - began - link.shot.due if is_right else None)
