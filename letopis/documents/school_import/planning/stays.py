"""Who is in which class by a list, and what is to be done about it: founded at once or drafted (CON-02, Т4.4.4-5).

What founds a class is written as it stands: a class nobody has been in yet, a year that has not begun. A list that
finds somebody new, elsewhere or gone later is no order of the director's: it is drafted, and people stay where they
were until it is signed (decisions/0014). No query.
"""

from datetime import date

from letopis.documents.school_import.planning.context import Planning
from letopis.documents.school_import.planning.papers import Movement, Papers
from letopis.documents.school_import.records import StudentRecord
from letopis.kernel.dates import day_after, day_before, short
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.intake import STAYS
from letopis.school.classes.models import ClassGroup, Membership, OrderLine
from letopis.school.history.succession import Succession
from letopis.school.organisation.words import phrase
from letopis.school.people.models import Student


def plan_stays(
    planning: Planning, papers: Papers, record: StudentRecord, student: Student, group: ClassGroup
) -> tuple[list[Membership], list[OrderLine]]:
    """Return the stays of the student that the list is about, and the lines of orders that it makes."""
    first = planning.year.starts_on
    if record.left_on and record.left_on < first:
        message = phrase(
            "{name}: выбытие {day} до начала учебного года, в {group.pre} {student.gen} не будет.",
            name=record.name.text,
            day=f"{record.left_on:%d.%m.%Y}",
        )
        _warn(planning, record, "left_on", "left_before_year", message)
        return [], []
    if record.left_on and record.left_on < max(record.enrolled_on or first, first):
        message = f"{record.name.text}: дата выбытия раньше даты зачисления и не записана. Исправьте даты."
        _warn(planning, record, "left_on", "left_before_enrolled", message)
        record.left_on = None
    stays = planning.live.memberships.get(student.pk, []) if student.pk else []
    is_founded = planning.since <= first or not (stays or group.pk in planning.live.occupied)
    return (_found if is_founded else _later)(planning, papers, record, student, group, stays)


def _warn(planning: Planning, record: StudentRecord, column: str, code: str, message: str) -> None:
    planning.report.warn(record.at(column), planning.base.label("students", record, column), code, message)


# ── founded ───────────────────────────────────────────────────────────


def _found(  # noqa: PLR0917
    planning: Planning,
    papers: Papers,
    record: StudentRecord,
    student: Student,
    group: ClassGroup,
    stays: list[Membership],
) -> tuple[list[Membership], list[OrderLine]]:
    """From enrolment, or the first day of the year, to the day of leaving."""
    year, draft = planning.year, planning.draft
    starts_on = max(record.enrolled_on or year.starts_on, year.starts_on)
    current = stays[-1] if stays else None
    if current and current.class_group_id == group.pk and current.ends_on and not record.left_on:
        if not record.enrolled_on or starts_on <= current.ends_on:
            return [current], []
        current = None
    if current:
        # Nobody has been seen in another class before the year begins: it is put right in place.
        if current.class_group_id != group.pk:
            draft.change(current, "class_group", group)
        draft.put(Membership, current, ends_on=record.left_on)
        return [current], papers.found(current, record, student)
    ends_on = record.left_on if record.left_on and record.left_on >= starts_on else None
    old = Succession[Membership](STAYS)
    for other in planning.live.elsewhere.get(student.pk, []) if student.pk else []:
        if other.starts_on < starts_on:
            old.end([other], min(other.class_group.year.ends_on, day_before(starts_on)))
        else:
            # The class of a later year is known already: this stay is over by then.
            ends_on = min(ends_on or year.ends_on, day_before(other.starts_on))
    draft.take(old.puts)
    new = draft.put(Membership, None, class_group=group, student=student, starts_on=starts_on, ends_on=ends_on)
    return [new, *(put.row for put in old.puts)], papers.found(new, record, student)


# ── later ─────────────────────────────────────────────────────────────


def _later(  # noqa: PLR0917
    planning: Planning,
    papers: Papers,
    record: StudentRecord,
    student: Student,
    group: ClassGroup,
    stays: list[Membership],
) -> tuple[list[Membership], list[OrderLine]]:
    """The stay in the class as it is, and what a draft order says of it."""
    here = next((one for one in reversed(stays) if one.class_group_id == group.pk), None)
    if here and (here.ends_on is None or here.ends_on >= planning.since):
        return [here], [*papers.complete(here, record, student), *_leaving(planning, papers, record, student, here)]
    current = stays[-1] if stays else None
    if here and (record.left_on or (here is current and not _is_back(record, here))):
        _note_last_day(planning, record, here)
        return [here], []
    if current and (current.ends_on is None or current.ends_on >= planning.since):
        return [], _moving(planning, papers, record, student, group, current)
    return [], _arriving(planning, papers, record, student, group, current)


def _is_back(record: StudentRecord, stay: Membership) -> bool:
    """Whether the list says of somebody who has left on which day he came again."""
    return bool(record.enrolled_on and stay.ends_on and record.enrolled_on > stay.ends_on)


def _leaving(
    planning: Planning, papers: Papers, record: StudentRecord, student: Student, here: Membership
) -> list[OrderLine]:
    if record.left_on is None:
        return []
    if here.ends_on:
        _note_last_day(planning, record, here)
        return []
    one = Movement(OrderKind.EXPEL, here.class_group, None, record.left_on, record.left_order.or_dated(record.left_on))
    return papers.draft(record, student, one)


def _note_last_day(planning: Planning, record: StudentRecord, here: Membership) -> None:
    """The day of leaving stands by an order: a list changes nothing of it."""
    if record.left_on and here.ends_on and record.left_on != here.ends_on:
        message = (
            f"{record.name.text}: по списку выбытие {short(record.left_on)}, в базе последний день "
            f"{short(here.ends_on)}, он остаётся. Ошибку исправляет отмена приказа."
        )
        _warn(planning, record, "left_on", "left_differs", message)


def _moving(  # noqa: PLR0917
    planning: Planning,
    papers: Papers,
    record: StudentRecord,
    student: Student,
    group: ClassGroup,
    current: Membership,
) -> list[OrderLine]:
    day = planning.since
    if record.left_on or current.starts_on > day or current.ends_on:
        message = phrase(
            "{name}: по базе {day} в {there}, список этого не меняет. Проверьте движение {student.gen}.",
            name=record.name.text,
            day=_days(current),
            there=current.class_group.name,
        )
        _warn(planning, record, "class_name", "elsewhere", message)
        return []
    day = day_after(day) if current.starts_on == day else day
    return papers.draft(record, student, Movement(OrderKind.TRANSFER, current.class_group, group, day))


def _days(stay: Membership) -> str:
    return f"с {short(stay.starts_on)}" + (f" по {short(stay.ends_on)}" if stay.ends_on else "")


def _arriving(  # noqa: PLR0917
    planning: Planning,
    papers: Papers,
    record: StudentRecord,
    student: Student,
    group: ClassGroup,
    current: Membership | None,
) -> list[OrderLine]:
    """Somebody in no class of the year now; whoever was in one last year goes on by promotion."""
    day = max(record.enrolled_on or planning.since, planning.year.starts_on)
    if current and current.ends_on:
        day = max(day, day_after(current.ends_on))
    last = _last_year(planning, student, day) if current is None else None
    kind = OrderKind.PROMOTE if last else OrderKind.ENROL
    one = Movement(kind, last, group, day, record.enrol_order.or_dated(record.enrolled_on))
    lines = papers.draft(record, student, one)
    if record.left_on and record.left_on >= day:
        left = Movement(OrderKind.EXPEL, group, None, record.left_on, record.left_order.or_dated(record.left_on))
        lines += papers.draft(record, student, left)
    return lines


def _last_year(planning: Planning, student: Student, day: date) -> ClassGroup | None:
    before = [one for one in planning.live.elsewhere.get(student.pk, []) if one.starts_on < day] if student.pk else []
    return before[-1].class_group if before else None
