"""The orders of a load: those by which it founds classes, signed, and drafts of what it has found to have moved since.

Nothing here asks the base (CON-02, Т4.4.4-5; decisions/0014).
"""

from datetime import date
from typing import NamedTuple

from letopis.documents.school_import.draft import DraftedOrder, Moved
from letopis.documents.school_import.planning.context import Planning
from letopis.documents.school_import.records import PaperOrder, StudentRecord
from letopis.school.classes.enums import LEAVING, OrderKind, OrderStatus
from letopis.school.classes.models import ClassGroup, Membership, Order, OrderLine
from letopis.school.organisation.words import phrase
from letopis.school.people.models import Student


class Movement(NamedTuple):
    """What a list says has happened to somebody: on `day` to `group` (None: out), from `before` (None: from nowhere).

    `named`: the order that the list names.
    """

    kind: OrderKind
    before: ClassGroup | None
    group: ClassGroup | None
    day: date
    named: PaperOrder = PaperOrder()


class Papers:
    """The orders that a load names, makes and adds to."""

    def __init__(self, planning: Planning) -> None:
        self.planning = planning
        rows = planning.live.orders
        self._held = {row.pk: row for row in rows}
        # Numbers are one order's each, drafts and cancelled ones included.
        self._named = {(str(row.kind), row.number, row.date): row for row in rows if row.number}
        self._unnamed = {(str(row.kind), row.effective_on): row for row in rows if _is_of_lists(row)}
        self._drafts: dict[tuple[str, str, date], DraftedOrder] = {}
        self._classes = {group.pk for group in planning.live.classes.values()}

    # ── what founds ───────────────────────────────────────────────────

    def found(self, stay: Membership, record: StudentRecord, student: Student) -> list[OrderLine]:
        """Give a stay that is written at once the signed orders behind its days, with a line each."""
        lines = self._name(stay, student, "enrolled_by", record.enrol_order.or_dated(record.enrolled_on))
        if stay.ends_on and record.left_on:
            lines += self._name(stay, student, "left_by", record.left_order.or_dated(record.left_on))
        return lines

    def complete(self, stay: Membership, record: StudentRecord, student: Student) -> list[OrderLine]:
        """Give a stay that goes on the number that its list names now, where the base has none yet."""
        held = self._held.get(stay.enrolled_by_id) if stay.enrolled_by_id else None
        if held is None or _is_of_lists(held):
            order = self._numbered(OrderKind.ENROL, record.enrol_order.or_dated(record.enrolled_on))
            return [self._line(order, stay, student, "enrolled_by")] if order else []
        return []

    def _name(self, stay: Membership, student: Student, column: str, named: PaperOrder) -> list[OrderLine]:
        """Name the order in the stay. What the list does not name leaves the one that is known."""
        kind = OrderKind.EXPEL if column == "left_by" else OrderKind.ENROL
        held = getattr(stay, f"{column}_id")
        order = self._numbered(kind, named) or (None if held else self._of_lists(kind))
        if order:
            return [self._line(order, stay, student, column)]
        known = self.planning.live.lines.get((held, stay.student_id))
        return [self._line(self._held[held], stay, student, column)] if known else []

    def _numbered(self, kind: OrderKind, named: PaperOrder) -> Order | None:
        """The signed order that a list names; none where it names none, or one that is not signed or cancelled."""
        if not (named.number and named.dated):
            return None
        key = (str(kind), named.number, named.dated)
        if key not in self._named:
            self._named[key] = self.planning.draft.put(Order, None, kind=kind, number=named.number, date=named.dated)
        return self._named[key] if self._named[key].status == OrderStatus.SIGNED else None

    def _of_lists(self, kind: OrderKind) -> Order:
        """The order of all for whom the first lists of a year name none."""
        first = self.planning.year.starts_on
        if (str(kind), first) not in self._unnamed:
            row = self.planning.draft.put(Order, None, kind=kind, date=first, effective_on=first)
            row.note = phrase("По первым спискам {group.gens}")
            self._unnamed[str(kind), first] = row
        return self._unnamed[str(kind), first]

    def _line(self, order: Order, stay: Membership, student: Student, column: str) -> OrderLine:
        """Name the order in the stay and the student in the order; the line of the order before it goes."""
        draft, lines = self.planning.draft, self.planning.live.lines
        before = lines.get((getattr(stay, f"{column}_id"), stay.student_id))
        if before and before.order_id != order.pk:
            draft.remove(before)
        draft.put(Membership, stay, **{column: order})
        ends = {"class_from": stay.class_group} if column == "left_by" else {"class_to": stay.class_group}
        day = stay.ends_on if column == "left_by" else stay.starts_on
        return draft.put(
            OrderLine,
            lines.get((order.pk, student.pk)) if order.pk and student.pk else None,
            order=order,
            student=student,
            effective_on=None if day == (order.effective_on or order.date) else day,
            **ends,
        )

    # ── what is drafted ───────────────────────────────────────────────

    def draft(self, record: StudentRecord, student: Student, one: Movement) -> list[OrderLine]:
        """Put the student into a draft order; into none where one says so already. Tell of another that differs."""
        known = self._drafted(student, one)
        if known is not None:
            if known != (one.group.pk if one.group else 0):
                self._tell_other(record, known)
            return []
        of = self._order(one)
        line = self.planning.draft.put(
            OrderLine,
            None,
            order=of.order,
            student=student,
            class_from=one.before,
            class_to=one.group,
            effective_on=one.day if one.day != of.order.effective_on else None,
            note="" if of.order.number or not one.named.number else _noted(one.named),
        )
        names = (one.before.name if one.before else "", one.group.name if one.group else "")
        of.moved.append(Moved(record.name.text, *names, one.day, record.place))
        return [line]

    def _drafted(self, student: Student, one: Movement) -> int | None:
        """The class to which a draft takes the student, 0: out; None: no draft is about the same."""
        for kind, class_id in self.planning.live.drafted.get(student.pk, ()) if student.pk else ():
            leaves = kind in LEAVING
            if leaves == (one.group is None) and (leaves or class_id in self._classes):
                return class_id or 0
        return None

    def _order(self, one: Movement) -> DraftedOrder:
        """One of a kind, a number and a date; where the list names none to be drafted now, of a kind and a day."""
        named = (str(one.kind), one.named.number, one.named.dated or one.day)
        if self._is_of_now(one) and named not in self._drafts and named not in self._named:
            self._drafts[named] = self._new(one, one.named.number, named[2])
            self._named[named] = self._drafts[named].order
        if named in self._drafts:
            return self._drafts[named]
        unnamed = (str(one.kind), "", one.day)
        if unnamed not in self._drafts:
            self._drafts[unnamed] = self._new(one, "", self.planning.day)
        return self._drafts[unnamed]

    def _is_of_now(self, one: Movement) -> bool:
        """Whether the list names an order of this school year: one of the first form, years ago, moves nobody now."""
        return bool(one.named.number) and (one.named.dated or one.day).year >= self.planning.year.starts_on.year

    def _new(self, one: Movement, number: str, dated: date) -> DraftedOrder:
        draft = self.planning.draft
        return draft.drafted(
            draft.put(
                Order,
                None,
                kind=one.kind,
                number=number,
                date=dated,
                effective_on=one.day,
                status=OrderStatus.DRAFT,
            )
        )

    def _tell_other(self, record: StudentRecord, class_id: int) -> None:
        name = next((one.name for one in self.planning.live.classes.values() if one.pk == class_id), "")
        message = phrase(
            "{name}: в проекте приказа другой {group.nom}, {to}. Подпишите или удалите тот проект и повторите.",
            name=record.name.text,
            to=name,
        )
        label = self.planning.base.label("students", record, "class_name")
        self.planning.report.warn(record.at("class_name"), label, "drafted", message)


def _noted(named: PaperOrder) -> str:
    return f"По списку: приказ № {named.number}" + (f" от {named.dated:%d.%m.%Y}" if named.dated else "")


def _is_of_lists(order: Order) -> bool:
    """Whether a load has written the order for those whose list names none."""
    return not order.number and order.status == OrderStatus.SIGNED and order.signed_at is None
