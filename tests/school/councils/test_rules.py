"""What a council is proposed of somebody: 273-ФЗ, ст. 58, 59, 66 (JRN-06)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letopis.school.councils import rules
from letopis.school.councils.enums import CouncilAbout, DecisionKind, RetakeState
from letopis.school.councils.rules import Standing, SubjectMark, Votes, propose

pytestmark = pytest.mark.req("JRN-06")

steady = settings(derandomize=True, max_examples=200, deadline=None)
marks = st.lists(
    st.builds(
        SubjectMark,
        st.integers(1, 9),
        st.sampled_from(["Алгебра", "Физика"]),
        st.sampled_from(["5", "4", "3", "2", "н/а", "осв", "зч", "нз", ""]),
    ),
    max_size=6,
)
names = st.lists(st.sampled_from(["Алгебра", "Физика"]), max_size=2).map(tuple)
standings = st.builds(
    Standing,
    marks=marks,
    is_college=st.booleans(),
    grade=st.integers(1, 11),
    is_final=st.booleans(),
    open_debts=names,
    lost_debts=names,
)


def of(*values: str, **more: object) -> Standing:
    given_marks = [SubjectMark(place, f"Предмет {place}", value) for place, value in enumerate(values)]
    return Standing(marks=given_marks, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("standing", "kind", "clause"),
    [
        (of("5", "4", "осв"), DecisionKind.PROMOTE, "ст. 58 ч. 1"),
        (of("5", "2"), DecisionKind.PROMOTE_WITH_DEBTS, "ст. 58 ч. 8"),
        (of("5", "н/а"), DecisionKind.PROMOTE_WITH_DEBTS, "ст. 58 ч. 8"),
        (of("нз", is_college=True, grade=2), DecisionKind.PROMOTE_WITH_DEBTS, "ст. 58 ч. 8"),
        (of("5", open_debts=("Физика",)), DecisionKind.PROMOTE_WITH_DEBTS, "ст. 58 ч. 8"),
        (of("5", lost_debts=("Физика",)), DecisionKind.REPEAT, "ст. 58 ч. 9"),
        (of("5", lost_debts=("Физика",), is_college=True), DecisionKind.EXPEL, "ст. 58 ч. 11"),
        (of("4", grade=9, is_final=True), DecisionKind.GRADUATE, "ст. 59 ч. 6"),
        (of("2", grade=9, is_final=True), DecisionKind.NOT_ADMIT, "ст. 59 ч. 6"),
        (of("2", grade=4), DecisionKind.SETTLE_DEBTS, "ст. 66 ч. 5"),
        (of("2", grade=4, is_college=True), DecisionKind.PROMOTE_WITH_DEBTS, "ст. 58 ч. 8"),
    ],
)
def test_the_year_by_the_law(standing, kind, clause):
    found = propose(CouncilAbout.YEAR, standing)
    assert (found.kind, clause in found.clause) == (kind, True)


def test_terms_and_admission():
    assert propose(CouncilAbout.TERM, of("5", "4")) is None
    owing = propose(CouncilAbout.TERM, of("5", "2", ""))
    assert (owing.kind, [one.name for one in owing.grounds], owing.missing) == (
        DecisionKind.SETTLE_DEBTS,
        ["Предмет 1"],
        ("Предмет 2",),
    )
    assert propose(CouncilAbout.ADMISSION, of("5")) is None
    assert propose(CouncilAbout.ADMISSION, of("5", is_final=True)).kind == DecisionKind.ADMIT
    assert propose(CouncilAbout.ADMISSION, of("2", is_final=True)).kind == DecisionKind.NOT_ADMIT


@steady
@given(standing=standings, about=st.sampled_from(list(CouncilAbout)))
def test_of_any_marks(standing, about):
    """Whoever owes nothing loses no year; nobody who owes is promoted as if they did not."""
    found = propose(about, standing)
    owes = any(one.value in rules.FAILING for one in standing.marks)
    if found is None:
        assert about != CouncilAbout.YEAR
        return
    assert found.kind in rules.kinds_of(about)
    assert "273-ФЗ, ст. " in found.clause
    assert {one.value for one in found.grounds} <= rules.FAILING
    assert len(found.grounds) == sum(one.value in rules.FAILING for one in standing.marks)
    is_clear = found.kind in (DecisionKind.PROMOTE, DecisionKind.GRADUATE, DecisionKind.ADMIT)
    assert is_clear == (not owes and not standing.open_debts and not standing.lost_debts)
    if found.kind in (DecisionKind.REPEAT, DecisionKind.EXPEL):
        assert standing.lost_debts
        assert standing.is_college == (found.kind == DecisionKind.EXPEL)
    if found.kind == DecisionKind.PROMOTE_WITH_DEBTS:
        assert not standing.is_final
        assert standing.is_college or standing.grade not in rules.LEVEL_ENDS


@steady
@given(ayes=st.integers(-1, 30), noes=st.integers(-1, 30), abstained=st.integers(-1, 30), present=st.integers(1, 60))
def test_votes_are_of_those_present_and_half_of_them(ayes, noes, abstained, present):
    fault = rules.votes_fault(Votes(ayes, noes, abstained), present)
    is_right = min(ayes, noes, abstained) >= 0 and ayes + noes + abstained == present and ayes * 2 >= present
    assert bool(fault) != is_right


@steady
@given(members=st.integers(1, 100), percent=st.integers(0, 99))
def test_a_quorum_is_more_than_the_percentage_and_no_more_than_all(members, percent):
    needed = rules.quorum(members, percent)
    assert 1 <= needed <= members
    assert needed * 100 > members * percent
    assert (needed - 1) * 100 <= members * percent


@steady
@given(states=st.lists(st.sampled_from(list(RetakeState)), max_size=5))
def test_two_attempts_at_most_and_illness_takes_none(states):
    """Ст. 58 ч. 5: не более двух раз; болезнь не в счёт."""
    attempt = rules.next_attempt(states)
    lost = sum(one in (RetakeState.FAILED, RetakeState.MISSED) for one in states)
    if RetakeState.PLANNED in states or RetakeState.PASSED in states or lost >= 2:
        assert attempt is None
    else:
        assert attempt == lost + 1


def test_a_debt_has_a_year_and_its_second_attempt_a_commission():
    arisen = date(2026, 10, 23)
    assert rules.last_day(arisen) == date(2027, 10, 23)
    assert rules.last_day(date(2028, 2, 29)) == date(2029, 2, 28)
    assert rules.retake_fault(1, 1, date(2026, 11, 1), arisen) is None
    assert "ч. 6" in str(rules.retake_fault(2, 1, date(2026, 11, 1), arisen))
    assert rules.retake_fault(2, 3, date(2027, 10, 23), arisen) is None
    assert "ч. 5" in str(rules.retake_fault(2, 3, date(2027, 10, 24), arisen))
    assert rules.retake_fault(1, 1, arisen - timedelta(days=1), arisen)
    assert rules.is_lost([], date(2026, 12, 1), date(2026, 12, 2))
    assert not rules.is_lost([RetakeState.FAILED], date(2026, 12, 1), date(2026, 12, 1))
    assert rules.is_lost([RetakeState.FAILED, RetakeState.MISSED], date(2026, 12, 1), date(2026, 11, 1))
