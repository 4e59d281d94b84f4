"""The checks of a class's attendance (findings.py), for the class teacher and the deputy."""

from dataclasses import dataclass

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local
from letopis.kernel.dates import DateRange
from letopis.school.attendance.findings import Check, Finding, Marked, findings
from letopis.school.attendance.queries.span import class_span
from letopis.school.classes.models import ClassGroup
from letopis.school.marks.models import Mark
from letopis.school.people.models import Student

__all__ = ["ClassChecks", "class_checks"]


@dataclass(frozen=True, slots=True)
class ClassChecks:
    """The findings of a class in a span, by name of the check, with the students' names."""

    group: ClassGroup
    dates: DateRange
    findings: tuple[Finding, ...]
    names: dict[int, str]

    @property
    def by_check(self) -> list[tuple[Check, list[tuple[Finding, str]]]]:
        """Each check that found something."""
        found = ((check, [one for one in self.findings if one.check == check]) for check in Check)
        return [(check, [(one, self.names.get(one.student_id, "")) for one in own]) for check, own in found if own]


def class_checks(actor: Actor, class_id: int, dates: DateRange) -> ClassChecks:
    """Return what cannot be so in a class that the actor sees. Nine queries at most. Raises NotVisible."""
    span = class_span(actor, class_id, dates)
    names = {pupil.id: pupil.name for pupil in span.pupils}
    others = {one.student_id for one in span.strays} - names.keys()
    people = Student.objects.filter(school_id=actor.school_id, pk__in=others).select_related("person")
    names |= {one.pk: one.person.short_name for one in people}
    found = findings(span.slots, excuses=span.excuses, marks=_marks(span.group, dates), strays=span.strays)
    return ClassChecks(span.group, dates, tuple(found), names)


def _marks(group: ClassGroup, dates: DateRange) -> list[Marked]:
    """Marks that stand for a lesson and were first put on its very day. One query."""
    rows = Mark.objects.filter(
        school_id=group.school_id, lesson__class_group=group, lesson__date__range=dates.bounds, work__is_removed=False
    ).exclude(value="")
    columns = ("student_id", "lesson_id", "value", "first_set_at", "lesson__date")
    return [
        Marked(student, lesson, value)
        for student, lesson, value, set_at, day in rows.values_list(*columns)
        if set_at is not None and local(set_at).date() == day
    ]
