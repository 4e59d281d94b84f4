"""The schedule of assessment works as A4: a table a parallel would hang on its wall, and sign (letter № СК-228/03)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from letopis.documents.typesetting.composing import pdf_of
from letopis.documents.typesetting.lines import breakable

WIDEST = 7  # letters of a word that stand in the narrowest column
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


def assessments_pdf(works: Sequence[PaperWork], *, school: str, title: str, day: date) -> bytes:
    """Return the sheets as PDF/A-2b, in the order given; without works a sheet that says so.

    `day`: the one of the file. Raises Refused for a sign that no font has.
    """
    told = [
        {name: text if name == "day" else breakable(text, WIDEST) for name, text in asdict(work).items()}
        for work in works
    ]
    head = {"school": breakable(school, 40), "title": breakable(title, 24)}
    return pdf_of({**head, "date": [day.year, day.month, day.day], "works": told}, SOURCE)
