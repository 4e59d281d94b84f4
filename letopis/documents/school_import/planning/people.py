"""Staff, classes with their teachers, students with their membership, guardians."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from letopis.documents.school_import.draft import Appointed, close
from letopis.documents.school_import.matching import name_of, same_name
from letopis.documents.school_import.planning.context import Planning
from letopis.documents.school_import.planning.school import room_of, scheme_of_grade
from letopis.documents.school_import.records import (
    NOWHERE,
    ClassRecord,
    GuardianRecord,
    PersonRecord,
    StaffRecord,
    StudentRecord,
)
from letopis.kernel.dates import day_after, day_before
from letopis.kernel.roles import Role
from letopis.kernel.text import search_key
from letopis.school.access.models import RoleAssignment
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership, Order
from letopis.school.classes.rules import sort_key
from letopis.school.organisation.words import role_name, say
from letopis.school.people.enums import Kinship, Sex
from letopis.school.people.models import Guardian, Guardianship, Person, Staff, Student

# Whom a position appoints (ACC-01); the office sees the appointments in the preview and may end any of them.
_ROLES = (
    (re.compile(r"^(и\.? ?о\.? )?директор\b(?! по)"), Role.DIRECTOR),
    (re.compile(r"^зам\w*\.? ?(директора|дир\b)(?!.*(ахч|ахр|хозяйств|безопасн))|^завуч"), Role.DEPUTY),
    (re.compile(r"^методист|^председатель (мо|пцк|предметн)"), Role.METHODOLOGIST),
    (re.compile(r"^секретар(?!.*кадр)|учебн\w+ част|^делопроизвод"), Role.STUDY_OFFICE),
    (re.compile(r"^диспетчер"), Role.DISPATCHER),
    (re.compile(r"отдел\w* кадров|^специалист по кадрам|^инспектор по кадрам|^кадров"), Role.PERSONNEL),
    (re.compile(r"^оператор (эж|электронн|ас|аис|базы)|^администратор (эж|электронн|сист\w+ эж)"), Role.OPERATOR),
)


_CARD = (
    *("position", "category", "subjects"),
    *("hired_on", "hired_order", "dismissed_on", "dismissed_order"),
)


def _put_person(planning: Planning, record: PersonRecord, found: Person | None) -> Person:
    """A person; the name of a known one changes only where more than case and ё differ, or ё is now written."""
    values: dict[str, object] = {
        "sex": record.sex or _sex_of(record),
        "birth_date": record.birth_date,
        "snils": record.snils,
        "phone": record.phone,
        "email": record.email,
    }
    name = record.name
    if found is None:
        person = planning.draft.put(
            Person, None, surname=name.surname, name=name.name, patronymic=name.patronymic, **_blank(values)
        )
        person.renew_keys()
        planning.people.append(person)
        return person
    person = planning.draft.put(Person, found, **values)
    if not same_name(record, person) or _more_yo(name.text, person.full_name):
        for column, value in (("surname", name.surname), ("name", name.name), ("patronymic", name.patronymic)):
            if value and getattr(person, column) != value:
                planning.draft.change(person, column, value)
        person.renew_keys()
    return person


def _blank(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def _more_yo(new: str, old: str) -> bool:
    return search_key(new) == search_key(old) and new.casefold().count("ё") > old.casefold().count("ё")


def _sex_of(record: PersonRecord) -> str:
    """The sex that a Russian patronymic tells."""
    tail = record.name.patronymic.casefold()
    if tail.endswith(("вна", "чна", "шна", "кызы")):
        return Sex.FEMALE
    return Sex.MALE if tail.endswith(("ич", "оглы")) else ""


# ── staff ─────────────────────────────────────────────────────────────


def plan_staff(planning: Planning) -> None:
    """Cards of staff, and the roles that their positions appoint them to."""
    held = {(row.person_id, row.role) for row in planning.live.roles}
    for record in planning.base.staff:
        if planning.is_out(record):
            planning.draft.skip("staff", record.place)
            continue
        if record.place is NOWHERE:
            assert record.live
            planning.staff[id(record)] = record.live
            planning.people.append(record.live.person)
            continue
        card = {name: getattr(record, name) for name in _CARD}
        if not planning.rights.may(Staff):
            _leave_card(planning, record, card)
            continue
        person = _put_person(planning, record, record.live.person if record.live else None)
        if record.live:
            planning.people.append(person)
        staff = planning.draft.put(Staff, record.live, person=person, **card)
        planning.staff[id(record)] = staff
        planning.draft.tally("staff", staff, person, place=record.place)
        if not record.dismissed_on:
            _plan_roles(planning, record, person, held)


def _leave_card(planning: Planning, record: StaffRecord, card: dict[str, object]) -> None:
    """The card of a member of staff stays as it is; one who has none cannot be anybody's teacher either."""
    draft = planning.draft
    if record.live is None:
        planning.forbid("staff_not_yours", record.place)
        draft.skip("staff", record.place)
        return
    person = record.live.person
    planning.staff[id(record)] = record.live
    planning.people.append(person)
    said = {"birth_date": record.birth_date, "snils": record.snils, "phone": record.phone, "email": record.email}
    if draft.differs(record.live, **card) or draft.differs(person, **said) or not same_name(record, person):
        planning.forbid("staff_not_yours", record.place)
        draft.skip("staff", record.place)
    else:
        draft.tally("staff", record.live, place=record.place)


def _plan_roles(planning: Planning, record: StaffRecord, person: Person, held: set[tuple[int, str]]) -> None:
    for pattern, role in _ROLES:
        if not pattern.search(search_key(record.position)) or (person.pk, role) in held:
            continue
        if not planning.rights.may_appoint(person.pk):
            _note_not_appointed(planning, record, person, role)
            continue
        starts_on = max(planning.year.starts_on, record.hired_on or date.min)
        row = planning.draft.put(RoleAssignment, None, person=person, role=role, starts_on=starts_on)
        planning.draft.tally("roles", row)
        planning.draft.appointed.append(
            Appointed(record.name.text, str(role_name(role)), starts_on, record.position, record.place.row)
        )


def _note_not_appointed(planning: Planning, record: StaffRecord, person: Person, role: Role) -> None:
    who = (
        "себе роль не назначают, её даёт другой оператор"
        if planning.rights.is_self(person.pk)
        else "роли назначает оператор электронного журнала"
    )
    planning.report.warn(
        record.at("position"),
        planning.base.label("staff", record, "position"),
        "role_not_given",
        f"{record.name.text}: роль «{role_name(role)}» по этой должности не назначается: {who} на странице "
        "«Учётные записи».",
        value=record.position,
    )


# ── classes ───────────────────────────────────────────────────────────


def plan_classes(planning: Planning) -> None:
    """Classes and who leads them."""
    planning.classes = dict(planning.live.classes)
    open_tutors: dict[int, list[ClassTutor]] = defaultdict(list)
    for row in planning.live.tutors:
        open_tutors[row.class_group_id].append(row)
    for record in planning.base.classes:
        if planning.is_out(record):
            planning.draft.skip("classes", record.place)
            continue
        found = planning.live.classes.get(record.key)
        if found and record.place is NOWHERE:
            continue
        group = planning.draft.put(
            ClassGroup,
            found,
            year=planning.year,
            scheme=scheme_of_grade(planning, record.grade) if not found or planning.base.terms else None,
            grade=record.grade,
            letter=record.letter,
            name=record.name,
            profile=record.profile,
            shift=record.shift,
            room=room_of(planning, record.room),
            sort_key=sort_key(record.grade, record.letter or record.name),
        )
        planning.classes[record.key] = group
        touched = _plan_tutor(planning, record, group, open_tutors[group.pk] if group.pk else [])
        planning.draft.tally("classes", group, *touched, place=record.place)


def _plan_tutor(planning: Planning, record: ClassRecord, group: ClassGroup, held: list[ClassTutor]) -> list[ClassTutor]:
    staff = planning.staff.get(id(record.tutor_record)) if record.tutor_record else None
    if staff is None or any(staff.pk is not None and row.staff_id == staff.pk for row in held):
        return []
    if planning.rights.is_self(staff.person_id):
        planning.forbid("own_class", record.place)
        return []
    starts_on = planning.year.starts_on
    if held:
        close(planning.draft, held, day_before(planning.since))
        starts_on = planning.since
    return [planning.draft.put(ClassTutor, None, class_group=group, staff=staff, starts_on=starts_on)]


# ── students ──────────────────────────────────────────────────────────


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
        person = _put_person(planning, record, record.live.person if record.live else None)
        student = planning.draft.put(
            Student,
            record.live,
            person=person,
            file_number=record.file_number,
            address=record.address,
            study_form=record.study_form if "study_form" in record.columns or not record.live else None,
            consent=record.consent if "consent" in record.columns or not record.live else None,
            health_group=record.health_group,
            sport_group=record.sport_group,
            note=record.note,
        )
        planning.students[id(record)] = student
        stays = _plan_membership(planning, record, student, group, orders)
        planning.draft.tally("students", student, person, *stays, place=record.place)


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
            say(
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
    if current and current.ends_on is None and current.class_group_id != group.pk:
        close(planning.draft, [current], day_before(planning.since))
        starts_on = max(planning.since, current.starts_on)
        enrolled = None
    elif current and current.ends_on and starts_on <= current.ends_on:
        if current.class_group_id == group.pk:
            return [current]
        starts_on = day_after(current.ends_on)
    return [
        planning.draft.put(
            Membership,
            None,
            class_group=group,
            student=student,
            starts_on=starts_on,
            ends_on=record.left_on if record.left_on and record.left_on >= starts_on else None,
            enrolled_by=enrolled,
            left_by=left,
        )
    ]


def _order(
    planning: Planning, kind: OrderKind, number: str, day: date | None, orders: dict[tuple[str, str, date], Order]
) -> Order | None:
    if not number or day is None:
        return None
    key = (str(kind), number, day)
    if key not in orders:
        orders[key] = planning.draft.put(Order, None, kind=kind, number=number, date=day)
    return orders[key]


# ── guardians ─────────────────────────────────────────────────────────


def plan_guardians(planning: Planning) -> None:
    """Guardians: one card for all rows of one name and telephone, a link for each child."""
    groups: dict[tuple[str, str], list[GuardianRecord]] = defaultdict(list)
    for record in planning.base.guardians:
        if record.student is None:
            if record.place is not NOWHERE and not record.in_student_row:
                planning.draft.skip("guardian_links", record.place)
        elif planning.is_out(record) and not record.in_student_row:
            planning.draft.skip("guardian_links", record.place)
        elif id(record.student) not in planning.students:
            planning.leave("guardian_links", "guardians", record)
        else:
            groups[record.name.key, record.phone or f"{id(record.student)}"].append(record)
    finder = _GuardianFinder(planning)
    for records in groups.values():
        _plan_guardian(planning, records, finder)


class _GuardianFinder:
    """Live guardians by name with telephone or with a child; other people by name and telephone."""

    def __init__(self, planning: Planning) -> None:
        self.links = {(row.guardian_id, row.student_id): row for row in planning.live.guardianships}
        self.by_name: dict[str, list[Guardian]] = defaultdict(list)
        for guardian in planning.live.guardians:
            self.by_name[name_of(guardian.person).key].append(guardian)
        self.people: dict[tuple[str, str], Person] = {}
        self.by_snils: dict[str, Person] = {}
        for person in planning.people:
            if person.phone:
                self.people[name_of(person).key, person.phone] = person
            if person.snils:
                self.by_snils[person.snils] = person
        self.taken: set[int] = set()

    def guardian(self, records: Iterable[GuardianRecord], students: list[Student]) -> Guardian | None:
        first = next(iter(records))
        same = [one for one in self.by_name.get(first.name.key, []) if one.pk not in self.taken]
        found = next((one for one in same if first.phone and one.person.phone == first.phone), None)
        found = found or next(
            (one for one in same if any((one.pk, child.pk) in self.links for child in students)), None
        )
        if found:
            self.taken.add(found.pk)
        return found

    def person(self, record: GuardianRecord) -> Person | None:
        if record.snils and record.snils in self.by_snils:
            return self.by_snils[record.snils]
        return self.people.get((record.name.key, record.phone)) if record.phone else None


def _plan_guardian(planning: Planning, records: list[GuardianRecord], finder: _GuardianFinder) -> None:
    draft = planning.draft
    students = [planning.students[id(record.student)] for record in records]
    found = finder.guardian(records, students)
    merged = _merged(records)
    known = found.person if found else finder.person(merged)
    person = _put_person(planning, merged, known)
    guardian = found or next((one for one in planning.live.guardians if known and one.person_id == known.pk), None)
    guardian = draft.put(Guardian, guardian, person=person)
    draft.tally("guardians", guardian, person)
    for record, student in zip(records, students, strict=True):
        link = finder.links.get((guardian.pk, student.pk)) if guardian.pk and student.pk else None
        if link is None and planning.rights.is_self(person.pk):
            planning.forbid("own_child", record.place)
            draft.skip("guardian_links", record.place)
            continue
        link = draft.put(
            Guardianship,
            link,
            guardian=guardian,
            student=student,
            kinship=record.kinship if record.kinship != Kinship.OTHER or not link else None,
            starts_on=link.starts_on if link else planning.year.starts_on,
        )
        draft.tally("guardian_links", link, place=record.place)


def _merged(records: list[GuardianRecord]) -> GuardianRecord:
    """What all rows of one guardian say together: the first that says it counts; ё is better than е."""
    first = records[0]
    for other in records[1:]:
        first.email = first.email or other.email
        first.birth_date = first.birth_date or other.birth_date
        first.snils = first.snils or other.snils
        if _more_yo(other.name.text, first.name.text):
            first.name = other.name
    if not first.sex:
        female = {Kinship.MOTHER, Kinship.GRANDMOTHER}
        male = {Kinship.FATHER, Kinship.GRANDFATHER}
        first.sex = Sex.FEMALE if first.kinship in female else Sex.MALE if first.kinship in male else ""
    return first
