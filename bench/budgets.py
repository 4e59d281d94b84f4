"""The budgets, read from budgets.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("budgets.toml")


@dataclass(frozen=True, slots=True)
class Budget:
    """What a page or an action may cost: SQL statements, and server time over that of its floor."""

    key: str
    title: str
    queries: int
    floors: float


@dataclass(frozen=True, slots=True)
class Weight:
    """What script and style of the journal page may weigh, compressed."""

    title: str
    kilobytes: float


@dataclass(frozen=True, slots=True)
class Figure:
    """What a figure of the journal page in the browser may be at most."""

    key: str
    title: str
    limit: float
    unit: str


@dataclass(frozen=True, slots=True)
class Budgets:
    """All budgets, rows in the order of the file."""

    rows: tuple[Budget, ...]
    weight: Weight
    browser: tuple[Figure, ...] = ()


def read(path: Path = FILE) -> Budgets:
    """Read the budgets. Raises KeyError, TypeError or tomllib.TOMLDecodeError for a file that is not such a one."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = tuple(
        Budget(key, row["title"], int(row["queries"]), float(row["floors"])) for key, row in document["rows"].items()
    )
    weight = document["weight"]
    browser = tuple(
        Figure(key, row["title"], float(row["limit"]), row["unit"]) for key, row in document["browser"].items()
    )
    return Budgets(rows, Weight(weight["title"], float(weight["kilobytes"])), browser)
