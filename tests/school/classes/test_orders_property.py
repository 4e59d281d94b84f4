"""Any orders and cancellations in any order: nobody in two classes on a day; cancelled in reverse, all is as it was."""

from datetime import date
from itertools import combinations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.classes.actions import LineDraft, cancel_order, draft_order, sign_order
from letopis.school.classes.enums import ENTERING, LEAVING, MOVING, OrderKind, OrderStatus
from letopis.school.classes.models import Membership, Order, SubgroupMembership
from tests.factories import actor_of, make_class, make_officer, make_students, make_subgroup, make_year

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("CON-02")]

KINDS = [kind for kind in OrderKind if kind != OrderKind.CANCEL]
NEXT_START = date(2027, 9, 1)
WHOSE = [{0}, {1}, {2}, {0, 1}]
ORDERS = st.tuples(
    st.integers(0, 99), st.integers(0, 1), st.dates(date(2026, 9, 2), date(2027, 5, 25)), st.sampled_from(WHOSE)
)
STEPS = st.lists(st.one_of(*[ORDERS] * 4, st.integers(0, 9)), min_size=4, max_size=14)


def in_time(steps, *, is_sorted):
    """Orders come in the order of their days mostly; a cancellation stays where it is."""
    orders = [step for step in steps if not isinstance(step, int)]
    ordered = iter(sorted(orders, key=lambda step: step[2]) if is_sorted else orders)
    return [step if isinstance(step, int) else next(ordered) for step in steps]


def stays():
    columns = ("pk", "class_group", "student", "starts_on", "ends_on", "enrolled_by", "left_by", "note")
    return list(Membership.objects.order_by("pk").values_list(*columns))


def places():
    return list(SubgroupMembership.objects.order_by("pk").values_list("pk", "subgroup", "starts_on", "ends_on"))


def nobody_in_two_classes():
    held = Membership.objects.select_related("class_group__year").order_by("student", "starts_on")
    for one, other in combinations(held, 2):
        if one.student_id == other.student_id:
            assert (one.ends_on or one.class_group.year.ends_on) < other.starts_on, (one.pk, other.pk)
    for place in SubgroupMembership.objects.select_related("subgroup"):
        of_class = [stay for stay in held if stay.class_group_id == place.subgroup.class_group_id]
        own = [stay for stay in of_class if stay.student_id == place.student_id]
        assert any(stay.is_on(place.starts_on) for stay in own)


@settings(derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.integers(0, 3))
def test_any_orders_and_cancellations(school, steps, sorting):
    with transaction.atomic():
        _run(school, in_time(steps, is_sorted=sorting > 0))
        transaction.set_rollback(True)


def _run(school, steps):
    actor = actor_of(make_officer(school), Role.STUDY_OFFICE)
    seven = make_class(school, "7А")
    following = make_year(school, name="2027/2028", starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 26))
    later = {"year": following, "scheme": following.schemes.get()}
    classes = [seven, make_class(school, "7Б"), make_class(school, "8А", **later), make_class(school, "8Б", **later)]
    pupils = make_students(seven, 3)
    make_subgroup(seven, *pupils[:2])
    before = (stays(), places())
    signed = []
    for number, step in enumerate(steps):
        held = (stays(), places())
        try:
            with transaction.atomic():
                if isinstance(step, int):
                    if signed:
                        chosen = signed[step % len(signed)]
                        cancel_order(actor, order_id=chosen.pk, version=1, number=f"о{number}")
                        signed.remove(chosen)
                else:
                    signed.append(_signed(actor, step, number, pupils, classes))
        except Refused:
            assert (stays(), places()) == held
        nobody_in_two_classes()
    for order in reversed(signed):
        cancel_order(actor, order_id=order.pk, version=1, number=f"о-{order.pk}")
        nobody_in_two_classes()
    assert (stays(), places()) == before
    assert not Order.objects.filter(status=OrderStatus.SIGNED).exclude(kind=OrderKind.CANCEL).exists()


def _signed(actor, step, number, pupils, classes):
    chance, to, day, whose = step
    kind = _kind(chance, pupils[min(whose)], day)
    day = NEXT_START if kind in {OrderKind.PROMOTE, OrderKind.REPEAT} else day
    class_id = None if kind in LEAVING else classes[to + 2 * (day == NEXT_START)].pk
    lines = [LineDraft(pupils[place].pk, class_id) for place in whose]
    order = draft_order(actor, kind=kind, lines=lines, number=str(number), effective_on=day)
    return sign_order(actor, order_id=order.pk, version=0)


def _kind(chance, pupil, day):
    """Mostly what may be: whoever is in a class goes out or across, whoever is in none comes; sometimes anything."""
    is_here = any(stay.is_on(day) for stay in Membership.objects.filter(student=pupil))
    usual = [*LEAVING, *MOVING, OrderKind.TRANSFER] if is_here else [*ENTERING]
    of = KINDS if chance % 7 == 0 else sorted(usual)
    return of[chance % len(of)]
