"""Movement by orders, tutors, subgroups, contacts: dated, in the ledger, by those who may."""

from datetime import date

import pytest

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.classes.actions import (
    OrderDraft,
    correct_guardian,
    correct_student,
    create_class,
    create_subgroup,
    end_tutor,
    enrol,
    expel,
    set_members,
    set_tutor,
    transfer,
    update_class,
)
from letopis.school.classes.models import ClassTutor, Membership, Order, SubgroupMembership
from letopis.school.classes.queries import class_page, class_rows, student_card
from letopis.school.history.models import Entry
from letopis.school.organisation.enums import SchoolKind
from letopis.school.people.models import Person, Student
from tests.factories import (
    YEAR_START,
    actor_of,
    make_class,
    make_guardian,
    make_officer,
    make_person,
    make_school,
    make_staff,
    make_student,
    make_students,
    make_subgroup,
    make_year,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(school):
    return actor_of(make_officer(school), Role.STUDY_OFFICE)


@pytest.fixture
def tutor(school):
    return make_staff(school, "Климов Андрей Петрович")


@pytest.fixture
def seven(school, tutor):
    return make_class(school, "7А", tutor=tutor)


# ── movement (CON-02) ─────────────────────────────────────────────────


@pytest.mark.req("CON-02")
def test_enrolled_transferred_expelled_by_orders(office, school, seven):
    student = Student.objects.create(school=school, person=make_person(school, "Юдин Пётр"))
    other = make_class(school, "7Б")
    enrol(
        office,
        student_id=student.pk,
        class_id=seven.pk,
        starts_on=date(2026, 9, 10),
        order=OrderDraft("1-у", YEAR_START),
    )
    transfer(
        office,
        student_id=student.pk,
        class_id=other.pk,
        starts_on=date(2026, 11, 9),
        order=OrderDraft("2-у", YEAR_START),
    )
    expel(
        office, student_id=student.pk, last_day=date(2026, 12, 30), order=OrderDraft("3-у", YEAR_START), note="переезд"
    )

    stays = Membership.objects.order_by("starts_on")
    assert list(stays.values_list("class_group__name", "starts_on", "ends_on")) == [
        ("7А", date(2026, 9, 10), date(2026, 11, 8)),
        ("7Б", date(2026, 11, 9), date(2026, 12, 30)),
    ]
    assert list(Order.objects.order_by("number").values_list("kind", "number")) == [
        ("enrol", "1-у"),
        ("transfer", "2-у"),
        ("expel", "3-у"),
    ]
    assert stays[0].left_by == stays[1].enrolled_by
    assert [line.name for line in class_page(office, seven.pk, day=date(2026, 11, 8)).here] == ["Юдин Пётр"]
    assert class_page(office, seven.pk, day=date(2026, 11, 9)).here == ()
    actions = list(Entry.objects.filter(student_id=student.pk).values_list("action", flat=True))
    assert actions == ["enrol", "leave_class", "transfer", "leave_class"]


@pytest.mark.req("CON-02")
def test_movement_that_cannot_be(office, school, seven):
    student = make_student(seven)
    other = make_class(school, "7Б")
    cases = [
        lambda: enrol(office, student_id=student.pk, class_id=other.pk, starts_on=date(2026, 11, 1)),
        lambda: enrol(office, student_id=student.pk, class_id=other.pk, starts_on=date(2026, 8, 1)),
        lambda: transfer(office, student_id=student.pk, class_id=seven.pk, starts_on=date(2026, 11, 1)),
        lambda: transfer(office, student_id=student.pk, class_id=other.pk, starts_on=YEAR_START),
        lambda: transfer(office, student_id=student.pk, class_id=other.pk, starts_on=date(2027, 6, 10)),
        lambda: expel(office, student_id=student.pk, last_day=date(2026, 8, 1)),
        lambda: expel(office, student_id=student.pk, last_day=date(2027, 8, 1)),
        lambda: expel(office, student_id=student.pk, last_day=date(2026, 11, 1), order=OrderDraft(" ", YEAR_START)),
    ]
    for case in cases:
        with pytest.raises(Refused):
            case()
    stay = Membership.objects.get()
    assert (stay.class_group, stay.ends_on) == (seven, None)
    assert Entry.objects.count() == 0
    expel(office, student_id=student.pk, last_day=date(2026, 11, 30), order=OrderDraft("5", YEAR_START))
    with pytest.raises(Refused, match="уже оформлено"):
        expel(office, student_id=student.pk, last_day=date(2026, 11, 25))


@pytest.mark.req("CON-02", "CON-05")
def test_leaving_a_class_leaves_its_subgroups(office, seven):
    student = make_student(seven)
    make_subgroup(seven, student)
    expel(office, student_id=student.pk, last_day=date(2026, 11, 30))
    assert SubgroupMembership.objects.get().ends_on == date(2026, 11, 30)


# ── classes and tutors ────────────────────────────────────────────────


def test_a_class_is_made_and_named(office, school):
    year = make_year(school)
    row = create_class(office, year_id=year.pk, scheme_id=year.schemes.get().pk, name="7 «а»")
    assert (row.name, row.grade, row.letter, row.sort_key) == ("7А", 7, "А", "07а")
    with pytest.raises(Refused, match="уже есть"):
        create_class(office, year_id=year.pk, scheme_id=year.schemes.get().pk, name="7-А")
    with pytest.raises(Refused, match="Укажите класс"):
        create_class(office, year_id=year.pk, scheme_id=year.schemes.get().pk, name="седьмой")
    update_class(office, class_id=row.pk, scheme_id=row.scheme_id, name="8А", profile="физмат", shift=2)
    row.refresh_from_db()
    assert (row.grade, row.profile, row.shift) == (8, "физмат", 2)


def test_a_group_of_a_college(school):
    school.kind = SchoolKind.COLLEGE
    school.save()
    year = make_year(school)
    office = actor_of(make_officer(school), Role.OPERATOR)
    row = create_class(office, year_id=year.pk, scheme_id=year.schemes.get().pk, name="ИС-21", grade=2)
    assert (row.name, row.grade, row.letter) == ("ИС-21", 2, "")


def test_tutors_follow_each_other(office, school, seven, tutor):
    second = make_staff(school)
    set_tutor(office, class_id=seven.pk, staff_id=second.pk, starts_on=date(2026, 11, 9))
    assert list(ClassTutor.objects.order_by("starts_on").values_list("staff_id", "starts_on", "ends_on")) == [
        (tutor.pk, YEAR_START, date(2026, 11, 8)),
        (second.pk, date(2026, 11, 9), None),
    ]
    third = make_staff(school)
    set_tutor(office, class_id=seven.pk, staff_id=third.pk, starts_on=date(2026, 11, 9))
    assert ClassTutor.objects.get(ends_on__isnull=True).staff == third
    assert ClassTutor.objects.count() == 2
    end_tutor(office, class_id=seven.pk, ends_on=date(2026, 12, 1))
    with pytest.raises(NotVisible):
        end_tutor(office, class_id=seven.pk, ends_on=date(2026, 12, 1))
    gone = make_staff(school, dismissed_on=date(2026, 10, 1))
    # The day of the dismissal is none of work any more, as for accounts and the load.
    gone_that_day = make_staff(school, dismissed_on=date(2026, 12, 2))
    for who in (gone, gone_that_day):
        with pytest.raises(Refused, match="не работает"):
            set_tutor(office, class_id=seven.pk, staff_id=who.pk, starts_on=date(2026, 12, 2))
    with pytest.raises(Refused, match="вне учебного года"):
        set_tutor(office, class_id=seven.pk, staff_id=third.pk, starts_on=date(2025, 12, 2))


# ── subgroups (CON-05) ────────────────────────────────────────────────


def members(subgroup, day):
    rows = SubgroupMembership.objects.filter(subgroup=subgroup, starts_on__lte=day)
    return {row.student_id for row in rows if row.ends_on is None or row.ends_on >= day}


@pytest.mark.req("CON-05")
def test_subgroups_by_ticks_and_dates(tutor, seven):
    actor = actor_of(tutor, Role.TUTOR)
    one, two, three = make_students(seven, 3)
    first = create_subgroup(actor, class_id=seven.pk, division="Иностранный язык", name="1 группа")
    second = create_subgroup(actor, class_id=seven.pk, division="иностранный  язык", name="2 группа")
    assert second.division == first.division
    assert set_members(actor, subgroup_id=first.pk, student_ids=[one.pk, two.pk], starts_on=YEAR_START) == 2
    assert set_members(actor, subgroup_id=second.pk, student_ids=[three.pk], starts_on=YEAR_START) == 1
    assert set_members(actor, subgroup_id=second.pk, student_ids=[two.pk, three.pk], starts_on=date(2026, 11, 9)) == 2

    assert members(first, date(2026, 11, 8)) == {one.pk, two.pk}
    assert members(first, date(2026, 11, 9)) == {one.pk}
    assert members(second, date(2026, 11, 8)) == {three.pk}
    assert members(second, date(2026, 11, 9)) == {two.pk, three.pk}
    assert set_members(actor, subgroup_id=second.pk, student_ids=[two.pk, three.pk], starts_on=date(2026, 11, 9)) == 0


@pytest.mark.req("CON-05")
def test_a_place_never_used_is_taken_back(tutor, seven):
    actor = actor_of(tutor, Role.TUTOR)
    one, two = make_students(seven, 2)
    first = create_subgroup(actor, class_id=seven.pk, division="Труд", name="мальчики")
    set_members(actor, subgroup_id=first.pk, student_ids=[one.pk], starts_on=date(2026, 11, 9))
    set_members(actor, subgroup_id=first.pk, student_ids=[two.pk], starts_on=date(2026, 11, 9))
    set_members(actor, subgroup_id=first.pk, student_ids=[two.pk], starts_on=YEAR_START)
    assert list(SubgroupMembership.objects.values_list("student_id", "starts_on", "ends_on")) == [
        (two.pk, YEAR_START, None)
    ]
    removed = Entry.objects.filter(kind="classes.subgroupmembership", after__isnull=True)
    assert removed.count() == 2


@pytest.mark.req("CON-05")
def test_subgroups_that_cannot_be(tutor, seven, school):
    actor = actor_of(tutor, Role.TUTOR)
    subgroup = create_subgroup(actor, class_id=seven.pk, division="Труд", name="мальчики")
    foreign = make_student(make_class(school, "7Б"))
    late = make_student(seven, since=date(2026, 11, 12))
    for student_id, day in ((foreign.pk, YEAR_START), (late.pk, YEAR_START), (late.pk, date(2026, 8, 1))):
        with pytest.raises(Refused):
            set_members(actor, subgroup_id=subgroup.pk, student_ids=[student_id], starts_on=day)
    for division, name in (("Труд", "Мальчики"), ("", "1"), ("Труд", " "), ("Т" * 81, "1")):
        with pytest.raises(Refused):
            create_subgroup(actor, class_id=seven.pk, division=division, name=name)
    assert SubgroupMembership.objects.count() == 0


# ── contacts (CON-03) ─────────────────────────────────────────────────


@pytest.mark.req("CON-03")
def test_the_class_teacher_corrects_contacts_of_the_own_class(tutor, seven, school):
    actor = actor_of(tutor, Role.TUTOR)
    student = make_student(seven)
    guardian = make_guardian(student)
    correct_student(actor, student_id=student.pk, phone="900 111-22-33", email="a@b.example", address="Мира, 1")
    correct_guardian(actor, guardian_id=guardian.pk, phone="900 111-22-44", email="")
    phones = set(Person.objects.exclude(phone="").values_list("phone", flat=True))
    assert phones == {"+79001112233", "+79001112244"}
    assert Entry.objects.count() == 3
    with pytest.raises(Refused):
        correct_student(actor, student_id=student.pk, phone="нет", email="", address="")

    other = make_student(make_class(school, "7Б"))
    theirs = make_guardian(other)
    for who in (actor, actor_of(make_staff(school), Role.TUTOR), actor_of(guardian, Role.GUARDIAN)):
        with pytest.raises(NotVisible):
            correct_student(who, student_id=other.pk, phone="", email="", address="")
        with pytest.raises(NotVisible):
            correct_guardian(who, guardian_id=theirs.pk, phone="", email="")
    with pytest.raises(Refused):
        correct_student(actor_of(tutor, Role.DEPUTY), student_id=other.pk, phone="", email="", address="")


# ── reads and rights ──────────────────────────────────────────────────


@pytest.mark.req("ACC-01", "CON-06")
def test_who_sees_a_class_and_its_cards(tutor, seven, school, office):
    student = make_student(seven, health_group="II")
    other = make_class(school, "7Б")
    own = actor_of(tutor, Role.TUTOR)
    assert [row.name for row in class_rows(own, year_id=seven.year_id)] == ["7А"]
    assert [row.name for row in class_rows(office, year_id=seven.year_id)] == ["7А", "7Б"]
    assert class_page(own, seven.pk).tutor == "Климов Андрей Петрович"
    with pytest.raises(NotVisible):
        class_page(own, other.pk)
    assert student_card(own, student.pk).sees_health
    assert student_card(office, student.pk).sees_health
    deputy = student_card(actor_of(tutor, Role.DEPUTY), student.pk)
    assert (deputy.sees_health, deputy.may_keep, deputy.may_correct) == (False, False, False)
    for who in (
        actor_of(make_staff(school), Role.TEACHER),
        actor_of(student, Role.STUDENT),
        actor_of(tutor, Role.PERSONNEL),
    ):
        with pytest.raises(NotVisible):
            student_card(who, student.pk)
        with pytest.raises(NotVisible):
            class_page(who, seven.pk)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_queries_of_a_class_stay_constant(number, office, seven, django_assert_num_queries):
    students = make_students(seven, number)
    for student in students:
        make_guardian(student)
    make_subgroup(seven, *students)
    with django_assert_num_queries(6):
        page = class_page(office, seven.pk)
    assert len(page.here) == number
    assert len(page.divisions[0].subgroups[0].members) == number
    with django_assert_num_queries(2):
        assert class_rows(office, year_id=seven.year_id)[0].count == number
    with django_assert_num_queries(5):
        assert student_card(office, students[0].pk).class_name == "7А"


def everything(who, student, class_group, staff, subgroup):
    year = class_group.year
    return [
        lambda: enrol(who, student_id=student.pk, class_id=class_group.pk, starts_on=YEAR_START),
        lambda: transfer(who, student_id=student.pk, class_id=class_group.pk, starts_on=date(2026, 11, 9)),
        lambda: expel(who, student_id=student.pk, last_day=date(2026, 11, 9)),
        lambda: create_class(who, year_id=year.pk, scheme_id=class_group.scheme_id, name="9Я"),
        lambda: update_class(who, class_id=class_group.pk, scheme_id=class_group.scheme_id, name="9Я"),
        lambda: set_tutor(who, class_id=class_group.pk, staff_id=staff.pk, starts_on=date(2026, 11, 9)),
        lambda: end_tutor(who, class_id=class_group.pk, ends_on=date(2026, 11, 9)),
        lambda: create_subgroup(who, class_id=class_group.pk, division="Труд", name="1"),
        lambda: set_members(who, subgroup_id=subgroup.pk, student_ids=[student.pk], starts_on=date(2026, 11, 9)),
    ]


@pytest.mark.req("ACC-01")
def test_who_may_not(school, seven, tutor):
    student, staff = make_student(seven), make_staff(school)
    subgroup = make_subgroup(seven)
    foreign = actor_of(make_officer(make_school()), Role.OPERATOR)
    outsiders = [foreign, *(actor_of(staff, role) for role in (Role.TEACHER, Role.TUTOR, Role.GUARDIAN))]
    for who in outsiders:
        for act in everything(who, student, seven, staff, subgroup):
            with pytest.raises(NotVisible):
                act()
    for act in everything(actor_of(tutor, Role.DEPUTY), student, seven, staff, subgroup):
        with pytest.raises(Refused):
            act()
    for act in everything(actor_of(tutor, Role.TUTOR), student, seven, staff, subgroup)[:7]:
        with pytest.raises(NotVisible):
            act()
    assert Entry.objects.filter(school=school).count() == 0
