"""Many at once: a school of 1,000 students, served as in production, the client beside it on the same processors."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import connection
from django.test.utils import override_settings

from bench import budgets, crowd, mix, schedule, school, serving, throughput
from bench.mix import Mixed, Pace
from bench.schedule import Proposed
from bench.throughput import Put
from letopis.demo.building import reporter
from letopis.school.people.models import Student

WORKERS = 2


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything measured in one run."""

    mixed: Mixed
    put: Put
    works: Proposed
    size: str
    load: str

    @property
    def is_kept(self) -> bool:
        """Say whether all budgets hold."""
        return self.mixed.is_kept and self.put.is_kept and self.works.is_kept


@override_settings(ROOT_URLCONF="bench.urls")
def run(*, students: int, seconds: float, keeps: bool = False) -> Loaded:
    """Measure a school of `students`, built anew unless one is there and `keeps` says to take it.

    Each rate is held for `seconds`. Raises MeasureError where the server does not do what is asked.
    """
    before = os.getloadavg()[0]
    school.freeze()
    if not (keeps and school.kept()):
        school.build(students, reporter())
    everybody = crowd.gather()
    # The server's processes are started by themselves: nothing may be held open here meanwhile.
    connection.close()
    limits = budgets.read_under_load()
    with serving.in_production(WORKERS) as server:
        put = throughput.measure(server.port, everybody, limits.throughput)
        mixed = mix.measure(server, everybody, limits.morning, seconds)
    works = schedule.measured(limits.works)
    size = (
        f"{Student.objects.count()} учеников; входов: учителей {len(everybody.teachers)}, "
        f"семей {len(everybody.readers)}; letopis serve, процессов {WORKERS}, {connection.display_name}"
    )
    load = f"Нагрузка машины: {before:.1f} до, процессоров {os.cpu_count()}"
    return Loaded(mixed, put, works, size, load)


def table(result: Loaded) -> str:
    """Return the result as a table."""
    put, mixed, works = result.put, result.mixed, result.works
    made, bare = ("…".join(f"{one:.0f}" for one in (min(some), max(some))) for some in (put.product, put.bare))
    head = f"{'запросов в с':>12} {'отвечено':>9} {'медиана':>9} {'p99':>9}"
    lines = [
        result.size,
        f"{put.budget.title}: {made} в с, без продукта {bare}: "
        f"{put.share:.0%} ≥ {put.budget.share:.0%}  {_verdict(put.is_kept)}",
        f"{mixed.budget.title}: {mixed.reached:.0f} в с ≥ {mixed.budget.rate:.0f} "
        f"при p99 ≤ {mixed.budget.p99:.0f} мс  {_verdict(mixed.is_kept)}",
        f"{works.budget.title}: {works.works} работ предложено, {works.left} без места, {works.seconds:.1f} с "
        f"(процессора {works.processor:.1f}) ≤ {works.budget.seconds:.0f}, показан за {works.queries} ≤ "
        f"{works.budget.queries} запросов  {_verdict(works.is_kept)}",
        f"{head}  " + " ".join(f"{kind:>9}" for kind in mix.PORTIONS) + f" {'процессора':>12} {'клиент':>9}",
        *(_line(pace) for pace in mixed.paces),
        result.load,
    ]
    return "\n".join(lines)


def _line(pace: Pace) -> str:
    own = f"{pace.rate:12.0f} {pace.answered:9.0f} {pace.median:6.0f} мс {pace.p99:6.0f} мс"
    kinds = " ".join(f"{pace.kinds[kind]:6.0f} мс" for kind in mix.PORTIONS)
    return f"{own}  {kinds} {pace.server:9.2f} мс {pace.client:6.2f} мс"


def _verdict(is_kept: bool) -> str:
    return "да" if is_kept else "НЕТ"


def write(result: Loaded, path: Path) -> None:
    """Write the result as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "size": result.size,
        "ok": result.is_kept,
        "morning": {**asdict(result.mixed), "reached": result.mixed.reached, "ok": result.mixed.is_kept},
        "throughput": {**asdict(result.put), "share": result.put.share, "ok": result.put.is_kept},
        "works": {**asdict(result.works), "ok": result.works.is_kept},
        "load": result.load,
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
