"""What counts where: the rule, and that page, page left, lesson, workbook and diary say the same."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.dates import DateRange
from letopis.kernel.roles import Role
from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.curriculum.models import Course
from letopis.school.diary.marks import marks_page
from letopis.school.diary.week import diary_week
from letopis.school.journal.queries.grid import grid
from letopis.school.journal.queries.lesson import lesson_page
from letopis.school.marks.counting import Brought, counts, is_taken_along, place_name, told
from letopis.school.people.models import Guardian, Student
from letopis.web.teacher.journal_book import Book
from tests import factories as make
from tests.factories import TODAY
from tests.school.journal.scene import Scene, scene

FIRST = date(2026, 11, 5)
DAYS = st.integers(0, 60).map(lambda day: FIRST + timedelta(days=day))
RANGES = st.lists(
    st.tuples(DAYS, st.none() | st.integers(0, 30)).map(
        lambda one: DateRange(one[0], None if one[1] is None else one[0] + timedelta(days=one[1]))
    ),
    max_size=3,
)


# ── the rule ──────────────────────────────────────────────────────────


@given(day=DAYS, here=RANGES, there=RANGES)
def test_a_mark_counts_once_on_each_page_and_nowhere_without_a_stay(
    day: date, here: list[DateRange], there: list[DateRange]
) -> None:
    own = counts(day, here)
    taken = is_taken_along(day, here, counts_there=counts(day, there))
    assert own == any(one.starts_on <= day <= one.last for one in here)
    # What counts on either page counts on both, for one who was never on both at once; nobody's day counts nowhere.
    assert not (own and taken)
    if own != counts(day, there):
        back = is_taken_along(day, there, counts_there=own)
        assert own or taken
        assert counts(day, there) or back
    if not own and not counts(day, there):
        assert not taken


@given(day=DAYS, here=RANGES.filter(bool))
def test_who_was_there_all_the_time_takes_nothing_along(day: date, here: list[DateRange]) -> None:
    whole = [DateRange(FIRST - timedelta(days=1)), *here]
    assert not is_taken_along(day, whole, counts_there=True)


def test_where_a_mark_is_from_is_told_in_the_order_of_days() -> None:
    here = [DateRange(date(2026, 11, 12), date(2026, 11, 20))]
    marks = [
        Brought(day, place_name(day, here, where), value, second, Decimal(1), "отв")
        for day, where, value, second in (
            (date(2026, 11, 5), "7Б", "5", ""),
            (date(2026, 11, 6), "7Б", "4", "3"),
            (date(2026, 11, 23), "7В", "2", ""),
        )
    ]
    assert told(marks) == "из 7Б: 5 4/3; в 7В: 2"
    assert told([]) == ""


# ── every place says the same ─────────────────────────────────────────


def put(course: Course, student: Student, day: date, value: str, weight: int | None = None, *, number: int = 4) -> None:
    lesson = make.make_lesson(course, day, number=number)
    make.make_mark(make.make_work(lesson, weight=weight), student, value=value)


class Moved:
    """A student of 7А until the 12th, of 7Б since the 13th: 3, 3 and 4 there, 5 and 5 here, and a 2 after the move."""

    def __init__(self) -> None:
        self.old = scene(students=2)
        self.student = self.old.students[0]
        group = make.make_class(self.old.school, "7Б")
        self.new = make.make_course(group, teacher=self.old.teacher)
        stay = Membership.objects.get(student=self.student)
        stay.ends_on = date(2026, 11, 12)
        stay.save()
        Membership.objects.create(
            school=self.old.school, class_group=group, student=self.student, starts_on=date(2026, 11, 13)
        )
        for day, value in ((5, "3"), (6, "3"), (9, "4")):
            put(self.old.course, self.student, date(2026, 11, day), value)
        # Put for a day after the move: it counts nowhere.
        put(self.old.course, self.student, date(2026, 11, 16), "2")
        put(self.new, self.student, date(2026, 11, 16), "5", 3)
        self.lesson = make.make_lesson(self.new, date(2026, 11, 20), number=5)
        make.make_mark(make.make_work(self.lesson), self.student, value="5")
        self.family: Guardian = make.make_guardian(self.student)


def figures(s: Scene, course_id: int, student: Student) -> tuple[Decimal | None, Decimal | None]:
    book = Book(grid(s.actor, course_id))
    sums = book.sums(next(line for line in book.lines if line.id == student.pk))
    return sums.plain, sums.weighted


@pytest.mark.req("CON-02", "JRN-01", "DIA-04")
@pytest.mark.django_db
def test_page_left_new_page_lesson_and_diary_say_the_same() -> None:
    m = Moved()
    same = (Decimal("4.00"), Decimal("4.29"))  # 3 + 3 + 4 + 5 + 5; 10 + 5·3 + 5 by 7
    assert figures(m.old, m.old.course.pk, m.student) == same
    assert figures(m.old, m.new.pk, m.student) == same
    page = lesson_page(m.old.actor, m.lesson.pk)
    assert [(row.plain, row.weighted, row.brought) for row in page.averages] == [("4.00", "4.29", "из 7А: 3 3 4")]
    actor = make.actor_of(m.family, Role.GUARDIAN)
    week = diary_week(actor)
    assert [(one.subject, one.plain, one.weighted) for one in week.averages] == [("Алгебра", *same)]
    (subject,) = marks_page(actor).subjects
    assert (subject.average.plain, subject.average.weighted) == same
    assert [mark.value for mark in subject.marks if not mark.counts] == ["2"]


@pytest.mark.django_db
def test_each_page_keeps_its_rows_and_shows_the_others_as_such() -> None:
    m = Moved()
    here = grid(m.old.actor, m.new.pk)
    assert [(one.place, one.value, one.weight) for one in here.brought] == [("из 7А", value, 1) for value in "334"]
    assert len(here.marks) == 2
    left = grid(m.old.actor, m.old.course.pk)
    assert [(one.place, one.value, one.weight) for one in left.brought] == [("в 7Б", "5", 3), ("в 7Б", "5", 1)]
    book = Book(left)
    line = next(one for one in book.lines if one.id == m.student.pk)
    column = next(one for one in book.columns if one.date == date(2026, 11, 16))
    cell = book.cell(line, column)
    assert (cell.text, cell.is_closed, cell.note) == ("2", True, "Вне дней в составе: не считается")
    assert book.mean(column) is None
    assert "Считается и в 7Б: 5 5" in line.why
    # Who did not move has nothing to do with it.
    assert not [one for one in left.brought if one.student_id != m.student.pk]


@pytest.mark.django_db
def test_expelled_with_marks_after_the_last_day_is_seen_and_not_counted() -> None:
    s = scene(students=1)
    gone = make.make_student(s.class_group, "Юдин Глеб", until=date(2026, 10, 20))
    make.make_mark(s.work, gone, value="2")
    make.make_absence(s.lesson, gone)
    never = make.make_student(s.class_group, "Яшин Глеб", until=date(2026, 10, 20))
    document = grid(s.actor, s.course.pk)
    assert never.pk not in {one.id for one in document.students}
    row = next(one for one in document.students if one.id == gone.pk)
    assert (row.until, row.why) == (date(2026, 10, 20), "В составе по 20.10.2026")
    book = Book(document)
    sums = book.sums(next(line for line in book.lines if line.id == gone.pk))
    assert (sums.plain, sums.marks, sums.absences) == (None, 0, 0)


@pytest.mark.django_db
@pytest.mark.req("JRN-02", "CON-02")
def test_a_mark_that_exists_is_never_invisible() -> None:
    """Left, in another subgroup, taken out of the class altogether: in the term, the year, the lesson, the workbook."""
    s = scene(students=1)
    left = make.make_student(s.class_group, "Юдин Глеб", until=date(2026, 10, 20))
    gone, elsewhere = make.make_student(s.class_group, "Яшин Глеб"), make.make_student(s.class_group, "Юдин Пётр")
    Membership.objects.filter(student=gone).delete()
    for one in (left, gone):
        make.make_mark(s.work, one, value="2")
    group = make.make_subgroup(s.class_group, s.student)
    part = make.make_course(s.class_group, "Английский", teacher=s.teacher, subgroup=group)
    lesson = make.make_lesson(part, number=5)
    work = make.make_work(lesson)
    for one in (elsewhere, gone):
        make.make_mark(work, one, value="", state="debt")
        make.make_absence(lesson, one, code="Б")
    whole = {left.pk: "В составе по 20.10.2026", gone.pk: "В классе не числится"}
    divided = {elsewhere.pk: "В этой части класса не числится", gone.pk: "В классе не числится"}
    for course, held, why, text in ((s.course, s.lesson, whole, "2"), (part, lesson, divided, "долг Б")):
        for period in ("", "year"):
            document = grid(s.actor, course.pk, period)
            if period and left.pk in why:  # of the year the days there are told as well, from the first on
                assert why.keys() <= {one.id for one in document.students}
            else:
                assert why.items() <= {one.id: one.why for one in document.students}.items()
            book = Book(document)
            closed = [line for line in book.lines if line.id in why and not line.holds(TODAY)]
            assert {line.id for line in closed} == set(why)
            assert {book.sums(line).marks for line in closed} == {0}
        page = lesson_page(s.actor, held.pk)
        assert [(one.name, one.why, one.text) for one in page.outside] == [
            (Student.objects.get(pk=pk).person.short_name, said, text) for pk, said in why.items()
        ]
        assert not why.keys() & {one.id for one in page.students}
        assert not page.averages


@pytest.mark.django_db
def test_moved_to_another_subgroup_of_the_class() -> None:
    s = scene(students=2)
    moved = s.students[0]
    groups = [
        make.make_subgroup(s.class_group, moved),
        make.make_subgroup(s.class_group, s.students[1], name="2 группа"),
    ]
    pages = [make.make_course(s.class_group, "Английский", teacher=s.teacher, subgroup=group) for group in groups]
    SubgroupMembership.objects.filter(student=moved).update(ends_on=date(2026, 11, 12))
    SubgroupMembership.objects.create(school=s.school, subgroup=groups[1], student=moved, starts_on=date(2026, 11, 13))
    put(pages[0], moved, date(2026, 11, 9), "3")
    put(pages[0], moved, date(2026, 11, 16), "2", number=5)
    put(pages[1], moved, date(2026, 11, 16), "4")
    same = (Decimal("3.50"), Decimal("3.50"))
    assert [figures(s, page.pk, moved) for page in pages] == [same, same]
    assert [one.place for one in grid(s.actor, pages[1].pk).brought] == ["из 7А, 1 группа"]
    week = diary_week(make.actor_of(make.make_guardian(moved), Role.GUARDIAN))
    assert [(one.plain, one.weighted) for one in week.averages] == [same]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_any_stays_give_what_the_rule_says(seed: int) -> None:
    """The database is asked by the same rule that the values follow: a student of drawn stays on two pages."""
    random, s = Random(seed), scene(students=1)
    other = make.make_course(make.make_class(s.school, "7Б"), teacher=s.teacher)
    student = s.students[0]
    Membership.objects.filter(student=student).delete()
    # Here, away, there, here again, in turn.
    edges = sorted(random.sample(range(45), 6))
    days = [FIRST + timedelta(days=edge) for edge in edges]
    stays = [DateRange(days[0], days[1]), DateRange(days[2], days[3]), DateRange(days[4], days[5])]
    for group, stay in zip((s.class_group, other.class_group, s.class_group), stays, strict=True):
        Membership.objects.create(
            school=s.school, class_group=group, student=student, starts_on=stay.starts_on, ends_on=stay.ends_on
        )
    here, there = [stays[0], stays[2]], [stays[1]]
    marks = [(FIRST + timedelta(days=day), random.choice("2345"), page) for page in (0, 1) for day in range(0, 45, 2)]
    for day, value, page in marks:
        put((s.course, other)[page], student, day, value)
    expected = [
        int(value)
        for day, value, page in marks
        if (counts(day, here) if page == 0 else is_taken_along(day, here, counts_there=counts(day, there)))
    ]
    book = Book(grid(s.actor, s.course.pk))
    sums = book.sums(next(line for line in book.lines if line.id == student.pk))
    mean = sum(expected) / Decimal(len(expected)) if expected else None
    assert sums.marks == len(expected)
    assert sums.plain is None or abs(sums.plain - mean) <= Decimal("0.005")  # type: ignore[operator]
