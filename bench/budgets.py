"""The budgets, read from budgets.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("budgets.toml")


@dataclass(frozen=True, slots=True)
class Budget:
    """What a page or an action may cost: SQL statements, and server time over that of its floor, or of the empty page
    (`empties`): sheets of a whole class are so told."""

    key: str
    title: str
    queries: int
    floors: float | None = None
    empties: float | None = None


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
class Morning:
    """What a morning's mix must bear: `rate` requests a second, 99 of 100 answered within `p99` milliseconds."""

    title: str
    rate: float
    p99: float


@dataclass(frozen=True, slots=True)
class Throughput:
    """What `clients` at once must reach together, as a share of the same rows inserted and committed bare."""

    title: str
    clients: int
    share: float


@dataclass(frozen=True, slots=True)
class Budgets:
    """All budgets of pages, rows in the order of the file."""

    rows: tuple[Budget, ...]
    weight: Weight
    browser: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Works:
    """In how many seconds the schedule of works of a large school is proposed, in how many statements it is shown."""

    title: str
    seconds: float
    queries: int


@dataclass(frozen=True, slots=True)
class UnderLoad:
    """The budgets of a large school: of many at once, and of its schedule of works."""

    morning: Morning
    throughput: Throughput
    works: Works


def read(path: Path = FILE) -> Budgets:
    """Read the budgets. Raises KeyError, TypeError or tomllib.TOMLDecodeError for a file that is not such a one."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = tuple(
        Budget(key, row["title"], int(row["queries"]), empties=float(row["empties"]))
        if "empties" in row
        else Budget(key, row["title"], int(row["queries"]), float(row["floors"]))
        for key, row in document["rows"].items()
    )
    weight = document["weight"]
    browser = tuple(
        Figure(key, row["title"], float(row["limit"]), row["unit"]) for key, row in document["browser"].items()
    )
    return Budgets(rows, Weight(weight["title"], float(weight["kilobytes"])), browser)


def read_under_load(path: Path = FILE) -> UnderLoad:
    """Read the budgets of many at once. Raises as `read` does."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    morning, throughput, works = document["morning"], document["throughput"], document["works"]
    return UnderLoad(
        Morning(morning["title"], float(morning["rate"]), float(morning["p99"])),
        Throughput(throughput["title"], int(throughput["clients"]), float(throughput["share"])),
        Works(works["title"], float(works["seconds"]), int(works["queries"])),
    )
