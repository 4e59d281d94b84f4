"""What a mark of a period is aimed at: the sheet of its course, locked, the column, the actor's right to it."""

from dataclasses import dataclass
from datetime import date, datetime

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now, today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.locks import take_turn
from letopis.kernel.rights import Right
from letopis.school.grading.queries.sheet import Column, Sheet, columns_of, courses_of, sheet_of
from letopis.school.grading.rules import require_time
from letopis.school.lessons import policy
from letopis.school.lessons.windows import ALLOWED, Entry, Verdict, Who, late_note, may_change, refusal
from letopis.school.organisation.words import phrase


@dataclass(frozen=True, slots=True)
class Aim:
    """The column of a sheet. `actor`: in the role that gives the right, None: reads only; `corrector`: late."""

    sheet: Sheet
    column: Column
    actor: Actor | None
    corrector: Actor | None
    zone: str

    def writer(self) -> Actor:
        """Return whom the ledger names. Raises Refused for a reader."""
        found = self.actor or self.corrector
        if found is None:
            raise refusal(Verdict.READ_ONLY, Entry(), now())
        return found

    def set_on(self, first_set_at: datetime | None) -> date | None:
        """Return the school's day on which a mark was first put."""
        return local(first_set_at, self.zone).date() if first_set_at else None

    def verdict(self, first_set_at: datetime | None, typed_at: datetime | None) -> Verdict:
        """Return what the rules say of a change (lessons.windows). Raises Refused where they do not let it be."""
        at, entry = typed_at or now(), Entry(self.set_on(first_set_at), self.column.closing)
        found = self._says(entry, at)
        if found not in ALLOWED:
            raise refusal(found, entry, at, correction_days=self.sheet.settings.correction_days)
        return found

    def note(self, first_set_at: datetime | None, typed_at: datetime | None) -> str:
        """Return what the ledger says of a change on a reopened page, or typed in time and come too late."""
        closing = self.column.closing
        is_in_time = self._says(Entry(self.set_on(first_set_at), closing), now()) in ALLOWED
        return late_note(closing, typed_at, is_in_time=is_in_time, zone=self.zone)

    def _says(self, entry: Entry, at: datetime) -> Verdict:
        who = Who(keeps=self.actor is not None, corrects_late=self.corrector is not None)
        day, days = local(at, self.zone).date(), self.sheet.settings.correction_days
        return may_change(entry, at, day, who, correction_days=days)

    def require_due(self, student_id: int, typed_at: datetime | None) -> None:
        """Raise Refused for who was not on the page in the period, and before its last days (П3.4.5).

        Who left before its end has the mark when leaving.
        """
        column = self.column
        student = self.sheet.people.get(student_id)
        stays = [stay for stay in (student.days if student else ()) if stay.overlaps(column.dates)]
        if not stays:
            message = phrase("{Student.gen} не было в составе {where} в этом периоде.", where=self.sheet.course.where)
            raise Refused(message, code="not_member", field="student_id")
        last_day = min(column.last_day, max(stay.last for stay in stays))
        day = local(typed_at or now(), self.zone).date()
        require_time(column.kind, day, last_day, self.sheet.settings.term_mark_days)

    def require_nowhere_else(self, student_id: int) -> None:
        """Raise Refused where the mark stands on another page of the subject: one subject, one mark."""
        if other := self.sheet.elsewhere.get((self.column.id, student_id)):
            raise Refused(
                f"Отметка за этот период уже стоит: «{other.value}», на странице {other.where}.",
                code="elsewhere",
                field="student_id",
            )


def aim_of(actor: Actor, course_id: int, period: str) -> Aim:
    """Return the column `period` of a course's sheet, the course locked. Four queries. Raises NotVisible, Refused.

    Pages of one subject are written one after another, whoever their students are: each sees what the others have put.
    """
    day = today()
    course = courses_of(actor.school_id, actor.staff_id, [course_id], day, to_write=True).get(course_id)
    if course is None or not (standing := policy.standing(actor, course, course)).reads:
        raise NotVisible
    column = next((one for one in columns_of(course) if one.id == period), None)
    if column is None:
        raise Refused("Такого периода на этой странице нет: обновите её.", code="period", field="period")
    take_turn(f"marks of periods of subject {course.subject_id} in year {course.year_id}")
    return Aim(
        sheet=sheet_of(course, column),
        column=column,
        actor=policy.acting(actor, standing.role) if standing.role else None,
        corrector=actor if actor.may(Right.CORRECT_LATE) else None,
        zone=course.school__time_zone,
    )
