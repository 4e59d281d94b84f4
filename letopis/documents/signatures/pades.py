"""Signing a PDF in itself (PAdES), one signer after the other, with the mark that the rules ask for.

Each signature is an incremental update: what was signed before stays as it is, byte by byte. The file stays PDF/A: the
mark is set by the printer's own process, its fonts embedded.
"""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import StaticStampStyle

from letopis.documents.signatures import timestamps
from letopis.documents.signatures.certificates import Certificate
from letopis.documents.signatures.damage import OF_SIGNED_PDF
from letopis.documents.signatures.keys import ALGORITHM, Key, asked
from letopis.documents.signatures.places import BROKEN, Place, free_place
from letopis.documents.typesetting.composing import pdf_of
from letopis.kernel.clock import local, now
from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role

TEMPLATE = Path(__file__).with_name("mark.typ")
HEAD = "ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ"
# Letters of an owner or a number that go into a mark; the signature itself holds the whole.
LONGEST = 160
NO_PLACE = "Мест для отметок в этом документе не осталось: подпишите его отдельным файлом."


@dataclass(frozen=True, slots=True)
class As:
    """In which office somebody signs, and how it is called; the surname as a document names who signs."""

    role: Role
    position: str
    surname: str = ""


class _Signer(PdfSigner):
    """With the time of the product's clock."""

    def init_signing_session(self, *args: object, **more: object) -> PdfSigningSession:
        session: PdfSigningSession = super().init_signing_session(*args, **more)  # type: ignore[arg-type]
        session.system_time = now()
        return session


def sign_pdf(content: bytes, key: Key, who: As) -> bytes:
    """Return the file with one signature more. Raises Refused: no place for the mark, GOST, the stamp's authority."""
    if key.signer is None:
        raise Refused("Ключом ГОСТ подписывают отдельным файлом.", code="gost_beside")
    place = free_place(content, who.role, who.surname)
    if place is None:
        raise Refused(NO_PLACE, code="no_place")
    with _damage_told():
        writer = IncrementalPdfFileWriter(io.BytesIO(_ended(content)))
        name = f"Signature{1 + len(list(enumerate_sig_fields(writer)))}"
    meta = PdfSignatureMetadata(
        field_name=name, md_algorithm=ALGORITHM, subfilter=SigSeedSubFilter.PADES, name=key.certificate.owner
    )
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(mark_pdf(key.certificate, who, place, now()))
        file.flush()
        signer = _Signer(
            meta,
            key.signer,
            timestamper=timestamps.stamper(),
            stamp_style=_style(file.name),
            new_field_spec=SigFieldSpec(name, on_page=place.page, box=_rounded(place)),
        )
        with _damage_told():
            made: io.BytesIO = asked(signer.async_sign_pdf(writer))
    return made.getvalue()


@contextmanager
def _damage_told() -> Iterator[None]:
    """What a damaged file makes the library raise, in words. Raises Refused."""
    try:
        yield
    except OF_SIGNED_PDF as error:
        raise Refused(BROKEN, code="broken") from error


def _ended(content: bytes) -> bytes:
    """With a line end at its end: PDF/A wants each object to begin on a line of its own (ISO 19005-2, 6.1.9)."""
    return content if content.endswith((b"\n", b"\r")) else content + b"\n"


def _rounded(place: Place) -> tuple[int, int, int, int]:
    left, bottom, right, top = (round(side) for side in place.box)
    return left, bottom, right, top


def _style(path: str) -> StaticStampStyle:
    """The page of the mark, over the whole of its place."""
    whole = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MID,
        y_align=AxisAlignment.ALIGN_MID,
        margins=Margins(0, 0, 0, 0),
        inner_content_scaling=InnerScaling.STRETCH_FILL,
    )
    page = ImportedPdfPage(path)  # type: ignore[no-untyped-call]
    return StaticStampStyle(background=page, background_layout=whole, background_opacity=1.0, border_width=0)


def mark_pdf(certificate: Certificate, who: As, place: Place, at: datetime) -> bytes:
    """Return the mark as a page of the size of its place. Raises Refused for a name that no font can show."""
    term = f"с {local(certificate.valid_from):%d.%m.%Y} по {local(certificate.valid_until):%d.%m.%Y}"
    rows = [
        ["Сертификат", _shortened(certificate.serial)],
        ["Владелец", ", ".join(filter(None, (_shortened(certificate.owner), who.position)))],
        ["Действителен", term],
        ["Подписано", f"{local(at):%d.%m.%Y %H:%M}"],
    ]
    if certificate.is_self_signed:
        rows.append(["Подпись", "неквалифицированная: сертификат сделан школой"])
    day = local(at)
    data = {
        "title": HEAD,
        "date": [day.year, day.month, day.day],
        "head": HEAD,
        "rows": rows,
        "width": round(place.width),
        "height": round(place.height),
        "parts": [{"rows": rows}],
        "foot": {},
    }
    return pdf_of(data, TEMPLATE)


def _shortened(text: str) -> str:
    """Return what of a certificate's text goes into a mark: with «…» where it is longer."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
