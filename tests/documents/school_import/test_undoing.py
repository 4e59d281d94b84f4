"""Undoing a load: everything as it was, or a refusal that names what stands on it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from letopis.documents.school_import import runs, service
from letopis.documents.school_import.models import ImportRun, RunState
from letopis.documents.school_import.undoing import plan_undo, undo
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now, today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.classes.actions import expel, set_tutor
from letopis.school.classes.models import ClassGroup, Membership
from letopis.school.curriculum.models import Course
from letopis.school.diary.models import DiaryView
from letopis.school.history.intake import Put
from letopis.school.history.ledger import record
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.marks.actions.kinds import ensure_work_kinds
from letopis.school.organisation.models import School
from letopis.school.people.intake import put_people
from letopis.school.people.models import Person, Student
from letopis.school.timetable.intake import put_slots
from letopis.school.timetable.models import Lesson, WeeklySlot
from tests.documents.school_import.school import Book
from tests.factories import actor_of, make_account, make_mark, make_officer, make_school, make_staff, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-02")]
Tables = dict[str, list[dict[str, Any]]]


def office(school: School) -> Actor:
    return Actor.system(school.pk, "Лукин Д. С.")


def load(school: School, book: Book, name: str = "База.xlsx") -> ImportRun:
    """Load the book as the page does."""
    path = book.xlsx(name)
    run = runs.claim_for(office(school), [path])
    found, _ = service.apply(service.read([path]), school=school, actor=office(school))
    runs.finish(run, RunState.DONE, preview={"size": found.draft.size}, entries=found.draft.entries)
    return run


def tables() -> Tables:
    """Every row of the school but the ledger's and the runs'; lessons without keys, they are made anew."""
    found: Tables = {}
    for model in apps.get_models():
        label = model._meta.label
        if label.split(".")[0] not in {"history", "exchange", "contenttypes", "auth", "sessions"}:
            rows = [*model._default_manager.order_by("pk").values()]
            if model is Lesson:
                rows = [{k: v for k, v in row.items() if k not in {"id", "slot_id"}} for row in rows]
                rows.sort(key=lambda row: (row["date"], row["course_id"], row["number"]))
            found[label] = rows
    return found


@pytest.fixture
def school() -> School:
    """A school without anybody, as an installation begins."""
    school = make_school()
    record(office(school), school, "create")
    ensure_work_kinds(office(school))
    return school


def test_what_is_in_the_way_is_named_in_the_readers_language(school: School, book: Book) -> None:
    run = load(school, book)
    student = Student.objects.earliest("pk")
    DiaryView.objects.create(school=school, account_id=1, student=student, seen_at=now(), new_since=now())
    titles = [one.what for one in plan_undo(office(school), run).stands]
    assert titles == ["«Просмотры дневника»"]


def test_a_load_is_taken_back(school: School, book: Book) -> None:
    before = tables()
    run = load(school, book)
    assert Lesson.objects.exists()
    assert Student.objects.count() == 6
    plan = undo(office(school), run)
    assert tables() == before
    assert verify(school.pk).findings == []
    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert "Лукин Д. С." in run.message
    assert {one.title: one.gone for one in plan.rows}["Карточки обучающихся"] == 6
    reasons = set(Entry.objects.filter(action="take_back").values_list("reason", flat=True))
    assert len(reasons) == 1
    assert reasons.pop().startswith("Отмена загрузки от ")
    with pytest.raises(Refused, match="только записанную"):
        undo(office(school), run)
    load(school, book)
    assert Student.objects.count() == 6


def test_what_the_next_load_has_changed_is_as_it_was(school: School, book: Book) -> None:
    first = load(school, book)
    before = tables()
    book["Ученики", 7, 5] = "5А"
    book["Кабинеты", 4, 2] = "Кабинет английского"
    book["Нагрузка", 12, 2] = "Белых Игорь Львович"
    book["Расписание", 13, 6] = "Белых И.Л."
    book["Расписание", 13, 3] = 3
    second = load(school, book, "Осень.xlsx")
    assert tables() != before
    with pytest.raises(Refused, match="Изменено позже"):
        undo(office(school), first)
    course = Course.objects.get(class_group__name="10А", subject__name="Физическая культура")
    with transaction.atomic():
        put_slots(
            office(school), [Put(WeeklySlot(school=school, course=course, weekday=5, number=4, starts_on=today()))]
        )
        with pytest.raises(Refused, match="Позже начато новое, «"):
            undo(office(school), second)
        transaction.set_rollback(True)
    undo(office(school), second)
    assert tables() == before
    assert verify(school.pk).findings == []
    undo(office(school), first)
    assert not Person.objects.exists()
    assert verify(school.pk).findings == []


def a_mark(school: School) -> None:
    student = Student.objects.get(person__name="Алёна")
    lesson = Lesson.objects.filter(class_group__name="5А").order_by("date")[0]
    make_mark(make_work(lesson), student)


def an_account(school: School) -> None:
    make_account(Person.objects.get(name="Алёна"))


def a_change_by_hand(school: School) -> None:
    person = Person.objects.get(name="Алёна")
    change = Put.change(person)
    person.name = "Олёна"
    put_people(office(school), [change])


def another_tutor(school: School) -> None:
    group = ClassGroup.objects.get(name="5А")
    set_tutor(office(school), class_id=group.pk, staff_id=make_staff(school).pk, starts_on=today())


def an_order(school: School) -> None:
    stay = Membership.objects.get(student__person__name="Алёна")
    expel(office(school), student_id=stay.student_id, last_day=today())


STANDS: dict[Callable[[School], None], tuple[str, str]] = {
    a_mark: ("«Отметки»", "Ёжикова Алёна Игоревна"),
    an_account: ("«Учётные записи»", "Ёжикова Алёна Игоревна"),
    a_change_by_hand: ("Изменено позже, «Люди»", "Лукин Д. С."),
    another_tutor: ("Изменено позже, «Классные руководители»", "5А, Орлова Анна Петровна"),
    an_order: ("Изменено позже, «Состав", "Ёжикова Алёна Игоревна"),
}


@pytest.mark.parametrize("stand", STANDS, ids=lambda stand: stand.__name__)
def test_what_stands_on_a_load_is_named(school: School, book: Book, stand: Callable[[School], None]) -> None:
    run = load(school, book)
    stand(school)
    before = tables()
    with pytest.raises(Refused, match="на записанном стоит другое") as refused:
        undo(office(school), run)
    for words in STANDS[stand]:
        assert words in refused.value.message
    assert tables() == before
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_whoever_may_not_write_it_may_not_undo_it(school: School, book: Book) -> None:
    run = load(school, book)
    with pytest.raises(Refused, match="может оператор"):
        undo(actor_of(make_officer(school, Role.STUDY_OFFICE), Role.STUDY_OFFICE), run)
    with pytest.raises(NotVisible):
        undo(actor_of(make_officer(school, Role.DIRECTOR), Role.DIRECTOR), run)
    assert Student.objects.count() == 6


def test_a_load_that_changed_nothing_has_nothing_to_undo(school: School, book: Book) -> None:
    load(school, book)
    again = load(school, book)
    with pytest.raises(Refused, match="отменять нечего"):
        undo(office(school), again)
