"""The forecast on a base: each term that is over, as it could have been foreseen at a third and at two thirds of it."""

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bench.forecast import Scores, Table
from letopis.school.forecast.model import LEVELS, UNRATED, Known

AT = (1 / 3, 2 / 3)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Case:
    """A student's term at a moment: what the model says, the last mark, the mean as a mark; what came."""

    course: int
    at: float
    said: dict[int, float]
    last: int
    mean: int
    came: int


def school_scores() -> dict[str, Scores]:
    """The scores of the methods over all cases of the base that the settings name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letopis.config.settings")
    import django

    django.setup()
    found = list(cases())
    scores: dict[str, Scores] = defaultdict(Scores)
    for fold in (0, 1):
        known = [one for one in found if one.course % 2 != fold]
        tables = {
            at: (
                Table(((one.last, one.came) for one in known if one.at == at), LEVELS_AND_NONE),
                Table(((one.mean, one.came) for one in known if one.at == at), LEVELS_AND_NONE),
            )
            for at in AT
        }
        for one in found:
            if one.course % 2 != fold:
                continue
            last, mean = tables[one.at]
            told = f" {round(one.at * 3)}/3"
            scores["последняя отметка" + told].note(hard(one.last), one.came)
            scores["среднее" + told].note(hard(one.mean), one.came)
            scores["последняя, с частотами" + told].note(last.chances(one.last), one.came)
            scores["среднее, с частотами" + told].note(mean.chances(one.mean), one.came)
            scores["модель" + told].note(one.said, one.came)
            for name, said in (("модель", one.said), ("среднее, с частотами", mean.chances(one.mean))):
                scores[name].note(said, one.came)
    return {name: scores[name] for name in sorted(scores)}


LEVELS_AND_NONE = (UNRATED, *LEVELS)


def hard(mark: int) -> dict[int, float]:
    """All on one mark."""
    return {one: float(one == mark) for one in LEVELS_AND_NONE}


def cases() -> Iterator[Case]:
    """Yield the cases of all courses of five points, in terms that are over."""
    from letopis.kernel.clock import today
    from letopis.school.curriculum.models import Course
    from letopis.school.grading.enums import PeriodKind
    from letopis.school.grading.queries.sheet import columns_of, courses_of, sheet_of
    from letopis.school.organisation.models import School
    from letopis.school.organisation.serving import serving
    from letopis.school.timetable.models import Lesson

    for school in School.objects.all():
        with serving(school.kind, school.time_zone):
            ids = Course.objects.filter(school=school, scale="five").values_list("pk", flat=True)
            for pk in ids:
                course = courses_of(school.pk, None, [pk], today(), to_write=False)[pk]
                sheet = sheet_of(course)
                lessons = Lesson.objects.filter(course_id=pk, is_cancelled=False).order_by("date", "number")
                days = list(lessons.exclude(topic="").values_list("date", flat=True))
                for column in columns_of(course):
                    held = [day for day in days if day in column.dates]
                    if column.kind == PeriodKind.TERM and len(held) >= 6 and max(days) >= column.last_day - WEEK:
                        yield from _of_term(sheet, column, held, days)


def _of_term(sheet, column, held: list[date], days: list[date]) -> Iterator[Case]:  # type: ignore[no-untyped-def]
    from letopis.school.forecast.rules import Course, SoFar, mark_of, marks_of, outlooks, rounding_of

    settings, rounding = sheet.settings, rounding_of(sheet.settings)
    for at in AT:
        cut = held[int(len(held) * at)]
        students, came, last = {}, {}, {}
        for student, cells in sheet.cells.items():
            whole = marks_of([cell for day, cell in cells if day in column.dates], settings)
            if not whole:
                continue
            so_far = marks_of([cell for day, cell in cells if day in column.dates and day < cut], settings)
            earlier = marks_of([cell for day, cell in cells if day < column.dates.starts_on], settings)
            students[student] = SoFar(so_far, earlier)
            came[student] = mark_of(_sum(whole), rounding)
            last[student] = so_far[-1].value if so_far else 4
        before = [day for day in held if day < cut]
        known = Course(students, len(before), len(held) - len(before), sum(day < cut for day in days))
        for student, outlook in outlooks(known, rounding).items():
            mean = mark_of(outlook.known, type(rounding)(rounding.border, 0)) or 4
            yield Case(sheet.course.id, at, dict(outlook.chances), last[student], mean, came[student])


def _sum(marks) -> Known:  # type: ignore[no-untyped-def]
    known = Known()
    for mark in marks:
        known = known.add(mark.value, mark.weight)
    return known
