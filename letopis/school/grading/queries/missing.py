"""Who has no mark of a term or of the year yet, as a column of Course rows; for statements of other pages.

A page lacks marks of those who are on it, of a subject with a mark of this period at all (in a term without a single
mark nobody is rated), who have none on any page of the subject. No policy here: the caller has one.
"""

from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.curriculum.enums import CourseKind, Scale
from letopis.school.curriculum.models import Course
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import PeriodMark
from letopis.school.marks.models import Mark
from letopis.school.organisation.models import dated_on, lasting


def marked_courses(school_id: int) -> QuerySet[Course]:
    """Return the pages on which marks of periods are put."""
    return Course.objects.filter(school_id=school_id, kind=CourseKind.SUBJECT).exclude(scale=Scale.UNMARKED)


def is_rated(first: object, last: object) -> Exists:
    """Say of Course rows whether somebody has a mark of a lesson on some days."""
    marks = Mark.objects.filter(course_id=OuterRef("pk"), work__is_removed=False).exclude(value="")
    return Exists(marks.filter(lesson__date__gte=first, lesson__date__lte=last, lesson__is_cancelled=False))


def unrated(day: date, kind: str, slot: int | str, last: str = "") -> Coalesce:
    """Return how many of who is on a page on `day` have no mark of the period on any page of the subject.

    `slot` is that of the mark, or the name of a column of the Course row. `last` names the column of the period's last
    day: after it those count who were on the page then; who came later has no mark of it.
    """
    here, in_part = _without(day, kind, slot, last)
    ways = Case(
        When(subgroup_id__isnull=True, then=_number(here)),
        default=_number(in_part),
        output_field=IntegerField(),
    )
    return Coalesce(ways, 0)


def _without(
    day: date, kind: str, slot: int | str, last: str = ""
) -> tuple[QuerySet[Membership], QuerySet[Membership]]:
    """Who is in the class of a Course row on `day` and has no mark of the period; those of its subgroup."""
    of_slot = OuterRef(OuterRef(slot)) if isinstance(slot, str) else slot
    put = PeriodMark.objects.filter(
        # The database finds an index by the school.
        school_id=OuterRef("school_id"),
        student_id=OuterRef("student_id"),
        kind=kind,
        slot=of_slot,
        course__subject_id=OuterRef(OuterRef("subject_id")),
    )
    here = Membership.objects.filter(
        _there(day, OuterRef(last) if last else None),
        ~Q(Exists(put.exclude(value=""))),
        class_group_id=OuterRef("class_group_id"),
    )
    in_part = SubgroupMembership.objects.filter(
        _there(day, OuterRef(OuterRef(last)) if last else None),
        student_id=OuterRef("student_id"),
        subgroup_id=OuterRef(OuterRef("subgroup_id")),
    )
    return here, here.filter(Exists(in_part))


def _there(day: date, last: OuterRef | None) -> Q:
    """Dated rows valid on `day`, or on the `last` day where that is earlier."""
    if last is None:
        return dated_on(day)
    return Q(starts_on__lte=day) & Q(starts_on__lte=last) & (lasting(day) | Q(ends_on__gte=last))


def _number(rows: QuerySet[Membership]) -> Combinable:
    counted = rows.order_by().values("class_group_id").annotate(_n=Count("pk")).values("_n")
    return Subquery(counted, output_field=IntegerField())


def unrated_in_term(school_id: int, day: date, term_id: int, first: date, last: date) -> QuerySet[Course, Any]:
    """Return (page, how many have no mark of the term) of pages that lack some."""
    rows = marked_courses(school_id).filter(is_rated(first, last), class_group__scheme__terms=term_id)
    lacking = rows.annotate(lacks=unrated(day, PeriodKind.TERM, term_id)).filter(lacks__gt=0)
    return lacking.order_by().values_list("pk", "lacks")


def unrated_in_year(school_id: int, day: date, year_id: int) -> QuerySet[Course]:
    """Return the pages of a year on which somebody has no mark of the year."""
    here, in_part = _without(day, PeriodKind.YEAR, 0)
    # One is enough: nobody is counted.
    lacking = Q(Exists(here), subgroup_id__isnull=True) | Q(Exists(in_part), subgroup_id__isnull=False)
    return marked_courses(school_id).filter(lacking, year_id=year_id)


def ending_now(courses: QuerySet[Course], day: date, since: date, until: date) -> QuerySet[Course]:
    """Return pages whose term ends in a stretch and is open, with what they lack: see `lacks`, and the term's columns.

    `class_group__scheme__terms__…` name the term; П3.4.5: its last week is watched.
    """
    term = "class_group__scheme__terms__"
    of_term = courses.filter(
        **{f"{term}ends_on__gte": since, f"{term}ends_on__lte": until, f"{term}closed_at__isnull": True}
    )
    rated = of_term.filter(is_rated(OuterRef(f"{term}starts_on"), OuterRef(f"{term}ends_on")))
    lacking = rated.annotate(lacks=unrated(day, PeriodKind.TERM, f"{term}pk", f"{term}ends_on")).filter(lacks__gt=0)
    return lacking.order_by(f"{term}ends_on", "class_group__sort_key", "pk")
