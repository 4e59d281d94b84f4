"""The grid, changes, stories, the lesson's screen, the day and the list of journals."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import orjson
import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.errors import NotVisible
from letopis.kernel.roles import Role
from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.curriculum.enums import Scale
from letopis.school.curriculum.models import PlannedLesson
from letopis.school.grading.queries.totals import totals
from letopis.school.journal.queries.changes import absence_story, changes, mark_story
from letopis.school.journal.queries.day import roll, teacher_day
from letopis.school.journal.queries.grid import grid
from letopis.school.journal.queries.journals import journals
from letopis.school.journal.queries.lesson import lesson_page
from letopis.school.journal.wire import (
    AverageRow,
    Changes,
    CourseHead,
    GridDocument,
    PeriodHead,
    Rules,
    Story,
    SubgroupRow,
)
from letopis.school.lessons.models import Homework
from letopis.school.lessons.wire import LessonRow, Task
from letopis.school.marks.models import Absence, Work
from letopis.school.marks.wire import AbsenceRow, KindRow, MarkRow
from letopis.school.organisation.enums import TermKind
from letopis.school.organisation.models import Term, TermScheme
from letopis.school.tutoring.actions import check_data
from letopis.school.tutoring.queries import check_states
from tests import factories as make
from tests.school.journal.scene import Scene, absence, apply, attendance, homework, mark, one, row, scene, topic, work

pytestmark = pytest.mark.django_db


# ── the grid ──────────────────────────────────────────────────────────
def filled(students: int = 3) -> Scene:
    """Three lessons of the term and one of the first quarter, with marks and absences."""
    s = scene(students=students)
    make.make_plan(s.course)
    days = [make.make_lesson(s.course, make.TODAY + timedelta(days=n), number=2) for n in (-3, 1, -60)]
    works = [make.make_work(lesson) for lesson in days]
    for student in s.students:
        make.make_mark(s.work, student, "5")
        make.make_mark(works[0], student, "4", second="3")
        make.make_mark(works[2], student, "2")
        make.make_absence(days[0], student)
    return s


@pytest.mark.req("JRN-01", "JRN-02")
def test_grid_is_the_document_of_the_protocol() -> None:
    s = filled()
    document = grid(s.actor, s.course.pk)

    assert document.course == CourseHead(
        id=s.course.pk,
        subject="Алгебра",
        class_name="7А",
        subgroup="",
        scale="five",
        editable=True,
        teacher="Орлова\u00a0Е.\u00a0В.",
        readonly_why="",
    )
    quarter = Term.objects.get(name="II четверть")
    assert document.period == PeriodHead(
        id=str(quarter.pk), name="II четверть", starts_on=date(2026, 11, 5), ends_on=date(2026, 12, 30)
    )
    assert [p.name for p in document.periods][3:] == ["IV четверть", "1 полугодие", "2 полугодие", "Год"]
    assert (document.today, document.values) == (date(2026, 11, 23), ["5", "4", "3", "2", "н/а", "осв"])
    assert document.rules == Rules(correction_days=14, late_minutes=5, border="0.50")
    assert [(one.date, one.number, one.topic, one.state) for one in document.lessons] == [
        (date(2026, 11, 20), 2, "", "unfilled"),
        (date(2026, 11, 23), 3, "", "ahead"),
        (date(2026, 11, 24), 2, "", "ahead"),
    ]
    assert len(document.works) == 3
    assert len(document.marks) == 6
    lesson, absent = document.lessons[0], document.absences[0]
    assert absent == AbsenceRow(lesson.id, absent.student_id, code="Н", minutes=None, note="", version=1)
    assert document.kinds[0] == KindRow(
        id=s.work.kind_id,
        code="answer",
        name="Ответ на уроке",
        short_name="отв",
        weight=1,
        is_control=False,
        is_written=False,
        is_active=True,
    )


def test_documents_are_on_the_wire_as_the_protocol_tells() -> None:
    """The places of a row's fields are nobody's business but the screens' that a browser has kept."""
    s = filled(students=1)
    wire = orjson.loads(msgspec.json.encode(grid(s.actor, s.course.pk)))
    lesson = next(row for row in wire["lessons"] if row[0] == s.lesson.pk)
    assert lesson[1:] == ["2026-11-23", 3, "", "Одночлен", "", "ahead", s.lesson.version, False, None, None]
    marks = {row[0]: row[1:] for row in wire["marks"]}
    assert marks[wire["works"][0][0]] == [s.student.pk, "4", "3", "", None, "", 1, ""]
    assert wire["absences"][0][1:] == [s.student.pk, "Н", None, "", 1]
    assert wire["works"][1] == [s.work.pk, s.lesson.pk, s.work.kind_id, "", 1, 1, 1, None]
    assert wire["students"] == [[s.student.pk, "Абрамов Тимур", None, None, "", "", []]]
    assert wire["course"]["class"] == "7А"
    assert wire["kinds"][0][1:] == ["answer", "Ответ на уроке", "отв", 1, False, False, True]
    assert msgspec.convert(wire, GridDocument) == grid(s.actor, s.course.pk)
    page = orjson.loads(msgspec.json.encode(lesson_page(s.actor, s.lesson.pk)))
    assert page["lesson"]["row"] == lesson
    assert page["averages"] == [[s.student.pk, "4.00", "4.00", ""]]


def test_plan_goes_on_from_the_topic_used_last() -> None:
    s = filled()
    plan = s.course.plan
    first = PlannedLesson.objects.get(plan=plan, number=1)
    lessons = grid(s.actor, s.course.pk).lessons
    assert [one.planned_topic for one in lessons] == [
        "Свойства степени",
        "Одночлен",
        "",
    ]  # September's lesson takes the first

    answer = one(s.actor, topic(s.lesson, planned_lesson_id=first.pk))

    lesson = row(answer, LessonRow)
    assert (lesson.topic, lesson.planned_topic) == ("Понятие степени", "")
    lessons = grid(s.actor, s.course.pk).lessons
    assert [one.planned_topic for one in lessons] == ["Свойства степени", "", "Свойства степени"]


@pytest.mark.parametrize(("period", "lessons"), [("half-1", 4), ("half-2", 0), ("year", 4), ("", 3)])
def test_periods(period: str, lessons: int) -> None:
    s = filled()
    document = grid(s.actor, s.course.pk, period)
    assert len(document.lessons) == lessons
    assert not period or document.period.id == period


@pytest.mark.parametrize("period", ["half-3", "0", "x", "²"])
def test_unknown_period_does_not_exist(period: str) -> None:
    s = scene()
    with pytest.raises(NotVisible):
        grid(s.actor, s.course.pk, period)


@pytest.mark.req("JRN-06")
@pytest.mark.parametrize(
    ("day", "period", "names"),
    [
        (date(2026, 11, 23), "", []),
        (date(2026, 12, 23), "", []),
        (date(2026, 12, 24), "", ["II четверть"]),
        (date(2026, 11, 23), "half-1", ["I четверть"]),
        (date(2026, 12, 24), "year", ["I четверть", "II четверть"]),
        (date(2027, 5, 26), "", ["IV четверть", "Год", "Экзамен", "Итоговая"]),
        (date(2027, 5, 26), "half-2", ["III четверть", "IV четверть", "Год", "Экзамен", "Итоговая"]),
    ],
)
def test_a_period_has_its_column_from_its_last_days_on(
    day: date, period: str, names: list[str], moment: time_machine.Traveller
) -> None:
    s = scene()
    moment.move_to(make.moment_on(day))
    columns = grid(s.actor, s.course.pk, period).period_columns
    assert [one.name for one in columns] == names
    assert [one.day for one in columns] == sorted(one.day for one in columns)
    assert [one.id for one in columns] == [
        one.id for one in totals(s.actor, s.course.pk).document.columns if one.name in names
    ]


@pytest.mark.req("JRN-06")
def test_a_page_without_marks_has_no_columns_of_periods(moment: time_machine.Traveller) -> None:
    s = scene(scale=Scale.UNMARKED)
    moment.move_to(make.moment_on(date(2027, 5, 26)))
    assert grid(s.actor, s.course.pk, "year").period_columns == []


def test_class_of_half_years_has_no_halves_beside_them() -> None:
    s = scene()
    scheme = TermScheme.objects.create(school=s.school, year=s.course.year, kind=TermKind.HALF_YEAR)
    for number, (start, end) in enumerate(
        [(date(2026, 9, 1), date(2026, 12, 30)), (date(2027, 1, 11), date(2027, 5, 26))], 1
    ):
        Term.objects.create(
            school=s.school, scheme=scheme, number=number, name=f"{number} полугодие", starts_on=start, ends_on=end
        )
    s.class_group.scheme = scheme
    s.class_group.save()
    assert [p.name for p in grid(s.actor, s.course.pk).periods] == ["1 полугодие", "2 полугодие", "Год"]


def test_who_came_and_who_left_is_shown_with_the_days() -> None:
    s = scene(students=1)
    came = make.make_student(s.class_group, "Яковлева Дарья", since=date(2026, 11, 12))
    left = make.make_student(s.class_group, "Юдин Глеб", until=date(2026, 11, 20))
    make.make_student(s.class_group, "Ранний Глеб", until=date(2026, 10, 1))

    rows = {one.id: (one.since, one.until, one.why, one.gaps) for one in grid(s.actor, s.course.pk).students}

    assert rows == {
        s.student.pk: (None, None, "", []),
        came.pk: (date(2026, 11, 12), None, "В составе с 12.11.2026", []),
        left.pk: (None, date(2026, 11, 20), "В составе по 20.11.2026", []),
    }


@pytest.mark.req("JRN-01")
def test_who_left_and_came_back_is_away_between() -> None:
    s = scene(students=0)
    back = make.make_student(s.class_group, "Яковлева Дарья", until=date(2026, 11, 12))
    again = {"school": s.school, "class_group": s.class_group, "student": back}
    Membership.objects.create(**again, starts_on=date(2026, 11, 20), ends_on=date(2026, 12, 4))
    at_once = make.make_student(s.class_group, "Юдин Глеб", until=date(2026, 11, 12))
    again["student"] = at_once
    Membership.objects.create(**again, starts_on=date(2026, 11, 13))

    rows = {one.id: (one.since, one.until, one.why, one.gaps) for one in grid(s.actor, s.course.pk).students}

    assert rows == {
        back.pk: (
            *(None, date(2026, 12, 4), "В составе по 12.11.2026, затем с 20.11.2026 по 04.12.2026"),
            [(date(2026, 11, 13), date(2026, 11, 19))],
        ),
        at_once.pk: (None, None, "", []),
    }
    lesson = make.make_lesson(s.course, date(2026, 11, 16))
    answers = apply(s.actor, mark(make.make_work(lesson), back), absence(lesson, back), mark(s.work, back))
    assert [one.get("code", one["status"]) for one in answers] == ["not_member", "not_member", "applied"]


def test_page_of_a_subgroup_lists_its_own_students() -> None:
    s = scene(students=3)
    group = make.make_subgroup(s.class_group, *s.students[:2])
    course = make.make_course(s.class_group, "Английский язык", teacher=s.teacher, subgroup=group)
    document = grid(s.actor, course.pk)
    assert [one.id for one in document.students] == [one.pk for one in s.students[:2]]
    assert document.course.subgroup == "1 группа"
    assert document.subgroups == [], "the page is one subgroup already"


@pytest.mark.req("JRN-01")
def test_page_of_a_class_names_its_subgroups_to_filter_by() -> None:
    s = scene(students=4)
    girls = make.make_subgroup(s.class_group, *s.students[:2], division="труд", name="девочки")
    boys = make.make_subgroup(s.class_group, s.students[2], division="труд", name="мальчики")
    SubgroupMembership.objects.filter(student=s.students[1]).update(ends_on=date(2026, 10, 1))
    other = make.make_class(s.school, "8Б", grade=8)
    make.make_subgroup(other, make.make_student(other))
    assert grid(s.actor, s.course.pk).subgroups == [
        SubgroupRow(girls.pk, "труд: девочки", [s.students[0].pk]),
        SubgroupRow(boys.pk, "труд: мальчики", [s.students[2].pk]),
    ]
    whole_year = grid(s.actor, s.course.pk, "year").subgroups[0]
    assert whole_year.ids == [s.students[0].pk, s.students[1].pk], "one who left is still on the year's page"


def test_readers_see_the_page_and_why_they_do_not_write() -> None:
    s = scene()
    deputy = make.actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY)
    course = grid(deputy, s.course.pk).course
    assert (course.editable, course.readonly_why) == (False, "Завуч читает журнал и не правит его.")


def test_removed_works_and_cancelled_lessons_are_not_in_the_grid() -> None:
    s = scene()
    make.make_work(s.lesson, is_removed=True)
    make.make_work(make.make_lesson(s.course, number=5, is_cancelled=True))
    document = grid(s.actor, s.course.pk)
    assert len(document.lessons) == len(document.works) == 1


@pytest.mark.parametrize("size", [1, 3, 30])
def test_grid_takes_seven_queries(size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    s = filled(students=size)
    make.make_subgroup(s.class_group, *s.students)
    actor = s.actor
    with django_assert_num_queries(7):
        document = grid(actor, s.course.pk, "year")
    assert len(document.marks) == size * 3


# ── changes and stories ───────────────────────────────────────────────
def test_changes_tell_what_colleagues_did_after_the_cursor() -> None:
    s = scene()
    cursor = grid(s.actor, s.course.pk).cursor
    tutor = make.actor_of(s.tutor, Role.TUTOR)
    lesson = make.make_lesson(s.course, number=5)
    answers = apply(
        tutor,
        mark(s.work, s.student, "4"),
        absence(s.lesson, s.students[1]),
        topic(s.lesson, "Степень"),
        work(s.lesson, s.work.kind_id, title="Вторая"),
        work(s.lesson, s.work.kind_id, work_id=s.work.pk, base=1, title="Первая"),
        homework(lesson, "§ 20"),
    )

    told = changes(s.actor, s.course.pk, cursor)

    assert told.marks == [row(answers[0], MarkRow)]
    assert told.absences == [row(answers[1], AbsenceRow)]
    assert [one.title for one in told.works] == ["Первая", "Вторая"]
    assert {one.id: (one.topic, one.homework) for one in told.lessons} == {
        s.lesson.pk: ("Степень", ""),
        lesson.pk: ("", "§ 20"),
    }
    assert changes(s.actor, s.course.pk, told.cursor) == Changes(
        cursor=told.cursor, lessons=[], works=[], removed_works=[], marks=[], absences=[]
    )


def test_changes_name_removed_works_and_are_of_one_page() -> None:
    s = scene()
    other = make.make_course(s.class_group, "Химия", teacher=s.teacher)
    apply(s.actor, mark(make.make_work(make.make_lesson(other)), s.student))
    empty = make.make_work(s.lesson)
    apply(s.actor, work(s.lesson, empty.kind_id, work_id=empty.pk, base=1, removed=True))
    told = changes(s.actor, s.course.pk, 0)
    assert (told.removed_works, told.marks) == ([empty.pk], [])


def test_quiet_page_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    s = scene()
    actor = s.actor
    with django_assert_num_queries(1):
        changes(actor, s.course.pk, 0)


@pytest.mark.req("JRN-10")
def test_cell_tells_its_story_newest_first() -> None:
    s = scene()
    one(s.actor, mark(s.work, s.student, "4"))
    with time_machine.travel("2026-11-25T09:00:00+03:00", tick=False):
        one(make.actor_of(s.tutor, Role.TUTOR), mark(s.work, s.student, "5", base=1))
        told = mark_story(s.actor, s.course.pk, s.work.pk, s.student.pk)

    assert [(e.by, e.role, e.action) for e in told.entries] == [
        ("Климов\u00a0А.\u00a0П.", "Классный руководитель", "changed"),
        ("Орлова\u00a0Е.\u00a0В.", "Учитель", "created"),
    ]
    before, after = told.entries[0].before or {}, told.entries[0].after or {}
    assert (before["value"], after["value"]) == ("4", "5")
    # From the day the cell got its first mark, not from the correction.
    assert told.editable_until == date(2026, 12, 7)
    assert mark_story(s.actor, s.course.pk, s.work.pk, s.students[1].pk) == Story(entries=[], editable_until=None)
    deputy = make.actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY)
    assert mark_story(deputy, s.course.pk, s.work.pk, s.student.pk) == Story(entries=told.entries, editable_until=None)
    one(s.actor, absence(s.lesson, s.student))
    assert len(absence_story(s.actor, s.course.pk, s.lesson.pk, s.student.pk).entries) == 1


# ── the lesson's screen ───────────────────────────────────────────────
@pytest.mark.req("JRN-01")
def test_lesson_screen_has_all_that_a_lesson_needs() -> None:
    s = filled()
    later = make.make_lesson(s.course, make.TODAY + timedelta(days=3))
    before = make.make_lesson(s.course, make.TODAY - timedelta(days=4))
    make.make_homework(before, "№ 400", due=s.lesson)
    set_here = make.make_homework(s.lesson, "№ 405", due=later)
    twin = make.make_course(make.make_class(s.school, "7Б"), teacher=s.tutor)
    make.make_homework(make.make_lesson(twin, make.TODAY - timedelta(days=1), topic="Степень"), "№ 407")
    make.make_homework(make.make_lesson(make.make_course(make.make_class(s.school, "8Б"))), "№ 999")
    make.make_absence(s.lesson, s.student, "Б")

    page = lesson_page(s.actor, s.lesson.pk)

    assert page.lesson.row.id == s.lesson.pk
    assert (page.lesson.starts_at, page.lesson.next_id is not None) == ("10:25", True)
    assert [(one.topic, one.is_next) for one in page.topics] == [
        ("Понятие степени", False),
        ("Свойства степени", False),
        ("Одночлен", False),
    ]
    assert [one.id for one in page.students] == [student.pk for student in s.students]
    assert len(page.marks) == 3
    assert page.absences == [AbsenceRow(s.lesson.pk, s.student.pk, code="Б", minutes=None, note="", version=1)]
    assert page.averages[0] == AverageRow(s.student.pk, plain="4.00", weighted="4.00")
    assert [task.id for task in page.homework] == [set_here.pk]
    assert [task.text for task in page.due] == ["№ 400"]
    assert [(task.class_name, task.text, task.teacher) for task in page.parallel] == [
        ("7Б", "№ 407", "Климов\u00a0А.\u00a0П.")
    ]


def test_lesson_screen_lists_named_students_and_files_once() -> None:
    s = scene()
    a, b, _ = (student.pk for student in s.students)
    one(s.actor, homework(s.lesson, "Карточка", student_ids=(a, b)))
    task = Homework.objects.get()
    for name in ("1.png", "2.png", "3.png"):
        task.files.create(
            school=s.school, file=name, name=name, content_type="image/png", size=5, is_removed=name[0] == "3"
        )

    (told,) = lesson_page(s.actor, s.lesson.pk).homework

    assert told.student_ids == [a, b]
    assert [file.name for file in told.files] == ["1.png", "2.png"]
    again = one(s.actor, homework(s.lesson, "Карточка", homework_id=task.pk, student_ids=(a, b)))
    assert told == row(again, Task)


def test_lesson_outside_the_terms_shows_its_own_works() -> None:
    s = scene()
    lesson = make.make_lesson(s.course, date(2026, 10, 30))
    make.make_mark(make.make_work(lesson), s.student, "4")
    page = lesson_page(s.actor, lesson.pk)
    assert (len(page.works), len(page.marks)) == (1, 1)
    assert page.averages == [AverageRow(s.student.pk, plain="4.00", weighted="4.00")]


def test_lesson_screen_offers_the_next_topic() -> None:
    s = scene()
    make.make_plan(s.course)
    page = lesson_page(s.actor, s.lesson.pk)
    assert [one.is_next for one in page.topics] == [True, False, False]
    assert page.lesson.row.planned_topic == "Понятие степени"


@pytest.mark.req("TT-02")
def test_substitute_opens_the_lesson_given_over_and_nothing_else() -> None:
    s = scene()
    substitute = make.make_staff(s.school)
    actor = make.actor_of(substitute, Role.TEACHER)
    given = make.make_lesson(s.course, number=5, staff=substitute, substituted_for=s.teacher)

    page = lesson_page(actor, given.pk)

    assert page.course.editable is True
    assert page.lesson.substituted_for == "Орлова\u00a0Е.\u00a0В."
    for refused in (lambda: lesson_page(actor, s.lesson.pk), lambda: grid(actor, s.course.pk)):
        with pytest.raises(NotVisible):
            refused()


@pytest.mark.parametrize("size", [1, 3, 30])
def test_lesson_screen_takes_seven_queries(size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    s = filled(students=size)
    actor = s.actor
    with django_assert_num_queries(7):
        lesson_page(actor, s.lesson.pk)


# ── the day ───────────────────────────────────────────────────────────
def test_day_of_a_teacher() -> None:
    s = scene(students=3)
    make.make_plan(s.course)
    first = make.make_lesson(s.course, number=1, topic="Сложение", planned_lesson=s.course.plan.lessons.first())
    second = make.make_lesson(s.course, number=2)
    substituted = make.make_lesson(
        make.make_course(make.make_class(s.school, "6Г")), number=6, staff=s.teacher, substituted_for=s.tutor
    )
    cancelled = make.make_lesson(s.course, number=7, is_cancelled=True)
    tomorrow = make.make_lesson(s.course, make.TODAY + timedelta(days=1), number=1)
    make.make_lesson(s.course, make.TODAY + timedelta(days=2), number=1)
    make.make_homework(make.make_lesson(s.course, make.TODAY - timedelta(days=3)), "№ 403", due=s.lesson)
    make.make_absence(first, s.student, "Б")

    day = teacher_day(s.actor, make.TODAY)

    assert [(one.id, one.state) for one in day.lessons] == [
        (first.pk, "filled"),
        (second.pk, "unfilled"),
        (s.lesson.pk, "now"),
        (substituted.pk, "ahead"),
        (cancelled.pk, "cancelled"),
    ]
    now = day.lessons[2]
    assert (now.minutes_left, [one.text for one in now.due], *roll(s.actor, now)) == (27, ["№ 403"], 3, 1)
    assert [one.planned_topic for one in day.lessons] == ["", "Свойства степени", "Одночлен", "", ""]
    assert day.lessons[3].substituted_for == "Климов\u00a0А.\u00a0П."
    assert (day.next_day, [one.id for one in day.next_lessons]) == (make.TODAY + timedelta(days=1), [tomorrow.pk])


def test_attention_names_unfilled_lessons_and_written_works_without_marks() -> None:
    s = scene(students=1)
    old = make.make_lesson(s.course, make.TODAY - timedelta(days=15))
    forgotten = make.make_lesson(s.course, make.TODAY - timedelta(days=5))
    control = make.make_work_kind(s.school, "control", name="Контрольная работа", short_name="к/р", is_written=True)
    unmarked = make.make_work(forgotten, control, title="Контрольная работа № 2")
    make.make_mark(make.make_work(old, control), s.student)

    day = teacher_day(s.actor, make.TODAY)

    assert [one.lesson_id for one in day.unfilled] == [forgotten.pk]
    assert [(one.work_id, one.due_on, one.days_left) for one in day.unmarked] == [(unmarked.pk, date(2026, 11, 25), 2)]


@pytest.mark.req("CON-03")
def test_attention_reminds_a_class_teacher_of_the_monthly_check() -> None:
    """Of those who are in the class for a month and were not checked within one; nobody but who leads it."""
    s = scene(students=2)
    make.make_student(s.class_group, "Яшин Глеб", since=make.TODAY - timedelta(days=3))
    make.make_class(s.school, "8Б", tutor=s.tutor)
    tutor = make.actor_of(s.tutor, Role.TUTOR)
    assert [(one.class_name, one.students) for one in teacher_day(tutor, make.TODAY).checks] == [("7А", 2)]
    assert teacher_day(s.actor, make.TODAY).checks == ()
    check_data(tutor, class_id=s.class_group.pk, student_ids=[s.student.pk])
    (due,) = teacher_day(tutor, make.TODAY).checks
    assert due.students == check_states(tutor, [s.class_group.pk])[s.class_group.pk].due == 1
    check_data(tutor, class_id=s.class_group.pk, student_ids=[s.students[1].pk])
    assert teacher_day(tutor, make.TODAY).checks == ()


def test_day_of_one_who_teaches_nothing_is_empty() -> None:
    s = scene()
    day = teacher_day(make.actor_of(make.make_staff(s.school), Role.TEACHER), make.TODAY)
    assert (day.lessons, day.unfilled, day.unmarked, day.next_day) == ((), (), (), None)


@pytest.mark.parametrize("size", [1, 3, 30])
def test_day_takes_five_queries_and_its_roll_one(size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    s = filled(students=size)
    group = make.make_subgroup(s.class_group, *s.students)
    make.make_lesson(make.make_course(s.class_group, "Английский язык", teacher=s.teacher, subgroup=group), number=5)
    actor = s.actor
    with django_assert_num_queries(5):
        day = teacher_day(actor, make.TODAY)
    for lesson in day.lessons:
        with django_assert_num_queries(1):
            assert roll(actor, lesson) == (size, 0)


# ── the list of journals ──────────────────────────────────────────────
@pytest.mark.req("ACC-03")
def test_list_of_journals_by_who_reads(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    s = scene()
    chemist = make.make_staff(s.school, "Химик Пётр Петрович")
    chemistry = make.make_course(s.class_group, "Химия", teacher=chemist)
    make.make_course(make.make_class(s.school, "8Б"), "Химия", teacher=chemist)
    make.make_lesson(s.course, make.TODAY - timedelta(days=1))

    def seen(actor: Any) -> list[tuple[str, str, int]]:
        return [(one.class_name, one.subject, one.unfilled) for one in journals(actor)]

    assert seen(s.actor) == [("7А", "Алгебра", 1)]
    assert seen(make.actor_of(s.tutor, Role.TUTOR)) == [("7А", "Алгебра", 1), ("7А", "Химия", 0)]
    deputy = make.actor_of(make.make_officer(s.school, Role.DEPUTY), Role.DEPUTY)
    assert len(seen(deputy)) == 3
    assert seen(make.actor_of(s.student, Role.STUDENT)) == []
    assert seen(make.actor_of(make.make_officer(s.school), Role.OPERATOR)) == []
    mine = {
        one.course_id: (one.is_mine, one.is_of_my_class, one.teacher)
        for one in journals(make.actor_of(chemist, Role.TEACHER))
    }
    assert mine[chemistry.pk] == (True, False, "Химик\u00a0П.\u00a0П.")
    with django_assert_num_queries(2):
        journals(deputy)


def test_weights_of_kinds_and_works_are_resolved() -> None:
    s = scene()
    half = make.make_work_kind(s.school, "half", weight=Decimal("1.5"))
    make.make_work(s.lesson, half)
    make.make_work(s.lesson, half, weight=Decimal("2.25"))
    assert [one.weight for one in grid(s.actor, s.course.pk).works] == [1, 1.5, 2.25]


def test_attendance_is_seen_in_the_grid() -> None:
    s = scene()
    assert row(one(s.actor, attendance(s.lesson)), LessonRow).attendance_taken is True
    assert grid(s.actor, s.course.pk).lessons[0].attendance_taken is True
    assert not Absence.objects.exists()
    assert Work.objects.count() == 1
