"""Rules of marks and absences over plain values, and averages."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.errors import Refused
from letopis.school.marks import rules
from letopis.school.marks.averages import Weighed, plain_average, proposed, rounded, weighted_average

VECTORS = json.loads((Path(__file__).parent / "averages.json").read_text())
CELLS = st.lists(
    st.builds(
        Weighed,
        st.sampled_from(["5", "4", "3", "2", "н/а", "осв", "зч", ""]),
        st.sampled_from(["", "", "5", "2"]),
        st.decimals(0, 10, places=2),
    ),
    max_size=40,
)
DAYS = st.dates(date(2026, 9, 1), date(2027, 5, 31))


def told(read: Callable[[], str]) -> tuple[str, str]:
    """What `read` returns and "", or "" and the code of the refusal."""
    try:
        return read(), ""
    except Refused as refused:
        return "", refused.code


# ── averages ──────────────────────────────────────────────────────────
@pytest.mark.parametrize("vector", VECTORS["averages"], ids=lambda v: v["name"])
def test_averages_of_the_shared_examples(vector: dict[str, list[list[str]] | str | None]) -> None:
    cells = [Weighed(value, second, Decimal(weight), *more) for value, second, weight, *more in vector["cells"] or ()]
    rule = str(vector.get("rewritten", "last"))
    both = (plain_average(cells, rule), weighted_average(cells, rule))
    assert [str(one) if one is not None else None for one in both] == [vector["plain"], vector["weighted"]]


@pytest.mark.parametrize("vector", VECTORS["proposed"], ids=lambda v: f"{v['average']} at {v['border']}")
def test_proposed_marks_of_the_shared_examples(vector: dict[str, str | bool]) -> None:
    mark = proposed(Decimal(str(vector["average"])), Decimal(str(vector["border"])))
    assert mark is not None
    assert (mark.value, mark.is_disputed) == (vector["value"], vector["is_disputed"])


@given(CELLS)
def test_averages_lie_between_the_marks_and_are_exact(cells: list[Weighed]) -> None:
    marks = [(int(m), c.weight) for c in cells for m in (c.value, c.second) if m in ("5", "4", "3", "2")]
    plain, weighted = plain_average(cells), weighted_average(cells)
    assert (plain is None) == (not marks)
    if plain is not None:
        assert min(marks)[0] <= plain <= max(marks)[0]
        assert abs(Fraction(plain) - Fraction(sum(m for m, _ in marks), len(marks))) <= Fraction(1, 200)
    assert (weighted is None) == (not any(weight for _, weight in marks))
    if weighted is not None:
        heavy = [m for m, weight in marks if weight]
        assert min(heavy) <= weighted <= max(heavy)


@given(CELLS, st.permutations(range(5)))
def test_averages_do_not_depend_on_the_order(cells: list[Weighed], order: list[int]) -> None:
    mixed = [cells[i] for i in order if i < len(cells)] + [c for i, c in enumerate(cells) if i >= 5]
    assert (plain_average(cells), weighted_average(cells)) == (plain_average(mixed), weighted_average(mixed))


@given(CELLS.map(lambda cells: [Weighed(c.value, c.second, Decimal(2)) for c in cells]))
def test_equal_weights_weigh_nothing(cells: list[Weighed]) -> None:
    assert plain_average(cells) == weighted_average(cells)


@given(st.decimals(2, 5, places=2), st.decimals("0.30", "0.80", places=2))
def test_proposed_mark_never_falls_with_a_better_average(average: Decimal, border: Decimal) -> None:
    mark, better = proposed(average, border), proposed(min(average + Decimal("0.01"), Decimal(5)), border)
    assert mark is not None
    assert better is not None
    assert mark.value in ("2", "3", "4", "5")
    assert int(mark.value) <= int(better.value)


@given(st.decimals(0, 99999, places=2), st.decimals("0.01", 99999, places=2))
def test_an_average_is_the_nearest_of_two_digits(total: Decimal, parts: Decimal) -> None:
    exact, shown = Fraction(total) / Fraction(parts), rounded(total, parts)
    assert -Fraction(1, 200) < exact - Fraction(shown) < Fraction(1, 200) or Fraction(shown) - exact == Fraction(1, 200)
    assert shown.as_tuple().exponent == -2


def test_half_goes_up() -> None:
    assert str(rounded(Decimal("8.99"), Decimal(2))) == "4.50"
    assert str(rounded(Decimal(9), Decimal(2))) == "4.50"
    assert proposed(None, Decimal("0.50")) is None


# ── scales and codes ──────────────────────────────────────────────────
@given(st.sampled_from(["five", "pass_fail", "unmarked"]), st.text(max_size=12))
def test_any_text_is_a_mark_of_the_scale_or_refused(scale: str, text: str) -> None:
    value, code = told(lambda: rules.mark_value(scale, text))
    assert code in ("", "scale")
    assert value == "" or value in rules.SCALES[scale]
    assert rules.mark_value(scale, value) == value


@given(st.text(max_size=6))
def test_any_text_is_an_absence_or_refused(text: str) -> None:
    kept, code = told(lambda: rules.absence_code(text))
    assert code in ("", "code")
    assert rules.absence_code(kept) == kept


@pytest.mark.req("JRN-07")
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *((t, "Н") for t in "нНyYnNHh"),
        *((t, "Б") for t in ["б", ",", "<"]),
        *((t, "УП") for t in ["у", "e", "уп", "eg"]),
    ]
    + [
        ("нп", "НП"),
        ("yg", "НП"),
        ("о", "ОП"),
        ("j", "ОП"),
        ("оп", "ОП"),
        ("jg", "ОП"),
        ("осв", "ОСВ"),
        ("jcd", "ОСВ"),
        ("", ""),
    ],
)
def test_absences_are_read_in_either_layout(typed: str, code: str) -> None:
    assert rules.absence_code(typed) == code
