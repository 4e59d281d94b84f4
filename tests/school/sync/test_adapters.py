"""What holds of every table that operations write: one suite over all adapters (docs/developer/journal-protocol.md)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Model
from msgspec import structs

from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.grading.models import PeriodMark
from letopis.school.history.models import Entry
from letopis.school.history.tracking import snapshot, tracked
from letopis.school.lessons.models import Homework
from letopis.school.marks.models import Absence, Mark, Work
from letopis.school.sync.engine import known_adapters
from letopis.school.sync.models import AppliedOperation
from letopis.school.sync.wire import Operation
from letopis.school.timetable.models import Lesson
from tests import factories as make
from tests.school.grading.scene import put_op
from tests.school.journal.scene import Scene, absence, apply, attendance, homework, mark, one, scene, topic, work

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10")]


@dataclass(frozen=True)
class Case:
    """How a kind puts a value (0: one, 1: another, None: takes it away) on a base, and the version there at first."""

    kind: str
    model: type[Model]
    put: Callable[[Scene, int | None, int], Operation]
    first: Callable[[Scene], int] = lambda _: 0


def put_homework(s: Scene, value: int | None, base: int) -> Operation:
    if value is not None:
        return homework(s.lesson, f"§ {value}", base)
    task = Homework.objects.get(lesson=s.lesson)
    return homework(s.lesson, "", base, homework_id=task.pk, removed=True)


VERSIONED = (
    Case("mark", Mark, lambda s, v, base: mark(s.work, s.student, "" if v is None else "54"[v], base)),
    Case("absence", Absence, lambda s, v, base: absence(s.lesson, s.student, "" if v is None else "НБ"[v], base)),
    Case(
        "topic",
        Lesson,
        lambda s, v, base: topic(s.lesson, "" if v is None else f"Тема {v}", base),
        lambda s: s.lesson.version,
    ),
    Case(
        "work",
        Work,
        lambda s, v, base: work(
            s.lesson, s.work.kind_id, base, work_id=s.work.pk, title=f"Работа {v}", removed=v is None
        ),
        lambda s: s.work.version,
    ),
    Case("homework", Homework, put_homework),
    Case(
        "period_mark",
        PeriodMark,
        lambda s, v, base: put_op(s, "" if v is None else "54"[v], base=base, period="exam"),
    ),
)
ALL = (*VERSIONED, Case("attendance", Lesson, lambda s, v, base: attendance(s.lesson)))
every = pytest.mark.parametrize("case", ALL, ids=lambda case: case.kind)
versioned = pytest.mark.parametrize("case", VERSIONED, ids=lambda case: case.kind)


def entries(case: Case) -> list[Entry]:
    return list(Entry.objects.filter(kind=tracked(case.model).kind).order_by("id"))


def held(case: Case) -> list[dict[str, Any]]:
    return list(case.model._default_manager.order_by("pk").values())


def again(operation: Operation, **changes: Any) -> Operation:
    return structs.replace(operation, **{"op_id": uuid4(), **changes})


def tutor(s: Scene) -> Actor:
    return make.actor_of(s.tutor, Role.TUTOR)


def test_every_kind_is_here() -> None:
    assert {case.kind for case in ALL} == {adapter.operation.__struct_config__.tag for adapter in known_adapters()}
    assert {adapter.model for adapter in known_adapters()} == {case.model for case in ALL}


@every
def test_the_same_operation_twice_is_applied_once_and_answered_alike(case: Case) -> None:
    s = scene()
    operation = case.put(s, 0, case.first(s))
    first, second = one(s.actor, operation), one(s.actor, operation)
    assert first["status"] == "applied"
    assert second == first
    assert [entry.op_id for entry in entries(case)] == [operation.op_id]
    assert AppliedOperation.objects.get().answer == first


@every
def test_what_changes_nothing_is_applied_whatever_its_base(case: Case) -> None:
    s = scene()
    first = one(s.actor, case.put(s, 0, case.first(s)))
    told = one(tutor(s), again(case.put(s, 0, case.first(s)), base_version=99))
    assert (told["status"], told["version"]) == ("applied", first["version"])
    assert len(entries(case)) == 1


@versioned
def test_another_base_is_a_conflict_that_names_the_other_and_changes_nothing(case: Case) -> None:
    s = scene()
    base = case.first(s)
    first = one(s.actor, case.put(s, 0, base))
    before = held(case)
    told = one(tutor(s), case.put(s, 1, base))
    assert (told["status"], told["version"]) == ("conflict", first["version"])
    assert told["by"] == "Орлова\u00a0Е.\u00a0В."
    assert told["at"].startswith("2026-11-23T10:43")
    assert told["current"] in first.values()
    assert held(case) == before
    assert len(entries(case)) == 1

    insisted = one(tutor(s), case.put(s, 1, told["version"]))
    assert (insisted["status"], insisted["version"]) == ("applied", told["version"] + 1)
    assert [entry.role for entry in entries(case)] == ["teacher", "tutor"]


@every
def test_who_only_reads_is_refused_and_a_stranger_is_told_nothing(case: Case) -> None:
    s = scene()
    deputy, head = (
        make.actor_of(make.make_officer(s.school, role), role) for role in (Role.DEPUTY, Role.METHODOLOGIST)
    )
    stranger = make.actor_of(make.make_staff(s.school, "Чужой Пётр"), Role.TEACHER)
    elsewhere = make.actor_of(scene().teacher, Role.TEACHER)
    before = held(case)
    told = [one(actor, case.put(s, 0, case.first(s))) for actor in (deputy, head, stranger, elsewhere)]
    assert [(one["status"], one["code"]) for one in told] == [
        # А3.2.5: a deputy corrects marks and what they count for, but not while their teacher does.
        ("refused", "early" if case.kind in {"mark", "period_mark", "work"} else "read_only"),
        ("refused", "read_only"),
        ("refused", "not_found"),
        ("refused", "not_found"),
    ]
    assert held(case) == before
    assert not entries(case)


@pytest.mark.parametrize("case", [one for one in ALL if one.kind != "period_mark"], ids=lambda case: case.kind)
def test_a_lesson_that_is_not_held_takes_nothing(case: Case) -> None:
    s = scene()
    Lesson.objects.filter(pk=s.lesson.pk).update(is_cancelled=True)
    told = one(s.actor, case.put(s, 0, case.first(s)))
    assert (told["status"], told["code"], bool(told["message"])) == ("refused", "cancelled", True)
    assert not entries(case)


@versioned
def test_what_is_taken_away_stays_as_a_row_with_a_higher_version(case: Case) -> None:
    s = scene()
    first = one(s.actor, case.put(s, 0, case.first(s)))
    rows = len(held(case))
    gone = one(s.actor, case.put(s, None, first["version"]))
    assert (gone["status"], gone["version"]) == ("applied", first["version"] + 1)
    assert len(held(case)) == rows
    assert entries(case)[-1].action == ("topic" if case.kind == "topic" else "removed")
    # Who has not heard of it meets a conflict, not an empty place.
    if case.kind != "homework":  # whose place is free again
        assert one(tutor(s), case.put(s, 1, first["version"]))["status"] == "conflict"
    back = one(s.actor, case.put(s, 1, gone["version"]))
    assert (back["status"], back["version"]) == ("applied", gone["version"] + 1)


@versioned
def test_the_ledger_holds_before_and_after_once(case: Case) -> None:
    s = scene()
    base = case.first(s)
    is_new = base == 0 and case.model is not Lesson
    first = one(s.actor, case.put(s, 0, base))
    apply(s.actor, change := case.put(s, 1, first["version"]), case.put(s, 1, 99), change)
    put, changed = entries(case)
    assert (put.before is None) == is_new
    assert put.after == changed.before
    assert changed.after["version"] == changed.before["version"] + 1
    assert (changed.course_id, changed.op_id, changed.actor_name) == (
        s.course.pk,
        change.op_id,
        "Орлова\u00a0Е.\u00a0В.",
    )
    assert changed.after == snapshot(case.model._default_manager.get(pk=changed.object_id))


@every
def test_an_id_of_another_account_is_refused_and_tells_nothing(case: Case) -> None:
    s = scene()
    operation = case.put(s, 0, case.first(s))
    one(s.actor, operation)
    before = held(case)
    told = one(tutor(s), structs.replace(operation, base_version=1))
    assert (told["status"], told["code"]) == ("refused", "op_id")
    assert set(told) == {"op_id", "status", "message", "code", "field"}
    assert held(case) == before
    assert len(entries(case)) == 1


def test_a_work_made_for_a_mark_of_an_old_base_is_in_the_ledger() -> None:
    s = scene()
    lesson = make.make_lesson(s.course, number=5)
    told = one(s.actor, mark(None, s.student, "5", base=3, lesson_id=lesson.pk))
    assert told["status"] == "conflict"
    made = Work.objects.get(lesson=lesson)
    assert Entry.objects.filter(kind="journal.work", object_id=made.pk, op_id=told["op_id"]).count() == 1
