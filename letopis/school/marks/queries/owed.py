"""Missing works: what students still owe, across subjects; one list for a class and for a teacher's own pages.

A point to be resolved, a work not handed in, not written, to be rewritten (`states.OWED`). The family reads the same of
its child in the diary (diary/marks.py), where drafts are not seen yet.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.school.classes.models import Membership
from letopis.school.classes.policy import class_for
from letopis.school.lessons import policy
from letopis.school.marks import states
from letopis.school.marks.models import Mark
from letopis.school.organisation.models import dated_on
from letopis.school.people.namesakes import Named, short_names


@dataclass(frozen=True, slots=True)
class Owed:
    """A work that a student owes. `mark`: the one to be rewritten, "" without; `until`: the day of a debt."""

    student_id: int
    student: str
    class_name: str
    course_id: int
    subject: str
    lesson_id: int
    day: date
    work: str
    state: str
    mark: str
    until: date | None
    comment: str

    @property
    def told(self) -> str:
        """«не сдано», «переписать 2»."""
        return f"{states.told(self.state)} {self.mark}".rstrip()


def owed_by_class(actor: Actor, class_id: int) -> tuple[str, list[Owed]]:
    """Return the class's name and what its students owe in all subjects. Two queries. Raises NotVisible."""
    group = class_for(actor, class_id)
    return group.name, _owed(actor, Q(course__class_group=group))


def owed_to(actor: Actor) -> list[Owed]:
    """Return what students owe a teacher: works of the lessons given, as a substitute too. One query."""
    return _owed(actor, policy.own_lessons(actor, today(), to_lesson="lesson__"))


def _owed(actor: Actor, where: Q) -> list[Owed]:
    """By class, student, subject and day. Of who is in the class today."""
    day, person = today(), "student__person__"
    here = Membership.objects.filter(
        dated_on(day), student_id=OuterRef("student_id"), class_group_id=OuterRef("course__class_group_id")
    )
    marks = Mark.objects.filter(
        where,
        Exists(here),
        school_id=actor.school_id,
        state__in=states.OWED,
        work__is_removed=False,
        lesson__is_cancelled=False,
        course__year__starts_on__lte=day,
        course__year__ends_on__gte=day,
    )
    names = (f"{person}surname", f"{person}name", f"{person}patronymic", f"{person}birth_date")
    rows = list(
        marks.order_by(
            "course__class_group__sort_key", *names, "student_id", "course__subject__name", "lesson__date", "pk"
        )
        .annotate(kind=F("work__kind__name"), class_name=F("course__class_group__name"))
        .values_list(
            *("student_id", *names, "class_name", "course_id", "course__subject__name", "lesson_id", "lesson__date"),
            *("work__title", "kind", "state", "value", "second", "debt_until", "comment"),
        )
    )
    told = _names(rows)
    return [_work(row, told[row[0]]) for row in rows]


def _work(row: tuple[Any, ...], student: str) -> Owed:
    class_name, course, subject, lesson, on, title, kind, state, value, second, until, comment = row[5:]
    return Owed(
        student_id=row[0],
        student=student,
        class_name=class_name,
        course_id=course,
        subject=subject,
        lesson_id=lesson,
        day=on,
        work=title or kind,
        state=state,
        mark=states.shown(value, second, "", ""),
        until=until,
        comment=comment,
    )


def _names(rows: list[Any]) -> dict[int, str]:
    """Students by their names, told apart."""
    people = {row[0]: Named(*row[1:5]) for row in rows}
    return {pk: shown.name for pk, shown in zip(people, short_names(list(people.values())), strict=True)}
