"""Orders as documents: drafted, signed once, cancelled by another; nobody in two classes, everything as before."""

from datetime import UTC, date, datetime

import pytest

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.classes.actions import (
    LineDraft,
    OrderDraft,
    cancel_order,
    delete_order,
    draft_order,
    enrol,
    expel,
    set_members,
    sign_order,
    transfer,
    update_order,
)
from letopis.school.classes.enums import OrderKind, OrderStatus
from letopis.school.classes.models import Membership, Order, OrderLine, SubgroupMembership
from letopis.school.classes.queries import order_page
from letopis.school.history.verification import verify
from letopis.school.organisation.models import Term
from letopis.school.people.models import Student
from tests.factories import (
    TODAY,
    YEAR_END,
    YEAR_START,
    actor_of,
    make_class,
    make_course,
    make_lesson,
    make_mark,
    make_officer,
    make_person,
    make_school,
    make_staff,
    make_student,
    make_students,
    make_subgroup,
    make_work,
    make_year,
)
from tests.school.journal.scene import YEAR_TURN

pytestmark = [pytest.mark.django_db, pytest.mark.req("CON-02")]

D = date
NEXT_START, NEXT_END = D(2027, 9, 1), D(2028, 5, 26)


@pytest.fixture
def office(school):
    return actor_of(make_officer(school), Role.STUDY_OFFICE)


@pytest.fixture
def seven(school):
    return make_class(school, "7А")


@pytest.fixture
def other(school, seven):
    return make_class(school, "7Б")


@pytest.fixture
def eight(school, seven):
    """8А of the year to come."""
    year = make_year(school, name="2027/2028", starts_on=NEXT_START, ends_on=NEXT_END)
    return make_class(school, "8А", year=year, scheme=year.schemes.get())


def stays(student=None):
    rows = Membership.objects.filter(**({"student": student} if student else {})).order_by("student", "starts_on")
    return list(rows.values_list("class_group__name", "starts_on", "ends_on"))


def places():
    return list(SubgroupMembership.objects.order_by("pk").values_list("pk", "subgroup", "starts_on", "ends_on"))


def draft(actor, kind, students, to=None, *, day=TODAY, number="1-у"):
    lines = [LineDraft(one.pk, to.pk if to else None) for one in students]
    return draft_order(actor, kind=kind, lines=lines, number=number, effective_on=day)


def signed(actor, *args, **more):
    order = draft(actor, *args, **more)
    return sign_order(actor, order_id=order.pk, version=order.version)


def cancelled(actor, order, number="отм", **more):
    return cancel_order(actor, order_id=order.pk, version=order.version, number=number, **more)


def test_a_draft_moves_nobody_and_is_signed_once(office, school, seven, other):
    pupils = make_students(seven, 3)
    make_subgroup(seven, pupils[0])
    order = draft(office, OrderKind.TRANSFER, pupils, other, number="")
    assert (order.status, order.date) == (OrderStatus.DRAFT, D(2026, 11, 23))
    assert {name for name, _, _ in stays()} == {"7А"}
    assert set(order.lines.values_list("class_from__name", "class_to__name")) == {("7А", "7Б")}
    with pytest.raises(Refused, match="номер"):
        sign_order(office, order_id=order.pk, version=0)
    sign_order(office, order_id=order.pk, version=0, number="7-у", date=D(2026, 11, 20))
    assert stays(pupils[0]) == [("7А", YEAR_START, D(2026, 11, 22)), ("7Б", D(2026, 11, 23), None)]
    assert places()[0][3] == D(2026, 11, 22)
    order.refresh_from_db()
    assert (order.status, order.number, order.version, bool(order.signed_at)) == ("signed", "7-у", 1, True)
    for act in (
        lambda: sign_order(office, order_id=order.pk, version=1),
        lambda: delete_order(office, order_id=order.pk, version=1),
    ):
        with pytest.raises(Refused, match="уже подписан"):
            act()
    assert Membership.objects.count() == 6


def test_a_draft_is_changed_or_deleted_by_the_version_it_was_opened_on(office, seven, other):
    one, two = make_students(seven, 2)
    order = draft(office, OrderKind.TRANSFER, [one], other)
    what = {"kind": OrderKind.EXPEL, "lines": [LineDraft(two.pk)], "number": "2", "effective_on": D(2026, 12, 1)}
    update_order(office, order_id=order.pk, version=0, **what)
    assert list(OrderLine.objects.values_list("student", "class_from__name", "class_to")) == [(two.pk, "7А", None)]
    for act in (
        lambda: update_order(office, order_id=order.pk, version=0, **what),
        lambda: sign_order(office, order_id=order.pk, version=0),
        lambda: delete_order(office, order_id=order.pk, version=0),
    ):
        with pytest.raises(Refused, match="изменили"):
            act()
    delete_order(office, order_id=order.pk, version=1)
    assert (Order.objects.count(), OrderLine.objects.count()) == (0, 0)


def test_a_draft_that_says_nothing_or_has_a_number_of_another(office, seven, other):
    pupil = make_student(seven)
    for kind, students, to, message in (
        (OrderKind.TRANSFER, [], other, "Отметьте"),
        (OrderKind.TRANSFER, [pupil], None, "Выберите класс"),
        (OrderKind.CANCEL, [pupil], None, "вид"),
        ("nothing", [pupil], None, "вид"),
    ):
        with pytest.raises(Refused, match=message):
            draft(office, kind, students, to)
    draft(office, OrderKind.EXPEL, [pupil])
    with pytest.raises(Refused, match="уже записан"):
        draft(office, OrderKind.EXPEL, [pupil])
    draft(office, OrderKind.EXPEL, [pupil], number="")
    draft(office, OrderKind.EXPEL, [pupil], number="")


def test_a_mistaken_order_is_cancelled_by_another_and_all_is_as_before(office, school, seven, other):
    one, two = make_students(seven, 2)
    make_subgroup(seven, one, two)
    before = (stays(), places())
    order = signed(office, OrderKind.TRANSFER, [one, two], other)
    set_members(office, subgroup_id=make_subgroup(other).pk, student_ids=[one.pk], starts_on=D(2026, 11, 23))
    other_order = cancelled(office, order, number="2-у", note="ошибка в классе")
    assert stays() == before[0]
    assert places() == before[1]
    order.refresh_from_db()
    assert (order.status, other_order.cancels, other_order.status) == ("cancelled", order, "signed")
    assert order.cancelled_by == other_order
    with pytest.raises(Refused, match="уже отменён"):
        cancelled(office, order, number="3-у")
    with pytest.raises(Refused, match="Отмену не отменяют"):
        cancelled(office, other_order, number="3-у")


def test_an_order_that_a_later_one_stands_on_is_cancelled_after_it(office, seven, other):
    pupil, third = make_students(seven, 2)
    first = signed(office, OrderKind.TRANSFER, [pupil, third], other, number="1-у")
    second = signed(office, OrderKind.EXPEL, [pupil], day=D(2026, 12, 20), number="2-в")
    with pytest.raises(Refused, match="№ 2-в"):
        cancelled(office, first)
    cancelled(office, second, number="3")
    cancelled(office, first, number="4")
    assert stays(pupil) == [("7А", YEAR_START, None)]


def test_a_stay_that_comes_back_is_the_one_that_was(office, seven, eight):
    """An order takes away a stay that has not begun; cancelled, it is there again by its key, and the first by it."""
    pupil = make_student(seven)
    first = signed(office, OrderKind.PROMOTE, [pupil], eight, day=NEXT_START, number="1-у")
    before = list(Membership.objects.order_by("pk").values_list("pk", "class_group"))
    second = signed(office, OrderKind.GRADUATE, [pupil], day=D(2026, 12, 1), number="2-у")
    assert Membership.objects.count() == 1
    cancelled(office, second, number="3-у")
    assert list(Membership.objects.order_by("pk").values_list("pk", "class_group")) == before
    cancelled(office, first, number="4-у")
    assert stays(pupil) == [("7А", YEAR_START, None)]


def test_stays_changed_without_an_order_are_not_overwritten(office, seven, other):
    pupil = make_student(seven)
    order = signed(office, OrderKind.TRANSFER, [pupil], other)
    Membership.objects.filter(class_group=other).update(ends_on=D(2026, 12, 1))
    with pytest.raises(Refused, match="без приказа"):
        cancelled(office, order)


def test_every_way_in_across_and_out(office, school, seven, other, eight):
    pupil = Student.objects.create(school=school, person=make_person(school))
    signed(office, OrderKind.ENROL, [pupil], seven, day=D(2026, 9, 10))
    signed(office, OrderKind.LEAVE, [pupil], day=D(2026, 10, 1))
    signed(office, OrderKind.RETURN, [pupil], seven, day=D(2026, 11, 2))
    signed(office, OrderKind.TRANSFER, [pupil], other, day=D(2026, 11, 16))
    promoted = signed(office, OrderKind.PROMOTE, [pupil], eight, day=NEXT_START)
    assert stays() == [
        ("7А", D(2026, 9, 10), D(2026, 10, 1)),
        ("7А", D(2026, 11, 2), D(2026, 11, 15)),
        ("7Б", D(2026, 11, 16), YEAR_END),
        ("8А", NEXT_START, None),
    ]
    cancelled(office, promoted)
    signed(office, OrderKind.REPEAT, [pupil], eight, day=NEXT_START)
    signed(office, OrderKind.GRADUATE, [pupil], day=NEXT_END)
    assert stays()[-1] == ("8А", NEXT_START, NEXT_END)
    another = make_student(seven)
    signed(office, OrderKind.TRANSFER_OUT, [another], day=D(2026, 12, 1))
    assert stays(another) == [("7А", YEAR_START, D(2026, 12, 1))]
    assert {one.code for one in verify(school.pk).findings} <= {"row_unrecorded", "entry_orphan"}


def test_on_leave_one_may_be_expelled_and_of_two_leavings_one_counts(office, seven):
    pupil = make_student(seven)
    signed(office, OrderKind.LEAVE, [pupil], day=D(2026, 10, 1))
    order = signed(office, OrderKind.EXPEL, [pupil], day=D(2026, 11, 1))
    stay = Membership.objects.get()
    assert (stay.ends_on, stay.left_by) == (D(2026, 10, 1), order)
    with pytest.raises(Refused, match="нигде не числится"):
        signed(office, OrderKind.EXPEL, [pupil], day=D(2026, 11, 10), number="9")
    cancelled(office, order)
    assert Membership.objects.get().left_by.kind == OrderKind.LEAVE


def test_what_cannot_be_is_refused_by_name_and_changes_nothing(office, school, seven, other, eight):
    one, two = make_students(seven, 2)
    for kind, to, day, message in (
        (OrderKind.ENROL, other, D(2026, 11, 23), "числится в 7А"),
        (OrderKind.TRANSFER, seven, D(2026, 11, 23), "уже в 7А"),
        (OrderKind.TRANSFER, other, YEAR_START, "не может быть раньше"),
        (OrderKind.TRANSFER, other, D(2026, 8, 1), "нигде не числится"),
        (OrderKind.TRANSFER, eight, D(2026, 12, 1), "вне учебного года"),
        (OrderKind.PROMOTE, other, D(2026, 12, 1), "не следующего"),
        (OrderKind.EXPEL, None, D(2026, 8, 20), "нигде не числится"),
        (OrderKind.RETURN, other, D(2026, 8, 20), "ещё нигде"),
    ):
        order = draft(office, kind, [one, two], to, day=day, number="")
        with pytest.raises(Refused, match=message) as refused:
            sign_order(office, order_id=order.pk, version=0, number="5")
        assert str(one.person) in refused.value.message
    assert stays() == [("7А", YEAR_START, None)] * 2


def test_somebody_moved_since_the_draft_is_told(office, seven, other):
    pupil = make_student(seven)
    order = draft(office, OrderKind.EXPEL, [pupil], day=D(2026, 12, 1))
    transfer(office, student_id=pupil.pk, class_id=other.pk, starts_on=D(2026, 11, 25))
    with pytest.raises(Refused, match="из 7А, но теперь в 7Б"):
        sign_order(office, order_id=order.pk, version=0)


# ── years ─────────────────────────────────────────────────────────────


def test_between_two_years_a_transfer_is_a_promotion(office, seven, eight):
    """In the new year every transfer was refused: «числится в 7А»."""
    pupil, gone = make_students(seven, 2)
    expel(office, student_id=gone.pk, last_day=D(2027, 5, 20))
    transfer(office, student_id=pupil.pk, class_id=eight.pk, starts_on=NEXT_START)
    assert stays(pupil) == [("7А", YEAR_START, YEAR_END), ("8А", NEXT_START, None)]
    with pytest.raises(Refused, match="нигде не числится"):
        transfer(office, student_id=gone.pk, class_id=eight.pk, starts_on=NEXT_START)
    enrol(office, student_id=gone.pk, class_id=eight.pk, starts_on=NEXT_START)
    late = make_student(seven)
    enrol(office, student_id=late.pk, class_id=eight.pk, starts_on=D(2027, 9, 10))
    assert stays(late) == [("7А", YEAR_START, YEAR_END), ("8А", D(2027, 9, 10), None)]


def test_in_summer_one_leaves_a_year_that_is_over(office, seven, time_machine):
    pupil = make_student(seven)
    time_machine.move_to(datetime(2027, 7, 1, 9, tzinfo=UTC))
    signed(office, OrderKind.EXPEL, [pupil], day=D(2027, 6, 20))
    assert stays() == [("7А", YEAR_START, YEAR_END)]
    with pytest.raises(Refused, match="нигде не числится"):
        signed(office, OrderKind.TRANSFER_OUT, [pupil], day=D(2027, 6, 25))


def test_a_promotion_signed_in_spring_blocks_nobody_before_its_day(office, seven, other, eight):
    """A future transfer blocked every other."""
    moved, gone, back = make_students(seven, 3)
    promotion = signed(office, OrderKind.PROMOTE, [moved, gone, back], eight, day=NEXT_START)
    transfer(office, student_id=moved.pk, class_id=other.pk, starts_on=D(2026, 12, 1))
    signed(office, OrderKind.EXPEL, [gone], day=D(2026, 12, 1))
    signed(office, OrderKind.LEAVE, [back], day=D(2026, 11, 23))
    assert stays(moved) == [
        ("7А", YEAR_START, D(2026, 11, 30)),
        ("7Б", D(2026, 12, 1), YEAR_END),
        ("8А", NEXT_START, None),
    ]
    assert stays(gone) == [("7А", YEAR_START, D(2026, 12, 1))]
    assert stays(back) == [("7А", YEAR_START, D(2026, 11, 23))]
    with pytest.raises(Refused, match="Сначала отмените"):
        cancelled(office, promotion)


def test_a_future_transfer_lets_another_come_before_it(office, school, seven, other):
    third = make_class(school, "7В")
    pupil = make_student(seven)
    transfer(
        office, student_id=pupil.pk, class_id=other.pk, starts_on=D(2026, 12, 14), order=OrderDraft("8", YEAR_START)
    )
    with pytest.raises(Refused, match="по приказу № 8"):
        transfer(office, student_id=pupil.pk, class_id=other.pk, starts_on=D(2026, 12, 1))
    transfer(office, student_id=pupil.pk, class_id=third.pk, starts_on=D(2026, 12, 1))
    assert [name for name, _, _ in stays()] == ["7А", "7В", "7Б"]
    assert stays()[1] == ("7В", D(2026, 12, 1), D(2026, 12, 13))


def test_who_is_signed_into_the_next_year_comes_into_this_one_still(office, school, seven, eight):
    """Taken into 8А from September, and then in April at once: «числится в 8А» was said of a day before it."""
    pupil = Student.objects.create(school=school, person=make_person(school))
    signed(office, OrderKind.ENROL, [pupil], eight, day=NEXT_START)
    signed(office, OrderKind.ENROL, [pupil], seven, day=D(2027, 4, 5), number="2-у")
    assert stays() == [("7А", D(2027, 4, 5), YEAR_END), ("8А", NEXT_START, None)]


@pytest.mark.req("CON-05")
def test_whoever_is_to_leave_the_class_leaves_its_subgroups_with_it(office, seven, other):
    """Put into a subgroup after the leaving was signed, saved twice; the order cancelled, the place goes on."""
    pupil = make_student(seven)
    subgroup = make_subgroup(seven)
    order = signed(office, OrderKind.TRANSFER, [pupil], other, day=D(2026, 12, 14))
    put_in = {"subgroup_id": subgroup.pk, "student_ids": [pupil.pk], "starts_on": TODAY}
    assert (set_members(office, **put_in), set_members(office, **put_in)) == (1, 0)
    ((_, _, first, last),) = places()
    assert (first, last) == (TODAY, D(2026, 12, 13))
    cancelled(office, order)
    ((_, _, first, last),) = places()
    assert (first, last) == (TODAY, None)


def test_leaving_that_is_signed_goes_along_into_the_new_class(office, seven, other):
    pupil = make_student(seven)
    expel(office, student_id=pupil.pk, last_day=D(2026, 12, 20), order=OrderDraft("9", YEAR_START))
    transfer(office, student_id=pupil.pk, class_id=other.pk, starts_on=D(2026, 12, 1))
    new = Membership.objects.get(class_group=other)
    assert (new.ends_on, new.left_by.number) == (D(2026, 12, 20), "9")


def test_closed_years_and_terms_are_not_changed(office, seven, other):
    pupil = make_student(seven)
    Term.objects.filter(number=1).update(closed_at=datetime(2026, 10, 26, tzinfo=UTC))
    for day in (D(2026, 10, 23), D(2026, 9, 20)):
        with pytest.raises(Refused, match="I четверть"):
            transfer(office, student_id=pupil.pk, class_id=other.pk, starts_on=day)
    order = signed(office, OrderKind.EXPEL, [pupil], day=D(2026, 10, 23))
    seven.year.closed_at = datetime(2026, 11, 1, tzinfo=UTC)
    seven.year.save()
    with pytest.raises(Refused, match="закрыт"):
        cancelled(office, order)


def test_a_number_or_none_in_so_many_words(office, seven, other):
    one, two = make_students(seven, 2)
    order = draft(office, OrderKind.TRANSFER, [one], other, number="б/н")
    assert order.number == ""
    with pytest.raises(Refused, match="впишите «б/н»"):
        sign_order(office, order_id=order.pk, version=0)
    assert sign_order(office, order_id=order.pk, version=0, number="Б.н.").number == ""
    with pytest.raises(Refused, match="впишите «б/н»") as refused:
        expel(office, student_id=two.pk, last_day=TODAY, order=OrderDraft(" ", TODAY))
    assert refused.value.field == "order_number"
    left = expel(office, student_id=two.pk, last_day=TODAY, order=OrderDraft("б/н", D(2026, 11, 20)))
    assert (left.left_by.number, left.left_by.date) == ("", D(2026, 11, 20))
    order.refresh_from_db()
    with pytest.raises(Refused, match="впишите «б/н»"):
        cancelled(office, order, number=" ")
    assert cancelled(office, order, number="б/н").number == ""


def test_whoever_passes_over_a_grade_is_asked_about(office, school, seven, eight):
    """7А → 10А passed without a word."""
    ten, six = make_class(school, "10А"), make_class(school, "6А")
    pupils = make_students(seven, 4)
    order = draft(office, OrderKind.TRANSFER, pupils, ten)
    assert {line.leap for line in order_page(office, order.pk).lines} == {True}
    with pytest.raises(Refused, match=r"больше чем на один класс: .*: 7А → 10А.* и ещё 1") as refused:
        sign_order(office, order_id=order.pk, version=0)
    assert refused.value.code == "grades"
    with pytest.raises(Refused) as refused:
        transfer(office, student_id=pupils[0].pk, class_id=ten.pk, starts_on=TODAY)
    assert refused.value.code == "grades"
    sign_order(office, order_id=order.pk, version=0, even_with_grades=True)
    down = make_student(seven)
    transfer(office, student_id=down.pk, class_id=six.pk, starts_on=TODAY)
    with pytest.raises(Refused, match="6А → 8А"):
        signed(office, OrderKind.PROMOTE, [down], eight, day=NEXT_START, number="2-у")


def test_a_closed_term_is_said_before_signing(office, seven, other, django_assert_num_queries):
    pupils = make_students(seven, 3)
    Term.objects.filter(number=1).update(closed_at=datetime(2026, 10, 26, tzinfo=UTC))
    lines = [LineDraft(one.pk, other.pk, day=day) for one, day in zip(pupils, (None, D(2026, 11, 9)), strict=False)]
    order = draft_order(office, kind=OrderKind.TRANSFER, lines=lines, effective_on=D(2026, 10, 12))
    with django_assert_num_queries(6):
        page = order_page(office, order.pk)
    assert sorted(bool(line.fault) for line in page.lines) == [False, True]
    assert "«I четверть» закрыт для исправлений" in "".join(line.fault for line in page.lines)


# ── marks ─────────────────────────────────────────────────────────────


def test_marks_after_the_day_are_a_question_before_signing(office, school, seven, other):
    pupil, second = make_students(seven, 2)
    lesson = make_lesson(make_course(seven), day=D(2026, 11, 23))
    for one in (pupil, second):
        make_mark(make_work(lesson), one)
    make_mark(make_work(lesson), pupil, value="")
    order = draft(office, OrderKind.TRANSFER, [pupil, second], other, day=D(2026, 11, 23))
    with pytest.raises(Refused, match="Отметок: 2") as refused:
        sign_order(office, order_id=order.pk, version=0)
    assert refused.value.code == "marks"
    assert str(pupil.person) in refused.value.message
    sign_order(office, order_id=order.pk, version=0, even_with_marks=True)
    with pytest.raises(Refused) as refused:
        expel(office, student_id=make_marked(other), last_day=D(2026, 11, 22))
    assert refused.value.code == "marks"
    expel(office, student_id=make_student(seven).pk, last_day=D(2026, 11, 23))


def make_marked(class_group):
    pupil = make_student(class_group)
    make_mark(make_work(make_lesson(make_course(class_group), day=D(2026, 11, 23))), pupil)
    return pupil.pk


# ── rights, many ──────────────────────────────────────────────────────


@pytest.mark.req("ACC-01", "ACC-02")
def test_who_prepares_and_who_signs(school, office, seven, other):
    pupil = make_student(seven)
    director = actor_of(make_staff(school), Role.DIRECTOR)
    deputy = actor_of(make_staff(school), Role.DEPUTY)
    order = draft(office, OrderKind.TRANSFER, [pupil], other)
    for who, error in (
        (director, Refused),
        (deputy, Refused),
        (actor_of(make_staff(school), Role.TEACHER), NotVisible),
    ):
        with pytest.raises(error):
            draft(who, OrderKind.TRANSFER, [pupil], other, number="8")
    foreign = actor_of(make_officer(make_school()), Role.OPERATOR)
    for who, error in ((deputy, Refused), (foreign, NotVisible)):
        with pytest.raises(error):
            sign_order(who, order_id=order.pk, version=0)
    with pytest.raises(NotVisible):
        draft(foreign, OrderKind.EXPEL, [pupil])
    sign_order(director, order_id=order.pk, version=0)
    order.refresh_from_db()
    with pytest.raises(Refused):
        cancelled(deputy, order)
    cancelled(director, order)


@pytest.mark.parametrize("number", [30, 400])
def test_signing_costs_the_same_for_any_number(number, office, seven, eight, django_assert_max_num_queries):
    pupils = make_students(seven, number)
    make_subgroup(seven, *pupils)
    order = draft(office, OrderKind.PROMOTE, pupils, eight, day=NEXT_START)
    with django_assert_max_num_queries(22 + YEAR_TURN):
        sign_order(office, order_id=order.pk, version=0)
    order.refresh_from_db()
    assert Membership.objects.filter(class_group=eight).count() == number
    # Rows that go are looked up by the hundred.
    with django_assert_max_num_queries(28 + YEAR_TURN + number // 200):
        cancelled(office, order)
    assert Membership.objects.filter(class_group=eight).count() == 0
