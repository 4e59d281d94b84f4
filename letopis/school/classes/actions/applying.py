"""What signing an order writes, and what is taken back when it is cancelled: stays, places in subgroups (CON-02).

Any number of lines costs the statements of one, but for the batches in which rows are written.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Max

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange, short
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.classes.asking import Days, marks_on
from letopis.school.classes.carrying import GoingOn, carry_places
from letopis.school.classes.enums import OrderStatus
from letopis.school.classes.intake import write_memberships, write_places
from letopis.school.classes.models import ClassGroup, Membership, Order, OrderLine, SubgroupMembership
from letopis.school.classes.moving import Moving, first_changed, last_of
from letopis.school.history.closed import keep_open
from letopis.school.history.intake import Faulty, Put
from letopis.school.history.tracking import snapshot, tracked
from letopis.school.organisation.models import Term
from letopis.school.organisation.words import current, phrase
from letopis.school.people.models import Student
from letopis.school.people.namesakes import full_names

NAMED = 3  # of whom a message tells
# What tells that a stay is still as the order left it.
_OF_STAY = ("class_group_id", "starts_on", "ends_on", "left_by_id")


# ── what both need ────────────────────────────────────────────────────


def locked(actor: Actor, student_ids: Iterable[int]) -> dict[int, Student]:
    """Return the students, locked in one order: two orders about one student wait for each other. Raises NotVisible."""
    wanted = set(student_ids)
    rows = Student.objects.select_for_update(of=("self",)).select_related("person")
    found = {row.pk: row for row in rows.filter(school_id=actor.school_id, pk__in=wanted).order_by("pk")}
    if found.keys() != wanted:
        raise NotVisible
    return found


def stays_of(school_id: int, student_ids: Iterable[int]) -> dict[int, list[Membership]]:
    """Return the stays of students from the first to the last. One query."""
    rows = Membership.objects.filter(school_id=school_id, student__in=list(student_ids))
    stays: dict[int, list[Membership]] = defaultdict(list)
    for row in rows.select_related("class_group__year", "enrolled_by", "left_by").order_by("starts_on", "pk"):
        stays[row.student_id].append(row)
    return stays


def refuse_closed(classes: Iterable[ClassGroup], day: date) -> None:
    """Refuse what would change days of a closed year or term, from `day` on; both stay as they are. One query."""
    groups = list(classes)
    keep_open([one.year for one in groups])
    if message := closed_fault(groups, day, closed_terms(groups)):
        raise Refused(message, code="closed", field="effective_on")


def closed_terms(classes: Iterable[ClassGroup]) -> list[Term]:
    """Return the closed terms of the classes, the last first. One query."""
    terms = Term.objects.filter(scheme__in={one.scheme_id for one in classes}, closed_at__isnull=False)
    return list(terms.order_by("-ends_on"))


def closed_fault(classes: Collection[ClassGroup], day: date, terms: Iterable[Term]) -> str:
    """Say why days of the classes cannot be changed from `day` on; "" where they can. `terms`: closed_terms()."""
    year = next((one.year for one in classes if one.year.closed_at and one.year.ends_on >= day), None)
    if year:
        return f"Учебный год {year.name} закрыт: дату {short(day)} приказом не изменить. Укажите дату нового года."
    schemes = {one.scheme_id for one in classes}
    term = next((one for one in terms if one.scheme_id in schemes and one.ends_on >= day), None)
    if term:
        return phrase(
            "{name} закрыт для исправлений: состав {group.gens} можно менять с {day:%d.%m.%Y}, после его конца.",
            name=f"Период «{term.name}»",
            day=DateRange(term.starts_on, term.ends_on).day_after or term.ends_on,
        )
    return ""


def refuse_marks(school_id: int, days: Iterable[Days], students: dict[int, Student], what: str) -> None:
    """Ask before marks get outside somebody's days in a class: how many and whose. A query."""
    found = marks_on(school_id, days)
    if not found:
        return
    shown = names_of_students(students)
    names = sorted(f"{shown[pk]} — {number}" for pk, number in found.items())
    more = f" и ещё {len(names) - NAMED}" if len(names) > NAMED else ""
    message = (
        f"{what} Отметок: {sum(found.values())} ({', '.join(names[:NAMED])}{more}). "
        "Они останутся в журнале. Проверьте дату или отметьте «Всё равно»."
    )
    raise Refused(message, code="marks")


def names_of_students(students: dict[int, Student]) -> dict[int, str]:
    """Return by id the full names of an order's students, told apart."""
    names = full_names([one.named for one in students.values()])
    return dict(zip(students, (one.name for one in names), strict=True))


def told(faults: Sequence[tuple[int, Refused]], students: dict[int, Student]) -> Refused:
    """Return one refusal for the first faults of an order, by name where there are several students."""
    first = faults[0][1]
    if len(students) == 1:
        return first
    shown = names_of_students(students)
    lines = [f"{shown[pk]}: {fault.message}" for pk, fault in faults[:NAMED]]
    if len(faults) > NAMED:
        lines.append(f"И ещё {len(faults) - NAMED} {current().student.gens}.")
    return Refused(" ".join(lines), code=first.code)


# ── signing ───────────────────────────────────────────────────────────


def apply(
    actor: Actor,
    order: Order,
    lines: Sequence[OrderLine],
    *,
    even_with_marks: bool = False,
    even_with_grades: bool = False,
) -> dict[int, list[Put[Membership]]]:
    """Move the students of `lines` as the order says; return the stays written, by student.

    What each line has written is noted in it, not saved: whoever signs writes the lines.

    Raises NotVisible, Refused: nobody is in two classes, nothing is changed in a closed year or term, marks after the
    day (`marks`) and a grade passed over (`grades`) are asked about.
    """
    students = locked(actor, (line.student_id for line in lines))
    stays, day = stays_of(actor.school_id, students), today()
    movings = [Moving(order, line, stays[line.student_id], day) for line in lines]
    _refuse_other(movings, students)
    changed = min(first_changed(order.kind, moving.day) for moving in movings)
    refuse_closed((one for moving in movings for one in moving.classes), changed)
    if not even_with_grades:
        _refuse_leaps(movings, students)
    if not even_with_marks:
        taken = [days for moving in movings for days in moving.taken()]
        refuse_marks(
            actor.school_id, taken, students, phrase("В прежнем {group.pre} есть отметки за дни после выбытия.")
        )
    puts = _steps(movings, students)
    try:
        written, places = write_memberships(actor, puts)
    except Faulty as fault:
        raise told([(puts[fault.index].row.student_id, fault)], students) from fault
    _keep(actor, movings, written, [*places, *carry_places(actor, list(_going_on(movings, written)))])
    found: dict[int, list[Put[Membership]]] = defaultdict(list)
    for put in written:
        found[put.row.student_id].append(put)
    return found


def _going_on(movings: Iterable[Moving], written: Iterable[Put[Membership]]) -> Iterator[GoingOn]:
    """Who comes into the class of a later year from that of an earlier one."""
    new = {(put.row.student_id, put.row.class_group_id): put.row for put in written if put.is_new}
    for moving in movings:
        was, comes = moving.line.class_from, moving.line.class_to
        if not was or not comes or comes.year.starts_on <= was.year.ends_on:
            continue
        left = next(stay for stay in reversed(moving.stays) if stay.class_group_id == was.pk)
        yield GoingOn(new[moving.line.student_id, comes.pk], was.pk, last_of(left))


def _refuse_leaps(movings: Iterable[Moving], students: dict[int, Student]) -> None:
    """Ask before somebody passes over a grade: 7А → 10А is seldom meant."""
    leaps = [(students[one.line.student_id], *leap) for one in movings if (leap := one.leap)]
    if leaps:
        named = ", ".join(f"{one.person}: {before} → {after}" for one, before, after in leaps[:NAMED])
        more = f" и ещё {len(leaps) - NAMED}" if len(leaps) > NAMED else ""
        message = phrase("Перевод больше чем на один {grade.acc}: {named}{more}. ", named=named, more=more)
        raise Refused(f"{message}Проверьте приказ или отметьте «Всё равно».", code="grades")


def _class_of(moving: Moving) -> ClassGroup | None:
    old = moving.comes_from
    return old.class_group if old else None


def _refuse_other(movings: Iterable[Moving], students: dict[int, Student]) -> None:
    """A draft says whom it takes from which class; somebody moved since is told."""
    faults = []
    for moving in movings:
        line, now = moving.line, _class_of(moving)
        if line.class_from_id and line.class_from_id != (now.pk if now else None):
            assert line.class_from
            where = phrase("теперь в {name}", name=now.name) if now else phrase("там больше не числится")
            message = phrase(
                "в проекте приказа {student.nom} из {name}, но {where}. Исправьте проект.",
                name=line.class_from.name,
                where=where,
            )
            faults.append((line.student_id, Refused(message, code="moved")))
    if faults:
        raise told(faults, students)


def _steps(movings: Iterable[Moving], students: dict[int, Student]) -> list[Put[Membership]]:
    puts, faults = [], []
    for moving in movings:
        before = _class_of(moving)
        try:
            puts += moving.steps()
        except Refused as refused:
            faults.append((moving.line.student_id, refused))
        moving.line.class_from = before if before else moving.line.class_from
    if faults:
        raise told(faults, students)
    return puts


def _keep(
    actor: Actor,
    movings: Sequence[Moving],
    written: Sequence[Put[Membership]],
    places: Sequence[Put[SubgroupMembership]],
) -> None:
    """Note with each line what it has written: it is written with the line."""
    effects: dict[int, list[Any]] = defaultdict(list)
    changed: list[Put[Any]] = [*written, *places]
    for put in changed:
        table = "stay" if isinstance(put.row, Membership) else "place"
        after = None if put.removed else snapshot(put.row)
        effects[put.row.student_id].append([table, put.row.pk, put.before, after])
    highest = OrderLine.objects.filter(school_id=actor.school_id).aggregate(highest=Max("applied_as"))["highest"]
    for moving in movings:
        line = moving.line
        line.effects, line.applied_as = effects[line.student_id], (highest or 0) + 1


# ── taking back ───────────────────────────────────────────────────────


def take_back(actor: Actor, order: Order, *, even_with_marks: bool = False) -> None:
    """Bring the stays and the places in subgroups to what they were before the order. Raises Refused.

    A later order about one of its students stands on it and is to be cancelled first.
    """
    lines = list(order.lines.select_related("class_from__year", "class_to__year").order_by("pk"))
    if not any(line.effects for line in lines):
        message = "Приказ записан загрузкой, и того, что было до него, в нём нет. Оформите новый приказ о движении."
        raise Refused(message, code="loaded")
    students = locked(actor, (line.student_id for line in lines))
    _refuse_later(order, lines, students)
    changed = [first_changed(order.kind, line.effective_on or order.effective_on) for line in lines]
    refuse_closed([one for line in lines for one in (line.class_from, line.class_to) if one], min(changed))
    effects = [effect for line in lines for effect in line.effects]
    stays = _restored(Membership, order.school_id, [one for one in effects if one[0] == "stay"], _OF_STAY)
    gone = [put.row for put in stays if put.removed]
    if not even_with_marks:
        what = phrase("За дни, которые отмена уберёт, есть отметки.")
        refuse_marks(actor.school_id, _days(gone), students, what)
    try:
        write_memberships(actor, stays)
    except Faulty as fault:
        raise told([(stays[fault.index].row.student_id, fault)], students) from fault
    places = [one for one in effects if one[0] == "place"]
    restored = _restored(SubgroupMembership, order.school_id, places, None)
    write_places(actor, [*restored, *_prolonged(stays, {pk for _, pk, _, _ in places})])


def _prolonged(stays: Iterable[Put[Membership]], restored: Collection[int]) -> Iterator[Put[SubgroupMembership]]:
    """Places taken since the order was signed: they end with the stay, and go on with it. A query where one goes on."""
    longer = {
        (put.row.student_id, put.row.class_group_id, date.fromisoformat(str(put.before["ends_on"]))): put.row.ends_on
        for put in stays
        if put.before and put.before["ends_on"] and not put.removed and put.touches("ends_on")
    }
    if not longer:
        return
    rows = SubgroupMembership.objects.filter(
        student__in={student for student, _, _ in longer}, ends_on__in={last for _, _, last in longer}
    ).exclude(pk__in=restored)
    for row in rows.select_related("subgroup"):
        assert row.ends_on
        key = row.student_id, row.subgroup.class_group_id, row.ends_on
        if key in longer:
            put = Put.change(row, "cancel_order")
            row.ends_on = longer[key]
            yield put


def _days(rows: list[Membership]) -> list[Days]:
    """Return the days of stays that are to go. A query where there are some."""
    pks = [row.pk for row in rows]
    stays = Membership.objects.filter(pk__in=pks).select_related("class_group__year") if pks else []
    return [Days(one.student_id, one.class_group_id, DateRange(one.starts_on, last_of(one))) for one in stays]


def _refuse_later(order: Order, lines: Sequence[OrderLine], students: dict[int, Student]) -> None:
    """One query."""
    own = {line.student_id: line.applied_as or 0 for line in lines}
    later = OrderLine.objects.filter(
        order__status=OrderStatus.SIGNED, student__in=own, applied_as__gt=min(own.values())
    ).exclude(order=order)
    for line in later.select_related("order").order_by("-applied_as", "pk"):
        if (line.applied_as or 0) > own[line.student_id]:
            number = f"№ {line.order.number}" if line.order.number else "без номера"
            message = (
                f"Сначала отмените более поздний приказ {number} от {short(line.order.date)} "
                f"«{line.order.get_kind_display()}»: в нём {names_of_students(students)[line.student_id]}."
            )
            raise Refused(message, code="later")


def _restored(
    model: type[Any], school_id: int, effects: Sequence[Any], judged: tuple[str, ...] | None
) -> list[Put[Any]]:
    """Return the rows as they were before; `judged`: columns that must be as the order left them, None: else leave it.

    One query.
    """
    rows = {row.pk: row for row in model.objects.filter(pk__in=[pk for _, pk, _, _ in effects])}
    puts: list[Put[Any]] = []
    for _, pk, before, after in effects:
        row = rows.get(pk)
        if after is None:
            if row is None:
                puts.append(Put(_made(model, school_id, pk, before), action="cancel_order"))
            continue
        now = snapshot(row) if row else None
        if row is None or now is None or any(now[name] != after[name] for name in judged or after):
            if judged is None:
                continue
            message = phrase("Состав {group.gen} изменён после приказа и без приказа. Оформите новый приказ.")
            raise Refused(message, code="moved")
        put = Put.change(row, "cancel_order")
        if before is None:
            put.removed = True
        else:
            _set(row, {name: value for name, value in before.items() if value != after.get(name)})
        puts.append(put)
    return puts


def _made(model: type[Any], school_id: int, pk: int, values: dict[str, Any]) -> Any:
    row = model(pk=pk, school_id=school_id)
    _set(row, values)
    return row


def _set(row: Any, values: dict[str, Any]) -> None:
    """Set columns from the form in which the ledger holds them."""
    for name, value in values.items():
        if name in tracked(type(row)).columns:
            setattr(row, name, row._meta.get_field(name).to_python(value))
