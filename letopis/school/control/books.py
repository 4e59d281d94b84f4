"""A row of a reference book or a card, whole: its history, the undo of its last change, taking it back (П3.2.5).

What belongs to a row goes with it (a card's person, the bells of a schedule); what else names it stands on it, found by
the models' own relations: nothing goes while something does. A student's page also tells what stands beside the card
(classes, subgroups, the guardians' own cards); that is told and never undone here: an order takes back an order.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.fields import fields_of
from letopis.kernel.rights import Right
from letopis.school.access.authors import names_apart
from letopis.school.classes.intake import put_classes
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership, Subgroup, SubgroupMembership
from letopis.school.curriculum.intake import put_curriculum, put_subjects
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject
from letopis.school.history.describing import about_row
from letopis.school.history.intake import Occasion, Put
from letopis.school.history.models import Entry
from letopis.school.history.rows import Told, told
from letopis.school.history.taking_back import (
    Standing,
    Trace,
    Traces,
    restore,
    standing,
    take_back,
    traces_of,
)
from letopis.school.history.taking_back import subject_of as subject_of_entry
from letopis.school.history.tracking import snapshot, tracked
from letopis.school.history.turns import write_in_turn
from letopis.school.marks.models import WorkKind
from letopis.school.organisation.intake import put_days, put_rooms, put_terms, put_vacations, put_years
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    CalendarDay,
    Room,
    School,
    SchoolOwned,
    Term,
    Vacation,
)
from letopis.school.people.intake import PersonDraft, StudentDraft
from letopis.school.people.models import Consent, Guardian, Guardianship, Person, Staff, Student
from letopis.school.timetable import queries as timetable
from letopis.school.timetable.actions import put_back_course, put_back_slots
from letopis.school.timetable.models import WeeklySlot
from letopis.school.workload.figures import norms
from letopis.school.workload.models import SchoolNorm

SHOWN = 200
_NOTHING = "Отменять нечего: строка такой и заведена, либо после этого записано новое. Исправьте её на её странице."
_CLOSED = "Последней записью закрыли или открыли. Это меняют там же, где закрывают, с указанием причины."
_WITHDRAWN = "Последней записью отозвано согласие. Новое согласие записывают на карточке, с датой бумаги."
_ONE_SAVE = timedelta(seconds=2)  # a form writes its tables one after another
Parts = Callable[[Any], Iterator[Model]]
Beside = Callable[[Any], Iterator[tuple[Model, str]]]
Writer = Callable[[Actor, Sequence[Put[Any]], Occasion], object]
Save = Callable[[Any, Sequence[Entry]], list[Entry]]


def _no_parts(_: Any) -> Iterator[Model]:
    yield from ()


def _nothing(_: Any) -> Iterator[tuple[Model, str]]:
    yield from ()


def _person(card: Student | Staff | Guardian) -> Iterator[Model]:
    """The person, unless somebody is known to the school in another way as well."""
    cards = (Student, Staff, Guardian)
    if sum(model._default_manager.filter(person=card.person_id).exists() for model in cards) == 1:
        yield card.person


def _of_student(row: Student) -> Iterator[Model]:
    yield from _person(row)
    yield from Guardianship.objects.filter(student=row)
    yield from Consent.objects.filter(student=row)


def _beside_student(row: Student) -> Iterator[tuple[Model, str]]:
    """Whoever is a guardian, or was; where the student stays, or has. Each as the history calls it."""
    for one in Guardianship.objects.filter(student=row).select_related("guardian__person"):
        person = one.guardian.person
        yield one, person.full_name
        if person.pk != row.person_id:
            yield person, person.full_name
    for stay in Membership.objects.filter(student=row).select_related("class_group"):
        yield stay, stay.class_group.name
    for part in SubgroupMembership.objects.filter(student=row).select_related("subgroup"):
        yield part, f"{part.subgroup.division}: {part.subgroup.name}"


def _beside_class(row: ClassGroup) -> Iterator[tuple[Model, str]]:
    for one in ClassTutor.objects.filter(class_group=row).select_related("staff__person"):
        yield one, one.staff.person.full_name


def _of_slot(row: WeeklySlot) -> Iterator[Model]:
    yield from timetable.chain_of(row)[0]


def _beside_slot(row: WeeklySlot) -> Iterator[tuple[Model, str]]:
    """All places of the chain, its own and those taken back as well: the page tells where it stood by turns."""
    there, gone = timetable.chain_of(row)
    for one in (row, *there, *gone):
        yield one, timetable.named(one)


def _of_guardian(row: Guardian) -> Iterator[Model]:
    yield from _person(row)
    yield from Guardianship.objects.filter(guardian=row, ends_on__isnull=False)


def _last_save(_: Any, newest: Sequence[Entry]) -> list[Entry]:
    """The entries of the last save: of one account, at one moment, each row once."""
    found: list[Entry] = []
    seen: set[tuple[str, int]] = set()
    for one in newest:
        key = one.kind, one.object_id
        first = found[0] if found else one
        if key in seen or one.account_id != first.account_id or first.at - one.at > _ONE_SAVE:
            break
        found.append(one)
        seen.add(key)
    return found


def _value(columns: Mapping[str, Any] | None, name: str) -> Any:
    return (columns or {}).get(name)


@dataclass(frozen=True, slots=True)
class Book:
    """A kind of rows that are kept one by one. `parts`: rows of other tables that belong to a row.

    `beside`: what its history tells too, and what each is called. `reads`: who reads the history and keeps nothing.
    `put`: the intake by which a row of one table is given its former values, so that what must be true of it is held.
    `may_go`: whether a row is removed here; terms are by their page, which numbers them anew.
    `save`: of the entries of the row and its parts, the newest first, those that an undo would take back.
    `apart`: columns that an act of their own changes, with its right and its reason, and what is said where it would be
    undone here.
    """

    model: type[SchoolOwned] | type[School]
    right: Right
    parts: Parts = _no_parts
    beside: Beside = _nothing
    reads: Right | None = None
    put: Writer | None = None
    may_go: bool = True
    save: Save = _last_save
    apart: Mapping[str, str] = field(default_factory=dict)

    def undoes(self, row: Model, save: Sequence[Entry]) -> bool:
        """Whether a save can be taken back. By an intake with what it has begun, unless that is the row and all else;
        else nothing goes in an undo.
        """
        if any(one.act_id is not None or one.after is None for one in save) or self.act_in(save):
            return False
        given = [one.before is not None for one in save]
        if self.put is None:
            return bool(save) and all(given)
        made = (tracked(type(row)).kind, row.pk) in {(one.kind, one.object_id) for one in save}
        return any(given) or (bool(save) and not made)

    def act_in(self, save: Sequence[Entry]) -> str:
        """Where a save changes what an act of its own changes, say where that is done; "" where it does not."""
        changed = (name for one in save for name in self.apart if _value(one.before, name) != _value(one.after, name))
        return next((self.apart[name] for name in changed), "")


CLOSING = {"closed_at": _CLOSED}
BOOKS: dict[str, Book] = {
    "school": Book(School, Right.SET_SCHOOL, may_go=False),
    "year": Book(AcademicYear, Right.KEEP_SCHOOL, put=put_years, may_go=False, apart=CLOSING),
    "term": Book(Term, Right.KEEP_SCHOOL, put=put_terms, may_go=False, apart=CLOSING),
    "vacation": Book(Vacation, Right.KEEP_SCHOOL, put=put_vacations),
    "day": Book(CalendarDay, Right.KEEP_SCHOOL, put=put_days),
    "room": Book(Room, Right.KEEP_SCHOOL, put=put_rooms),
    "bells": Book(BellSchedule, Right.KEEP_SCHOOL, lambda row: iter(BellPeriod.objects.filter(schedule=row))),
    "subject": Book(Subject, Right.KEEP_CURRICULUM, put=put_subjects),
    "hours": Book(CurriculumRow, Right.KEEP_CURRICULUM, put=put_curriculum),
    "course": Book(
        Course,
        Right.KEEP_CURRICULUM,
        lambda row: iter(CourseTeacher.objects.filter(course=row)),
        put=put_back_course,
    ),
    "work-kind": Book(WorkKind, Right.KEEP_WORK_KINDS),
    "class": Book(ClassGroup, Right.KEEP_CLASSES, beside=_beside_class, put=put_classes),
    "subgroup": Book(Subgroup, Right.KEEP_CLASSES, lambda row: iter(SubgroupMembership.objects.filter(subgroup=row))),
    "student": Book(
        Student,
        Right.KEEP_STUDENTS,
        _of_student,
        _beside_student,
        Right.READ_STUDENTS,
        apart={"withdrawn_on": _WITHDRAWN},  # 152-ФЗ, ст. 9: what was withdrawn holds again by a paper alone
    ),
    "guardian": Book(Guardian, Right.KEEP_STUDENTS, _of_guardian),
    "staff": Book(Staff, Right.KEEP_STAFF, _person),
    "norm": Book(SchoolNorm, Right.SET_NORMS),
    "slot": Book(
        WeeklySlot,
        Right.MAKE_TIMETABLE,
        _of_slot,
        _beside_slot,
        put=put_back_slots,
        may_go=False,  # a place is freed from a day on; one that has not begun goes by that
        save=timetable.last_save,
    ),
}


@dataclass(frozen=True, slots=True)
class RowPage:
    """A row with its history, the newest first. `stands`: what keeps it from being removed.

    `last_id`: the newest entry of the row's own, 0 for none. `undoes`: when what would be undone was saved, None where
    there is nothing to undo. `may_keep`: the reader may undo and remove; others only read.
    """

    row: Any
    title: str
    history: list[Told]
    stands: list[Standing]
    last_id: int
    undoes: datetime | None
    may_keep: bool
    may_go: bool


def row_page(actor: Actor, *, book: str, row_id: int) -> RowPage:
    """Return a row of a book, of its history what is for the reader. Raises NotVisible.

    As many queries as tables name the row, whatever they hold.
    """
    row, rows = _found(actor, book, row_id, to_read=True)
    may_keep = actor.may(BOOKS[book].right)
    beside = list(BOOKS[book].beside(row))
    newest = list(_entries(actor, [*rows, *(one for one, _ in beside)])[:SHOWN])
    own = {(tracked(type(one)).kind, one.pk) for one in rows}
    kept = [one for one in newest if (one.kind, one.object_id) in own] if may_keep else []
    last = BOOKS[book].save(row, kept)
    may_go = may_keep and BOOKS[book].may_go
    names = {(tracked(type(one)).kind, one.pk): name for one, name in beside}
    return RowPage(
        row,
        _title(row),
        told(newest, names, _hidden(actor), names_apart(actor.school_id, newest)),
        list(standing(_as_made(actor, rows), {})) if may_go else [],
        kept[0].pk if kept else 0,
        last[0].at if BOOKS[book].undoes(row, last) else None,
        may_keep,
        may_go,
    )


@transaction.atomic
def undo_last(actor: Actor, *, book: str, row_id: int, last_id: int) -> int:
    """Give a row the values of before its last change, as a new change; return the row that is there then.

    That is another where the change had begun this one instead of it. `last_id`: the newest entry that was seen; where
    there is a newer one, nothing is undone. Raises NotVisible, Refused.
    """
    write_in_turn(actor.school_id)
    row, rows = _found(actor, book, row_id)
    type(row)._default_manager.select_for_update().get(pk=row.pk)
    newest = list(_entries(actor, rows)[:SHOWN])
    if not newest or newest[0].pk != last_id:
        raise Refused("Запись изменили, пока страница была открыта. Посмотрите, что записано сейчас.", code="changed")
    kind, last = BOOKS[book], BOOKS[book].save(row, newest)
    if act := kind.act_in(last):
        raise Refused(act, code="act")
    if not kind.undoes(row, last):
        raise Refused(_NOTHING, code="nothing")
    occasion = Occasion(reason=f"Отмена изменения от {local(last[0].at):%d.%m.%Y, %H:%M}")
    if kind.put:
        puts = [_former(one, rows) for one in last]
        kind.put(actor, puts, occasion)
        goes = any(put.removed and put.row == row for put in puts)
        return next(put.row.pk for put in puts if not put.removed and type(put.row) is kind.model) if goes else row_id
    traces = traces_of(actor.school_id, ",".join(str(one.pk) for one in reversed(last)))
    _refuse_standing(list(standing(traces, {})), "Прежнее не вернуть.")
    take_back(actor, traces, occasion)
    return row_id


def _former(entry: Entry, rows: Sequence[Model]) -> Put[Any]:
    """The row of an entry as it was before: gone, where the entry has made it."""
    row = next(one for one in rows if (tracked(type(one)).kind, one.pk) == (entry.kind, entry.object_id))
    if entry.before is None:
        return Put.removal(row, "take_back")
    put = Put.change(row, "take_back")
    restore(row, entry.before)
    return put


@transaction.atomic
def remove_row(actor: Actor, *, book: str, row_id: int) -> str:
    """Take back a row on which nothing stands, with what belongs to it; return how it was called.

    Raises NotVisible, Refused (`in_use`), which says where it is used and how many times.
    """
    write_in_turn(actor.school_id)
    row, rows = _found(actor, book, row_id)
    if not BOOKS[book].may_go:
        raise NotVisible
    type(row)._default_manager.select_for_update().get(pk=row.pk)
    title, traces = _title(row), _as_made(actor, rows)
    _refuse_standing(list(standing(traces, {})), f"Удалить нельзя: «{title}» используется.")
    if book == "work-kind" and not WorkKind.objects.filter(~Q(pk=row.pk), school=actor.school_id, is_active=True):
        raise Refused("Хотя бы один вид работы должен остаться в списке.", code="last")
    take_back(actor, traces, Occasion(reason="Удалено: заведено по ошибке"))
    return title


def _found(actor: Actor, book: str, row_id: int, *, to_read: bool = False) -> tuple[Any, list[Model]]:
    """The row and all that belongs to it. Raises NotVisible for what the actor may not keep (`to_read`: not see)."""
    kind = BOOKS.get(book)
    reads = kind.reads if kind and to_read else None
    if kind is None or not (actor.may(kind.right) or (reads and actor.may(reads))):
        raise NotVisible
    whose = {"pk" if kind.model is School else "school_id": actor.school_id}
    row = kind.model._default_manager.filter(**whose).filter(pk=row_id).first()
    if row is None:
        raise NotVisible
    return row, [row, *kind.parts(row)]


_READERS = {"private": Right.READ_PRIVATE, "health": Right.READ_HEALTH}


def _hidden(actor: Actor) -> Mapping[str, Collection[str]]:
    """By table the columns of cards that are not for the reader: those that cards veil (people/fields.py)."""
    closed = {reader for reader, right in _READERS.items() if not actor.may(right)}
    return {
        tracked(model).kind: {name for name, one in fields_of(spec).items() if one.reader in closed}
        for model, spec in ((Person, PersonDraft), (Student, StudentDraft))
    }


def _course(row: Course) -> str:
    return f"{row}, {row.subgroup.name}" if row.subgroup else str(row)


_TITLES: dict[type[Model], Callable[[Any], str]] = {
    **dict.fromkeys((Student, Staff, Guardian), lambda row: row.person.full_name),
    **dict.fromkeys((CurriculumRow, Vacation, CalendarDay), lambda row: about_row(type(row), row.pk, snapshot(row))),
    Room: lambda row: f"Кабинет {row.number}",
    Course: _course,
    WeeklySlot: lambda row: f"{_course(row.course)}: {timetable.named(row)}",
    SchoolNorm: lambda row: norms()[row.key].name,
    AcademicYear: lambda row: f"{row.name} учебный год",
    Subgroup: lambda row: f"{row.division}: {row.name}",
}


def _title(row: Any) -> str:
    return _TITLES.get(type(row), str)(row)


def _refuse_standing(stands: Sequence[Standing], what: str) -> None:
    if stands:
        raise Refused(f"{what} {'; '.join(str(one) for one in stands)}.", code="in_use")


def _as_made(actor: Actor, rows: Sequence[Model]) -> Traces:
    """The rows as if they had just been made: what else names them, stands on them."""
    traces = Traces(actor.school_id)
    for row in rows:
        traces.rows[type(row)][row.pk] = Trace(None, snapshot(row), subject_of_entry(row))
    return traces


# ── entries ───────────────────────────────────────────────────────────


def _entries(actor: Actor, rows: Sequence[Model]) -> Any:
    named = Q(pk__in=[])
    for row in rows:
        named |= Q(kind=tracked(type(row)).kind, object_id=row.pk)
    return Entry.objects.filter(named, school=actor.school_id).order_by("-id")
