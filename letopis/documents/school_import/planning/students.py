"""Cards of students, with consents; their stays in classes: stays.py."""

from collections.abc import Iterator

from letopis.documents.school_import.planning.context import Planning
from letopis.documents.school_import.planning.papers import Papers
from letopis.documents.school_import.planning.persons import known_person, person_faults, put_person
from letopis.documents.school_import.planning.stays import plan_stays
from letopis.documents.school_import.records import NOWHERE, StudentRecord
from letopis.kernel.dates import DateRange
from letopis.kernel.fields import Fault
from letopis.school.classes.models import ClassGroup
from letopis.school.classes.rules import Stay, enrolment_fault, leaving_fault
from letopis.school.people.models import Consent, Person, Student


def plan_students(planning: Planning) -> None:
    """Cards of students and their membership."""
    papers = Papers(planning)
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
        stays, lines = plan_stays(planning, papers, record, student, group)
        planning.stays[id(record)] = stays
        consent = _plan_consent(planning, record, student)
        planning.draft.tally("students", student, person, *stays, *lines, *consent, place=record.place)


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
