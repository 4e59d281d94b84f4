"""Subjects, the curriculum, pages of the journal with their teachers and subgroups."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from letopis.documents.school_import.parsing.teaching import subgroup_name
from letopis.documents.school_import.planning.context import Planning
from letopis.documents.school_import.planning.weekly import end_slots, plan_slots
from letopis.documents.school_import.records import NOWHERE, CourseKey, LoadRecord, StudentRecord
from letopis.documents.sheets.values import parse_whole
from letopis.kernel.dates import day_before
from letopis.kernel.fields import Fault, fields_of
from letopis.kernel.text import search_key
from letopis.school.classes.intake import PLACES
from letopis.school.classes.models import Subgroup, SubgroupMembership
from letopis.school.curriculum.enums import CourseKind, Scale
from letopis.school.curriculum.intake import TEACHERS, CourseDraft, CurriculumDraft, teacher_fault
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject
from letopis.school.history.succession import Succession
from letopis.school.organisation.stored_settings import settings_of
from letopis.school.organisation.words import phrase
from letopis.school.people.enums import Sex
from letopis.school.people.models import Staff, Student, initials_apart
from letopis.school.timetable.models import WeeklySlot

# Taught without marks by the federal rules, whatever the grade.
_UNMARKED = re.compile(r"религиозных культур|орксэ|разговоры о важном")
_LANGUAGE = re.compile(r"иностранн|английск|немецк|французск|испанск|китайск")
_BY_SEX = {"девочки": Sex.FEMALE, "мальчики": Sex.MALE}


def plan_teaching(planning: Planning) -> None:
    """Everything that is taught, by whom and when."""
    subjects = _Subjects(planning)
    _plan_curriculum(planning, subjects)
    courses = _plan_load(planning, subjects)
    _note_missing(planning)
    _plan_subgroup_members(planning)
    plan_slots(planning, courses)


def division_of(subject: str) -> str:
    """Which division of a class a subject belongs to: «иностранный язык», «информатика», «труд»."""
    key = search_key(subject)
    if _LANGUAGE.search(key):
        return "второй иностранный язык" if key.startswith("второй") else "иностранный язык"
    if "информатик" in key:
        return "информатика"
    if key.startswith(("труд", "технолог")):
        return "труд"
    return key[:80]


class _Subjects:
    def __init__(self, planning: Planning) -> None:
        self.planning = planning
        self.known = dict(planning.live.subjects)
        self.areas = {search_key(row.subject): row.area for row in planning.base.curriculum if row.area}

    def get(self, name: str) -> Subject:
        """The subject of this name, drafted once."""
        key = search_key(name)
        if key not in self.known:
            self.known[key] = self.planning.draft.put(Subject, None, name=name, area=self.areas.get(key, ""))
            self.planning.draft.tally("subjects", self.known[key])
        return self.known[key]


def _plan_curriculum(planning: Planning, subjects: _Subjects) -> None:
    draft = planning.draft
    known = {(row.class_group_id, row.subject_id): row for row in planning.live.curriculum}
    drafted: dict[tuple[str, str], CurriculumRow] = {}
    for record in planning.base.curriculum:
        if planning.is_out(record):
            draft.skip("curriculum", record.place)
            continue
        group = planning.classes.get(record.class_key)
        if group is None:
            planning.leave("curriculum", "curriculum", record)
            continue
        subject = subjects.get(record.subject)
        key = (record.class_key, search_key(record.subject))
        sofar = drafted[key].hours_per_week if key in drafted else Decimal(0)
        if planning.note_faults("curriculum", record, _hours_wrong(CurriculumDraft, sofar + record.hours)):
            draft.skip("curriculum", record.place)
            continue
        if key in drafted:
            draft.change(drafted[key], "hours_per_week", sofar + record.hours)
            continue
        row = draft.put(
            CurriculumRow,
            known.get((group.pk, subject.pk)),
            year=planning.year,
            class_group=group,
            subject=subject,
            part=record.part,
            hours_per_week=record.hours,
        )
        drafted[key] = row
        draft.tally("curriculum", row, place=record.place)


def _hours_wrong(row: type, hours: Decimal) -> Iterator[Fault]:
    """What the bulk action would refuse: the column of a sheet is called `hours`."""
    code, message = fields_of(row)["hours_per_week"].fault(hours, date.min)
    if code:
        yield Fault("hours", message, code)


# ── load ──────────────────────────────────────────────────────────────


def _plan_load(planning: Planning, subjects: _Subjects) -> dict[CourseKey, Course]:
    """Pages of the journal; several teachers of one page share it."""
    known = _live_courses(planning)
    teachers: dict[int, list[CourseTeacher]] = defaultdict(list)
    for one in planning.live.teachers:
        teachers[one.course_id].append(one)
    unmarked = settings_of(planning.live.school).unmarked_grades
    courses = dict(known)
    rows: dict[CourseKey, list[LoadRecord]] = defaultdict(list)
    for record in planning.base.load:
        if planning.is_out(record):
            planning.draft.skip("load_rows", record.place)
        elif (
            record.class_key not in planning.classes
            or record.staff is not None
            and id(record.staff) not in planning.staff
        ):
            planning.leave("load_rows", "load", record)
        else:
            rows[record.course_key].append(record)
    for key, records in rows.items():
        course = _plan_course(planning, records, known.get(key), subjects, teachers, unmarked)
        if course:
            courses[key] = course
    return courses


def _live_courses(planning: Planning) -> dict[CourseKey, Course]:
    keys = {group.pk: key for key, group in planning.live.classes.items()}
    return {
        (
            keys.get(course.class_group_id, ""),
            course.subject.search_key,
            search_key(course.subgroup.name) if course.subgroup else "",
        ): course
        for course in planning.live.courses
    }


def _plan_course(  # noqa: PLR0917
    planning: Planning,
    records: list[LoadRecord],
    found: Course | None,
    subjects: _Subjects,
    teachers: dict[int, list[CourseTeacher]],
    unmarked: tuple[int, ...],
) -> Course | None:
    draft, first = planning.draft, records[0]
    group = planning.classes[first.class_key]
    subject = subjects.get(first.subject)
    hours = sum((record.hours or Decimal(0) for record in records), Decimal(0)) or _planned_hours(planning, first)
    hours = hours or (found.hours_per_week if found else Decimal(1))
    if (not found or hours != found.hours_per_week) and planning.note_faults(
        "load", first, _hours_wrong(CourseDraft, hours)
    ):
        for record in records:
            draft.skip("load_rows", record.place)
        return None
    no_marks = group.grade in unmarked or bool(_UNMARKED.search(search_key(first.subject)))
    kind = next((record.kind for record in records if record.kind), "")
    no_marks = no_marks or bool(kind)
    course = draft.put(
        Course,
        found,
        year=planning.year,
        class_group=group,
        subject=subject,
        subgroup=_subgroup(planning, first) if first.subgroup else None,
        hours_per_week=hours,
        scale=None if found else (Scale.UNMARKED if no_marks else Scale.FIVE),
        kind=kind or (None if found else CourseKind.SUBJECT),
    )
    touched = _plan_teachers(planning, course, records, teachers[course.pk] if course.pk else [])
    for record in records:
        draft.tally("load_rows", course, *touched, place=record.place)
    return course


def _plan_teachers(
    planning: Planning, course: Course, records: list[LoadRecord], all_rows: list[CourseTeacher]
) -> list[CourseTeacher]:
    """Whom the file names teaches from now on, a page without a teacher yet from the first day; others end."""
    since = planning.since if all_rows else planning.year.starts_on
    held = [row for row in all_rows if row.ends_on is None or row.ends_on >= since]
    wanted = {id(record.staff): record for record in records if record.staff}
    steps = Succession[CourseTeacher](TEACHERS)
    for key, record in wanted.items():
        staff = planning.staff[key]
        own = [row for row in held if staff.pk is not None and row.staff_id == staff.pk]
        if any(row.ends_on is None for row in own) or not _may_teach(planning, record, staff, since):
            continue
        new = CourseTeacher(school=planning.draft.school, course=course, staff=staff, starts_on=since)
        steps.hand_over(own, new, same=("staff_id",))
    named = {planning.staff[key].pk for key in wanted}
    steps.end([row for row in held if wanted and row.staff_id not in named], day_before(planning.since))
    planning.draft.take(steps.puts)
    return [put.row for put in steps.puts]


def _may_teach(planning: Planning, record: LoadRecord, staff: Staff, since: date) -> bool:
    if planning.rights.is_self(staff.person_id):
        planning.forbid("own_page", record.place)
        return False
    fault = teacher_fault(staff, since, planning.year)
    if fault:
        label = planning.base.label("load", record, "teacher")
        planning.report.warn(record.at("teacher"), label, fault.code, fault.message, value=record.teacher)
    return fault is None


def _note_missing(planning: Planning) -> None:
    """Rows of the load that the base has and the file has not, of the classes whose load the file holds.

    They stay, unless the operator has them closed: teachers and places in the week end yesterday, the page stays.
    """
    named = {record.course_key for record in planning.base.load}
    classes = {class_key for class_key, _, _ in named}
    missing = []
    for key, course in _live_courses(planning).items():
        teachers = [one for one in planning.live.teachers if one.course_id == course.pk and one.ends_on is None]
        slots = [one for one in planning.live.slots if one.course_id == course.pk]
        if key in named or key[0] not in classes or not (teachers or slots):
            continue
        missing.append(_course_words(planning, key[0], course, teachers))
        if planning.report.answers.close_missing:
            _end(planning, teachers, slots)
            first = planning.base.load[0].place
            planning.draft.tally("load_rows", course, *teachers, *slots, place=first)
    if missing:
        planning.draft.missing["load_rows"] = missing


def _end(planning: Planning, teachers: list[CourseTeacher], slots: list[WeeklySlot]) -> None:
    ended = Succession[CourseTeacher](TEACHERS)
    ended.end(teachers, day_before(planning.since))
    planning.draft.take(ended.puts)
    end_slots(planning, slots)


def _course_words(planning: Planning, class_key: str, course: Course, teachers: list[CourseTeacher]) -> str:
    """«7А Алгебра, 1 группа: Иванова М. П.»."""
    held = {one.staff_id for one in teachers}
    people = [one for one in planning.live.staff if one.pk in held]
    named = {one.pk: (one.person.surname, one.person.name, one.person.patronymic, one.position) for one in people}
    names = ", ".join(initials_apart(named).values())
    subgroup = f", {course.subgroup.name}" if course.subgroup else ""
    page = f"{planning.live.classes[class_key].name} {course.subject.name}{subgroup}"
    return f"{page}: {names}" if names else page


def _planned_hours(planning: Planning, record: LoadRecord) -> Decimal:
    return sum(
        (
            row.hours
            for row in planning.base.curriculum
            if row.class_key == record.class_key and search_key(row.subject) == search_key(record.subject)
        ),
        Decimal(0),
    )


# ── subgroups ─────────────────────────────────────────────────────────


def _subgroup(planning: Planning, record: LoadRecord) -> Subgroup:
    division = division_of(record.subject)
    key = (record.class_key, division, search_key(record.subgroup))
    if key not in planning.subgroups:
        group = planning.classes[record.class_key]
        found = next(
            (
                one
                for one in planning.live.subgroups
                if one.class_group_id == group.pk
                and search_key(one.division) == division
                and search_key(one.name) == key[2]
            ),
            None,
        )
        planning.subgroups[key] = planning.draft.put(
            Subgroup, found, class_group=group, division=division, name=record.subgroup
        )
        planning.draft.tally("subgroups", planning.subgroups[key])
    return planning.subgroups[key]


def _plan_subgroup_members(planning: Planning) -> None:
    """Languages by the column of the list of students, труд by sex; other divisions wait for the class teacher."""
    held: dict[int, list[SubgroupMembership]] = defaultdict(list)
    for row in planning.live.in_subgroups:
        held[row.student_id].append(row)
    unnamed: dict[str, set[str]] = defaultdict(set)
    students: dict[str, list[StudentRecord]] = defaultdict(list)
    for record in planning.base.students:
        if record.place is not NOWHERE and id(record) in planning.students:
            students[record.class_key].append(record)
    with_members = {row.subgroup_id for row in planning.live.in_subgroups}
    for (class_key, division, name), subgroup in planning.subgroups.items():
        members = [record for record in students[class_key] if _belongs(record, division, name)]
        for record in members:
            _join(planning, subgroup, division, record, planning.students[id(record)], held)
        if not members and students[class_key] and subgroup.pk not in with_members:
            unnamed[division].add(planning.classes[class_key].name)
    for division, classes in unnamed.items():
        first = next(row for row in planning.base.load if row.subgroup and division_of(row.subject) == division)
        planning.report.warn(
            first.place,
            planning.base.label("load", first, "subgroup"),
            "subgroup_unknown",
            phrase(
                "{division}: состав подгрупп в файле не указан ({names}). "
                "Распределите {student.accs} после загрузки: «Люди и {group.noms}» → {group.nom} → «Подгруппы».",
                division=division.capitalize(),
                names=", ".join(sorted(classes, key=_class_order)),
            ),
            value=division,
        )


def _class_order(name: str) -> tuple[int, str]:
    return parse_whole(name) or 0, name


def _belongs(record: StudentRecord, division: str, name: str) -> bool:
    if name in _BY_SEX:
        return record.sex == _BY_SEX[name]
    return (
        division == "иностранный язык" and bool(record.language_group) and subgroup_name(record.language_group) == name
    )


def _join(  # noqa: PLR0917
    planning: Planning,
    subgroup: Subgroup,
    division: str,
    record: StudentRecord,
    student: Student,
    held: dict[int, list[SubgroupMembership]],
) -> None:
    mine = held[student.pk] if student.pk else []
    same = [row for row in mine if subgroup.pk is not None and row.subgroup_id == subgroup.pk]
    current = next((row for row in same if row.ends_on is None), None)
    stay = next(iter(planning.stays.get(id(record), [])), None)
    if current or (same and record.left_on):
        # With the stay in the class: leaving that is only drafted ends neither.
        if current and stay:
            planning.draft.put(SubgroupMembership, current, ends_on=stay.ends_on)
        return
    mine = [row for row in mine if row.ends_on is None]
    names = {one.pk: search_key(one.division) for one in planning.live.subgroups}
    before = [row for row in mine if names.get(row.subgroup_id) == division]
    if stay is None:
        return
    starts_on = stay.starts_on
    ended = [
        row.ends_on for row in same if row.ends_on and stay.starts_on <= row.starts_on <= row.ends_on < planning.since
    ]
    if ended and not before:
        message = (
            f"{record.name.text}: место в подгруппе «{subgroup.name}» закончено {ended[-1]:%d.%m.%Y}, не восстановлено."
        )
        if not planning.is_wanted_again(record, "place_ended", message, f"{record.name.text}, {subgroup.name}"):
            return
    if before or ended:
        starts_on = max(starts_on, planning.since)
    if stay.ends_on and stay.ends_on < starts_on:
        return
    steps = Succession[SubgroupMembership](PLACES, corrects=False)
    row = SubgroupMembership(
        school=planning.draft.school, subgroup=subgroup, student=student, starts_on=starts_on, ends_on=stay.ends_on
    )
    steps.hand_over(before, row)
    planning.draft.take(steps.puts)
    planning.draft.tally("subgroup_members", row)
