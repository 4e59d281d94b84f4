"""Promotion at the end of a year: what is proposed, the drafts of orders, and who follows when they are signed."""

from datetime import date

import pytest

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.classes.actions import cancel_order, create_subgroup, sign_order
from letopis.school.classes.enums import OrderStatus
from letopis.school.classes.models import ClassGroup, Membership, Order, Subgroup, SubgroupMembership
from letopis.school.years.actions import Choice, draft_promotion, prepare_next_year
from letopis.school.years.enums import Phase
from letopis.school.years.promotion import promotion
from letopis.school.years.queries import checklist
from letopis.school.years.rules import Course
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-01", "CON-02")]


@pytest.fixture
def operator(school):
    return make.actor_of(make.make_officer(school), Role.OPERATOR)


@pytest.fixture
def spring(school, operator):
    """7А of three and 9А of one, the next year prepared."""
    return Spring(school, operator)


class Spring:
    def __init__(self, school, operator):
        self.operator = operator
        self.seven, self.nine = make.make_class(school, "7А"), make.make_class(school, "9А")
        self.year = self.seven.year
        self.going, self.staying, self.unsure = (make.make_student(self.seven) for _ in range(3))
        self.leaving = make.make_student(self.nine)
        self.next = prepare_next_year(operator, year_id=self.year.pk).year

    def draft(self, students=(), classes=()):
        return draft_promotion(self.operator, year_id=self.year.pk, classes=dict(classes), students=dict(students))


def test_the_proposal_promotes_graduates_and_knows_the_class_of_next_year(spring):
    found = promotion(spring.operator, spring.year.pk)
    names = dict(found.targets)
    assert [(one.name, one.proposed, names.get(one.to_id), names.get(one.again_id)) for one in found.classes] == [
        ("7А", Course.PROMOTE, "8А", "7А"),
        ("9А", Course.GRADUATE, None, None),
    ]
    assert {student.id for student in found.classes[0].students} == {
        spring.going.pk,
        spring.staying.pk,
        spring.unsure.pk,
    }


def test_drafts_move_nobody_and_signed_they_do(spring):
    decided = {spring.staying.pk: Course.REPEAT, spring.unsure.pk: Course.WAIT}
    drafts = spring.draft(decided)
    assert [(one.kind, one.status, one.effective_on) for one in drafts] == [
        ("promote", OrderStatus.DRAFT, date(2027, 9, 1)),
        ("repeat", OrderStatus.DRAFT, date(2027, 9, 1)),
        ("graduate", OrderStatus.DRAFT, date(2027, 5, 26)),
    ]
    assert not Membership.objects.filter(class_group__year=spring.next).exists()
    left = promotion(spring.operator, spring.year.pk)
    assert (left.drafted, [student.id for one in left.classes for student in one.students]) == (3, [spring.unsure.pk])
    for number, draft in enumerate(drafts, 1):
        sign_order(spring.operator, order_id=draft.pk, version=draft.version, number=str(number))
    places = Membership.objects.filter(class_group__year=spring.next).select_related("class_group")
    assert {row.student_id: row.class_group.name for row in places} == {
        spring.going.pk: "8А",
        spring.staying.pk: "7А",
    }
    assert Membership.objects.get(student=spring.leaving).ends_on == date(2027, 5, 26)
    # Until then everybody is where they were.
    assert Membership.objects.get(student=spring.going, class_group=spring.seven).ends_on in {
        None,
        date(2027, 8, 31),
        date(2027, 5, 26),
    }
    steps = {one.step.code: one.step for one in checklist(spring.operator, spring.year.pk, Phase.CLOSING).lines}
    assert steps["promotion"].missing == 1


@pytest.mark.req("CON-05")
def test_places_in_subgroups_go_along_from_the_first_day_and_back_with_the_order(school, operator):
    """7А → 8А by name; who had left the subgroup does not follow, nor does anybody where there is no namesake."""
    seven = make.make_class(school, "7А")
    first, second, left, repeats = (make.make_student(seven) for _ in range(4))
    make.make_course(seven, subgroup=make.make_subgroup(seven, first, left, repeats))
    make.make_subgroup(seven, second, name="2 группа")
    make.make_subgroup(seven, first, division="труд", name="девочки")
    SubgroupMembership.objects.filter(student=left).update(ends_on=date(2026, 12, 1))
    ahead = prepare_next_year(operator, year_id=seven.year_id).year
    Subgroup.objects.filter(class_group__year=ahead, division="труд").delete()
    decided = {repeats.pk: Course.REPEAT}
    drafts = draft_promotion(operator, year_id=seven.year_id, classes={}, students=decided)
    for number, draft in enumerate(drafts, 1):
        sign_order(operator, order_id=draft.pk, version=draft.version, number=str(number))

    def places():
        rows = SubgroupMembership.objects.filter(subgroup__class_group__year=ahead, starts_on=date(2027, 9, 1))
        return set(rows.values_list("student_id", "subgroup__class_group__name", "subgroup__name"))

    assert places() == {(first.pk, "8А", "1 группа"), (second.pk, "8А", "2 группа")} | {(repeats.pk, "7А", "1 группа")}
    eight = ClassGroup.objects.get(year=ahead, name="8А")
    create_subgroup(operator, class_id=eight.pk, division="Труд", name="Девочки")
    assert (first.pk, "8А", "Девочки") in places(), "a subgroup made later takes its own along"
    promoted = Order.objects.get(kind="promote")
    cancel_order(operator, order_id=promoted.pk, version=promoted.version, number="9")
    assert places() == {(repeats.pk, "7А", "1 группа")}
    assert SubgroupMembership.objects.get(student=second).ends_on is None, "of this year's places nothing has changed"


def test_a_class_without_a_place_to_go_is_named_and_nothing_is_drafted(spring):
    with pytest.raises(Refused, match="9А: выберите класс") as refused:
        spring.draft({spring.leaving.pk: Course.PROMOTE})
    assert refused.value.field == f"to{spring.nine.pk}"
    assert promotion(spring.operator, spring.year.pk).drafted == 0
    ten = make.make_class(spring.seven.school, "10А", year=spring.next, scheme=spring.next.schemes.first())
    drafts = spring.draft({spring.leaving.pk: Course.PROMOTE}, {spring.nine.pk: Choice(ten.pk, None)})
    assert len(drafts) == 1
    with pytest.raises(Refused, match="Решать больше не о ком"):
        spring.draft()


def test_who_promotes(spring):
    school = spring.seven.school
    deputy = make.actor_of(make.make_officer(school, Role.DEPUTY), Role.DEPUTY)
    assert promotion(deputy, spring.year.pk).classes
    foreign = make.actor_of(make.make_officer(make.make_school()), Role.OPERATOR)
    for actor in (deputy, foreign):
        with pytest.raises(NotVisible):
            draft_promotion(actor, year_id=spring.year.pk, classes={}, students={})
    for actor in (foreign, make.actor_of(make.make_staff(school), Role.TEACHER)):
        with pytest.raises(NotVisible):
            promotion(actor, spring.year.pk)


@pytest.mark.parametrize("number", [1, 60])
def test_queries_do_not_grow_with_the_students(spring, number, django_assert_max_num_queries):
    for _ in range(number):
        make.make_student(spring.seven)
    with django_assert_max_num_queries(8):
        promotion(spring.operator, spring.year.pk)
    with django_assert_max_num_queries(36):
        spring.draft()
    assert ClassGroup.objects.filter(year=spring.next).count() == 2
