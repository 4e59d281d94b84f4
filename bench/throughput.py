"""Marks put by eight clients at once, against what the base itself can do: the same rows inserted and committed bare.

The statements that write a mark are recorded and rolled back, one mark after another; eight threads then run them on
the same base, each mark in a transaction of its own. What the product does over HTTP is measured in turn with it.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from statistics import median

from django.db import connection

from bench import floor
from bench.budgets import Throughput as Budget
from bench.client import Gun, Shot, request
from bench.crowd import Crowd, Teacher
from bench.floor import Floor, Step
from bench.measure import Handler
from bench.scenarios import Ask, MeasureError
from bench.school import address

# In turn, and how many marks a client puts in each.
TURNS, MARKS = 3, 40


@dataclass(frozen=True, slots=True)
class Put:
    """Marks a second: those that the product put, and those that were written bare, in each turn."""

    budget: Budget
    product: tuple[float, ...]
    bare: tuple[float, ...]

    @property
    def share(self) -> float:
        """What the product reaches of the bare writing."""
        return median(self.product) / median(self.bare)

    @property
    def is_kept(self) -> bool:
        """Say whether the budget holds."""
        return self.share >= self.budget.share


def measure(port: int, crowd: Crowd, budget: Budget) -> Put:
    """Write bare and through the product, in turn. Raises MeasureError where a mark is not put."""
    teachers = crowd.teachers[: budget.clients]
    if len(teachers) < budget.clients:
        raise MeasureError(f"{len(teachers)} teachers: --students 1000")
    through, bare = list[float](), list[float]()
    for _ in range(TURNS):
        bare.append(_bare([_recorded(teacher) for teacher in teachers]))
        through.append(_put(port, teachers))
    return Put(budget, tuple(through), tuple(bare))


def _put(port: int, teachers: tuple[Teacher, ...]) -> float:
    path = address("journal_operations") or ""
    queues: list[Iterator[Shot]] = []
    for teacher in teachers:
        asked = [request(path, teacher.cookie, body) for body in _bodies(teacher)]
        queues.append(iter([Shot(0, "mark", one, b'"applied"') for one in asked]))
    gun = Gun(port)
    try:
        hits, took = gun.duel(queues)
    finally:
        gun.close()
    if lost := sum(hit.seconds is None for hit in hits):
        raise MeasureError(f"{lost} marks of {len(hits)} were not put")
    return len(hits) / took


def _bodies(teacher: Teacher) -> list[bytes]:
    cells = list(islice(teacher.cells, MARKS))
    if len(cells) < MARKS:
        raise MeasureError("no cell is left to put a mark in: --students 1000")
    return [cell.operation("45"[cell.student_id % 2]) for cell in cells]


def _recorded(teacher: Teacher) -> list[list[Step]]:
    """Return what each of a teacher's marks writes, undone."""
    send, path = Handler(teacher.cookie).send, address("journal_operations") or ""
    asks = [Ask(path, body) for body in _bodies(teacher)]
    recorded = [floor.record(partial(send, ask)) for ask in asks]
    return [[step for step in steps if step.is_writing or step.is_control] for steps in recorded]


def _bare(marks: list[list[list[Step]]]) -> float:
    """Write them, a thread a client; return marks a second."""
    began = time.perf_counter()
    with ThreadPoolExecutor(len(marks)) as threads:
        written = sum(threads.map(_write, marks))
    return written / (time.perf_counter() - began)


def _write(marks: list[list[Step]]) -> int:
    try:
        for steps in marks:
            Floor(steps).run()
    finally:
        connection.close()
    return len(marks)
