"""Whether an entry may be changed: the whole table, by the rules and not by the function (JRN-04, JRN-05)."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letopis.school.lessons.windows import ALLOWED, Entry, Verdict, Who, may_change, refusal, table, window_ends
from letopis.school.organisation.words import in_words_of
from letopis.school.periods.rules import Closing

pytestmark = [pytest.mark.req("JRN-04"), pytest.mark.req("JRN-05")]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
MOMENTS = st.none() | st.integers(-400, 400).map(lambda hours: NOW + timedelta(hours=hours))
CLOSINGS = st.builds(Closing, year=MOMENTS, term=MOMENTS, page=MOMENTS, open_until=MOMENTS)
ENTRIES = st.builds(
    Entry, set_on=st.none() | st.integers(0, 500).map(lambda days: TODAY - timedelta(days)), closing=CLOSINGS
)
PEOPLE = st.builds(Who, keeps=st.booleans(), corrects_late=st.booleans())
WINDOWS = st.integers(0, 365)


@given(ENTRIES, PEOPLE, WINDOWS)
def test_nobody_changes_what_is_closed_and_who_has_no_part_in_the_page_changes_nothing(
    entry: Entry, who: Who, days: int
) -> None:
    closing = entry.closing
    reopened = closing.open_until is not None and closing.open_until >= NOW
    of_term = [one for one in (closing.term, closing.page) if one and one <= NOW]
    is_closed = bool(closing.year and closing.year <= NOW) or (bool(of_term) and not reopened)
    found = may_change(entry, NOW, TODAY, who, correction_days=days)
    if not who.keeps and not who.corrects_late:
        assert found is Verdict.READ_ONLY
    else:
        assert (found is Verdict.CLOSED) == is_closed


@given(ENTRIES, PEOPLE, WINDOWS)
def test_in_the_window_who_keeps_the_page_after_it_the_deputy_alone_with_a_reason(
    entry: Entry, who: Who, days: int
) -> None:
    open_entry = Entry(entry.set_on)
    found = may_change(open_entry, NOW, TODAY, who, correction_days=days)
    is_late = entry.set_on is not None and (TODAY - entry.set_on).days > days
    assert (found is Verdict.WITH_REASON) == (is_late and who.corrects_late)
    assert (found is Verdict.FREE) == (not is_late and who.keeps)
    assert (found in ALLOWED) == (who.corrects_late if is_late else who.keeps)


@given(st.integers(0, 365), st.integers(0, 800))
def test_the_window_is_open_to_its_last_day_and_never_again(days: int, later: int) -> None:
    who, first = Who(keeps=True), TODAY - timedelta(days=later)
    found = [
        may_change(Entry(first), NOW, TODAY + timedelta(days=more), who, correction_days=days) for more in range(3)
    ]
    assert found == sorted(found, key=lambda one: one is Verdict.WINDOW)
    assert (found[0] is Verdict.FREE) == (window_ends(first, days) >= TODAY)


def test_what_is_reopened_closes_again_by_itself() -> None:
    closing = Closing(term=NOW - timedelta(days=2), open_until=NOW + timedelta(hours=3))
    assert closing.since(NOW) is None
    assert closing.since(NOW + timedelta(hours=3)) is None
    assert closing.since(NOW + timedelta(hours=3, seconds=1)) == NOW - timedelta(days=2)
    assert Closing(year=NOW, open_until=NOW + timedelta(hours=3)).since(NOW) == NOW


@given(ENTRIES, PEOPLE, WINDOWS)
def test_every_refusal_says_the_rule_and_who_can_help(entry: Entry, who: Who, days: int) -> None:
    found = may_change(entry, NOW, TODAY, who, correction_days=days)
    if found in ALLOWED:
        return
    with in_words_of("general"):
        said = refusal(found, entry, NOW, correction_days=days)
    helper = {"closed": "администратор", "window": "заместитель директора"}.get(found, "учитель")
    assert said.code == found
    assert helper in said.message


def test_the_table_of_the_documentation_is_what_the_function_says() -> None:
    rows = Path(__file__).parents[3].joinpath("docs/developer/windows.md").read_text("utf-8").splitlines()
    told = [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in rows if row.startswith("| ")][1:]
    assert told == [(what, who, f"`{verdict}`") for what, who, verdict in table()]
