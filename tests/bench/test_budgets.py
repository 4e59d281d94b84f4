"""The budgets' file and what is made of what was measured."""

from pathlib import Path

import orjson
import pytest

from bench import budgets
from bench.budgets import Budget
from bench.measure import Times
from bench.report import Result, Row, Weighed, table, write
from bench.weight import weigh

BUDGET = Budget("journal", "Страница журнала", 10, 4.0)


def test_the_file_holds_the_budgets_of_the_design() -> None:
    found = {row.key: (row.queries, row.ratio) for row in budgets.read().rows}
    assert found["journal"] == (10, 4.0)
    assert found["mark"] == (8, 2.5)
    assert found["column"] == (10, 5.0)
    assert found["lesson"] == (10, 3.0)
    assert found["diary"] == (10, 3.0)
    assert budgets.read().weight.kilobytes == 60


def test_a_file_without_a_figure_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "budgets.toml"
    file.write_text('[rows.journal]\ntitle = "Журнал"\nqueries = 10\n')
    with pytest.raises(KeyError, match="ratio"):
        budgets.read(file)


@pytest.mark.parametrize(
    ("queries", "inside", "outside", "is_kept"),
    [(10, 4.0, 4.0, True), (11, 1.0, 1.0, False), (1, 4.1, 1.0, False), (1, 1.0, 4.1, False)],
)
def test_a_row_keeps_its_budget_in_both_ways(queries: int, inside: float, outside: float, is_kept: bool) -> None:
    row = Row(BUDGET, queries, Times(inside * 7, 7), Times(outside * 9, 9))
    assert row.is_kept is is_kept
    assert Result([row], None, "").is_kept is is_kept


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
