"""An extract on paper: what it holds in words, and the file itself inside the PDF, which so proves itself (PDF/A-3)."""

import io
from datetime import UTC, datetime
from pathlib import Path

from pypdf import PdfReader

from letopis.documents.extracts.form import Extract, NotAnExtract, encoded
from letopis.documents.journal_paper.proofs import proof_text
from letopis.documents.paper.slips import qr_svg
from letopis.documents.signatures.damage import OF_PAGES
from letopis.documents.typesetting.composing import pdf_of
from letopis.kernel.clock import local
from letopis.school.history.log import notes

SOURCE = Path(__file__).with_name("extract.typ")
INSIDE = "extract.json"


def extract_pdf(extract: Extract, *, address: str = "") -> bytes:
    """Return the PDF, the same bytes of the same extract. `address`: the school's; its QR looks the root up.

    Raises Refused for a sign that no font has: the extract as JSON can be given all the same.
    """
    head = notes.head_of(notes.parse(extract.checkpoint))
    made_at = datetime.fromisoformat(extract.made_at)
    data = {
        "date": [*made_at.astimezone(UTC).timetuple()[:6]],
        "attached": encoded(extract).decode(),
        "school": extract.school,
        "title": extract.title,
        "made": f"{local(made_at):%d.%m.%Y %H:%M}",
        "size": head.size,
        "root": head.root.hex(),
        "checkpoint": extract.checkpoint,
        "key": extract.keys[-1] if extract.keys else "",
        "qr": qr_svg(proof_text(address, head.root.hex())),
        "address": proof_text(address, head.root.hex()),
        "lines": [
            {
                "id": line.id,
                "at": f"{local(datetime.fromisoformat(line.entry.at)):%d.%m.%Y %H:%M}",
                "who": line.entry.actor,
                "about": line.about,
                "index": line.index,
            }
            for line in extract.entries
        ],
    }
    return pdf_of(data, SOURCE)


def inside(content: bytes) -> bytes:
    """Return the extract inside a PDF, or the file as it is. Raises NotAnExtract."""
    if not content.startswith(b"%PDF"):
        return content
    try:
        found = PdfReader(io.BytesIO(content)).attachments.get(INSIDE, [])
        inner = bytes(found[0]) if len(found) == 1 else None
    except OF_PAGES:
        raise NotAnExtract("PDF повреждён: выписку в нём не прочесть") from None
    if inner is None:
        raise NotAnExtract("в этом PDF нет выписки с доказательством")
    return inner
