"""Who is on a page, and the marks of the subject that they have on another: who moved takes them along."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import Case, Exists, JSONField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from letopis.kernel.dates import DateRange
from letopis.kernel.json_rows import JsonRows
from letopis.kernel.statements import statement
from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.lessons.queries.rosters import COLUMNS, SUBGROUP, Listed, OfClass, listed, members
from letopis.school.marks.counting import Brought, is_taken_along, place_name
from letopis.school.marks.models import Mark
from letopis.school.organisation.models import dated_on
from letopis.school.people.models import Student

BROUGHT = (
    *("pk", "lesson__date", "course__class_group__name", "course__subgroup__name", "value", "second", "weighs"),
    *("work__kind__short_name", "counts_there", "state", "was"),
)


class OfSubject(OfClass, Protocol):
    """A page with its subject and year."""

    @property
    def course_id(self) -> int: ...
    @property
    def subject_id(self) -> int: ...
    @property
    def year_id(self) -> int: ...


def roster(
    course: OfSubject, dates: DateRange, written: Iterable[int] = ()
) -> tuple[list[Listed], dict[int, list[Brought]]]:
    """Return everyone who was ever on a page, and by student what they bring of `dates` from other pages. One query.

    `written`: of whom something stands there; they come even without a stay.
    """
    subgroup = course.subgroup_id
    page = (course.school_id, course.class_group_id, subgroup, course.course_id, course.subject_id, course.year_id)
    rows = _members(*page, *dates.bounds, sorted(written))
    people = listed(rows, whole=subgroup is None)
    carried = [(row[0], row[-1]) for row in rows if row[-1]]
    return people, _brought(people, carried) if carried else {}


@statement
def _members(  # noqa: PLR0917
    school: int,
    class_group: int,
    subgroup: int | None,
    course: int,
    subject: int,
    year: int,
    first: date,
    last: date,
    written: list[int],
) -> QuerySet[Student, Any]:
    """Stays on a page; with one that is not all of the days the student's marks elsewhere, else none are looked for."""
    in_part = _in_part("in_class__", first, last)
    columns: tuple[str, ...] = COLUMNS
    if subgroup is not None:
        in_part |= _in_part("in_group__", first, last)
        in_part &= Q(in_group__starts_on__isnull=False)
        columns = (*COLUMNS, *SUBGROUP)
    asked = JsonRows(_elsewhere(school, course, subject, year, first, last), *BROUGHT)
    none = Value(None, output_field=JSONField())
    rows = members(school, class_group, subgroup, written).annotate(
        brought=Case(When(in_part, then=asked), default=none)
    )
    return rows.values_list(*columns, "brought")


def _in_part(prefix: str, first: date, last: date) -> Q:
    """There on some of the days, and not on all."""
    begins, ends = f"{prefix}starts_on", f"{prefix}ends_on"
    came = Q(**{f"{begins}__gt": first, f"{begins}__lte": last})
    return came | Q(**{f"{ends}__lt": last, f"{ends}__gte": first})


def _elsewhere(school: int, course: int, subject: int, year: int, first: date, last: date) -> QuerySet[Mark]:  # noqa: PLR0917
    """A student's marks of the subject on other pages, in order, and whether they count there."""
    marks = Mark.objects.filter(
        school_id=school, student_id=OuterRef("pk"), course__subject_id=subject, course__year_id=year
    )
    held = marks.filter(
        ~Q(course_id=course),
        ~Q(value=""),
        lesson__date__range=(first, last),
        lesson__is_cancelled=False,
        work__is_removed=False,
    )
    return held.annotate(
        weighs=Coalesce("work__weight", "work__kind__weight"),
        counts_there=Case(When(counts_there(), then=Value(1)), default=Value(0)),
    ).order_by("lesson__date", "lesson__number", "work__position", "pk")


def counts_there() -> Q:
    """Return the condition on Mark rows «counts on its own page»: the student was in its class and its subgroup."""
    day, student = OuterRef("lesson__date"), OuterRef("student_id")
    in_class = Membership.objects.filter(
        dated_on(day), student_id=student, class_group_id=OuterRef("course__class_group")
    )
    in_group = SubgroupMembership.objects.filter(
        dated_on(day), student_id=student, subgroup_id=OuterRef("course__subgroup")
    )
    return Q(Exists(in_class)) & (Q(course__subgroup__isnull=True) | Q(Exists(in_group)))


def _brought(people: Iterable[Listed], carried: Iterable[tuple[int, list[list[Any]]]]) -> dict[int, list[Brought]]:
    """What of the marks elsewhere counts here; a student with two stays comes twice with the same marks."""
    stays = {one.id: one.days for one in people}
    found: dict[int, dict[int, Brought]] = defaultdict(dict)
    for student, marks in carried:
        here = stays[student]
        for pk, on, group, subgroup, value, second, weight, kind, counts_there, *more in marks:
            day = date.fromisoformat(on)
            if is_taken_along(day, here, counts_there=bool(counts_there)):
                place = place_name(day, here, f"{group}, {subgroup}" if subgroup else group)
                found[student][pk] = Brought(day, place, value, second, Decimal(str(weight)), kind, *more)
    return {student: list(own.values()) for student, own in found.items()}
