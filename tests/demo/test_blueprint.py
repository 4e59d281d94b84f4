"""The demo school before it is written: pure values from a seed."""

from collections import Counter, defaultdict
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letopis.demo import blueprint, calendar, topics
from letopis.demo.programmes import NORM, lessons_of
from letopis.demo.shape import Blueprint

TODAY = date(2026, 11, 23)
SIZES = (60, 300, 1000)


@pytest.fixture(scope="module", params=SIZES)
def plan(request: pytest.FixtureRequest) -> Blueprint:
    return blueprint.draw(students=request.param, seed=1, today=TODAY)


def test_the_same_seed_draws_the_same_school() -> None:
    assert blueprint.draw(students=60, seed=3, today=TODAY) == blueprint.draw(students=60, seed=3, today=TODAY)


def test_another_seed_draws_other_people() -> None:
    one, other = (blueprint.draw(students=60, seed=seed, today=TODAY) for seed in (1, 2))
    assert one.students != other.students
    assert one.slots != other.slots


def test_it_has_as_many_students_as_asked_for(plan: Blueprint) -> None:
    assert len(plan.students) in SIZES
    assert sorted(member for group in plan.classes for member in group.students) == [*range(len(plan.students))]
    assert all(17 <= len(group.students) <= 30 for group in plan.classes)


@pytest.mark.parametrize("students", [0, 19, 3001])
def test_it_refuses_sizes_that_are_no_school(students: int) -> None:
    with pytest.raises(ValueError, match="20 to 3000"):
        blueprint.draw(students=students, seed=1, today=TODAY)


@pytest.mark.req("CUR-01")
@pytest.mark.parametrize("grade", NORM)
def test_hours_of_the_curriculum_are_the_norm(grade: int) -> None:
    assert sum(hours for _, hours in lessons_of(grade)) == NORM[grade]


@pytest.mark.req("CUR-01")
def test_every_class_is_taught_its_norm_by_somebody(plan: Blueprint) -> None:
    hours: Counter[int] = Counter()
    for unit in {(course.unit, course.class_index, course.hours) for course in plan.courses}:
        hours[unit[1]] += unit[2]
    assert [hours[index] for index in range(len(plan.classes))] == [NORM[group.grade] for group in plan.classes]


def test_nobody_teaches_more_than_a_load_and_a_half(plan: Blueprint) -> None:
    loads: Counter[int] = Counter()
    for course in plan.courses:
        loads[course.teacher] += course.hours
    assert max(loads.values()) <= 27


def test_primary_teacher_has_most_of_the_class() -> None:
    plan = blueprint.draw(students=300, seed=1, today=TODAY)
    first = next(index for index, group in enumerate(plan.classes) if group.grade == 2)
    own = sum(
        course.hours
        for course in plan.courses
        if course.class_index == first and course.teacher == plan.classes[first].tutor
    )
    assert own == 18


@pytest.mark.req("TT-01")
def test_the_week_has_no_clash_and_no_gap(plan: Blueprint) -> None:
    teachers: Counter[tuple[int, int, int]] = Counter()
    rooms: Counter[tuple[str, int, int]] = Counter()
    units: dict[tuple[int, int, int], set[int]] = defaultdict(set)
    subjects: Counter[tuple[int, int]] = Counter()
    for slot in plan.slots:
        course = plan.courses[slot.course]
        teachers[course.teacher, slot.weekday, slot.number] += 1
        rooms[course.room, slot.weekday, slot.number] += 1
        units[course.class_index, slot.weekday, slot.number].add(course.unit)
        subjects[slot.course, slot.weekday] += 1
    assert set(teachers.values()) == {1}
    assert set(rooms.values()) == {1}
    assert all(len(found) == 1 for found in units.values())
    assert all(number <= -(-plan.courses[course].hours // 5) for (course, _), number in subjects.items())
    for index in range(len(plan.classes)):
        for weekday in range(1, 6):
            numbers = sorted(number for own, day, number in units if (own, day) == (index, weekday))
            assert numbers == [*range(1, len(numbers) + 1)]
            assert len(numbers) <= 7


@pytest.mark.req("CON-05")
def test_subgroups_share_the_class_between_them(plan: Blueprint) -> None:
    shared: dict[int, list[int]] = defaultdict(list)
    for course in plan.courses:
        if course.subgroup:
            shared[course.unit] += plan.members(course)
    for unit, members in shared.items():
        group = next(course.class_index for course in plan.courses if course.unit == unit)
        assert sorted(members) == [*plan.classes[group].students]


def test_somebody_has_children_in_two_classes_and_somebody_works_here(plan: Blueprint) -> None:
    classes = [{plan.students[child].class_index for child in guardian.children} for guardian in plan.guardians]
    assert any(len(found) > 1 for found in classes)
    colleague = next(guardian for guardian in plan.guardians if guardian.staff is not None)
    assert colleague.human == plan.staff[colleague.staff or 0].human
    assert colleague.staff in [group.tutor for group in plan.classes]


def test_nobody_comes_or_goes_after_today(plan: Blueprint) -> None:
    assert all(student.joined_on < TODAY for student in plan.students)
    assert all(student.left_on is None or student.left_on < TODAY for student in plan.students)
    assert any(student.joined_on == date(2026, 11, 12) for student in plan.students)
    assert any(student.left_on == date(2026, 10, 16) for student in plan.students)


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)))
def test_a_year_is_a_year_whenever_it_is_asked_for(day: date) -> None:
    year = calendar.year_of(day)
    spans = [one.dates for one in year.quarters]
    assert all(earlier.ends_on < later.starts_on for earlier, later in zip(spans, spans[1:], strict=False))
    assert all(span.starts_on < span.ends_on for span in spans)
    assert year.starts_on.isoweekday() < 6
    assert 150 <= sum((span.ends_on - span.starts_on).days * 5 // 7 for span in spans) <= 185
    breaks = [vacation.dates for vacation in year.vacations if not vacation.grades]
    assert all(breaks[i].starts_on > spans[i].ends_on and breaks[i].ends_on < spans[i + 1].starts_on for i in range(3))


@pytest.mark.req("CUR-02")
@pytest.mark.parametrize("grade", NORM)
def test_every_subject_has_a_plan_of_its_hours(grade: int) -> None:
    for programme, hours in lessons_of(grade):
        plan = topics.plan_of(programme.subject, grade, hours)
        assert len(plan.hours) == hours * 34
        assert all(0 < len(hour.topic) <= 500 and 0 <= hour.section < len(plan.sections) for hour in plan.hours)


HOURS = {
    "Русский язык": 170,
    "Математика": 170,
    "Алгебра": 102,
    "География": 68,
    "История": 102,
    "Физика": 68,
    "Биология": 34,
}


@pytest.mark.req("CUR-02")
@pytest.mark.parametrize(("subject", "grade"), topics.SUBJECT_FILES)
def test_plans_with_topics_of_their_own_fill_the_year(subject: str, grade: int) -> None:
    hours = HOURS.get(subject, 34)
    plan = topics.plan_of(subject, grade, hours // 34)
    assert sum("Повторение изученного за год" in hour.topic for hour in plan.hours) == 0
    assert len({hour.topic for hour in plan.hours}) > hours * 0.6
    assert plan.textbook


@settings(max_examples=10, deadline=None)
@given(st.integers(20, 400), st.integers(0, 1000))
def test_any_size_and_seed_make_a_school(students: int, seed: int) -> None:
    plan = blueprint.draw(students=students, seed=seed, today=TODAY)
    assert len(plan.students) == students
    assert len({human.full_name for human in (student.human for student in plan.students)}) == students
