"""The weekly grid of a load: places of the week that are new, go on, move or end."""

from datetime import date

from letopis.documents.school_import.planning.context import Planning
from letopis.documents.school_import.planning.school import room_of
from letopis.documents.school_import.records import CourseKey, SlotRecord
from letopis.kernel.dates import day_before
from letopis.school.curriculum.models import Course
from letopis.school.history.succession import Succession
from letopis.school.people.models import Staff
from letopis.school.timetable.intake import SLOTS, slot_faults
from letopis.school.timetable.models import WeeklySlot


def plan_slots(planning: Planning, courses: dict[CourseKey, Course]) -> None:
    """Plan the places that the timetable names; those it no longer has end."""
    draft = planning.draft
    known = {(slot.course_id, slot.weekday, slot.number, slot.parity): slot for slot in planning.live.slots}
    kept: set[int] = set()
    classes: set[str] = set()
    broken: set[str] = set()
    drafted: set[tuple[int, int, int, int]] = set()
    for record in planning.base.timetable:
        classes.add(record.class_key)
        if planning.is_out(record):
            broken.add(record.class_key)
            draft.skip("timetable_entries", record.place)
            continue
        course = _course_of(planning, record, courses)
        if course is None:
            broken.add(record.class_key)
            planning.leave("timetable_entries", "timetable", record)
            continue
        place = (record.weekday, record.number, record.parity)
        if (id(course), *place) in drafted:
            draft.skip("timetable_entries", record.place)
            continue
        drafted.add((id(course), *place))
        rows = _put_slot(planning, record, course, known.get((course.pk, *place)))
        if rows is None:
            broken.add(record.class_key)
            draft.skip("timetable_entries", record.place)
            continue
        kept |= {row.pk for row in rows if row.pk}
        draft.tally("timetable_entries", *rows, place=record.place)
    _close_slots(planning, classes - broken, kept)


def _course_of(planning: Planning, record: SlotRecord, courses: dict[CourseKey, Course]) -> Course | None:
    if record.course is None or planning.is_out(record.course):
        return None
    return courses.get(record.course.course_key)


def _put_slot(
    planning: Planning, record: SlotRecord, course: Course, found: WeeklySlot | None
) -> list[WeeklySlot] | None:
    """Return the rows of a place in the week, the one of the base first; None where it cannot be.

    Another room or teacher than the base has is a new place from now on, as where an office moves it.
    """
    assert record.course
    own = record.staff is None or record.staff is record.course.staff
    staff = None if own or record.staff is None else planning.staff.get(id(record.staff))
    if staff and planning.rights.is_self(staff.person_id) and not _gives_already(planning, course, staff, found):
        planning.forbid("own_lessons", record.place)
        staff = None
    new = WeeklySlot(
        school=planning.draft.school,
        year=planning.year,
        course=course,
        weekday=record.weekday,
        number=record.number,
        parity=record.parity,
        room=room_of(planning, record.room),
        staff=staff,
        starts_on=planning.since if found else _starts_on(planning, course),
    )
    if found and new.room is None:
        new.room_id = found.room_id
    if found and new.staff is None:
        new.staff_id = found.staff_id
    if found and (new.room_id, new.staff_id) == (found.room_id, found.staff_id) and not _has_new(planning, new):
        return [found]
    if planning.note_faults("timetable", record, slot_faults(new, planning.year)):
        return None
    steps = Succession[WeeklySlot](SLOTS)
    steps.hand_over([found] if found else [], new)
    planning.draft.take(steps.puts)
    return [put.row for put in steps.puts]


def _has_new(planning: Planning, slot: WeeklySlot) -> bool:
    """Whether the place points at a room or a worker that is not in the base yet."""
    return any(row is not None and planning.draft.is_new(row) for row in (slot.room, slot.staff))


def _gives_already(planning: Planning, course: Course, staff: Staff, found: WeeklySlot | None) -> bool:
    """Whether the place in the week, or the page, is the worker's already: to name one again is no appointment."""
    if found is not None and found.staff_id == staff.pk:
        return True
    given = (course.pk, staff.pk)
    return any((one.course_id, one.staff_id) == given for one in planning.live.teachers if one.ends_on is None)


def _starts_on(planning: Planning, course: Course) -> date:
    """The first lessons of a page are for the whole year; those added to a page that has some begin now."""
    if course.pk in planning.live.placed:
        return planning.since
    return planning.year.starts_on


def _close_slots(planning: Planning, classes: set[str], kept: set[int]) -> None:
    """Lessons of the base that the new timetable of a class no longer has end yesterday."""
    if not planning.base.has("timetable"):
        return
    keys = {group.pk: key for key, group in planning.live.classes.items()}
    class_of = {course.pk: keys.get(course.class_group_id, "") for course in planning.live.courses}
    gone = [
        slot
        for slot in planning.live.slots
        if class_of.get(slot.course_id) in classes and slot.pk not in kept and slot.ends_on is None
    ]
    end_slots(planning, gone)
    for slot in gone:
        planning.draft.tally("timetable_entries", slot)


def end_slots(planning: Planning, slots: list[WeeklySlot]) -> None:
    """Plan the end of places in the week: yesterday was the last day."""
    freed = Succession[WeeklySlot](SLOTS)
    freed.end(slots, day_before(planning.since))
    planning.draft.take(freed.puts)
