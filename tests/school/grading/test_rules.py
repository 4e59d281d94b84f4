"""What mark follows for a term, the year and the final one (JRN-06: П3.4.5, А3.2.4)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letopis.kernel.errors import Refused
from letopis.school.curriculum.enums import Scale
from letopis.school.grading import conduct_rules, rules
from letopis.school.grading.enums import ConductScale, PeriodKind
from letopis.school.grading.rules import OfTerm, of_final, of_term, of_year
from letopis.school.marks.averages import Weighed, both_averages
from letopis.school.marks.rules import SCALES
from letopis.school.organisation.settings import SchoolSettings

pytestmark = pytest.mark.req("JRN-06")

USUAL = SchoolSettings(term_mark_least=3)
values = st.sampled_from(["", *SCALES[Scale.FIVE], "зч", "нз"])
weights = st.sampled_from([Decimal(one) for one in ("0", "0.3", "1", "1.5", "3")])
cells = st.lists(st.builds(Weighed, values, st.sampled_from(["", "", "4", "2"]), weights), max_size=200)
schools = st.builds(
    SchoolSettings,
    weighted_term_mark=st.booleans(),
    term_mark_least=st.integers(0, 20),
    rounding_border=st.sampled_from([Decimal(one) for one in ("0.01", "0.50", "0.60", "0.99")]),
    final_in_favour=st.booleans(),
)
steady = settings(derandomize=True, max_examples=150, deadline=None)


def marks(text: str, weight: str = "1") -> list[Weighed]:
    return [Weighed(value, "", Decimal(weight)) for value in text.split()]


@pytest.mark.parametrize(
    ("text", "value", "why"),
    [
        ("5 5 5 5 5 4 4 4 4", "5", "средний 4,56 из 9 отметок; порог 4,50 → 5"),
        ("5 5 5", "5", "средний 5,00 из 3 отметок → 5"),
        ("5 4", "н/а", "средний 4,50 из 2 отметок, нужно не менее 3 → н/а"),
        ("н/а", "н/а", "отметок нет → н/а"),
        ("осв", "осв", "отметок нет, стоит освобождение → осв"),
        ("2 2 2", "2", "средний 2,00 из 3 отметок; порог 2,50 → 2"),
    ],
)
def test_the_mark_of_a_term_says_how_it_follows(text, value, why):
    found = of_term(Scale.FIVE, marks(text), USUAL)
    assert (found.value, found.why) == (value, why)


def test_a_border_of_4_6_and_the_plain_average_are_the_schools():
    strict = SchoolSettings(rounding_border=Decimal("0.60"), term_mark_least=3)
    assert of_term(Scale.FIVE, marks("5 5 5 5 4 4 4"), strict).why == "средний 4,57 из 7 отметок; порог 4,60 → 4"
    both = [*marks("5", "3"), *marks("4 4")]
    assert of_term(Scale.FIVE, both, USUAL).value == "5"
    assert of_term(Scale.FIVE, both, SchoolSettings(weighted_term_mark=False)).value == "4"
    assert of_term(Scale.FIVE, marks("5 5 5", "0"), USUAL).average == Decimal("5.00")


@steady
@given(cells, schools)
def test_every_proposal_is_of_the_scale_and_told(known, school):
    """0 works, 200 works."""
    found = of_term(Scale.FIVE, known, school)
    assert found.value in SCALES[Scale.FIVE]
    assert found.why.endswith(f"→ {found.value}")
    plain, weighted = both_averages(known)
    assert found.average in {plain, weighted}
    if found.value in {"5", "4", "3", "2"}:
        assert found.average is not None
        assert abs(int(found.value) - found.average) < 1
    if plain is None:
        assert found.value in {"н/а", "осв"}


@steady
@given(cells, schools)
def test_one_more_five_never_makes_it_worse_once_rated(known, school):
    before = of_term(Scale.FIVE, known, school)
    after = of_term(Scale.FIVE, [*known, Weighed("5", "", Decimal(1))], school)
    if before.value in {"5", "4", "3", "2"}:
        assert int(after.value) >= int(before.value)


def test_without_marks_nothing_is_rated_and_nothing_is_proposed_in_an_empty_term():
    assert of_term(Scale.UNMARKED, marks("5 5 5"), USUAL).value == ""
    empty = of_term(Scale.FIVE, [], USUAL, has_marks=False)
    assert (empty.value, empty.why) == ("", "в этом периоде отметок не было ни у кого")
    assert of_term(Scale.FIVE, [], USUAL).value == "н/а"


@pytest.mark.parametrize(
    ("text", "value", "disputed"), [("зч зч нз", "зч", False), ("зч нз", "нз", True), ("", "н/а", False)]
)
def test_credits(text, value, disputed):
    found = of_term(Scale.PASS_FAIL, marks(text), USUAL)
    assert (found.value, found.is_disputed) == (value, disputed)


def year(*found: str, school: SchoolSettings = USUAL):
    return of_year(Scale.FIVE, [OfTerm(f"{place} четверть", one) for place, one in enumerate(found, 1)], school)


def test_the_year_follows_from_its_terms():
    assert year("4", "5", "4", "4").why == "(4 + 5 + 4 + 4) / 4 = 4,25 → 4"
    assert (year("3", "4", "3", "4").value, year("3", "4", "3", "4").is_disputed) == ("4", True)
    assert year("3", "4", "3", "4", school=SchoolSettings(final_in_favour=False)).value == "3"
    assert (year("4", "").value, year("4", "").why) == ("", "нет отметок: 2 четверть")
    assert (year("н/а", "5").value, year("н/а", "5").is_disputed) == ("5", True)
    assert year("осв", "осв").value == "осв"
    late = of_year(Scale.FIVE, [OfTerm("I", "", is_due=False), OfTerm("II", "4")], USUAL)
    assert late.value == "4"


def test_the_final_mark_is_the_years_or_the_mean_with_the_examination():
    assert of_final(Scale.FIVE, "4", "", USUAL).value == "4"
    assert of_final(Scale.FIVE, "4", "5", USUAL).why == "годовая и экзамен: (4 + 5) / 2 = 4,50 → 5"
    assert of_final(Scale.FIVE, "4", "5", SchoolSettings(final_in_favour=False)).value == "4"
    assert of_final(Scale.PASS_FAIL, "зч", "нз", USUAL).value == "нз"
    assert of_final(Scale.FIVE, "", "5", USUAL).value == ""


@steady
@given(st.lists(st.sampled_from("2345"), min_size=1, max_size=6), st.booleans())
def test_a_mean_is_never_further_than_half_a_mark(given_marks, in_favour):
    found = year(*given_marks, school=SchoolSettings(final_in_favour=in_favour))
    mean = Decimal(sum(map(int, given_marks))) / len(given_marks)
    assert abs(Decimal(found.value) - mean) <= Decimal("0.5")


def test_the_last_week_of_the_period_is_counted_and_examinations_have_their_own_day():
    """П3.4.5: «в течение последней недели каждого учебного периода до начала каникул»."""
    last = date(2026, 10, 25)
    rules.require_time(PeriodKind.TERM, date(2026, 10, 19), last, 7)
    rules.require_time(PeriodKind.EXAM, date(2026, 9, 1), last, 7)
    rules.require_time(PeriodKind.YEAR, date(2026, 9, 1), last, 366)
    with pytest.raises(Refused, match="19.10.2026"):
        rules.require_time(PeriodKind.TERM, date(2026, 10, 18), last, 7)


def test_another_mark_than_the_proposed_asks_for_a_word():
    proposal = of_term(Scale.FIVE, marks("5 5 5 4"), USUAL)
    assert not rules.needs_reason("5", proposal)
    assert not rules.needs_reason("", proposal)
    assert rules.needs_reason("4", proposal)
    assert not rules.needs_reason("4", rules.NOTHING)


def test_conduct_has_three_scales_and_an_opinion_that_prevails():
    assert [len(scale) for scale in conduct_rules.SCALES.values()] == [2, 3, 4]
    assert set(conduct_rules.SCALES) == set(ConductScale)
    assert conduct_rules.conduct_value("words", "Прим.") == "прим"
    with pytest.raises(Refused, match="прим, удовл, неуд"):
        conduct_rules.conduct_value("words", "5")
    assert conduct_rules.told(["удовл", "прим", "", "прим"], "words") == "прим 2, удовл 1"
    assert conduct_rules.prevailing(["удовл", "прим", "прим"], "words") == "прим"
    assert conduct_rules.prevailing(["удовл", "прим"], "words") == ""
