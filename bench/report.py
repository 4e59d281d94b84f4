"""What came out: a table for people, JSON for machines, and whether every budget was kept."""

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.budgets import Budget, Weight
from bench.measure import Times


@dataclass(frozen=True, slots=True)
class Row:
    """A row measured: SQL statements and times in both ways; None where the page does not exist yet."""

    budget: Budget
    queries: int | None = None
    in_process: Times | None = None
    over_http: Times | None = None

    @property
    def is_kept(self) -> bool:
        """Say whether the budget holds in both ways; a page that is not there breaks nothing but is shown."""
        if self.queries is not None and self.queries > self.budget.queries:
            return False
        return all(times is None or times.ratio <= self.budget.ratio for times in (self.in_process, self.over_http))


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
class Result:
    """Everything measured in one run."""

    rows: Sequence[Row]
    weight: Weighed | None
    size: str

    @property
    def is_kept(self) -> bool:
        """Say whether every budget holds."""
        return all(row.is_kept for row in self.rows) and (self.weight is None or self.weight.is_kept)


def table(result: Result) -> str:
    """Return the result as a table."""
    lines = [
        result.size,
        f"{'':38} {'SQL':>9} {'в процессе':>22} {'через granian':>22}",
    ]
    for row in result.rows:
        sql = "—" if row.queries is None else f"{row.queries} ≤ {row.budget.queries}"
        ways = (_times(row.in_process, row.budget), _times(row.over_http, row.budget))
        lines.append(f"{row.budget.title:38} {sql:>9} {ways[0]:>22} {ways[1]:>22}  {_verdict(row)}")
    if result.weight:
        weight = result.weight
        figure = f"{weight.kilobytes:.1f} ≤ {weight.budget.kilobytes:.0f}"
        lines.append(f"{weight.budget.title:38} {figure:>9} {'':>45}  {'да' if weight.is_kept else 'НЕТ'}")
        if not weight.is_kept:
            heaviest = sorted(weight.sizes.items(), key=lambda pair: -pair[1])[:12]
            lines += [f"{size / 1000:12.1f}  {address}" for address, size in heaviest]
    return "\n".join(lines)


def _times(times: Times | None, budget: Budget) -> str:
    return "—" if times is None else f"{times.own:.1f} мс × {times.ratio:.2f} ≤ {budget.ratio:g}"


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
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


def _row(row: Row) -> dict[str, Any]:
    def plain(times: Times | None) -> dict[str, float] | None:
        return {"ms": times.own, "empty_ms": times.empty, "ratio": times.ratio} if times else None

    return {
        "key": row.budget.key,
        "budget": asdict(row.budget),
        "queries": row.queries,
        "in_process": plain(row.in_process),
        "over_http": plain(row.over_http),
        "ok": row.is_kept,
    }
