"""Students with their stays in classes and the orders behind these."""

from collections.abc import Iterator
from datetime import date

from letopis.documents.school_import.planning.context import Planning
from letopis.documents.school_import.planning.persons import known_person, person_faults, put_person
from letopis.documents.school_import.records import (
    NOWHERE,
    StudentRecord,
)
from letopis.kernel.dates import DateRange, day_after, day_before
from letopis.kernel.fields import Fault
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.intake import STAYS
from letopis.school.classes.models import ClassGroup, Membership, Order
from letopis.school.classes.rules import Stay, enrolment_fault, leaving_fault
from letopis.school.history.succession import Succession
from letopis.school.organisation.words import phrase
from letopis.school.people.models import Consent, Person, Student


def plan_students(planning: Planning) -> None:
    """Cards of students and their membership."""
    orders = {(row.kind, row.number, row.date): row for row in planning.live.orders}
    for record in planning.base.students:
        if planning.is_out(record):
            planning.draft.skip("students", record.place)
            continue
        if record.place is NOWHERE:
            assert record.live
            planning.students[id(record)] = record.live
            continue
        group = planning.classes.get(record.class_key)
        if group is None:
            planning.leave("students", "students", record)
            continue
        known = known_person(planning, record, record.live.person if record.live else None)
        if planning.note_faults("students", record, _student_faults(planning, record, known, group)):
            planning.draft.skip("students", record.place)
            continue
        person = put_person(planning, record, known)
        student = planning.draft.put(
            Student,
            record.live,
            person=person,
            **record.card,
        )
        planning.students[id(record)] = student
        stays = planning.stays[id(record)] = _plan_membership(planning, record, student, group, orders)
        consent = _plan_consent(planning, record, student)
        planning.draft.tally("students", student, person, *stays, *consent, place=record.place)


def _student_faults(
    planning: Planning, record: StudentRecord, known: Person | None, group: ClassGroup
) -> Iterator[Fault]:
    """What the bulk actions would refuse of a student and of the stay in the class."""
    yield from person_faults(planning, record, known)
    year = planning.year
    if record.enrolled_on and (fault := enrolment_fault([], max(record.enrolled_on, year.starts_on), year.dates)):
        yield Fault("enrolled_on", fault, "enrol")
    stays = planning.live.memberships.get(record.live.pk, []) if record.live else []
    begun = stays[-1].starts_on if stays and stays[-1].class_group_id == group.pk else year.starts_on
    if record.left_on and record.left_on >= year.starts_on:
        stay = Stay(group.name, DateRange(begun))
        if fault := leaving_fault(stay, record.left_on, year.ends_on):
            yield Fault("left_on", fault, "leave")


def _plan_consent(planning: Planning, record: StudentRecord, student: Student) -> list[Consent]:
    """A consent that the base has not: a list never withdraws one, and never gives again what was withdrawn."""
    known = planning.live.consents.get(student.pk) if student.pk else None
    is_there = known is not None and (known.holds_until is None or known.withdrawn_on is not None)
    if record.has_consent is None or not (is_there or record.has_consent):
        return []
    if known is None:
        return [planning.draft.put(Consent, None, student=student, given_on=record.consent_on)]
    if record.has_consent == (known.withdrawn_on is None):
        given_on = known.given_on or record.consent_on
        if known.holds_until is not None:
            planning.draft.change(known, "holds_until", None)
        return [planning.draft.put(Consent, known, given_on=given_on)]
    message = (
        f"{record.name.text}: согласие отозвано {known.withdrawn_on:%d.%m.%Y}, из списка оно не возвращается. "
        "Новое запишите в карточке."
        if known.withdrawn_on
        else f"{record.name.text}: по списку согласия нет, в базе оно есть и остаётся. Отзыв запишите в карточке."
    )
    label = planning.base.label("students", record, "consent")
    planning.report.warn(record.at("consent"), label, "consent_differs", message)
    return []


def _plan_membership(
    planning: Planning,
    record: StudentRecord,
    student: Student,
    group: ClassGroup,
    orders: dict[tuple[str, str, date], Order],
) -> list[Membership]:
    """From enrolment, or the first day of the year, to the day of leaving; another class than before is a transfer."""
    year = planning.year
    starts_on = max(record.enrolled_on or year.starts_on, year.starts_on)
    if record.left_on and record.left_on < year.starts_on:
        planning.report.warn(
            record.at("left_on"),
            planning.base.label("students", record, "left_on"),
            "left_before_year",
            phrase(
                "{name}: выбытие {day} до начала учебного года, в {group.pre} {student.gen} не будет.",
                name=record.name.text,
                day=f"{record.left_on:%d.%m.%Y}",
            ),
        )
        return []
    if record.left_on and record.left_on < starts_on:
        planning.report.warn(
            record.at("left_on"),
            planning.base.label("students", record, "left_on"),
            "left_before_enrolled",
            f"{record.name.text}: дата выбытия раньше даты зачисления и не записана. Исправьте даты.",
        )
        record.left_on = None
    stays = planning.live.memberships.get(student.pk, []) if student.pk else []
    current = stays[-1] if stays else None
    enrolled = _order(planning, OrderKind.ENROL, record.enrol_order, record.enrolled_on, orders)
    left = _order(planning, OrderKind.EXPEL, record.left_order, record.left_on, orders)
    if current and current.class_group_id == group.pk and (current.ends_on is None or record.left_on):
        return [
            planning.draft.put(
                Membership,
                current,
                class_group=group,
                student=student,
                enrolled_by=enrolled,
                left_by=left,
                ends_on=record.left_on,
            )
        ]
    if current and current.class_group_id == group.pk and current.ends_on and not record.enrolled_on:
        return [current]
    if current and current.class_group_id != group.pk and current.starts_on >= planning.since:
        # Not begun: the class is put right, nobody has been seen in the other one.
        planning.draft.change(current, "class_group", group)
        return [planning.draft.put(Membership, current, enrolled_by=enrolled, left_by=left, ends_on=record.left_on)]
    leaving = Succession[Membership](STAYS)
    if current and current.ends_on is None and current.class_group_id != group.pk:
        leaving.end([current], day_before(planning.since))
        starts_on, enrolled = planning.since, None
    elif current and current.ends_on and starts_on <= current.ends_on:
        if current.class_group_id == group.pk:
            return [current]
        starts_on = day_after(current.ends_on)
    ends_on = record.left_on if record.left_on and record.left_on >= starts_on else None
    for other in planning.live.elsewhere.get(student.pk, []) if student.pk else []:
        if other.starts_on < starts_on:
            leaving.end([other], min(other.class_group.year.ends_on, day_before(starts_on)))
        else:
            # The class of a later year is known already: this stay is over by then.
            ends_on = min(ends_on or year.ends_on, day_before(other.starts_on))
    planning.draft.take(leaving.puts)
    new = planning.draft.put(
        Membership,
        None,
        class_group=group,
        student=student,
        starts_on=starts_on,
        ends_on=ends_on,
        enrolled_by=enrolled,
        left_by=left,
    )
    return [new, *(put.row for put in leaving.puts)]


def _order(
    planning: Planning, kind: OrderKind, number: str, day: date | None, orders: dict[tuple[str, str, date], Order]
) -> Order | None:
    if not number or day is None:
        return None
    key = (str(kind), number, day)
    if key not in orders:
        orders[key] = planning.draft.put(Order, None, kind=kind, number=number, date=day)
    return orders[key]
