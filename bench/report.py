"""What came out: a table for people, JSON for machines, and whether every budget was kept."""

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.browser import Samples
from bench.budgets import Budget, Figure, Weight
from bench.measure import Times
from bench.serving import Sent


@dataclass(frozen=True, slots=True)
class Row:
    """A row measured: SQL statements, times in process, over HTTP; None where the page does not exist yet."""

    budget: Budget
    queries: int | None = None
    in_process: Times | None = None
    over_http: Sent | None = None

    @property
    def limit(self) -> float:
        """How many it may cost."""
        return self.budget.empties or self.budget.floors or 0

    @property
    def is_kept(self) -> bool:
        """Say whether the budget holds; a page that is not there breaks nothing but is shown."""
        if self.queries is not None and self.queries > self.budget.queries:
            return False
        return self.in_process is None or self.in_process.ratio <= self.limit


@dataclass(frozen=True, slots=True)
class Weighed:
    """Script and style of the journal page, compressed bytes by address."""

    budget: Weight
    sizes: dict[str, int]

    @property
    def kilobytes(self) -> float:
        """All of them together."""
        return sum(self.sizes.values()) / 1000

    @property
    def is_kept(self) -> bool:
        """Say whether the budget holds."""
        return self.kilobytes <= self.budget.kilobytes


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure of the journal page in the browser."""

    budget: Figure
    samples: Samples

    @property
    def is_kept(self) -> bool:
        """Say whether the budget holds."""
        return self.samples.figure <= self.budget.limit


@dataclass(frozen=True, slots=True)
class Result:
    """Everything measured in one run."""

    rows: Sequence[Row]
    weight: Weighed | None
    size: str
    # None: the run was told to leave the browser out.
    browser: Sequence[Seen] | None = None
    # Processes waiting for the processor before and after, and how many processors there are.
    load: str = ""

    @property
    def is_kept(self) -> bool:
        """Say whether every budget holds."""
        checked: list[Row | Seen | Weighed] = [
            *self.rows,
            *(self.browser or ()),
            *([self.weight] if self.weight else []),
        ]
        return all(one.is_kept for one in checked)


def table(result: Result) -> str:
    """Return the result as a table."""
    lines = [
        result.size,
        f"{'':38} {'SQL':>9} {'в процессе':>11} {'пол':>9} {'раз':>10} {'granian':>9} {'по сети':>9}",
    ]
    lines += [_line(row) for row in result.rows]
    if result.weight:
        weight = result.weight
        figure = f"{weight.kilobytes:.1f} ≤ {weight.budget.kilobytes:.0f}"
        lines.append(f"{weight.budget.title:38} {figure:>9} {'':>52}  {'да' if weight.is_kept else 'НЕТ'}")
        if not weight.is_kept:
            heaviest = sorted(weight.sizes.items(), key=lambda pair: -pair[1])[:12]
            lines += [f"{size / 1000:12.1f}  {address}" for address, size in heaviest]
    lines += ["Браузер: не измерялся (--no-browser)"] if result.browser is None else _seen(result.browser)
    if result.load:
        lines.append(result.load)
    return "\n".join(lines)


def _line(row: Row) -> str:
    budget, times, sent = row.budget, row.in_process, row.over_http
    of = " п" if budget.empties else ""
    sql = "—" if row.queries is None else f"{row.queries} ≤ {budget.queries}"
    own, floor, ratio = (
        (*(f"{one.processor:.2f} мс" for one in (times.own, times.floor)), f"{times.ratio:.2f}{of} ≤ {row.limit:g}")
        if times
        else ("—", "", "")
    )
    http, bytes_ = (f"{sent.clock:.1f} мс", f"{sent.size / 1000:.1f} КБ") if sent else ("—", "")
    return f"{budget.title:38} {sql:>9} {own:>11} {floor:>9} {ratio:>10} {http:>9} {bytes_:>9}  {_verdict(row)}"


def _seen(browser: Sequence[Seen]) -> list[str]:
    lines = [f"{'':38} {'Chromium':>22} {'замеры':>22}"] if browser else []
    for one in browser:
        samples, budget = one.samples, one.budget
        figure = (
            f"{samples.figure:.3g} ≤ {budget.limit:g} {budget.unit}"
            if samples.figure < 100
            else (f"{samples.figure:.0f} ≤ {budget.limit:g} {budget.unit}")
        )
        spread = f"{len(samples.values)}: {min(samples.values):.3g}…{max(samples.values):.4g}"
        lines.append(f"{budget.title:38} {figure:>22} {spread:>22}  {'да' if one.is_kept else 'НЕТ'}  {samples.note}")
    return lines


def _verdict(row: Row) -> str:
    if row.queries is None:
        return "страницы ещё нет"
    return "да" if row.is_kept else "НЕТ"


def write(result: Result, path: Path) -> None:
    """Write the result as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "size": result.size,
        "python": platform.python_version(),
        "ok": result.is_kept,
        "rows": [_row(row) for row in result.rows],
        "weight": result.weight
        and {
            "budget_kilobytes": result.weight.budget.kilobytes,
            "kilobytes": result.weight.kilobytes,
            "sizes": result.weight.sizes,
            "ok": result.weight.is_kept,
        },
        "browser": None if result.browser is None else [_figure(one) for one in result.browser],
        "load": result.load,
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


def _figure(one: Seen) -> dict[str, Any]:
    samples = one.samples
    return {
        "key": one.budget.key,
        "budget": asdict(one.budget),
        "figure": samples.figure,
        "values": samples.values,
        "note": samples.note,
        "ok": one.is_kept,
    }


def _row(row: Row) -> dict[str, Any]:
    times = row.in_process
    return {
        "key": row.budget.key,
        "budget": asdict(row.budget),
        "queries": row.queries,
        "in_process": times and {"own": asdict(times.own), "floor": asdict(times.floor), "ratio": times.ratio},
        "over_http": row.over_http and asdict(row.over_http),
        "ok": row.is_kept,
    }
