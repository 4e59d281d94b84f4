"""Credential slips as PDF: one a person with cut lines, and a QR of the address to sign in at (ACC-07).

Passwords never touch the disk on the way: typst gets the source and the data as values and gives bytes back. Fonts are
those of the system (scripts/system.sh installs PT Sans), else the ones that the wheel carries.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import orjson
import typst
from django.views.decorators.debug import sensitive_variables
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from letopis.documents.typesetting.composing import refusal
from letopis.documents.typesetting.lines import breakable

SOURCE = Path(__file__).with_name("slips.typ")


@dataclass(frozen=True, slots=True)
class PaperSlip:
    """What one slip says. `whose`: whom it is handed to, «7А, Орехов Тимур», "" where that is plain."""

    name: str
    whose: str
    login: str
    password: str
    until: date


@sensitive_variables("slips", "data")
def slips_pdf(slips: Sequence[PaperSlip], *, address: str, school: str, title: str) -> bytes:
    """Return the sheets, ten slips on each A4, in the order given. `address`: where one signs in, shown and as QR.

    Raises Refused for a sign that no font has.
    """
    data = {
        "title": title,
        "school": breakable(school, 20),
        "address": address.removeprefix("https://").removeprefix("http://").rstrip("/"),
        "qr": qr_svg(address),
        "slips": [_told(slip) for slip in slips],
    }
    inputs = {"data": orjson.dumps(data).decode()}
    try:
        # In this process: what is set here is small, and a password goes nowhere else.
        made: bytes = typst.compile(
            SOURCE.read_bytes(), format="pdf", sys_inputs=inputs, pdf_standards="a-2b", pdf_tags=False
        )
    except typst.TypstError as error:
        raise refusal(error.message, data) from None
    return made


def _told(slip: PaperSlip) -> dict[str, str]:
    words = {"name": breakable(slip.name, 14 if len(slip.name) <= 60 else 20), "whose": breakable(slip.whose, 20)}
    return {**asdict(slip), **words, "until": f"{slip.until:%d.%m.%Y}"}


def qr_svg(text: str) -> str:
    """Return the QR code of a text as SVG without a frame of its own."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    matrix = code.get_matrix()
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(matrix)} {len(matrix)}"><path d="{squares}"/></svg>'
    )
