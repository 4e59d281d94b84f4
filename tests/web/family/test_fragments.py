"""Markup that functions write: whatever somebody has written stands in it as text, on every page and in every place."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from letopis.kernel.roles import Role
from letopis.school.access.models import AccountPerson
from letopis.school.classes.models import SubgroupMembership
from letopis.school.diary import diary_week, timetable_week
from letopis.school.diary.models import DiaryView
from letopis.school.diary.pieces import Day, Entry, Mark, Missed, Task
from letopis.school.lessons.models import HomeworkFile
from letopis.school.marks.models import Mark as MarkRow
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay, Term
from letopis.school.people.models import Guardian, Student
from letopis.school.people.staff_names import StaffNames
from letopis.web.family.fragments import lessons
from tests import factories as make
from tests.factories import TODAY, account_of, actor_of, sign_in

pytestmark = pytest.mark.django_db
EVIL = "<script>{}\"'&"


def evil(where: str) -> str:
    """What ends an element, an attribute and a word of HTML."""
    return EVIL.format(where)


def shown(where: str) -> str:
    """The same as a page has to say it."""
    return f"&lt;script&gt;{where}&quot;&#x27;&amp;"


@pytest.fixture
def family() -> Guardian:
    """A family where everything is named by somebody evil: two children here, one in another school."""
    school = make.make_school(short_name=evil("Школа"))
    seven_a = make.make_class(school, evil("7А"))
    maria = make.make_student(seven_a, f"{evil('Соколова')} {evil('Мария')}")
    pavel = make.make_student(make.make_class(school, evil("3Б")), f"Соколов {evil('Павел')}")
    teacher = make.make_staff(school, f"{evil('Орлова')} Елена Викторовна")
    course = make.make_course(seven_a, evil("Алгебра"), teacher=teacher)
    before = make.make_lesson(course, TODAY - timedelta(days=3))
    room = make.make_room(school, evil("12"))
    lesson = make.make_lesson(course, topic=evil("тема"), room=room)
    following = make.make_lesson(course, TODAY + timedelta(days=1), 1)
    make.make_homework(before, f"{evil('к уроку')}\n§ 1", due=lesson)
    task = make.make_homework(lesson, evil("на дом"), due=following)
    HomeworkFile.objects.create(
        school=school, homework=task, file="x", name=evil("файл"), content_type="application/pdf", size=2048
    )
    kind = make.make_work_kind(school, "control", name=evil("вид"), weight=3)
    make.make_mark(make.make_work(lesson, kind, title=evil("работа")), maria, "4", comment=evil("отзыв"))
    make.make_mark(make.make_work(lesson, kind), maria, "2", state="debt", debt_until=TODAY + timedelta(days=7))
    make.make_absence(lesson, maria, "ОП", minutes=7, note=evil("записка"))
    group, other = (make.make_subgroup(seven_a, name=evil(name), division=evil("язык")) for name in ("1", "2"))
    SubgroupMembership.objects.create(school=school, subgroup=group, student=maria, starts_on=TODAY)
    make.make_lesson(make.make_course(seven_a, evil("Немецкий"), subgroup=other), TODAY - timedelta(days=0), 5)
    make.make_lesson(make.make_course(seven_a, "Английский", subgroup=group), number=6)
    CalendarDay.objects.create(
        school=school, year=seven_a.year, date=TODAY + timedelta(days=2), kind=DayKind.HOLIDAY, name=evil("праздник")
    )
    Term.objects.filter(starts_on__lte=TODAY).update(name=evil("четверть"))
    guardian = make.make_guardian(maria, pavel)
    elsewhere = make.make_guardian(make.make_student(make.make_class(make.make_school(short_name=evil("Лицей")), "3Б")))
    AccountPerson.objects.create(
        account=account_of(guardian.person), person=elsewhere.person, school=elsewhere.person.school
    )
    return guardian


NAMES = ("Соколова", "Мария", "Павел", "7А", "3Б", "Лицей")
PAGES = {
    "": (
        *("Алгебра", "тема", "к уроку", "на дом", "файл", "работа", "отзыв", "записка", "праздник", "четверть"),
        *("Орлова", "язык"),
    ),
    "?week=2026-11-23": ("Алгебра", "тема", "к уроку", "на дом", "файл", "работа", "отзыв", "записка", "праздник"),
    "timetable/": ("Алгебра", "12", "Орлова", "праздник", "язык"),
    "marks/": ("Алгебра", "работа", "отзыв", "вид", "четверть"),
    "marks/?period=year": ("Алгебра", "работа", "отзыв", "вид"),
    "absences/": ("Алгебра", "записка"),
}


@pytest.mark.req("DIA-01", "DIA-02", "DIA-04")
@pytest.mark.parametrize("page", PAGES)
def test_nothing_that_somebody_wrote_is_markup(client: Client, family: Guardian, page: str) -> None:
    maria = Student.objects.get(person__name=evil("Мария"))

    text = sign_in(client, family).get(f"/diary/{maria.pk}/{page}").content.decode()

    for where in (*NAMES, *PAGES[page]):
        assert shown(where) in text or shown(where.lower()) in text, where
    assert "<script>" not in text, "elements of ours have attributes"


def test_a_day_missed_as_a_whole_names_its_subjects_as_text(client: Client, family: Guardian) -> None:
    maria = Student.objects.get(person__name=evil("Мария"))
    course = make.make_course(make.make_class(maria.school, "8А"), evil("Физика"))
    course.class_group = maria.memberships.get().class_group
    course.save()
    for number in (1, 2):
        make.make_absence(make.make_lesson(course, TODAY - timedelta(days=7), number), maria, "Б")

    text = sign_in(client, family).get(f"/diary/{maria.pk}/?week={TODAY - timedelta(days=7)}").content.decode()

    assert f"2\u00a0урока пропущены: {shown('Физика')}, {shown('Физика')}" in text


def test_new_marks_of_another_child_are_counted_beside_the_name(client: Client, family: Guardian) -> None:
    maria, pavel = (Student.objects.get(person__name=evil(name)) for name in ("Мария", "Павел"))

    text = sign_in(client, family).get(f"/diary/{pavel.pk}/").content.decode()

    assert text.count('2<span class="hidden-visually"> новые отметки у других детей</span>') == 1
    assert f"{shown('Мария')}, {shown('7А')}</span>" in text
    assert f'href="/diary/{maria.pk}/"><span class="children__line">' in text


def test_what_others_looked_at_long_ago_brings_no_older_marks_of_the_child(client: Client, family: Guardian) -> None:
    """One statement asks for the marks of all children since the earliest look; each is new since its own."""
    maria, pavel = (Student.objects.get(person__name=evil(name)) for name in ("Мария", "Павел"))
    MarkRow.objects.filter(student=maria).update(set_at=make.moment_on(date(2026, 11, 20)))
    for child, seen in ((maria, date(2026, 11, 22)), (pavel, date(2026, 9, 1))):
        DiaryView.objects.create(
            school=child.school,
            account_id=account_of(family.person).pk,
            student=child,
            seen_at=make.moment_on(seen),
            new_since=make.moment_on(seen),
        )
    sign_in(client, family)

    assert "новые отметки" not in client.get(f"/diary/{maria.pk}/").content.decode()
    actor = actor_of(family, Role.GUARDIAN)
    assert diary_week(actor, maria.pk, date(2026, 9, 7)).comments == ()
    assert diary_week(actor, pavel.pk).new_of_others == {maria.pk: 0}


# ── the fragments by themselves ───────────────────────────────────────


def entry(**changed: object) -> Entry:
    """A lesson of Algebra."""
    plain = {"lesson_id": 1, "date": TODAY, "number": 3, "starts_at": time(8, 30), "ends_at": time(9, 15)}
    texts = {"subject": "Алгебра", "topic": "Степень", "room": "", "staff": StaffNames(), "teacher_id": None}
    return Entry(**{**plain, "course_id": 1, **texts, "is_substitution": False, "is_cancelled": False, **changed})  # type: ignore[arg-type]


def task(text: str, **changed: object) -> Task:
    """A task of Algebra."""
    plain = {"id": 1, "lesson_id": 1, "due_lesson_id": None, "course_id": 1, "subject": "Алгебра", "text": text}
    return Task(**{**plain, "given_on": TODAY, "due_on": None, "is_own": False, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("§ 19, № 403", "§\u00a019, №\u00a0403"),
        ("раз\r\nдва\rтри\n\nчетыре", "раз<br>два<br>три<br><br>четыре"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("<br>\n", "&lt;br&gt;<br>"),
        ("", ""),
    ],
)
def test_a_task_keeps_its_lines_and_nothing_else(text: str, markup: str) -> None:
    assert lessons.task_text(task(text)) == markup
    assert lessons.task_text(task(text, is_own=True)) == f'{markup} <span class="badge">лично</span>'


@pytest.mark.parametrize(
    ("missed", "beside"),
    [
        (Missed(1, TODAY, 3, "Алгебра", "Б", "болезнь", None, ""), "болезнь</span>"),
        (Missed(1, TODAY, 3, "Алгебра", "ОП", "опоздание", 7, ""), "опоздание, 7\u00a0мин</span>"),
        (None, ""),
    ],
)
def test_what_stands_beside_a_lesson(family: Guardian, missed: Missed | None, beside: str) -> None:
    child = timetable_week(actor_of(family, Role.GUARDIAN)).child
    lines = lessons.day_lines(Day(TODAY, (entry(missed=missed),)), child)
    assert beside in lines
    assert ("entry--plain" in lines) is (missed is None)


@pytest.mark.parametrize(
    ("value", "second", "weight", "says"),
    [("5", "4", Decimal(1), ">5/4<"), ("", "", Decimal("1.50"), "вес\u00a01,5, долг до\u00a030 ноября<")],
)
def test_a_mark_tells_weight_and_debt(family: Guardian, value: str, second: str, weight: Decimal, says: str) -> None:
    mark = Mark(
        student_id=1,
        lesson_id=1,
        subject="Алгебра",
        debt_until=date(2026, 11, 30),
        date=TODAY,
        value=value,
        second=second,
        work="Опыт",
        kind="Ответ",
        weight=weight,
        comment="",
        state="" if value else "debt",
        was="",
        staff=StaffNames(),
        teacher_id=None,
        set_at=make.moment_on(TODAY),
        is_new=False,
    )
    child = timetable_week(actor_of(family, Role.GUARDIAN)).child
    lines = lessons.day_lines(Day(TODAY, (entry(marks=(mark,)),)), child)
    assert says in lines.replace("30\u00a0ноября", "30 ноября")
