"""The page «Итоги» of a course: students × terms, the year, examination, final mark, with what is proposed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now, today
from letopis.kernel.dates import DateRange, short
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.queries.sheet import Column, Sheet, SheetCourse, courses_of, sheet_of
from letopis.school.grading.rules import opens_on
from letopis.school.grading.wire import PeriodMarkRow, ProposalRow, SheetColumnRow, SheetPersonRow, TotalsDocument
from letopis.school.lessons import policy
from letopis.school.lessons.queries.rosters import Listed
from letopis.school.marks.rules import SCALES
from letopis.school.organisation.words import phrase


@dataclass(frozen=True, slots=True)
class Totals:
    """The sheet as its reader sees it."""

    course: SheetCourse
    sheet: Sheet
    document: TotalsDocument


def totals(actor: Actor, course_id: int) -> Totals:
    """Return the sheet of a course with what is proposed. Four queries, whatever the class. Raises NotVisible."""
    course = courses_of(actor.school_id, actor.staff_id, [course_id], today(), to_write=False).get(course_id)
    if course is None or not (standing := policy.standing(actor, course, course)).reads:
        raise NotVisible
    sheet = sheet_of(course)
    people = [one for one in sheet.people.values() if one.days or _has_marks(sheet, one.id)]
    document = TotalsDocument(
        course_id=course.id,
        is_editable=standing.role is not None or actor.may(Right.CORRECT_LATE),
        today=today(course.school__time_zone),
        values=list(SCALES[course.scale]),
        columns=[_column(sheet, one) for one in sheet.columns],
        students=[SheetPersonRow(one.id, one.name, _why(one, course)) for one in people],
        marks=[
            PeriodMarkRow(student, period, mark.value, mark.reason, mark.version)
            for (period, student), mark in sheet.own.items()
        ],
        proposals=[row for one in people for row in _proposals(sheet, one)],
    )
    return Totals(course, sheet, document)


def _column(sheet: Sheet, column: Column) -> SheetColumnRow:
    opens = None if column.kind == PeriodKind.EXAM else opens_on(column.last_day, sheet.settings.term_mark_days)
    closed = column.closing.since(now())
    return SheetColumnRow(column.id, column.name, column.kind, opens, closed is not None)


def _why(student: Listed, course: SheetCourse) -> str:
    here = student.within(DateRange(course.year__starts_on, course.year__ends_on))
    return here.why if here else ""


def _has_marks(sheet: Sheet, student_id: int) -> bool:
    return any(mark.value for (_, student), mark in sheet.own.items() if student == student_id)


def _proposals(sheet: Sheet, student: Listed) -> Iterator[ProposalRow]:
    """A row for each cell of which there is something to say."""
    days = student.days
    for column in sheet.columns:
        other = sheet.elsewhere.get((column.id, student.id))
        found = sheet.proposal(column, student.id)
        row = ProposalRow(
            student.id,
            column.id,
            found.value,
            found.why,
            found.is_disputed,
            _shut(days, column),
            f"{other.value}, {other.where}" if other else "",
        )
        if row.value or row.why or row.shut or row.elsewhere:
            yield row


def _shut(days: Sequence[DateRange], column: Column) -> str:
    """Why nothing may be put there: the student was not on the page in the period."""
    if any(stay.overlaps(column.dates) for stay in days):
        return ""
    name = f"{column.name}, {short(column.dates.starts_on)} – {short(column.dates.last)}"
    return phrase("{name}: {student.gen} не было в составе", name=name)
