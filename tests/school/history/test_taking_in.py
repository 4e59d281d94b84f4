"""Tables and columns that the ledger holds since a later version: what stood there is told, and from then on proved."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from letopis.documents.carriers.models import Package
from letopis.kernel.actor import Actor
from letopis.school.classes.models import OrderLine
from letopis.school.curriculum.actions import SectionDraft, create_plan, move_planned_lesson, replace_lessons
from letopis.school.curriculum.intake import LessonDraft
from letopis.school.curriculum.models import LessonPlan, PlannedLesson, PlanSection
from letopis.school.history import append_only
from letopis.school.history.ledger import digest_of, record
from letopis.school.history.models import Entry
from letopis.school.history.tracking import snapshot
from letopis.school.history.verification import verify
from tests import factories as make
from tests.school.history.test_tamper import record_everything
from tests.school.journal.scene import Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10")]


@pytest.fixture
def s() -> Scene:
    """A class whose rows are all in the ledger, and a plan of two sections."""
    s = scene()
    assert s.actor.account_id, "an account is made with it"
    record_everything(s.school)
    plan = create_plan(s.actor, course_ids=[s.course.pk])
    fill(s, plan, ["Дроби", "Уравнения"])
    return s


def fill(s: Scene, plan: LessonPlan, sections: list[str], note: str = "с проверкой") -> None:
    lessons = [LessonDraft(topic=f"Тема {n}", section=min(n, len(sections)), note=note) for n in (1, 2, 3)]
    replace_lessons(s.actor, plan_id=plan.pk, sections=[SectionDraft(one) for one in sections], lessons=lessons)


def found(s: Scene) -> list[tuple[str, str, str]]:
    return [(one.code, one.table, one.column) for one in verify(s.school.pk).findings]


def forget(kind: str, *columns: str) -> None:
    """Make the entries of a table those of a version that did not hold these columns."""
    append_only.remove(connection)
    for entry in Entry.objects.filter(kind=kind):
        for name in ("before", "after"):
            if getattr(entry, name):
                kept = {key: value for key, value in getattr(entry, name).items() if key not in columns}
                setattr(entry, name, kept)
        entry.digest = digest_of(entry)
        entry.save()
    append_only.install(connection)


def test_sections_and_notes_of_a_plan_go_through_the_ledger(s: Scene):
    plan, first = LessonPlan.objects.get(), PlanSection.objects.order_by("number")[0]
    assert found(s) == []
    # A section keeps its row where the plan is filled anew, one that is no more goes with an entry.
    fill(s, plan, ["Обыкновенные дроби"], note="")
    assert PlanSection.objects.get() == first
    told = Entry.objects.filter(kind="curriculum.plansection").order_by("id").values_list("action", flat=True)
    assert list(told) == ["plan_section", "plan_section", "plan_section", "remove_section"]
    assert found(s) == []
    fill(s, plan, ["Дроби", "Уравнения"])
    last = PlannedLesson.objects.get(number=3)
    move_planned_lesson(s.actor, lesson_id=last.pk, to_number=1)
    last.refresh_from_db()
    assert (last.number, last.section_id) == (1, first.pk)
    assert found(s) == []


@pytest.mark.tampering
def test_a_section_or_a_note_of_a_plan_changed_with_plain_sql(s: Scene, record_property: Any):
    PlanSection.objects.filter(number=1).update(title="Другое")
    PlannedLesson.objects.filter(number=1).update(note="другое")
    PlanSection.objects.filter(number=2).delete()
    assert set(found(s)) == {
        ("row_changed", "curriculum.plansection", "title"),
        ("row_missing", "curriculum.plansection", ""),
        ("row_changed", "curriculum.plannedlesson", "note"),
        ("row_changed", "curriculum.plannedlesson", "section_id"),
    }
    record_property("way", ("a section of a plan", "row_changed"))
    record_property("way", ("a section of a plan taken out", "row_missing"))
    record_property("way", ("a note of a planned lesson", "row_changed"))


@pytest.mark.tampering
def test_a_column_added_by_a_later_version_is_compared_with_what_older_rows_have_had(s: Scene, record_property: Any):
    package = make.make_package(s.class_group)
    entered(s, package)
    forget("carriers.package", "destroyed_by")
    assert found(s) == []
    Package.objects.update(destroyed_by="№ 5 от 01.02.2033")
    assert found(s) == [("row_changed", "carriers.package", "destroyed_by")]
    record_property("way", ("a column added by a later version, in an older row", "row_changed"))


def entered(s: Scene, row: Any) -> None:
    record(Actor.system(s.school.pk), row, "create")


@pytest.mark.tampering
def test_such_a_change_is_not_washed_by_a_later_entry(s: Scene, record_property: Any):
    package = make.make_package(s.class_group)
    entered(s, package)
    forget("carriers.package", "destroyed_by")
    package.destroyed_by = "№ 5 от 01.02.2033"
    package.save()
    before = snapshot(package)
    package.reason = "по просьбе"
    package.save()
    record(Actor.system(s.school.pk), package, "withdraw", before=before)
    assert found(s) == [("entry_gap", "carriers.package", "destroyed_by")]
    record_property("way", ("the same, and an entry written after it", "entry_gap"))


def test_what_stood_there_is_taken_in_by_the_migrations(s: Scene):
    append_only.remove(connection)
    Entry.objects.filter(kind="curriculum.plansection").delete()
    append_only.install(connection)
    forget("curriculum.plannedlesson", "section_id", "note")
    assert {one[0] for one in found(s)} == {"row_unrecorded", "row_changed"}
    module = import_module("letopis.school.curriculum.migrations.0003_sections_in_the_ledger")
    module.take_in_plans(apps, None)
    assert found(s) == []
    told = Entry.objects.filter(kind="curriculum.plansection").values_list("action", "role", "before")
    assert set(told) == {("take_in", "system", None)}
    PlannedLesson.objects.filter(number=2).update(note="другое")
    assert found(s) == [("row_changed", "curriculum.plannedlesson", "note")]


def test_what_the_signing_of_orders_has_written_is_taken_in(s: Scene):
    make.make_order(s.student)
    OrderLine.objects.update(applied_as=1, effects=[["stay", 1, None, {"ends_on": None}]])
    forget("classes.orderline", "applied_as", "effects")
    assert {one[2] for one in found(s)} == {"applied_as", "effects"}
    module = import_module("letopis.school.classes.migrations.0004_effects_in_the_ledger")
    module.take_in_effects(apps, None)
    assert found(s) == []
    OrderLine.objects.update(effects=[])
    assert found(s) == [("row_changed", "classes.orderline", "effects")]


def test_a_column_that_a_migration_has_filled_is_said_to_be_unproved(s: Scene):
    make.make_mark(s.work, s.students[1], value="5")
    entered(s, s.students[1].marks.get())
    forget("journal.mark", "first_set_at")
    assert found(s) == []
    (told,) = [one.message for one in verify(s.school.pk).remarks if one.code == "column_untold"]
    assert "когда выставлена впервые" in told
