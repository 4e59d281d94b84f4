"""The term under way of a course."""

from collections.abc import Iterable, Sequence
from datetime import date

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.school.curriculum.enums import Scale
from letopis.school.forecast.queries.around import known_of, paces_of, split
from letopis.school.forecast.queries.pages import CoursePage, Line
from letopis.school.forecast.rules import SoFar, outlooks, rounding_of
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.queries.sheet import Column, columns_of, courses_of, sheet_of
from letopis.school.lessons import policy


def course_outlook(actor: Actor, course_id: int) -> CoursePage:
    """Return the term under way of a course that `actor` reads. Five queries. Raises NotVisible."""
    day = today()
    course = courses_of(actor.school_id, actor.staff_id, [course_id], day, to_write=False).get(course_id)
    if course is None or not policy.standing(actor, course, course).reads:
        raise NotVisible
    term = _under_way([one for one in columns_of(course) if one.kind == PeriodKind.TERM], day)
    sheet, dates = sheet_of(course), term.dates
    so_far = {
        one.id: split(sheet.cells.get(one.id, ()), dates, sheet.settings)
        for one in sheet.people.values()
        if course.scale == Scale.FIVE and any(day in stay for stay in one.days)
    }
    paces = paces_of(course.school_id, course.class_group_id, day, *dates.bounds)
    known = known_of(so_far, paces.get(course.id))
    found = outlooks(known, rounding_of(sheet.settings))
    lines = [
        Line(pk, sheet.people[pk].name, sheet.value(term, pk), outlook, so_far[pk].term)
        for pk, outlook in found.items()
    ]
    return CoursePage(
        course_id=course.id,
        subject=course.subject__name,
        where=course.where,
        term=term.name,
        last_day=term.last_day,
        left=known.left,
        settings=sheet.settings,
        weights=weights_of(so_far.values()),
        lines=tuple(sorted(lines, key=lambda one: (-round(one.outlook.risk, 2), one.outlook.expected, one.name))),
    )


def _under_way(terms: Sequence[Column], day: date) -> Column:
    begun = [one for one in terms if one.dates.starts_on <= day]
    if not terms:
        raise NotVisible
    return begun[-1] if begun else terms[0]


def weights_of(students: Iterable[SoFar]) -> tuple[int, ...]:
    """Return the weights of works that the course has had, in hundredths, the lightest first."""
    return tuple(sorted({mark.weight for one in students for mark in (*one.earlier, *one.term) if mark.weight}))
