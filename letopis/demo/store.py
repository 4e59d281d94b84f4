"""Writes the school as it stands on the first of September: year, people, classes, load, week, with the ledger."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from django.db import models

from letopis.demo import blueprint as about
from letopis.demo import bulk, calendar, topics
from letopis.demo.programmes import PROGRAMMES, SUBGROUPS
from letopis.demo.shape import Blueprint, CoursePlan, GuardianPlan, StudentPlan
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership, Order, Subgroup, SubgroupMembership
from letopis.school.common.actor import Actor
from letopis.school.common.text import search_key
from letopis.school.curriculum.enums import Scale
from letopis.school.curriculum.models import (
    Course,
    CourseTeacher,
    CurriculumRow,
    LessonPlan,
    PlannedLesson,
    PlanSection,
    Subject,
)
from letopis.school.history.ledger import Change, entry_of
from letopis.school.history.models import Entry
from letopis.school.history.tracking import all_tracked
from letopis.school.organisation.enums import DayKind, TermKind
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    CalendarDay,
    Room,
    School,
    Term,
    TermScheme,
    Vacation,
)
from letopis.school.people.models import Guardian, Guardianship, Person, Staff, Student
from letopis.school.timetable.models import WeeklySlot

ZONE = ZoneInfo("Europe/Moscow")


@dataclass(frozen=True, slots=True)
class PlanRows:
    """A lesson plan as written: its key, its text, the keys of its hours."""

    pk: int
    text: topics.Plan
    hours: list[int]


@dataclass(slots=True)
class Store:
    """The rows already made, by their index in the blueprint; later parts of the demo point at them."""

    plan: Blueprint
    ids: bulk.Ids
    school: School
    year: AcademicYear
    actor: Actor
    staff: list[Staff] = field(default_factory=list)
    students: list[Student] = field(default_factory=list)
    guardians: list[Guardian] = field(default_factory=list)
    classes: list[ClassGroup] = field(default_factory=list)
    subjects: dict[str, Subject] = field(default_factory=dict)
    plans: dict[tuple[str, int, int], PlanRows] = field(default_factory=dict)
    courses: list[Course] = field(default_factory=list)
    rooms: dict[str, Room] = field(default_factory=dict)
    accounts: dict[int, int] = field(default_factory=dict)  # person → account
    pending: list[models.Model] = field(default_factory=list)

    def add(self, model: type[models.Model], **columns: Any) -> Any:
        """Make a row of `model` in this school, to be written by the next flush()."""
        row = model(pk=self.ids.next(model), school_id=self.school.pk, **columns)
        self.pending.append(row)
        return row

    def plan_rows(self, course: CoursePlan) -> PlanRows:
        """Return the lesson plan that `course` follows."""
        return self.plans[course.subject, self.plan.classes[course.class_index].grade, course.hours]

    def flush(self, at: datetime, *, action: str = "created") -> None:
        """Write the pending rows and their entries of the ledger, dated `at`."""
        bulk.insert(self.pending)
        official = all_tracked()
        entries = [
            self.entry(self.actor, Change(row=row, action=action), at) for row in self.pending if type(row) in official
        ]
        bulk.insert(entries)
        self.pending.clear()

    def entry(self, actor: Actor, change: Change, at: datetime) -> Entry:
        """Return an entry of the ledger with its primary key."""
        entry = entry_of(actor, change, at)
        entry.pk = self.ids.next(Entry)
        return entry


def local(day: date, moment: time) -> datetime:
    """Return a wall-clock moment of the school in UTC."""
    return datetime.combine(day, moment, ZONE).astimezone(UTC)


def write(plan: Blueprint, *, from_actor: str = "Школьный оператор") -> Store:
    """Write everything of `plan` but accounts, lesson plans and lessons. Returns the rows made."""
    ids = bulk.Ids()
    before = plan.year.starts_on - timedelta(days=12)
    founded = local(before, time(9))
    school = School(
        pk=ids.next(School),
        name=about.NAME,
        short_name=about.SHORT_NAME,
        region=about.REGION,
        city=about.CITY,
        address=about.ADDRESS,
        phone=about.PHONE,
        email=about.EMAIL,
        website=about.WEBSITE,
        created_at=founded,
    )
    year = AcademicYear(
        pk=ids.next(AcademicYear),
        school_id=school.pk,
        name=plan.year.name,
        starts_on=plan.year.starts_on,
        ends_on=plan.year.ends_on,
    )
    store = Store(plan, ids, school, year, Actor.system(school.pk, from_actor))
    bulk.insert([school])
    bulk.insert([store.entry(store.actor, Change(row=school, action="created"), founded)])
    store.pending.append(year)
    for part in (_organisation, _staff, _classes, _students, _guardians, _curriculum, _plans, _courses, _slots):
        part(store)
        founded += timedelta(hours=1)
        store.flush(founded)
    return store


def _organisation(store: Store) -> None:
    year, own = store.plan.year, store.year.pk
    for kind, terms in ((TermKind.QUARTER, year.quarters), (TermKind.HALF_YEAR, year.half_years)):
        scheme = store.add(TermScheme, year_id=own, kind=kind)
        for number, term in enumerate(terms, 1):
            store.add(
                Term,
                scheme_id=scheme.pk,
                number=number,
                name=term.name,
                starts_on=term.starts_on,
                ends_on=term.ends_on,
            )
    for span in year.vacations:
        store.add(
            Vacation,
            year_id=own,
            name=span.name,
            starts_on=span.starts_on,
            ends_on=span.ends_on,
            grades=list(span.grades),
        )
    for day, name in sorted(public_holidays(year).items()):
        store.add(CalendarDay, year_id=own, date=day, kind=DayKind.HOLIDAY, name=name)
    for bells in calendar.bells():
        schedule = store.add(
            BellSchedule,
            year_id=own,
            name=bells.name,
            is_shortened=bells.is_shortened,
            grades=list(bells.grades),
        )
        for number, (starts_at, ends_at) in enumerate(bells.periods, 1):
            store.add(BellPeriod, schedule_id=schedule.pk, number=number, starts_at=starts_at, ends_at=ends_at)


def public_holidays(year: calendar.Year) -> dict[date, str]:
    """Return the holidays of the academic year, with transferred days off, as the calendar of the country has them."""
    listed = holidays.country_holidays("RU", years=[year.starts_on.year, year.ends_on.year], language="ru")
    return {day: name for day, name in listed.items() if year.starts_on <= day <= year.ends_on}


def _staff(store: Store) -> None:
    for member in store.plan.staff:
        post = member.post
        person = _person(store, member.human)
        store.staff.append(
            store.add(
                Staff,
                person_id=person.pk,
                position=post.position,
                category=member.category,
                subjects=", ".join(post.subjects)[:300],
                hired_on=member.hired_on,
                hired_order=f"{member.hired_on.day + member.hired_on.month * 7}-к",
            )
        )


def _person(store: Store, human: Any) -> Person:
    person: Person = store.add(
        Person,
        surname=human.surname,
        name=human.name,
        patronymic=human.patronymic,
        sex=human.sex,
        birth_date=human.birth_date,
        phone=human.phone,
        email=human.email,
    )
    return person


def _classes(store: Store) -> None:
    plan = store.plan
    schemes = dict(TermScheme.objects.filter(year_id=store.year.pk).values_list("kind", "pk"))
    names = {course.room for course in plan.courses} | {group.room for group in plan.classes}
    owners = {member.post.room: member for member in plan.staff if member.post.room}
    for number in sorted(names, key=lambda number: (len(number), number)):
        owner = owners.get(number)
        store.rooms[number] = store.add(
            Room,
            number=number,
            name="Спортивный зал" if number.startswith("С") else "",
            capacity=60 if number.startswith("С") else 32,
            responsible=owner.human.short if owner else "",
            sort_key=number.rjust(6),
        )
    for group in plan.classes:
        scheme = schemes[TermKind.QUARTER if group.grade < 10 else TermKind.HALF_YEAR]
        row = store.add(
            ClassGroup,
            year_id=store.year.pk,
            scheme_id=scheme,
            grade=group.grade,
            letter=group.letter,
            name=group.name,
            room_id=store.rooms[group.room].pk,
            sort_key=f"{group.grade:02}{search_key(group.letter)}",
        )
        store.classes.append(row)
        store.add(
            ClassTutor,
            class_group_id=row.pk,
            staff_id=store.staff[group.tutor].pk,
            starts_on=plan.year.starts_on,
        )


def _students(store: Store) -> None:
    year = store.plan.year
    usual = store.add(
        Order,
        kind=OrderKind.TRANSFER,
        number="31-у",
        date=year.starts_on - timedelta(days=70),
        note="О переводе в следующий класс",
    )
    intake = store.add(
        Order,
        kind=OrderKind.ENROL,
        number="48-у",
        date=year.starts_on - timedelta(days=6),
        note="О зачислении в первый класс",
    )
    for index, student in enumerate(store.plan.students):
        person = _person(store, student.human)
        row = store.add(
            Student,
            person_id=person.pk,
            file_number=f"{student.human.surname[0]}-{index + 101}",
            address=f"г. {about.CITY}, {STREETS[index % len(STREETS)]}, д. {index % 37 + 1}, кв. {index % 71 + 1}",
            consent=True,
            health_group=("I", "II", "II", "III")[index % 4],
            sport_group="специальная" if student.is_exempt_from_sport else "основная",
        )
        store.students.append(row)
        _membership(store, index, student, usual if store.plan.classes[student.class_index].grade > 1 else intake)
    _subgroups(store)


def _membership(store: Store, index: int, student: StudentPlan, usual: Order) -> None:
    enrolled, left = usual, None
    if student.joined_on > store.plan.year.starts_on:
        enrolled = _order(store, OrderKind.ENROL, index, student.joined_on)
    if student.left_on:
        left = _order(store, OrderKind.EXPEL, index, student.left_on)
    store.add(
        Membership,
        class_group_id=store.classes[student.class_index].pk,
        student_id=store.students[index].pk,
        starts_on=student.joined_on,
        ends_on=student.left_on,
        enrolled_by_id=enrolled.pk,
        left_by_id=left.pk if left else None,
    )


def _order(store: Store, kind: OrderKind, index: int, day: date) -> Order:
    order: Order = store.add(Order, kind=kind, number=f"{index + 60}-у", date=day)
    return order


def _subgroups(store: Store) -> None:
    plan = store.plan
    for class_index, group in enumerate(plan.classes):
        divisions = {
            course.division for course in plan.courses if course.class_index == class_index and course.division
        }
        for division in sorted(divisions):
            rows = {
                name: store.add(Subgroup, class_group_id=store.classes[class_index].pk, division=division, name=name)
                for name in SUBGROUPS[division]
            }
            for member in group.students:
                student = plan.students[member]
                store.add(
                    SubgroupMembership,
                    subgroup_id=rows[student.subgroup(division)].pk,
                    student_id=store.students[member].pk,
                    starts_on=student.joined_on,
                    ends_on=student.left_on,
                )


def _guardians(store: Store) -> None:
    for guardian in store.plan.guardians:
        person_id = _guardian_person(store, guardian)
        row = store.add(Guardian, person_id=person_id)
        store.guardians.append(row)
        for child in guardian.children:
            store.add(
                Guardianship,
                guardian_id=row.pk,
                student_id=store.students[child].pk,
                kinship=guardian.kinship,
                starts_on=store.plan.students[child].joined_on,
            )


def _guardian_person(store: Store, guardian: GuardianPlan) -> int:
    if guardian.staff is None:
        return _person(store, guardian.human).pk
    return store.staff[guardian.staff].person_id


def _curriculum(store: Store) -> None:
    for programme in PROGRAMMES:
        store.subjects[programme.subject] = store.add(
            Subject,
            name=programme.subject,
            short_name=programme.short,
            area=programme.area,
            search_key=search_key(programme.subject),
        )
    for class_index, group in enumerate(store.plan.classes):
        for programme in PROGRAMMES:
            if hours := programme.hours[group.grade - 1]:
                store.add(
                    CurriculumRow,
                    year_id=store.year.pk,
                    class_group_id=store.classes[class_index].pk,
                    subject_id=store.subjects[programme.subject].pk,
                    part=programme.part,
                    hours_per_week=Decimal(hours),
                )


def _plans(store: Store) -> None:
    for course in store.plan.courses:
        key = (course.subject, store.plan.classes[course.class_index].grade, course.hours)
        if key not in store.plans:
            store.plans[key] = _lesson_plan(store, *key, author_id=store.staff[course.teacher].pk)


def _lesson_plan(store: Store, subject: str, grade: int, hours: int, *, author_id: int) -> PlanRows:
    text = topics.plan_of(subject, grade, hours)
    plan = store.add(
        LessonPlan,
        year_id=store.year.pk,
        subject_id=store.subjects[subject].pk,
        grade=grade,
        title=f"{subject}, {grade} класс",
        textbook=text.textbook,
        author_id=author_id,
    )
    sections = [
        store.add(
            PlanSection,
            plan_id=plan.pk,
            number=number,
            title=title,
            hours=sum(hour.section == number - 1 for hour in text.hours),
        )
        for number, title in enumerate(text.sections, 1)
    ]
    hour_ids = [
        store.add(
            PlannedLesson,
            plan_id=plan.pk,
            section_id=sections[hour.section].pk,
            number=number,
            topic=hour.topic,
            kind=hour.kind,
            homework=hour.homework,
        ).pk
        for number, hour in enumerate(text.hours, 1)
    ]
    return PlanRows(plan.pk, text, hour_ids)


def _courses(store: Store) -> None:
    plan = store.plan
    subgroups = {
        (row.class_group_id, row.division, row.name): row.pk for row in Subgroup.objects.filter(school=store.school)
    }
    for course in plan.courses:
        group = store.classes[course.class_index]
        row = store.add(
            Course,
            year_id=store.year.pk,
            class_group_id=group.pk,
            subject_id=store.subjects[course.subject].pk,
            subgroup_id=subgroups[group.pk, course.division, course.subgroup] if course.subgroup else None,
            plan_id=store.plan_rows(course).pk,
            hours_per_week=Decimal(course.hours),
            scale=_scale(course.subject, group.grade),
        )
        store.courses.append(row)
        store.add(
            CourseTeacher,
            course_id=row.pk,
            staff_id=store.staff[course.teacher].pk,
            starts_on=plan.year.starts_on,
        )


def _scale(subject: str, grade: int) -> str:
    if grade == 1 or subject == "Основы религиозных культур и светской этики":
        return Scale.UNMARKED
    return Scale.PASS_FAIL if subject == "Индивидуальный проект" else Scale.FIVE


def _slots(store: Store) -> None:
    for slot in store.plan.slots:
        course = store.plan.courses[slot.course]
        store.add(
            WeeklySlot,
            year_id=store.year.pk,
            course_id=store.courses[slot.course].pk,
            weekday=slot.weekday,
            number=slot.number,
            room_id=store.rooms[course.room].pk,
            starts_on=store.plan.year.starts_on,
        )


STREETS = (
    "ул. Набережная",
    "ул. Школьная",
    "ул. Берёзовая",
    "ул. Садовая",
    "пер. Кленовый",
    "ул. Полевая",
    "ул. Строителей",
    "ул. Лесная",
    "пр. Мира",
)
