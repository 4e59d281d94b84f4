"""From a seed to a school in the database, with its year filled up to a moment."""

import sys
import time as stopwatch
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from letopis.demo import attendance, blueprint, councils, founding, grading, journal, logins, upkeep, works
from letopis.demo.logins import Login
from letopis.demo.store import ZONE, local
from letopis.kernel import clock
from letopis.kernel.statistics import renew_statistics
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving
from letopis.school.organisation.words import phrase
from letopis.school.timetable.actions import generate_lessons

MID_MORNING = time(10, 40)
END_OF_DAY = time(23, 0)


@dataclass(frozen=True, slots=True)
class Built:
    """A demo school: the row and the logins of the showroom."""

    school: School
    logins: list[Login]


def build(
    *,
    students: int = 60,
    seed: int = 1,
    today: date | None = None,
    until: date | None = None,
    moment: datetime | None = None,
    classes: int | None = None,
    kind: SchoolKind = SchoolKind.GENERAL,
    progress: journal.Progress = lambda line: None,
) -> Built:
    """Build a demo school beside whatever is in the database and return it.

    The year is filled up to `moment`; without it, up to the end of the day `until`, or the third lesson of `today`
    (default: of the clock). The same arguments give the same rows. `kind`: a school or a college.
    """
    day = until or today or (clock.local(moment, ZONE.key).date() if moment else clock.today(ZONE.key))
    moment = moment or local(day, END_OF_DAY if until else MID_MORNING)
    plan = blueprint.draw(students=students, seed=seed, today=day, classes=classes, kind=kind)
    with serving(kind, ZONE.key), transaction.atomic():
        progress(
            phrase("{Group.noms}: {groups}, {student.noms}: {students}, ", groups=len(plan.classes), students=students)
            + f"страницы журнала: {len(plan.courses)}"
        )
        rows = founding.write(plan)
        given = logins.write(rows)
        rows.ids.settle()
        progress("люди, классы, нагрузка, планирование, расписание недели")
        generate_lessons(rows.actor, year_id=rows.year.pk, from_day=plan.year.starts_on)
        progress(phrase("{lesson.noms} года"))
        works.write_schedule(rows, day)
        hours = [rows.plan_rows(course).hours for course in plan.courses]
        texts = [rows.plan_rows(course).text for course in plan.courses]
        journal.write(rows, hours, texts, moment, progress)
        attendance.write(rows, moment)
        grading.write(rows, moment)
        councils.write(rows, moment)
        upkeep.write(rows, moment)
        rows.ids.settle()
    renew_statistics()
    make_checkpoint(rows.school.pk)
    progress("журнал заполнен и опечатан")
    return Built(rows.school, given)


def reporter() -> journal.Progress:
    """Return a progress that writes lines with seconds to stderr."""
    began = stopwatch.monotonic()

    def tell(line: str) -> None:
        print(f"{stopwatch.monotonic() - began:6.1f} с  {line}", file=sys.stderr, flush=True)

    return tell
