"""Classes and who leads them."""

from collections import defaultdict

from letopis.documents.school_import.planning.context import Planning
from letopis.documents.school_import.planning.school import room_of, scheme_of_grade
from letopis.documents.school_import.records import (
    NOWHERE,
    ClassRecord,
)
from letopis.kernel.fields import Fault, faults
from letopis.school.classes.intake import TUTORS, ClassDraft, named, tutor_fault
from letopis.school.classes.models import ClassGroup, ClassTutor
from letopis.school.history.succession import Succession
from letopis.school.organisation.words import phrase


def plan_classes(planning: Planning) -> None:
    """Classes and who leads them."""
    planning.classes = dict(planning.live.classes)
    tutors: dict[int, list[ClassTutor]] = defaultdict(list)
    for row in planning.live.tutors:
        tutors[row.class_group_id].append(row)
    for record in planning.base.classes:
        if planning.is_out(record):
            planning.draft.skip("classes", record.place)
            continue
        found = planning.live.classes.get(record.key)
        if found and record.place is NOWHERE:
            continue
        name = named(planning.live.school.kind, record.name, record.grade)
        wrong = [name] if isinstance(name, Fault) else list(faults(ClassDraft, record, planning.day))
        if isinstance(name, Fault) or planning.note_faults("classes", record, wrong):
            planning.draft.skip("classes", record.place)
            continue
        group = planning.draft.put(
            ClassGroup,
            found,
            year=planning.year,
            scheme=scheme_of_grade(planning, record.grade) if not found or planning.base.terms else None,
            grade=name[1],
            letter=name[2],
            name=name[0],
            profile=record.profile,
            shift=record.shift,
            room=room_of(planning, record.room),
        )
        planning.classes[record.key] = group
        touched = _plan_tutor(planning, record, group, tutors[group.pk] if group.pk else [])
        planning.draft.tally("classes", group, *touched, place=record.place)


def _plan_tutor(
    planning: Planning, record: ClassRecord, group: ClassGroup, all_rows: list[ClassTutor]
) -> list[ClassTutor]:
    staff = planning.staff.get(id(record.tutor_record)) if record.tutor_record else None
    since = planning.since if all_rows else planning.year.starts_on
    held = [row for row in all_rows if row.ends_on is None or row.ends_on >= since]
    if staff is None or any(staff.pk is not None and row.staff_id == staff.pk and row.ends_on is None for row in held):
        return []
    ended = [row.ends_on for row in all_rows if row.staff_id == staff.pk and row.ends_on and row.ends_on < since]
    if ended and not planning.is_wanted_again(
        record,
        "tutor_ended",
        phrase(
            "{group} {name}: {tutoring} закончено {day} и не восстановлено.",
            group=phrase("{Group.nom}"),
            name=f"{record.name}, {staff.person.full_name}",
            day=f"{ended[-1]:%d.%m.%Y}",
        ),
        f"{record.name}, {staff.person.full_name}",
    ):
        return []
    if planning.rights.is_self(staff.person_id):
        planning.forbid("own_class", record.place)
        return []
    if fault := tutor_fault(staff, since, planning.year.dates):
        label = planning.base.label("classes", record, "tutor")
        planning.report.warn(record.at("tutor"), label, fault.code, fault.message, value=record.tutor)
        return []
    steps = Succession[ClassTutor](TUTORS)
    new = ClassTutor(school=planning.draft.school, class_group=group, staff=staff, starts_on=since)
    steps.hand_over(held, new, same=("staff_id",) if staff.pk else ())
    planning.draft.take(steps.puts)
    return [put.row for put in steps.puts]
