"""`python -m bench.ledger`: how long `letopis verify` takes over a large ledger of both forms, and how much memory.

A base of its own, in LETOPIS_HOME/ledger or on a throwaway PostgreSQL: a demo school, then marks, each entered twice,
until there are as many entries as asked for. The first half of them is of form 1, as the first edition wrote them.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

DAY = date(2026, 12, 18)
WORKS_OF_A_LESSON = 100


def main() -> None:
    """Build the base unless it is there, verify it in a process of its own, print seconds and megabytes."""
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letopis.config.settings")
    if options.verify:
        _measure(options.since)
        return
    os.environ["LETOPIS_HOME"] = str(Path(os.environ.get("LETOPIS_HOME", "var/bench")).resolve() / "ledger")
    os.environ["LETOPIS_DEMO"] = "1"
    os.environ.pop("DATABASE_URL", None)
    with _database(options.postgres):
        _build(options.entries)
        for since in (None, options.entries - options.entries // 100):
            asked = ["--verify"] + ([] if since is None else ["--since", str(since)])
            subprocess.run([sys.executable, "-m", "bench.ledger", *asked], check=True)  # noqa: S603


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Скорость letopis verify на большой истории")
    parser.add_argument("--entries", type=int, default=600_000, help="сколько записей, обычно 600000")
    parser.add_argument("--postgres", action="store_true", help="на временном PostgreSQL, а не на SQLite")
    parser.add_argument("--verify", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--since", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


@contextlib.contextmanager
def _database(is_postgres: bool) -> Iterator[None]:
    if not is_postgres:
        yield
        return
    from tests.postgres import cluster

    with cluster() as url:
        os.environ["DATABASE_URL"] = url
        yield


def _measure(since: int | None) -> None:
    import django

    django.setup()
    from django.db import connection

    from bench.measure import clock_of
    from letopis.school.history.verification import verify
    from letopis.school.organisation.models import School

    school = School.objects.get().pk
    idle = _megabytes()
    started, wall = time.process_time(), time.perf_counter()
    report = verify(school, since=since)
    spent, passed = time.process_time() - started, time.perf_counter() - wall
    # PostgreSQL's own process for the connection, since it was opened.
    theirs = clock_of(connection.connection.info.backend_pid) if connection.vendor == "postgresql" else 0
    how = "whole" if since is None else f"since {since}"
    print(
        f"{connection.vendor}, {how}: {report.entries} entries, {report.rows} rows, {len(report.findings)} findings:"
        f" {spent:.1f} s of the processor, PostgreSQL's {theirs:.1f}, {passed:.1f} s by the clock,"
        f" {_megabytes():.0f} MB (before: {idle:.0f})"
    )
    for finding in report.findings[:5]:
        print(" ", finding.message)


def _megabytes() -> float:
    """The most memory that this program has held; getrusage() would count what its parent held before."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


# ── the base ──────────────────────────────────────────────────────────


def _build(entries: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from letopis import demo
    from letopis.school.history.models import Entry

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if not Entry.objects.exists():
        demo.build(students=60, seed=1, today=DAY, classes=2, progress=lambda *_: None)
    lacking = entries - Entry.objects.count()
    if lacking > 0:
        _Filling(lacking).run()


class _Filling:
    """Works without number of one course, a mark of each of the class in each, each mark entered and changed."""

    def __init__(self, lacking: int) -> None:
        from letopis.demo.bulk import Ids
        from letopis.kernel.actor import Actor
        from letopis.school.classes.models import Membership
        from letopis.school.curriculum.models import Course
        from letopis.school.marks.models import WorkKind

        self.course = Course.objects.filter(subgroup=None)[0]
        members = Membership.objects.filter(class_group=self.course.class_group_id)
        self.students = sorted(set(members.values_list("student_id", flat=True)))
        self.kind = WorkKind.objects.filter(school=self.course.school_id)[0]
        self.actor = Actor.system(self.course.school_id)
        self.last_day = self.course.lessons.latest("date").date
        self.ids = Ids()
        self.works = lacking // (2 * len(self.students) + 1) + 1

    def run(self) -> None:
        """Write it, the older half in form 1."""
        from letopis.demo import bulk

        for start in range(0, self.works, WORKS_OF_A_LESSON):
            works = range(start, min(start + WORKS_OF_A_LESSON, self.works))
            bulk.insert([row for work in works for row in self._rows(work)])
        self.ids.settle()

    def _rows(self, number: int) -> Iterator[Any]:
        from letopis.school.marks.models import Mark, Work

        own = {"school_id": self.course.school_id, "course_id": self.course.pk}
        if number % WORKS_OF_A_LESSON == 0:
            self.lesson = self._lesson(number // WORKS_OF_A_LESSON)
            yield self.lesson
        place = number % WORKS_OF_A_LESSON + 1
        work = Work(id=self.ids.next(Work), **own, lesson=self.lesson, kind=self.kind, position=place)
        yield work
        yield self._entry(number, work, None)
        for student in self.students:
            mark = Mark(
                id=self.ids.next(Mark), **own, work=work, lesson=self.lesson, student_id=student, value="4",
                comment="Работа над ошибками сдана", set_at=self.at, first_set_at=self.at,
            )  # fmt: skip
            created = self._entry(number, mark, None)
            mark.value, mark.version = "5", 2
            yield from (mark, created, self._entry(number, mark, created.after))

    def _lesson(self, number: int) -> Any:
        from letopis.school.timetable.models import Lesson

        day = self.last_day + timedelta(days=number + 1)
        return Lesson(
            id=self.ids.next(Lesson), school_id=self.course.school_id, course_id=self.course.pk,
            class_group_id=self.course.class_group_id, date=day, number=9,
        )  # fmt: skip

    @property
    def at(self) -> Any:
        from letopis.kernel.clock import now

        return now()

    def _entry(self, number: int, row: Any, before: Any) -> Any:
        from letopis.school.history.ledger import Change, digest_of, entry_of
        from letopis.school.history.models import Entry

        action = "changed" if before else "created"
        student = getattr(row, "student_id", None)
        change = Change(row=row, action=action, before=before, course_id=self.course.pk, student_id=student)
        entry = entry_of(self.actor, change, self.at)
        entry.pk = self.ids.next(Entry)
        if number < self.works // 2:
            entry.version, entry.salt = 1, None
            entry.digest = digest_of(entry)
        return entry


if __name__ == "__main__":
    main()
