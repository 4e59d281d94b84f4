"""What a line of an order does to a student's stays (CON-02, Т4.4.5, Т5.2.3). Nothing is written here.

A stay without an end lasts to the end of its class's year: between two years nobody is in a class, and whoever was in
5А in May comes into 6А in September. What is signed for a later day stands in nobody's way before it: a stay that is
made now ends where the later begins. Whoever leaves takes nothing up later: stays that have not begun are taken back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from letopis.kernel.dates import DateRange, day_after, day_before, short
from letopis.kernel.errors import Refused
from letopis.school.classes.asking import Days
from letopis.school.classes.enums import ENTERING, LEAVING, OrderKind
from letopis.school.classes.intake import STAYS
from letopis.school.classes.models import ClassGroup, Membership, Order, OrderLine
from letopis.school.classes.rules import Stay, enrolment_fault, is_leap, leaving_fault
from letopis.school.history.intake import Put
from letopis.school.history.succession import Succession
from letopis.school.organisation.words import phrase

# Whoever is on leave is still a student: expelled then, the order of leaving is another.
_OUT_OF_LEAVE = frozenset({OrderKind.EXPEL, OrderKind.TRANSFER_OUT})


def last_of(stay: Membership) -> date:
    """Return the last day in a class: no later than its year's."""
    return min(stay.ends_on or date.max, stay.class_group.year.ends_on)


def is_in(stay: Membership, day: date) -> bool:
    """Whether the student is in the class on `day`."""
    return stay.starts_on <= day <= last_of(stay)


def first_changed(kind: str, day: date) -> date:
    """Return the first day that an order changes: whoever leaves is there on the last."""
    return day_after(day) if kind in LEAVING else day


def stay_on(stays: Sequence[Membership], day: date) -> Membership | None:
    """Return the stay of `day`, or the one that ran to the end of a year before it with none since."""
    here = next((stay for stay in reversed(stays) if is_in(stay, day)), None)
    if here or not stays:
        return here
    last = max((stay for stay in stays if stay.starts_on <= day), key=lambda one: one.starts_on, default=None)
    if last is None or last_of(last) < last.class_group.year.ends_on or _has_left(last):
        return None
    return last


def _has_left(stay: Membership) -> bool:
    return bool(stay.ends_on and stay.left_by and stay.left_by.kind in LEAVING)


@dataclass(frozen=True, slots=True)
class Moving:
    """One line about to be applied: the order's kind, the day, the student's stays from the first to the last."""

    order: Order
    line: OrderLine
    stays: list[Membership]
    today: date

    @property
    def day(self) -> date:
        """The line's day."""
        return self.line.effective_on or self.order.effective_on

    @property
    def comes_from(self) -> Membership | None:
        """The stay that is left, none for one who comes."""
        if self.order.kind in ENTERING:
            return None
        return stay_on(self.stays, self.day if self.order.kind in LEAVING else day_before(self.day))

    @property
    def classes(self) -> list[ClassGroup]:
        """The classes whose days it changes: the one that is left, the one that it leads to."""
        old = self.comes_from
        return [one for one in (old.class_group if old else None, self.line.class_to) if one]

    @property
    def leap(self) -> tuple[str, str] | None:
        """The names of two classes between which a grade is passed over; None of a usual step."""
        old, new = self.comes_from, self.line.class_to
        if old and new and is_leap(old.class_group.grade, new.grade):
            return old.class_group.name, new.name
        return None

    def taken(self) -> Iterator[Days]:
        """Yield the days of the present class that the line takes away."""
        old = self.comes_from
        first = first_changed(self.order.kind, self.day)
        if old and first <= last_of(old):
            yield Days(self.line.student_id, old.class_group_id, DateRange(first, last_of(old)))

    def steps(self) -> list[Put[Membership]]:
        """Return the stays to write. Raises Refused with the remedy, without the student's name."""
        steps = Succession[Membership](STAYS, corrects=False)
        if self.order.kind in LEAVING:
            self._leave(steps)
        else:
            self._come(steps)
        for put in steps.puts:
            if put.is_new and self.order.kind in ENTERING:
                put.action = "enrol"
        return steps.puts

    # ── out ───────────────────────────────────────────────────────────

    def _leave(self, steps: Succession[Membership]) -> None:
        stay = self.comes_from
        if stay is None:
            self._leave_from_leave(steps)
            return
        year_ends = stay.class_group.year.ends_on
        # In summer people leave a year that is over; while it goes on, a day after it is a slip of the pen.
        last_day = min(self.day, year_ends) if self.today > year_ends else self.day
        if fault := leaving_fault(_named(stay), last_day, year_ends):
            raise Refused(fault, code="leave", field="last_day")
        if _has_left(stay):
            assert stay.ends_on
            message = "Выбытие уже оформлено: {day:%d.%m.%Y}. Проверьте движение {student.gen}."
            raise Refused(phrase(message, day=stay.ends_on), code="left", field="last_day")
        later = [one for one in self.stays if one.starts_on > last_day]
        if begun := next((one for one in later if one.starts_on <= self.today), None):
            raise Refused(_busy(begun), code="later", field="last_day")
        steps.end([stay, *later], last_day, left_by=self.order, note=self.line.note or stay.note)

    def _leave_from_leave(self, steps: Succession[Membership]) -> None:
        last = next((one for one in reversed(self.stays) if one.starts_on <= self.day), None)
        if not (last and last.left_by and last.left_by.kind == OrderKind.LEAVE and self.order.kind in _OUT_OF_LEAVE):
            raise Refused(leaving_fault(None, self.day, self.day), code="leave", field="last_day")
        assert last.ends_on
        steps.end([last], last.ends_on, left_by=self.order, note=self.line.note or last.note)

    # ── in and across ─────────────────────────────────────────────────

    def _come(self, steps: Succession[Membership]) -> None:
        class_group = self.line.class_to
        assert class_group
        old = self.comes_from
        if self.order.kind in ENTERING:
            self._check_return()
        else:
            old = self._check_old(old, class_group)
        here = next((one for one in self.stays if one is not old and is_in(one, self.day)), None)
        if here or self.day not in class_group.year.dates:
            stays = [_named(here)] if here else []
            fault = enrolment_fault(stays, self.day, class_group.year.dates)
            raise Refused(fault, code="enrol", field="starts_on")
        new = self._new(class_group, old)
        if old:
            steps.hand_over([old], new, left_by=self.order, note=self.line.note or old.note)
        else:
            steps.start(new)
        for stay in self.stays:
            self._close(steps, stay, is_left=stay is old)

    def _close(self, steps: Succession[Membership], stay: Membership, *, is_left: bool) -> None:
        """Between two years nobody is in a class: what went on without an end has ended with its year."""
        year_ends = stay.class_group.year.ends_on
        if is_left and stay.ends_on:
            stay.ends_on = min(stay.ends_on, year_ends)
        elif stay.ends_on is None and year_ends < self.day:
            steps.end([stay], year_ends)

    def _check_return(self) -> None:
        if self.order.kind == OrderKind.RETURN and not any(one.starts_on <= self.day for one in self.stays):
            message = phrase("{Student.nom} ещё нигде не числился. Оформите зачисление.")
            raise Refused(message, code="return", field="starts_on")

    def _check_old(self, old: Membership | None, class_group: ClassGroup) -> Membership:
        before = day_before(self.day)
        if old is None:
            begins = next((one for one in self.stays if one.starts_on == self.day), None)
            fault = leaving_fault(_named(begins) if begins else None, before, before)
            raise Refused(fault, code="leave", field="starts_on")
        if old.class_group_id == class_group.pk:
            message = phrase("{Student.nom} уже в {name}. Выберите, куда перевести.", name=class_group.name)
            raise Refused(message, code="same", field="class_id")
        next_year = class_group.year.starts_on > old.class_group.year.starts_on
        if self.order.kind in {OrderKind.PROMOTE, OrderKind.REPEAT} and not next_year:
            text = "{name} не следующего учебного года. Выберите {group.acc} нового года."
            message = phrase(text, name=class_group.name)
            raise Refused(message, code="year", field="class_id")
        return old

    def _new(self, class_group: ClassGroup, old: Membership | None) -> Membership:
        """The stay from the day on. It ends where a later one begins, or where the old one was to end."""
        new = Membership(
            school_id=self.order.school_id,
            class_group=class_group,
            student_id=self.line.student_id,
            starts_on=self.day,
            enrolled_by=self.order,
            note="" if old else self.line.note,
        )
        later = next((one for one in self.stays if one.starts_on > self.day), None)
        if later and later.class_group_id == class_group.pk:
            raise Refused(_busy(later), code="later", field="starts_on")
        if old and old.ends_on and old.ends_on >= self.day:
            new.ends_on, new.left_by = old.ends_on, old.left_by
        if later and later.starts_on <= min(new.ends_on or date.max, class_group.year.ends_on):
            new.ends_on = day_before(later.starts_on)
        elif later and new.ends_on is None:
            new.ends_on = class_group.year.ends_on  # comes this year, and is signed into a class of the next
        return new


def _named(stay: Membership) -> Stay:
    return Stay(stay.class_group.name, DateRange.of(stay.starts_on, stay.ends_on) or DateRange(stay.starts_on))


def _busy(stay: Membership) -> str:
    order = stay.enrolled_by
    by = f" по приказу № {order.number} от {short(order.date)}" if order and order.number else ""
    return phrase(
        "С {day:%d.%m.%Y} {student.nom} в {name}{by}. Отмените тот приказ или выберите другой день.",
        day=stay.starts_on,
        name=stay.class_group.name,
        by=by,
    )
