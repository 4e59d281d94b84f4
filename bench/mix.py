"""A school's morning: how many requests a second `letopis serve` answers in time, the client beside it.

An open loop: requests are due at a fixed rate, whether or not earlier ones are answered (client.py).
"""

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from random import Random

from bench.budgets import Morning
from bench.client import Gun, Hit, Shot, request
from bench.crowd import Crowd
from bench.scenarios import MeasureError
from bench.school import address
from bench.serving import Production, worked

# Of twenty requests: a family's diary, a mark that is put, a page of the journal, a teacher's day.
PORTIONS = {"diary": 10, "mark": 5, "journal": 3, "today": 2}
# Before anything is counted: each process of the server has answered each page, and compiled what it needs for it.
WARM_UP_RATE, WARM_UP_SECONDS = 30.0, 8.0
# From one rate to the next, and how many at most.
STEP, STEPS = 1.2, 8
# A request that waits so many times the limit: the server has fallen behind for good.
HOPELESS = 10


@dataclass(frozen=True, slots=True)
class Pace:
    """What came of a rate. `rate`, `answered`: requests a second; milliseconds, infinite for what was not answered."""

    rate: float
    answered: float
    median: float
    p99: float
    lost: int
    # By kind of request: its 99th percentile.
    kinds: dict[str, float]
    # Milliseconds of the processors a request took of the server, its database included, and of the client.
    server: float
    client: float


@dataclass(frozen=True, slots=True)
class Mixed:
    """All rates tried, and the budget."""

    budget: Morning
    paces: tuple[Pace, ...]

    @property
    def reached(self) -> float:
        """The highest rate that was answered in time; 0 where none was."""
        return max((pace.rate for pace in self.paces if self.is_in_time(pace)), default=0)

    @property
    def is_kept(self) -> bool:
        """Say whether the budget holds."""
        return self.reached >= self.budget.rate

    def is_in_time(self, pace: Pace) -> bool:
        """Say whether a rate was answered whole and in time."""
        return not pace.lost and pace.p99 <= self.budget.p99


def measure(server: Production, crowd: Crowd, budget: Morning, seconds: float) -> Mixed:
    """Try the budget's rate for so many seconds, then higher ones while they are answered in time, else lower ones."""
    morning = _requests(crowd)
    _pace(server, morning, budget, WARM_UP_RATE, WARM_UP_SECONDS)
    tried: list[Pace] = []
    rate, way = budget.rate, 0.0
    while len(tried) < STEPS:
        tried.append(_pace(server, morning, budget, rate, seconds))
        is_in_time = Mixed(budget, (tried[-1],)).reached > 0
        way = way or (STEP if is_in_time else 1 / STEP)
        if is_in_time != (way > 1):
            break
        # What it has answered too late is the most that it can answer in time.
        rate = rate * STEP if is_in_time else max(min(rate / STEP, tried[-1].answered), 1)
    return Mixed(budget, tuple(tried))


def _pace(
    server: Production, morning: Iterator[tuple[str, bytes, bytes]], budget: Morning, rate: float, seconds: float
) -> Pace:
    shots = [Shot(number / rate, *next(morning)) for number in range(round(rate * seconds))]
    gun = Gun(server.port)
    try:
        before, began, busy = server.busy(), time.perf_counter(), time.process_time()
        hits = gun.volley(shots, give_up=HOPELESS * budget.p99 / 1000)
        took, own, after = time.perf_counter() - began, time.process_time() - busy, server.busy()
    finally:
        gun.close()
    return summed(hits, rate, took, (worked(before, after), own))


def summed(hits: list[Hit], rate: float, took: float, spent: tuple[float, float] = (0, 0)) -> Pace:
    """Sum up what came in `took` seconds; `spent`: seconds of the processors, of the server and of the client.

    A request that was not answered took for ever.
    """
    lost = sum(hit.seconds is None for hit in hits)
    kinds = {kind: percentile([_milliseconds(hit) for hit in hits if hit.kind == kind], 0.99) for kind in PORTIONS}
    all_of_them = [_milliseconds(hit) for hit in hits]
    answered = len(hits) - lost
    server, client = (seconds * 1000 / max(answered, 1) for seconds in spent)
    p50, p99 = (percentile(all_of_them, share) for share in (0.5, 0.99))
    return Pace(rate, answered / took, p50, p99, lost, kinds, server, client)


def _milliseconds(hit: Hit) -> float:
    return float("inf") if hit.seconds is None else hit.seconds * 1000


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` of all do not exceed (nearest rank); 0 of none."""
    ranked = sorted(values)
    return ranked[min(int(len(ranked) * share), len(ranked) - 1)] if ranked else 0.0


def _requests(crowd: Crowd) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield kind, bytes and what the answer must hold, without end, in the portions, in a fixed random order."""
    rng = Random(7)
    kinds = [kind for kind, number in PORTIONS.items() for _ in range(number)]
    readers, teachers, marks = cycle(crowd.readers), cycle(crowd.teachers), _marks(crowd, rng)
    while True:
        for kind in rng.sample(kinds, len(kinds)):
            if kind == "diary":
                yield kind, request(address("diary") or "", next(readers)), b""
            elif kind == "mark":
                yield kind, next(marks), b'"applied"'
            elif kind == "journal":
                teacher = next(teachers)
                yield kind, request(address("journal", rng.choice(teacher.courses)) or "", teacher.cookie), b""
            else:
                yield kind, request(address("today") or "", next(teachers).cookie), b""


def _marks(crowd: Crowd, rng: Random) -> Iterator[bytes]:
    """Yield requests that put a mark where none is, a teacher after the other. Raises MeasureError when all are put."""
    path, busy = address("journal_operations") or "", deque(crowd.teachers)
    while busy:
        teacher = busy.popleft()
        if cell := next(teacher.cells, None):
            busy.append(teacher)
            yield request(path, teacher.cookie, cell.operation(rng.choice("345")))
    raise MeasureError("no cell is left to put a mark in: --students 1000, fewer --seconds")
