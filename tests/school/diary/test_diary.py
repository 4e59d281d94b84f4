"""Rules of the diary, and whose it is, below the pages."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from letopis.kernel.actor import Actor
from letopis.kernel.dates import monday_of
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school import diary
from letopis.school.access.rights import rights_of
from letopis.school.classes.models import Membership
from letopis.school.diary import policy, rules
from letopis.school.diary.pieces import Entry, Facts, Missed
from letopis.school.people.models import Guardianship
from letopis.school.people.staff_names import StaffNames
from tests import factories as make
from tests.factories import TODAY, actor_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LESSON = Entry(
    lesson_id=1,
    date=TODAY,
    number=1,
    starts_at=time(8, 30),
    ends_at=time(9, 15),
    course_id=1,
    subject="Алгебра",
    topic="",
    room="",
    staff=StaffNames(),
    teacher_id=None,
    is_substitution=False,
    is_cancelled=False,
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def away(code: str) -> Entry:
    """A lesson with an absence."""
    return structs.replace(LESSON, missed=Missed(1, TODAY, 1, "Алгебра", code, "", None, ""))


# ── rules ─────────────────────────────────────────────────────────────


@given(st.dates())
def test_a_week_begins_on_its_monday(day: date) -> None:
    if day < date(1, 1, 8):
        return
    monday = monday_of(day)

    assert monday.isoweekday() == 1
    assert timedelta() <= day - monday < timedelta(days=7)


@given(moments, st.timedeltas(timedelta(), timedelta(days=40)), st.timedeltas(timedelta(), timedelta(days=40)))
def test_what_is_new_never_begins_after_the_last_look(before: datetime, gap: timedelta, later: timedelta) -> None:
    seen = before + gap
    since = rules.new_since(seen, before, seen + later)

    assert before <= since <= seen
    assert since == (before if later < rules.SITTING else seen)


def test_who_never_looked_sees_a_week_as_new() -> None:
    assert rules.new_since(None, None, NOON) == NOON - timedelta(days=7)


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([away("Б"), away("Б")], "болезнь"),
        ([away("Б"), away("УП")], ""),
        ([away("Б"), LESSON], ""),
        ([away("ОП"), away("ОП")], ""),
        ([away("Б"), structs.replace(LESSON, is_cancelled=True), away("Б")], "болезнь"),
        ([away("Б")], ""),
        ([], ""),
    ],
)
def test_a_day_is_missed_as_a_whole_for_one_reason_only(entries: list[Entry], words: str) -> None:
    assert rules.whole_day_absence(entries) == words


def test_classes_are_over_after_the_last_lesson_held() -> None:
    late = structs.replace(LESSON, ends_at=time(14, 0), is_cancelled=True)

    assert not rules.classes_over([LESSON, late], time(9, 14))
    assert rules.classes_over([LESSON, late], time(9, 15))
    assert rules.classes_over([], time(0, 0))


@given(st.lists(st.integers(2, 5), min_size=1, max_size=8))
def test_a_sparkline_stays_in_its_field_and_ends_at_the_right(values: list[int]) -> None:
    points = [tuple(map(int, point.split(","))) for point in rules.spark_points(values).split()]

    assert len(points) == len(values)
    assert points[-1] == (60, 30 - 5 * values[-1])
    assert all(4 <= x <= 60 and 5 <= y <= 20 for x, y in points)
    assert [x for x, _ in points] == sorted({x for x, _ in points})


def test_attendance_counts_lessons_missed_apart_from_latenesses_and_exemptions() -> None:
    codes = ["Б", "Б", "УП", "Н", "НП", "ОП", "ОСВ"]

    found = [away(code).missed for code in codes]
    missed = [structs.replace(one, number=number) for number, one in enumerate(found, 1) if one]

    assert rules.facts(missed) == Facts(missed=5, ill=2, without_reason=2, late=1)
    assert rules.facts([*missed, *missed]) == rules.facts(missed), "an hour counts once"


# ── whose diary ───────────────────────────────────────────────────────


@pytest.mark.django_db
@pytest.mark.req("ACC-03", "DIA-02")
def test_a_guardianship_that_ended_opens_nothing() -> None:
    child = make.make_student(make.make_class(make.make_school()))
    guardian = make.make_guardian(child)
    Guardianship.objects.update(ends_on=TODAY - timedelta(days=1))

    with pytest.raises(NotVisible):
        diary.diary_week(actor_of(guardian, Role.GUARDIAN), child.pk)
    Guardianship.objects.update(ends_on=TODAY)
    assert diary.diary_week(actor_of(guardian, Role.GUARDIAN), child.pk).week.child.id == child.pk


@pytest.mark.django_db
@pytest.mark.req("ACC-03")
def test_a_family_loses_the_diary_with_the_transfer_out_and_the_school_keeps_it() -> None:
    class_group = make.make_class(make.make_school(), tutor=None)
    child = make.make_student(class_group, until=TODAY - timedelta(days=1))
    guardian = make.make_guardian(child)
    deputy = make.make_officer(class_group.school, Role.DEPUTY)

    assert not policy.may(actor_of(child, Role.STUDENT), Right.READ_DIARIES, child, day=TODAY)
    assert not policy.may(actor_of(guardian, Role.GUARDIAN), Right.READ_DIARIES, child, day=TODAY)
    assert policy.may(actor_of(deputy, Role.DEPUTY), Right.READ_DIARIES, child, day=TODAY)


@given(st.lists(st.none() | st.dates(date(2026, 9, 1), date(2027, 6, 1))), st.dates(date(2026, 9, 1), date(2027, 6, 1)))
def test_only_a_family_whose_child_was_in_a_class_and_is_in_none_has_lost_the_diary(
    last_days: list[date | None], day: date
) -> None:
    student = Actor(school_id=1, role=Role.STUDENT, student_id=1, rights=rights_of(Role.STUDENT))
    in_class = [last for last in last_days if last is None or last >= day]

    assert policy.is_over(student, last_days, day) is (bool(last_days) and not in_class)
    assert not policy.is_over(replace(student, role=Role.TUTOR, rights=rights_of(Role.TUTOR)), last_days, day)


@pytest.mark.django_db
@pytest.mark.req("ACC-03")
def test_a_family_loses_no_diary_of_a_child_in_another_class_now_or_later() -> None:
    school = make.make_school()
    child = make.make_student(make.make_class(school, "7А"), until=TODAY - timedelta(days=1))
    later = Membership.objects.create(
        school=school,
        student=child,
        class_group=make.make_class(school, "7Б"),
        starts_on=TODAY + timedelta(days=1),
        ends_on=TODAY + timedelta(days=9),
    )
    actor = actor_of(child, Role.STUDENT)

    assert policy.may(actor, Right.READ_DIARIES, child, day=TODAY)
    assert diary.timetable_week(actor).child.id == child.pk
    later.delete()
    assert not policy.may(actor, Right.READ_DIARIES, child, day=TODAY)
    with pytest.raises(NotVisible):
        diary.timetable_week(actor)


@pytest.mark.django_db
@pytest.mark.req("ACC-03")
@pytest.mark.parametrize("role", list(Role))
def test_no_role_opens_a_diary_without_a_bond(role: Role) -> None:
    """A person with no student's, guardian's or tutor's bond reads nothing, except by the offices that read all."""
    school = make.make_school()
    child = make.make_student(make.make_class(school))
    stranger = make.make_staff(school)
    actor = replace(actor_of(stranger, role), student_id=child.pk + 1, guardian_id=1)

    reads_all = {Role.DIRECTOR, Role.DEPUTY, Role.METHODOLOGIST, Role.SYSTEM}
    assert policy.may(actor, Right.READ_DIARIES, child, day=TODAY) is (role in reads_all)


@pytest.mark.django_db
@pytest.mark.req("ACC-03")
def test_the_policy_gives_the_same_answer_for_one_and_for_many() -> None:
    class_group = make.make_class(make.make_school(), tutor=None)
    children = make.make_students(class_group, 3)
    other_school = make.make_student(make.make_class(make.make_school()))
    guardian = make.make_guardian(*children[:2])
    actor = actor_of(guardian, Role.GUARDIAN)

    left = make.make_student(class_group, until=TODAY - timedelta(days=1))
    Guardianship.objects.create(school=left.school, guardian=guardian, student=left, starts_on=TODAY)

    seen = {child.id for child in diary.timetable_week(actor).children}

    assert seen == {child.pk for child in children[:2]}
    for child in (*children, left, other_school):
        assert policy.may(actor, Right.READ_DIARIES, child, day=TODAY) is (child.pk in seen)


@pytest.mark.django_db
@pytest.mark.req("ACC-03")
def test_every_page_of_the_diary_checks_whose_it_is() -> None:
    class_group = make.make_class(make.make_school())
    own, other = make.make_students(class_group, 2)
    actor = actor_of(own, Role.STUDENT)

    for page in (diary.diary_week, diary.timetable_week, diary.marks_page, diary.absences_page):
        page(actor, own.pk)
        with pytest.raises(NotVisible):
            page(actor, other.pk)
        with pytest.raises(NotVisible):
            page(replace(actor, role=Role.TEACHER), own.pk)


@pytest.mark.django_db
def test_the_program_itself_reads_every_diary_of_its_school() -> None:
    child = make.make_student(make.make_class(make.make_school()))

    assert diary.marks_page(Actor.system(child.school_id), child.pk).child.id == child.pk
    with pytest.raises(NotVisible):
        diary.marks_page(Actor.system(make.make_school().pk), child.pk)
