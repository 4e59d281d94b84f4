"""Two who write at the same moment, each on a connection of its own; for tests with real transactions."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

from django.db import connection, connections, transaction

from letopis.kernel.clock import in_zone

Write = Callable[[], object]
SOON, LONG = 0.2, 20  # seconds


def waits(work: "Future[Any]") -> bool:
    """Whether the other hand stands still: on PostgreSQL the server itself is asked."""
    for _ in range(int(LONG / SOON)):
        if work.done():
            return False
        if connection.vendor == "sqlite":
            return not Event().wait(SOON * 2) and not work.done()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return True
        Event().wait(SOON / 10)
    return False


class Hand:
    """Somebody with a connection of his own."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)

    def does(self, work: Write) -> "Future[Any]":
        return self._thread.submit(self._run, work)

    def holds(self, work: Write) -> "Held":
        """The work done, its transaction open until it is let go."""
        held = Held()
        held.result = self.does(lambda: held.run(work))
        held.result.add_done_callback(lambda _: held.done.set())
        assert held.done.wait(LONG)
        if held.result.done():
            held.result.result()
        return held

    def _run(self, work: Write) -> object:
        try:
            with in_zone("Europe/Moscow"):
                return work()
        finally:
            connections.close_all()


class Held:
    """An open transaction."""

    result: "Future[Any]"

    def __init__(self) -> None:
        self.done, self.go = Event(), Event()

    def run(self, work: Write) -> object:
        with transaction.atomic():
            made = work()
            self.done.set()
            assert self.go.wait(LONG)
        return made
