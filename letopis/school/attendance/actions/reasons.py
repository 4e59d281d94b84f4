"""What absences that are there are called when what is confirmed of them has changed: one rule for notes and leavings.

What was confirmed last of a lesson holds, a note before an early leaving, as with an absence that comes later
(marks/excuses.py). What nothing explains any more is Н again.
"""

from collections.abc import Collection
from datetime import date

from letopis.kernel.actor import Actor
from letopis.kernel.dates import DateRange
from letopis.school.attendance.models import AbsenceNote, EarlyLeave
from letopis.school.marks import excuses
from letopis.school.marks.actions.absences import Reason, Settled, settle_absences
from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.excuses import REASONS, Excuse
from letopis.school.marks.models import Absence
from letopis.school.people.models import Student


def absences_of(row: AbsenceNote | EarlyLeave, dates: DateRange) -> list[Absence]:
    """Return the absences of the row's student on some days that may be given a reason. One query."""
    found = Absence.objects.filter(
        school_id=row.school_id, student_id=row.student_id, lesson__date__range=dates.bounds, code__in=REASONS
    )
    return list(found.select_related("lesson").order_by("pk"))


def settle_again(
    actor: Actor, row: AbsenceNote | EarlyLeave, absences: Collection[Absence], *, no_more: Collection[int], why: str
) -> Settled:
    """Give absences the reason that is confirmed of them by now; `row` has been written. A constant number of queries.

    `no_more`: those, by id, whose reason was what is taken back.
    """
    if not absences:
        return Settled()
    confirmed = _confirmed(row, DateRange(*_ends(absences)))
    wanted = [
        Reason(one.lesson_id, row.student_id, code, one.version)
        for one in absences
        if (code := _code(one, confirmed, is_no_more=one.pk in no_more)) != one.code
    ]
    return settle_absences(actor, wanted, confirms=True, why=why)


def _code(absence: Absence, confirmed: Collection[Excuse], *, is_no_more: bool) -> str:
    excuse = next((one for one in confirmed if one.covers(absence.lesson)), None)
    if is_no_more:
        return excuse.code if excuse else AbsenceCode.ABSENT
    # Who was let off the work was there: no note changes that.
    return excuse.code if excuse and absence.code != AbsenceCode.EXEMPT else absence.code


def _confirmed(row: AbsenceNote | EarlyLeave, dates: DateRange) -> tuple[Excuse, ...]:
    students = Student.objects.filter(pk=row.student_id)
    asked = students.annotate(**excuses.columns(row.school_id, *dates.bounds))
    return excuses.excuses_of(asked.values_list(*excuses.names()).get())


def _ends(absences: Collection[Absence]) -> tuple[date, date]:
    days = [one.lesson.date for one in absences]
    return min(days), max(days)
