"""What a PDF was before its last changes, and whether nothing but signatures has come since.

The library judges what comes after a signature inside the file. What stands here is for a signature beside it, which
may be older than the first one inside: the file then had no form of signatures at all, and the library has no rule.
"""

import io
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel, SuspiciousModification
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from letopis.documents.signatures.damage import OF_SIGNED_PDF

END = b"%%EOF"
MOST_STATES = 40
# Keys of the catalogue that a first signature sets.
_OF_CATALOGUE = frozenset({"/AcroForm", "/Extensions", "/Version", "/Metadata"})
_NONE = generic.ArrayObject()


def earlier_states(content: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield what a PDF was before its last changes, the newest first, and whether only signatures came after."""
    at, number = content.rfind(END) if content.startswith(b"%PDF") else -1, 0
    while at > 0 and number < MOST_STATES:
        for line_end in (b"\r\n", b"\n", b""):
            length = at + len(END) + len(line_end)
            if length < len(content) and content[at + len(END) : length] == line_end:
                yield content[:length], _only_signatures(content, length)
        at, number = content.rfind(END, 0, at), number + 1


def is_filling(changes: DiffResult | SuspiciousModification) -> bool:
    """Whether changes are no more than further signatures and what proves them."""
    return isinstance(changes, DiffResult) and changes.modification_level <= ModificationLevel.FORM_FILLING


def _only_signatures(content: bytes, length: int) -> bool:
    """Whether after the first `length` bytes nothing has come but signatures, the last over the whole file."""
    try:
        reader = PdfFileReader(io.BytesIO(content))
        base = PdfFileReader(io.BytesIO(content[:length])).xrefs.total_revisions - 1
        signed = [EmbeddedPdfSignature(reader, field, name) for name, _, field in enumerate_sig_fields(reader, True)]
        is_to_the_end = any(one.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE for one in signed)
        if "/AcroForm" not in reader.get_historical_root(base):
            if not _only_first_signature(reader, base):
                return False
            base += 1
        is_last = base == reader.xrefs.total_revisions - 1
        return is_to_the_end and (is_last or is_filling(DEFAULT_DIFF_POLICY.review_file(reader, base)))
    except OF_SIGNED_PDF:
        return False


# ── the first signature ───────────────────────────────────────────────
def _only_first_signature(reader: PdfFileReader, base: int) -> bool:
    """Whether the revision after `base` does no more to what was there than put signature fields on pages."""
    before, after = reader.get_historical_resolver(base), reader.get_historical_resolver(base + 1)
    root = before.root_ref
    free = {_number(before.trailer_view.raw_get("/Info")) if "/Info" in before.trailer_view else None}
    free.add(_number(before.root.raw_get("/Metadata")) if "/Metadata" in before.root else None)
    if after.root_ref.idnum != root.idnum or not _are_signatures(_items(after.root["/AcroForm"]["/Fields"])):
        return False
    old = set().union(*(_numbers(reader, revision) for revision in range(base + 1)))
    for number in (_numbers(reader, base + 1) & old) - free:
        reference = generic.Reference(number, pdf=reader)
        was, now = before.get_object(reference), after.get_object(reference)
        if number == root.idnum:
            is_fine = _same_but(was, now, _OF_CATALOGUE)
        elif isinstance(was, generic.ArrayObject):
            is_fine = _are_more_fields(was, now)
        else:
            is_fine = was.get("/Type") == "/Page" and _same_but(was, now, frozenset({"/Annots"}))
            is_fine = is_fine and _are_more_fields(was.get("/Annots", _NONE), now.get("/Annots", _NONE))
        if not is_fine:
            return False
    return True


def _numbers(reader: PdfFileReader, revision: int) -> set[int]:
    return {one.idnum for one in reader.xrefs.explicit_refs_in_revision(revision)}


def _number(value: Any) -> int | None:
    return getattr(value, "idnum", None)


def _are_more_fields(was: Any, now: Any) -> bool:
    """Whether a list of annotations has only got signature fields."""
    old, new = _items(was), _items(now)
    return [_written(one) for one in new[: len(old)]] == [_written(one) for one in old] and _are_signatures(
        new[len(old) :]
    )


def _items(values: Any) -> list[Any]:
    """The items as they stand, references not followed."""
    if isinstance(values, generic.IndirectObject):
        values = values.get_object()  # type: ignore[no-untyped-call]
    return [values.raw_get(at) for at in range(len(values))]


def _are_signatures(values: list[Any]) -> bool:
    return all(one.get_object().get("/FT") == "/Sig" for one in values)


def _same_but(was: Any, now: Any, keys: frozenset[str]) -> bool:
    named = (set(was) | set(now)) - keys
    return all(key in was and key in now and _written(was.raw_get(key)) == _written(now.raw_get(key)) for key in named)


def _written(value: Any) -> bytes:
    out = io.BytesIO()
    value.write_to_stream(out, None)
    return out.getvalue()
