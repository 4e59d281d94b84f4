"""Who of a class was away on a day, for the class teacher (П4.2.2, Т4.8.2)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from letopis.kernel.actor import Actor
from letopis.school.classes.policy import class_for
from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.excuses import AWAY
from letopis.school.marks.models import Absence


@dataclass(frozen=True, slots=True)
class AwayAt:
    """An absence or lateness: the lesson's number, the code, minutes of a lateness."""

    number: int
    subject: str
    code: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Missed:
    """Lessons of a day missed by one student with one code, by their numbers."""

    code: str
    numbers: tuple[int, ...]


def missed(lessons: Iterable[AwayAt]) -> tuple[Missed, ...]:
    """Return what a student missed of a day, by code; latenesses are none."""
    by_code: dict[str, list[int]] = defaultdict(list)
    for one in lessons:
        if one.code in AWAY:
            by_code[one.code].append(one.number)
    return tuple(Missed(code, tuple(numbers)) for code, numbers in by_code.items())


def latest(lessons: Iterable[AwayAt]) -> AwayAt | None:
    """Return the longest lateness of a student's day."""
    late = [one for one in lessons if one.code == AbsenceCode.LATE]
    return max(late, key=lambda one: one.minutes or 0, default=None)


def class_absences(actor: Actor, class_id: int, day: date) -> dict[int, tuple[AwayAt, ...]]:
    """Return, by student, the absences of a class on `day`, in order. Two queries. Raises NotVisible."""
    class_group = class_for(actor, class_id)
    found: dict[int, list[AwayAt]] = defaultdict(list)
    rows = (
        Absence.objects.filter(school_id=actor.school_id, lesson__class_group=class_group, lesson__date=day)
        .exclude(code="")
        .order_by("lesson__number", "pk")
        .values_list("student_id", "lesson__number", "course__subject__name", "code", "minutes")
    )
    for student_id, number, subject, code, minutes in rows:
        found[student_id].append(AwayAt(number, subject, code, minutes))
    return {student_id: tuple(lessons) for student_id, lessons in found.items()}
