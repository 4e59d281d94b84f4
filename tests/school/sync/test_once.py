"""Each operation once, whatever is repeated, at once or later; and the ledger replays to the tables."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from letopis.kernel.clock import in_zone
from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.history.tracking import all_tracked, snapshot
from letopis.school.history.verification import verify
from letopis.school.lessons.models import Homework
from letopis.school.marks.models import Mark, Work
from letopis.school.marks.wire import MarkRow
from letopis.school.organisation.models import School
from letopis.school.sync.engine import apply_operations
from letopis.school.sync.models import AppliedOperation
from letopis.school.timetable.models import Lesson
from tests import factories as make
from tests.school.journal.scene import Scene, absence, apply, attendance, homework, mark, one, row, scene, topic, work


def replayed() -> dict[tuple[str, int], Any]:
    """What the ledger says every object is now; each entry must go on from the one before."""
    state: dict[tuple[str, int], Any] = {}
    for entry in Entry.objects.order_by("id"):
        key = (entry.kind, entry.object_id)
        if key in state:
            assert entry.before == state[key], f"{key} does not go on from the entry before"
        state[key] = entry.after
    return state


def assert_ledger_is_the_tables(school: School) -> None:
    """Every object of the ledger is in its table as the last entry says; so says `letopis verify` too.

    Rows of the factories have no entry of their creation: that alone may be found.
    """
    found = {finding.code for finding in verify(school.pk).findings}
    assert found <= {"row_unrecorded", "entry_orphan"}
    models = {one.kind: model for model, one in all_tracked().items()}
    for (kind, object_id), after in replayed().items():
        row = models[kind]._default_manager.get(pk=object_id)
        assert {**snapshot(row)} == after, f"{kind} {object_id}"


@pytest.mark.django_db
@pytest.mark.req("JRN-10")
def test_operation_sent_again_gets_the_same_answer_whatever_happened_since() -> None:
    s = scene()
    first = mark(s.work, s.student, "4")
    told = one(s.actor, first)
    one(s.actor, mark(s.work, s.student, "5", base=1))
    stale = mark(s.work, s.student, "3", base=1)
    conflict = one(s.actor, stale)
    refused = mark(s.work, s.student, "7")
    no = one(s.actor, refused)

    again = apply(s.actor, first, stale, refused, first)

    assert again == [told, conflict, no, told]
    assert (Mark.objects.get().value, Entry.objects.count(), AppliedOperation.objects.count()) == ("5", 2, 4)


@pytest.mark.django_db
def test_run_of_known_and_new_operations_applies_the_new_ones() -> None:
    s = scene(students=5)
    operations = [mark(s.work, student) for student in s.students]
    before = apply(s.actor, *operations[:3])
    answers = apply(s.actor, *operations)
    assert answers[:3] == before
    assert [a["status"] for a in answers] == ["applied"] * 5
    assert Entry.objects.count() == 5


@pytest.mark.django_db
def test_id_of_somebody_elses_operation_is_refused_and_tells_nothing() -> None:
    s = scene()
    operation = mark(s.work, s.student, "4", comment="тайна")
    one(s.actor, operation)

    answer = one(make.actor_of(s.tutor, Role.TUTOR), structs.replace(operation, value="5"))

    assert (answer["status"], answer["code"]) == ("refused", "op_id")
    assert "тайна" not in str(answer)
    assert Mark.objects.get().value == "4"


@pytest.mark.django_db
def test_cells_twice_in_a_request_are_taken_in_order() -> None:
    s = scene()
    answers = apply(
        s.actor, mark(s.work, s.student, "4"), mark(s.work, s.student, "5", base=1), mark(s.work, s.student, "3")
    )
    assert [a["status"] for a in answers] == ["applied", "applied", "conflict"]


@pytest.mark.django_db
def test_one_refused_does_not_stop_the_others() -> None:
    s = scene()
    answers = apply(
        s.actor,
        topic(s.lesson, "Степень"),
        mark(s.work, s.student, "8"),
        homework(s.lesson, ""),
        absence(s.lesson, s.students[1]),
        mark(s.work, s.students[2], "5"),
    )
    assert [a["status"] for a in answers] == ["applied", "refused", "refused", "applied", "applied"]


@pytest.mark.django_db
def test_answer_alone_is_the_answer_in_a_run() -> None:
    s, t = scene(students=4), scene(students=4)

    def operations(of: Scene) -> list[Any]:
        values = ("5", "7", "", "3")
        return [mark(of.work, student, value) for student, value in zip(of.students, values, strict=True)]

    together = apply(s.actor, *operations(s))
    alone = [one(t.actor, operation) for operation in operations(t)]
    assert [(a["status"], a.get("code"), a.get("version")) for a in together] == [
        (a["status"], a.get("code"), a.get("version")) for a in alone
    ]


# ── at once, on the real database ─────────────────────────────────────
def at_once(number: int, work_of: Any) -> list[Any]:
    """Run work_of(n) in `number` threads, each with a connection of its own."""

    def run(n: int) -> Any:
        try:
            with in_zone("Europe/Moscow"):
                return work_of(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


@pytest.mark.django_db(transaction=True)
def test_same_operations_at_once_are_applied_once() -> None:
    s = scene(students=4)
    actor = s.actor
    operations = [mark(s.work, student) for student in s.students]
    told = at_once(6, lambda _: apply_operations(actor, operations).answers)
    assert all(answers == told[0] for answers in told)
    assert {a["status"] for a in told[0]} == {"applied"}
    assert (Mark.objects.count(), Entry.objects.count(), AppliedOperation.objects.count()) == (4, 4, 4)


@pytest.mark.django_db(transaction=True)
def test_different_marks_of_one_cell_at_once_leave_one_and_conflicts() -> None:
    s = scene(students=1)
    actor = s.actor
    told = at_once(6, lambda n: one(actor, mark(s.work, s.student, "2345"[n % 4], comment=str(n))))
    statuses = sorted(a["status"] for a in told)
    assert statuses == ["applied"] + ["conflict"] * 5
    held = Mark.objects.get()
    winner = next(a for a in told if a["status"] == "applied")
    assert held.comment == row(winner, MarkRow).comment
    assert {tuple(a["current"]) for a in told if a["status"] == "conflict"} == {tuple(winner["mark"])}


@pytest.mark.django_db(transaction=True)
def test_first_marks_of_a_lesson_at_once_make_one_work() -> None:
    s = scene(students=6)
    lesson = make.make_lesson(s.course, number=5)
    actor = s.actor
    told = at_once(6, lambda n: one(actor, mark(None, s.students[n], lesson_id=lesson.pk)))
    assert {a["status"] for a in told} == {"applied"}
    assert Work.objects.filter(lesson=lesson).count() == 1
    assert Mark.objects.filter(lesson=lesson).count() == 6


@pytest.mark.django_db(transaction=True)
def test_homework_at_once_is_one_row() -> None:
    s = scene()
    actor = s.actor
    told = at_once(5, lambda n: one(actor, homework(s.lesson, f"§ {n}")))
    assert sorted(a["status"] for a in told) == ["applied"] + ["conflict"] * 4
    assert Homework.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ranges_over_lessons_and_single_operations_at_once_do_not_block_one_another() -> None:
    s = scene(students=3)
    lessons = [make.make_lesson(s.course, number=number) for number in (4, 5, 6)]
    works = [make.make_work(lesson) for lesson in lessons]
    actor = s.actor

    def run(n: int) -> list[str]:
        if n % 2:
            return [a["status"] for a in apply(actor, *(topic(lesson, f"Тема {n}") for lesson in reversed(lessons)))]
        return [a["status"] for a in apply(actor, *(mark(w, st, "5") for w in works for st in s.students))]

    told = at_once(6, run)
    assert {status for one in told for status in one} <= {"applied", "conflict"}
    assert Mark.objects.count() == 9
    assert_ledger_is_the_tables(s.school)


# ── whatever comes ────────────────────────────────────────────────────
@st.composite
def steps(draw: Any) -> list[tuple[Any, ...]]:
    """(client, what, student, value, base, repeat an earlier one) of up to thirty operations."""
    step = st.tuples(
        st.integers(0, 2),
        st.sampled_from(["mark", "mark", "lesson mark", "absence", "topic", "work", "homework", "attendance", "again"]),
        st.integers(0, 2),
        st.sampled_from(["5", "4", "2", "", "9", "н/а"]),
        st.integers(0, 4),
    )
    return draw(st.lists(step, min_size=1, max_size=30))


def operation_of(s: Scene, lesson: Lesson, step: tuple[Any, ...]) -> Any:
    _, what, student, value, base = step
    who = s.students[student]
    return {
        "mark": lambda: mark(s.work, who, value, base=base),
        "lesson mark": lambda: mark(None, who, value, base=base, lesson_id=lesson.pk),
        "absence": lambda: absence(s.lesson, who, {"5": "Н", "4": "Б", "": ""}.get(value, "ОП"), base=base),
        "topic": lambda: topic(s.lesson, f"Тема {value}" if value else "", base=base),
        "work": lambda: work(s.lesson, s.work.kind_id, work_id=s.work.pk, title=value, base=base, removed=value == "9"),
        "homework": lambda: homework(s.lesson, value, base=base),
        "attendance": lambda: attendance(s.lesson),
    }[what]()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=steps())
@pytest.mark.django_db
@pytest.mark.req("JRN-10")
def test_random_operations_with_repeats_leave_what_was_acknowledged(plan: list[tuple[Any, ...]]) -> None:
    s = scene(students=3)
    lesson = make.make_lesson(s.course, number=5)
    clients = [s.actor, make.actor_of(s.tutor, Role.TUTOR), s.actor]
    sent: list[tuple[Any, Any, dict[str, Any]]] = []
    for step in plan:
        client, what, student, _, base = step
        if what == "again":
            if sent:
                actor, operation, told = sent[(student + base) % len(sent)]
                assert one(actor, operation) == told
            continue
        operation = operation_of(s, lesson, step)
        sent.append((clients[client], operation, one(clients[client], operation)))

    shown: dict[tuple[int, int], MarkRow] = {}
    for _, _, told in sent:
        if told["status"] == "applied" and "mark" in told and (put := row(told, MarkRow)).work_id is not None:
            shown[put.work_id, put.student_id] = put
    for (work_id, student_id), put in shown.items():
        held = Mark.objects.filter(work_id=work_id, student_id=student_id).first()
        assert [held.value, held.version] == [put.value, put.version] if held else put.version == 0
