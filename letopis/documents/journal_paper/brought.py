"""What the students of a printed page take along to it from other pages of the subject (marks/counting.py)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.db.models.functions import Coalesce
from msgspec.structs import replace

from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course
from letopis.school.lessons.queries.rosters import Listed
from letopis.school.marks.counting import Brought, is_taken_along, place_name
from letopis.school.marks.models import Mark
from letopis.school.marks.queries.roster import counts_there


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """A mark of a page that may count on another one of the subject."""

    course_id: int
    where: str
    mark: Brought


Elsewhere = dict[tuple[int, int], list[_Elsewhere]]


def marks_elsewhere(group: ClassGroup, ids: Sequence[int]) -> Elsewhere:
    """Return by student and subject what counts on pages of other classes and of subgroups, in order. One query."""
    rows = Mark.objects.filter(
        counts_there(),
        Q(course__subgroup__isnull=False) | ~Q(course__class_group=group),
        ~Q(value=""),
        school_id=group.school_id,
        student_id__in=ids,
        course__year_id=group.year_id,
        work__is_removed=False,
        lesson__is_cancelled=False,
    ).annotate(weighs=Coalesce("work__weight", "work__kind__weight"))
    rows = rows.order_by("lesson__date", "lesson__number", "work__position", "pk")
    found: Elsewhere = defaultdict(list)
    page = ("student_id", "course__subject_id", "course_id", "course__class_group__name", "course__subgroup__name")
    mark = ("lesson__date", "value", "second", "weighs", "work__kind__short_name", "state", "was")
    for (
        student_id,
        subject_id,
        course_id,
        name,
        subgroup,
        day,
        value,
        second,
        weight,
        kind,
        state,
        was,
    ) in rows.values_list(*page, *mark):
        brought = Brought(day, "", value, second, Decimal(weight), kind, state, was)
        where = f"{name}, {subgroup}" if subgroup else name
        found[student_id, subject_id].append(_Elsewhere(course_id, where, brought))
    return found


def brought_to(course: Course, students: Iterable[Listed], elsewhere: Elsewhere) -> dict[int, tuple[Brought, ...]]:
    """Return what each student of a page takes along to it."""
    found = {}
    for student in students:
        taken = [
            replace(one.mark, place=place_name(one.mark.date, student.days, one.where))
            for one in elsewhere.get((student.id, course.subject_id), ())
            if one.course_id != course.pk and is_taken_along(one.mark.date, student.days, counts_there=True)
        ]
        if taken:
            found[student.id] = tuple(taken)
    return found
