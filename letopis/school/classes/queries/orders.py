"""Reads of orders: the list, one with what it does, whom a new one may be about, with the queries that each takes."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import Contains

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.long_lists import LongList, cut
from letopis.kernel.rights import Right
from letopis.kernel.statements import Each, Shape, statement
from letopis.school.access.authors import names_apart
from letopis.school.classes import policy
from letopis.school.classes.actions.applying import closed_fault, closed_terms, stays_of
from letopis.school.classes.asking import marks_on
from letopis.school.classes.enums import LEAVING, OrderKind, OrderStatus
from letopis.school.classes.models import ClassGroup, Membership, Order, OrderLine
from letopis.school.classes.moving import Moving, first_changed, stay_on
from letopis.school.history.models import Entry
from letopis.school.organisation.models import Term
from letopis.school.organisation.words import phrase
from letopis.school.people.models import Student, names_of
from letopis.school.people.namesakes import Named, full_names, short_names
from letopis.school.people.queries import name_filter, search_words

SHOWN = 3  # names in a line of the list
MOST = 200  # whom a page offers to choose from
_PERSON = (*names_of("student__person"), "student__person__birth_date", "student__file_number")


def kind_label(kind: str) -> str:
    """«О переводе»."""
    return str(OrderKind(kind).label)


def order_label(number: str, day: date) -> str:
    """«№ 7-у от 12.11.2026»."""
    return f"№\u00a0{number} от {day:%d.%m.%Y}" if number else f"без номера от {day:%d.%m.%Y}"


# ── the list ──────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as a line of the list. `who`: the first of its students."""

    id: int
    kind: str
    number: str
    dated: date
    effective_on: date
    status: str
    count: int
    who: str

    @property
    def title(self) -> str:
        """«О переводе»."""
        return kind_label(self.kind)

    @property
    def state(self) -> str:
        """«Проект»."""
        return str(OrderStatus(self.status).label)


class OrdersBy(Enum):
    """What the list is sorted by; it stands with the newest first."""

    day = "date"
    effective_on = "effective_on"
    kind = "kind"
    number = "number"
    status = "status"


def order_rows(actor: Actor, *, text: str = "", kind: str = "", status: str = "") -> LongList[OrderRow]:
    """Return the orders, the newest first, by number or a student's name. Two queries a page. Raises NotVisible."""
    policy.require(actor, Right.READ_STUDENTS)
    asked = {"kind": kind or None, "status": status or None, "text": text.strip() or None}
    whose = {"school": actor.school_id, "words": search_words(text)}
    return LongList(_orders, whose | asked, OrdersBy, _order_rows, is_down=True)


@statement
def _orders(  # noqa: PLR0917
    school: int,
    words: Each[str],
    kind: str | None,
    status: str | None,
    text: str | None,
    by: Shape[OrdersBy],
    is_down: Shape[bool],
    first: int | None,
) -> "QuerySet[Order, tuple[Any, ...]]":
    rows = Order.objects.filter(school_id=school)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if status is not None:
        rows = rows.filter(status=status)
    if text is not None:
        named = OrderLine.objects.filter(name_filter(words, "student__person__"), order=OuterRef("pk"))
        rows = rows.filter(Q(Contains(F("number"), text)) | Q(Exists(named)))
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    # A load of a new school and older versions have left the stays alone, without lines.
    of_stays = Membership.objects.filter(Q(enrolled_by=OuterRef("pk")) | Q(left_by=OuterRef("pk")))
    rows = rows.annotate(
        count=Coalesce(
            Subquery(lines.annotate(many=Count("pk")).values("many")),
            Subquery(
                of_stays.order_by().annotate(many=Func("student", function="COUNT", distinct=True)).values("many"),
                output_field=IntegerField(),
            ),
        )
    )
    return cut(rows, by, is_down, first, "pk", "kind", "number", "date", "effective_on", "status", "count")


def _order_rows(rows: list[Any]) -> list[OrderRow]:
    """One query."""
    named: dict[int, list[Named]] = defaultdict(list)
    for order_id, *name in _students([row[0] for row in rows]):
        named[order_id].append(Named(*name))
    return [OrderRow(*[*row, _who(named[row[0]])]) for row in rows]


def _who(students: list[Named]) -> str:
    names = [one.name for one in short_names(students[:SHOWN])]
    more = len(students) - len(names)
    return ", ".join(names) + (f" и ещё {more}" if more else "")


@statement
def _students(orders: list[int]) -> "QuerySet[OrderLine, tuple[Any, ...]]":
    rows = OrderLine.objects.filter(order__in=orders)
    return rows.order_by("student__person__sort_key", "pk").values_list("order_id", *_PERSON)


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """A draft as a line of what waits for a signature."""

    id: int
    kind: str
    number: str
    dated: date

    @property
    def title(self) -> str:
        """«О переводе»."""
        return kind_label(self.kind)

    @property
    def label(self) -> str:
        """«№ 7-у от 12.11.2026»."""
        return order_label(self.number, self.dated)


def waiting_orders(actor: Actor, order_ids: Iterable[int]) -> list[WaitingOrder]:
    """Return those of the orders that are drafts still. One query. Raises NotVisible."""
    policy.require(actor, Right.READ_STUDENTS)
    rows = Order.objects.filter(school_id=actor.school_id, status=OrderStatus.DRAFT, pk__in=list(order_ids))
    return [WaitingOrder(*row) for row in rows.order_by("pk").values_list("pk", "kind", "number", "date")]


# ── one order ─────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class LineRow:
    """A student of an order. `fault`: why signing would be refused; `is_applied`: it has moved the student.

    What it asks about: `marks`, how many it leaves outside the class; `leap`: a grade is passed over.
    """

    student_id: int
    name: str
    class_from: str
    class_to: str
    to_id: int | None
    day: date
    note: str
    fault: str = ""
    marks: int = 0
    leap: bool = False
    is_applied: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What has been done to an order, when and by whom."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order with its students and history. `cancels`, `cancelled_by`: id and label of the other, None without.

    `is_of_load`: a load has written it, so that there is nothing before it to go back to.
    """

    id: int
    kind: str
    number: str
    dated: date
    effective_on: date
    status: str
    note: str
    version: int
    lines: tuple[LineRow, ...]
    steps: tuple[Step, ...]
    cancels: tuple[int, str] | None
    cancelled_by: tuple[int, str] | None
    may_keep: bool
    may_sign: bool
    may_cancel: bool
    is_of_load: bool

    @property
    def title(self) -> str:
        """«О переводе»."""
        return kind_label(self.kind)

    @property
    def label(self) -> str:
        """«№ 7-у от 12.11.2026»."""
        return order_label(self.number, self.dated)

    @property
    def state(self) -> str:
        """«Проект»."""
        return str(OrderStatus(self.status).label)

    @property
    def is_draft(self) -> bool:
        """Whether it is not signed yet."""
        return self.status == OrderStatus.DRAFT

    @property
    def leaves(self) -> bool:
        """Whether those of it leave: the day is their last."""
        return self.kind in LEAVING

    @property
    def faults(self) -> int:
        """How many of its lines cannot be."""
        return sum(bool(line.fault) for line in self.lines)

    @property
    def marks(self) -> int:
        """How many marks signing leaves outside somebody's days in a class."""
        return sum(line.marks for line in self.lines)


def order_page(actor: Actor, order_id: int) -> OrderPage:
    """Return an order and, of a draft, what signing would do. At most eight queries. Raises NotVisible."""
    policy.require(actor, Right.READ_STUDENTS)
    order = (
        Order.objects.filter(school_id=actor.school_id, pk=order_id).select_related("cancels", "cancelled_by").first()
    )
    if order is None:
        raise NotVisible
    lines = _lines(order)
    is_signed = order.status == OrderStatus.SIGNED and order.kind != OrderKind.CANCEL
    was_applied = any(line.is_applied for line in lines)
    other = getattr(order, "cancelled_by", None)
    may_sign = actor.may(Right.SIGN_ORDERS)
    return OrderPage(
        id=order.pk,
        kind=order.kind,
        number=order.number,
        dated=order.date,
        effective_on=order.effective_on,
        status=order.status,
        note=order.note,
        version=order.version,
        lines=tuple(lines),
        steps=tuple(_steps(order)),
        cancels=(order.cancels.pk, order_label(order.cancels.number, order.cancels.date)) if order.cancels else None,
        cancelled_by=(other.pk, order_label(other.number, other.date)) if other else None,
        may_keep=actor.may(Right.KEEP_CLASSES),
        may_sign=may_sign,
        may_cancel=may_sign and is_signed and was_applied,
        is_of_load=is_signed and not was_applied,
    )


def _lines(order: Order) -> list[LineRow]:
    rows = list(order.lines.select_related("student__person", "class_from", "class_to__year"))
    if not rows:
        return _of_stays(order)
    foreseen = _foreseen(order, rows) if order.status == OrderStatus.DRAFT else Foreseen()
    rows.sort(key=lambda line: (line.student.person.sort_key, line.pk))
    names = full_names([_named(line.student) for line in rows])
    return [
        LineRow(
            student_id=line.student_id,
            name=name.name,
            class_from=line.class_from.name if line.class_from else "",
            class_to=line.class_to.name if line.class_to else "",
            to_id=line.class_to_id,
            day=line.effective_on or order.effective_on,
            note=line.note,
            fault=foreseen.faults.get(line.student_id, ""),
            marks=foreseen.marks.get(line.student_id, 0),
            leap=line.student_id in foreseen.leaps,
            is_applied=line.applied_as is not None,
        )
        for line, name in zip(rows, names, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What signing would refuse and ask about, by student."""

    faults: dict[int, str] = field(default_factory=dict)
    marks: dict[int, int] = field(default_factory=dict)
    leaps: frozenset[int] = frozenset()


def _foreseen(order: Order, lines: Collection[OrderLine]) -> Foreseen:
    """Three queries."""
    stays, day = stays_of(order.school_id, [line.student_id for line in lines]), today()
    movings = [Moving(order, line, stays[line.student_id], day) for line in lines]
    terms = closed_terms(one for moving in movings for one in moving.classes)
    # Before the steps are tried: they set the days of the stays.
    marks = marks_on(order.school_id, [days for moving in movings for days in moving.taken()])
    leaps = frozenset(one.line.student_id for one in movings if one.leap)
    faults = {moving.line.student_id: fault for moving in movings if (fault := _fault(moving, terms))}
    return Foreseen(faults, marks, leaps)


def _fault(moving: Moving, terms: list[Term]) -> str:
    line, old = moving.line, moving.comes_from
    if line.class_from_id and line.class_from_id != (old.class_group_id if old else None):
        return phrase("Теперь в {name}.", name=old.class_group.name) if old else "Уже выбыл."
    if closed := closed_fault(moving.classes, first_changed(moving.order.kind, moving.day), terms):
        return closed
    try:
        moving.steps()
    except Refused as refused:
        return refused.message
    return ""


def _of_stays(order: Order) -> list[LineRow]:
    """The students of an order that a load or an older version has written. One query."""
    stays = Membership.objects.filter(Q(enrolled_by=order) | Q(left_by=order)).select_related(
        "student__person", "class_group"
    )
    found: dict[int, dict[str, Any]] = {}
    for stay in stays.order_by("student__person__sort_key", "starts_on"):
        line = found.setdefault(stay.student_id, {"student": stay.student, "from": "", "to": "", "day": stay.starts_on})
        if stay.left_by_id == order.pk:
            line["from"], line["day"] = stay.class_group.name, stay.ends_on or stay.starts_on
        if stay.enrolled_by_id == order.pk:
            line["to"], line["day"] = stay.class_group.name, stay.starts_on
    names = full_names([_named(one["student"]) for one in found.values()])
    return [
        LineRow(pk, name.name, one["from"], one["to"], None, one["day"], "")
        for (pk, one), name in zip(found.items(), names, strict=True)
    ]


def _named(student: Student) -> Named:
    person = student.person
    return Named(person.surname, person.name, person.patronymic, person.birth_date, student.file_number)


_STEPS = {
    "create_order": "Проект составлен",
    "update_order": "Проект изменён",
    "sign_order": "Подписан",
    "cancel_order": "Отменён",
}


def _steps(order: Order) -> list[Step]:
    """One query."""
    rows = list(
        Entry.objects.filter(school_id=order.school_id, kind="classes.order", object_id=order.pk).order_by("id")
    )
    names = names_apart(order.school_id, rows)
    return [Step(local(one.at), names.get(one.account_id, one.actor_name), _step(one)) for one in rows]


def _step(entry: Entry) -> str:
    """What a card or a first list says has been signed is written so, never drafted."""
    is_signed = entry.action == "create_order" and (entry.after or {}).get("status") == OrderStatus.SIGNED
    return "Записан" if is_signed else _STEPS.get(entry.action, "Записан")


# ── whom a new one may be about ───────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to tick; `about` says where somebody without a class was last."""

    id: int
    name: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class ClassChoice:
    """A class to choose; `year` is told where it is not the one under way."""

    id: int
    name: str
    year_starts: date


def order_classes(actor: Actor, day: date) -> list[ClassChoice]:
    """Return the classes that an order of about `day` may be about: of the last year, this and those to come.

    One query.
    """
    rows = ClassGroup.objects.filter(school_id=actor.school_id, year__ends_on__gte=day - timedelta(days=366))
    found = rows.select_related("year").order_by("year__starts_on", "sort_key")
    return [
        ClassChoice(one.pk, one.name if day in one.year.dates else f"{one.name}, {one.year.name}", one.year.starts_on)
        for one in found
    ]


def candidates(actor: Actor, *, class_id: int | None, text: str = "", day: date) -> list[Candidate]:
    """Return whom an order may be about: the students of a class on `day`, or those of no class then by name.

    Of a class of the last year that is over, who was there to its end. At most two queries. Raises NotVisible.
    """
    policy.require(actor, Right.KEEP_CLASSES)
    stays = Membership.objects.filter(school_id=actor.school_id).select_related(
        "class_group__year", "left_by", "enrolled_by"
    )
    if class_id is not None:
        rows = list(stays.filter(class_group=class_id, starts_on__lte=day).select_related("student__person"))
        students = {row.student_id: row.student for row in rows if stay_on([row], day)}
        return _candidates(list(students.values()), {})
    here = Membership.objects.filter(_still_in(day), student=OuterRef("pk"))
    found = Student.objects.filter(~Exists(here), name_filter(search_words(text), "person__"))
    some = list(found.filter(school_id=actor.school_id).select_related("person").order_by("person__sort_key")[:MOST])
    last: dict[int, Membership] = {}
    for row in stays.filter(student__in=[one.pk for one in some]).order_by("starts_on"):
        last[row.student_id] = row
    return _candidates(some, last)


def _still_in(day: date) -> Q:
    """In a class on the day: a stay without an end lasts to the end of its year."""
    return Q(starts_on__lte=day, class_group__year__ends_on__gte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def _candidates(students: list[Student], last: dict[int, Membership]) -> list[Candidate]:
    students.sort(key=lambda one: (one.person.sort_key, one.pk))
    names = full_names([_named(one) for one in students])
    return [Candidate(one.pk, name.name, _last(last.get(one.pk))) for one, name in zip(students, names, strict=True)]


def _last(stay: Membership | None) -> str:
    if stay is None:
        return ""
    ends = min(stay.ends_on or date.max, stay.class_group.year.ends_on)
    if stay.starts_on > today():
        return phrase("с {day:%d.%m.%Y} в {name}", day=stay.starts_on, name=stay.class_group.name)
    why = f", {kind_label(stay.left_by.kind).lower()}" if stay.left_by and stay.ends_on else ""
    return phrase("{name} по {day:%d.%m.%Y}{why}", name=stay.class_group.name, day=ends, why=why)


def marks_after(actor: Actor, student_id: int, day: date, kind: str) -> int:
    """Return how many marks a student has outside the days in the class if an order of `kind` is signed for `day`.

    Two queries. Raises NotVisible.
    """
    policy.require(actor, Right.KEEP_CLASSES)
    order = Order(school_id=actor.school_id, kind=kind, effective_on=day)
    line = OrderLine(school_id=actor.school_id, student_id=student_id)
    stays = stays_of(actor.school_id, [student_id])[student_id]
    return sum(Counter(marks_on(actor.school_id, Moving(order, line, stays, today()).taken())).values())
