"""The schedule of assessment works as A4: a table a parallel would hang on its wall, and sign (letter № СК-228/03)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
import typst

SOURCE = Path(__file__).with_name("assessments.typ")


@dataclass(frozen=True, slots=True)
class PaperWork:
    """A line of the sheet. `place`: the class."""

    place: str
    day: str
    weekday: str
    subject: str
    work: str
    level: str


def assessments_pdf(works: Sequence[PaperWork], *, school: str, title: str) -> bytes:
    """Return the sheets, in the order given; without works a sheet that says so."""
    data = {"school": school, "title": title, "works": [asdict(work) for work in works]}
    inputs = {"data": orjson.dumps(data).decode()}
    made: bytes = typst.compile(SOURCE.read_bytes(), format="pdf", sys_inputs=inputs)
    return made
