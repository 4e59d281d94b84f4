"""The demo's rows already made, and how further ones are written with their entries of the ledger."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models

from letopis.demo import bulk, topics
from letopis.demo.shape import Blueprint, CoursePlan
from letopis.kernel.actor import Actor
from letopis.school.access.intake import put_roles
from letopis.school.access.models import RoleAssignment
from letopis.school.classes import intake as classes
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership, Order, Subgroup, SubgroupMembership
from letopis.school.curriculum import intake as curriculum
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject
from letopis.school.history.intake import Occasion, Put
from letopis.school.history.ledger import Change, entry_of
from letopis.school.history.models import Entry
from letopis.school.history.tracking import all_tracked
from letopis.school.organisation import intake as organisation
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
from letopis.school.people import intake as people
from letopis.school.people.models import Guardian, Guardianship, Person, Staff, Student
from letopis.school.timetable.intake import put_slots
from letopis.school.timetable.models import WeeklySlot

ZONE = ZoneInfo("Europe/Moscow")
Writer = Callable[[Actor, Sequence[Put[Any]], Occasion], object]
# Who writes the rows of structure: as behind a form and in an import.
INTAKE: dict[type[models.Model], Writer] = {
    AcademicYear: organisation.put_years,
    TermScheme: organisation.put_schemes,
    Term: organisation.put_terms,
    Vacation: organisation.put_vacations,
    CalendarDay: organisation.put_days,
    BellSchedule: organisation.put_schedules,
    BellPeriod: organisation.put_bells,
    Room: organisation.put_rooms,
    Person: people.put_people,
    Student: people.put_students,
    Staff: people.put_staff,
    Guardian: people.put_guardians,
    Guardianship: people.put_guardianships,
    ClassGroup: classes.put_classes,
    ClassTutor: classes.put_tutors,
    Order: classes.put_orders,
    Membership: classes.put_memberships,
    Subgroup: classes.put_subgroups,
    SubgroupMembership: classes.put_places,
    Subject: curriculum.put_subjects,
    CurriculumRow: curriculum.put_curriculum,
    Course: curriculum.put_courses,
    CourseTeacher: curriculum.put_teachers,
    WeeklySlot: put_slots,
    RoleAssignment: put_roles,
}


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
        """Write the pending rows and their entries of the ledger, dated `at`: by the contexts' bulk actions."""
        tables: dict[type[models.Model], list[models.Model]] = {}
        for row in self.pending:
            tables.setdefault(type(row), []).append(row)
        for model, rows in tables.items():
            if put := INTAKE.get(model):
                self.ids.settle(Entry)
                put(self.actor, [Put(row) for row in rows], Occasion(at))
            else:
                self._insert(rows, at, action)
        self.pending.clear()

    def _insert(self, rows: list[models.Model], at: datetime, action: str) -> None:
        """Write rows of a table that has no bulk action: those of the ledger's own year, accounts."""
        bulk.insert(rows)
        if type(rows[0]) in all_tracked():
            bulk.insert([self.entry(self.actor, Change(row=row, action=action), at) for row in rows])

    def entry(self, actor: Actor, change: Change, at: datetime) -> Entry:
        """Return an entry of the ledger with its primary key."""
        entry = entry_of(actor, change, at)
        entry.pk = self.ids.next(Entry)
        return entry


def local(day: date, moment: time) -> datetime:
    """Return a wall-clock moment of the school in UTC."""
    return datetime.combine(day, moment, ZONE).astimezone(UTC)
