"""The budgets' file and what is made of what was measured."""

from pathlib import Path

import orjson
import pytest

from bench import browser, budgets, run
from bench.browser import Samples
from bench.budgets import Budget, Figure
from bench.measure import Spent, Times
from bench.report import Result, Row, Seen, Weighed, table, write
from bench.scenarios import MeasureError
from bench.serving import Sent
from bench.weight import weigh

BUDGET = Budget("journal", "Страница журнала", 10, 2.0)


def test_the_file_holds_the_budgets_of_the_design() -> None:
    rows = budgets.read().rows
    found = {row.key: (row.queries, row.floors) for row in rows if row.floors}
    assert found == {
        "empty": (1, 2.0),
        "journal": (8, 2.0),
        "year": (8, 2.0),
        "mark": (7, 2.0),
        "column": (7, 2.0),
        "lesson": (8, 2.0),
        "today": (7, 2.0),
        "diary": (8, 2.0),
        "people": (6, 2.0),
        "timetable": (8, 2.0),
        "journals": (4, 2.0),
    }
    assert {row.key: (row.queries, row.empties) for row in rows if row.empties} == {
        "summary": (12, 6.0),
        "totals": (10, 5.5),
        "term_marks": (10, 5.0),
        "conduct": (10, 5.5),
        "attendance": (12, 12.0),
        "class_forecast": (12, 12.0),
    }
    assert budgets.read().weight.kilobytes == 50


def test_the_file_holds_the_budgets_of_the_page_in_the_browser() -> None:
    found = {figure.key: (figure.limit, figure.unit) for figure in budgets.read().browser}
    assert found == {
        "usable_term": (1000, "мс"),
        "usable_year": (1000, "мс"),
        "paint": (1, "кадра"),
        "long_task": (100, "мс"),
        "saved": (100, "мс"),
        "scroll": (5, "%"),
    }


@pytest.mark.parametrize(("values", "is_kept"), [((90.0, 95.0, 300.0), True), ((90.0, 100.1, 101.0), False)])
def test_a_broken_figure_of_the_browser_breaks_the_run(
    values: tuple[float, ...], is_kept: bool, tmp_path: Path
) -> None:
    figure = Figure("saved", "До сохранения", 100, "мс")
    result = Result([], None, "", browser=[Seen(figure, Samples(values))])
    assert result.is_kept is is_kept
    assert ("НЕТ" in table(result)) is not is_kept
    write(result, tmp_path / "bench.json")
    assert orjson.loads((tmp_path / "bench.json").read_bytes())["browser"][0]["ok"] is is_kept


def test_the_longest_task_counts_by_the_worst_run() -> None:
    figure = Figure("long_task", "Долгая задача", 100, "мс")
    assert not Seen(figure, Samples((0, 0, 101), is_worst=True)).is_kept


def test_a_browser_left_out_is_said_to_be_so() -> None:
    assert "не измерялся" in table(Result([], None, ""))


def test_without_chromium_the_run_stops_unless_the_browser_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MeasureError, match="--no-browser"):
        run.run(students=60, rounds=1)


def test_dropped_frames_are_those_between_two_that_were_made() -> None:
    assert browser.dropped([0, 16.7, 33.3, 50]) == 0
    assert browser.dropped([0, 16.7, 50, 66.7]) == 25


def test_the_95th_percentile() -> None:
    assert browser.percentile_95([float(n) for n in range(101)]) == pytest.approx(95)


def test_a_file_without_a_figure_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "budgets.toml"
    file.write_text('[rows.journal]\ntitle = "Журнал"\nqueries = 10\n')
    with pytest.raises(KeyError, match="floors"):
        budgets.read(file)


@pytest.mark.parametrize(("queries", "floors", "is_kept"), [(10, 2.0, True), (11, 1.0, False), (1, 2.1, False)])
def test_a_row_keeps_its_budget_of_queries_and_of_time(
    queries: int, floors: float, is_kept: bool, tmp_path: Path
) -> None:
    # The clock tells of the machine's other work, and breaks nothing.
    row = Row(BUDGET, queries, Times(Spent(floors * 3, 900), Spent(3, 3)), Sent(12.5, 37_800))
    result = Result([row], None, "")
    assert row.is_kept is is_kept
    assert result.is_kept is is_kept
    assert f"{floors:.2f} ≤ 2" in table(result)
    assert "37.8 КБ" in table(result)
    write(result, tmp_path / "bench.json")
    found = orjson.loads((tmp_path / "bench.json").read_bytes())["rows"][0]
    assert found["in_process"]["own"] == {"processor": floors * 3, "clock": 900}
    assert found["over_http"] == {"clock": 12.5, "size": 37_800}


def test_only_the_rows_asked_for_are_measured() -> None:
    limits = budgets.read()
    assert [row.key for row in run.chosen(limits, ["mark", "journal"]).rows] == ["journal", "mark"]
    assert run.chosen(limits, []) == limits
    with pytest.raises(MeasureError, match="no such row: jornal; there are empty, journal"):
        run.chosen(limits, ["jornal"])


def test_a_page_that_is_not_there_yet_is_said_to_be_so() -> None:
    result = Result([Row(BUDGET)], None, "")
    assert result.is_kept
    assert "страницы ещё нет" in table(result)


def test_too_heavy_a_page_breaks_the_budget(tmp_path: Path) -> None:
    result = Result([], Weighed(budgets.Weight("Скрипты", 60), {"/a.js": 40_000, "/b.css": 20_001}), "")
    assert not result.is_kept
    assert "НЕТ" in table(result)
    write(result, tmp_path / "results" / "bench.json")
    assert orjson.loads((tmp_path / "results" / "bench.json").read_bytes())["ok"] is False


def test_weight_follows_what_modules_and_sheets_import() -> None:
    files = {
        "/static/app.js": b'/** @type {import("./t.js").T} */ import {a} from "./a.js"; () => import("./late.js");',
        "/static/a.js": b'export * from "./deep/b.js"; import "./app.js";',
        "/static/deep/b.js": b"export const b = 1;",
        "/static/late.js": b"",
        "/static/look.css": b'@import url("tokens.css"); a { color: red }',
        "/static/tokens.css": b":root {}",
    }
    html = (
        '<link rel="stylesheet" href="/static/look.css"><link rel="icon" href="/static/icon.svg">'
        '<script type="module" src="/static/app.js"></script><script type="application/json" id="grid">{}</script>'
    )
    sizes = weigh("/journal/1/", html, lambda path: (files[path][:5], files[path]))
    assert set(sizes) == set(files)
    assert sizes["/static/app.js"] == 5
