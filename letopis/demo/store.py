"""The demo's rows already made, and how further ones are written with their entries of the ledger."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models

from letopis.demo import bulk, topics
from letopis.demo.shape import Blueprint, CoursePlan
from letopis.documents.school_import.draft import STEPS
from letopis.kernel.actor import Actor
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.intake import put_plan_lessons, put_plans
from letopis.school.curriculum.models import Course, LessonPlan, PlannedLesson, Subject
from letopis.school.history.intake import Occasion, Put
from letopis.school.history.ledger import Change, entry_of
from letopis.school.history.models import Entry
from letopis.school.history.tracking import all_tracked
from letopis.school.organisation.models import (
    AcademicYear,
    Room,
    School,
)
from letopis.school.people.models import Guardian, Staff, Student

ZONE = ZoneInfo("Europe/Moscow")
# Who writes the rows of structure: as in an import, whose steps name them all.
INTAKE = {step.model: step.put for step in STEPS} | {LessonPlan: put_plans, PlannedLesson: put_plan_lessons}


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
    # Class hours and a course of extracurricular activity of the showroom's class.
    beside: list[Course] = field(default_factory=list)
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
        """Write rows of a table that no file brings: plans of lessons, accounts."""
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
