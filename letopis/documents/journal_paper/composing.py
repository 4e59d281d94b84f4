"""The templates of the journal's papers, set to PDF/A-2b."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from letopis.documents.typesetting import composing

JOURNAL = Path(__file__).with_name("journal.typ")
WEEKLY = Path(__file__).with_name("weekly.typ")


def pdf_of(data: Mapping[str, Any], template: Path = JOURNAL) -> bytes:
    """Return the PDF/A-2b of what volume.py gives. Raises Refused for a sign that no font has."""
    return composing.pdf_of(data, template)
