"""The order of steps: whatever is tried in whatever order, none is skipped, and what is corrected is taken again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.documents.handover.enums import MoveKind, Step
from letopis.documents.handover.rules import Done, due_on, plan_of, standing
from letopis.school.organisation.enums import SchoolKind

pytestmark = pytest.mark.req("ARC-04")

PLANS = [
    plan_of(kind, checks, acceptance)
    for kind in (SchoolKind.GENERAL, SchoolKind.COLLEGE)
    for checks in ("usual", "none", "one", "both")
    for acceptance in ("screen", "printed")
]
CORRECT, RETURN = "correct", "return"
TRIES = st.lists(st.sampled_from([*Step, *Step, CORRECT, RETURN]), max_size=40)


def test_plans_are_those_of_the_regulations():
    assert plan_of(SchoolKind.GENERAL, "usual", "screen") == (
        Step.CHECKED,
        Step.ACCEPTED,
        Step.PRINTED,
        Step.CERTIFIED,
        Step.HANDED,
    )
    college = plan_of(SchoolKind.COLLEGE, "usual", "screen")
    assert college[:2] == (Step.PROGRAMMES, Step.CHECKED)
    assert plan_of(SchoolKind.COLLEGE, "usual", "printed")[2:4] == (Step.PRINTED, Step.ACCEPTED)
    assert plan_of(SchoolKind.GENERAL, "none", "screen")[0] == Step.ACCEPTED
    assert {plan[-1] for plan in PLANS} == {Step.HANDED}


@given(st.sampled_from(PLANS), TRIES)
def test_no_step_is_skipped_none_counts_twice_and_a_correction_puts_all_after_it_out_of_date(plan, tries):
    moves, head = [], 1
    taken = []  # the model: (step, head when taken)
    for one in tries:
        stand = standing(plan, moves, head)
        assert [done.step for done in stand.in_force] == [step for step, _ in taken]
        assert [done.step for done in stand.in_force] == list(plan[: len(taken)])
        if one == CORRECT:
            head += 1
        elif one == RETURN:
            if stand.last:
                moves.append(Done(len(moves) + 1, MoveKind.RETURNED, stand.last.step, head))
                taken.pop()
        elif one == stand.next:
            fresh = [pair for pair in taken if pair[1] == head]
            assert len(fresh) == plan.index(one)
            taken = [*fresh, (Step(one), head)]
            moves.append(Done(len(moves) + 1, MoveKind.TAKEN, Step(one), head))
        stand = standing(plan, moves, head)
        assert stand.number == len(moves)
        assert stand.stale == {step for step, at in taken if at < head}
        assert stand.is_over == (len(taken) == len(plan) and not stand.stale)
        states = [stand.state_of(step) for step in plan]
        assert states == sorted(states, key=["done", "stale", "next", "ahead"].index)
        assert states.count("next") + len(stand.stale) >= (not stand.is_over)


def test_a_year_is_due_on_the_last_of_june_or_a_week_after_its_end():
    assert due_on(date(2027, 5, 26)) == date(2027, 6, 30)
    assert due_on(date(2027, 6, 30)) == date(2027, 7, 7)
