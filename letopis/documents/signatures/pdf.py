"""Signatures inside a PDF: over which bytes each is, and what has been added to the file since."""

import io
from dataclasses import replace
from typing import Any

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from letopis.documents.signatures.checking import Trust, check_signer
from letopis.documents.signatures.cms import OneSigner
from letopis.documents.signatures.damage import OF_SIGNED_PDF
from letopis.documents.signatures.revisions import END, is_filling
from letopis.documents.signatures.verdicts import Code, Verdict


def is_pdf(content: bytes) -> bool:
    """Say whether it is meant to be a PDF."""
    return content.startswith(b"%PDF")


def check_pdf(content: bytes, trust: Trust) -> list[Verdict]:
    """Return a verdict for each signature in a PDF, in the order in which they were made. Never raises for damage."""
    try:
        reader = PdfFileReader(io.BytesIO(content))
        fields = [(name, field) for name, _, field in enumerate_sig_fields(reader, filled_status=True)]
    except OF_SIGNED_PDF:
        return [Verdict(faults=(Code.BROKEN,))] if b"/ByteRange" in content else []
    if not fields and b"/ByteRange" in content:
        return [Verdict(faults=(Code.BROKEN,))]
    embedded = [(name, _embedded(reader, name, field)) for name, field in fields]
    embedded.sort(key=lambda one: one[1].signed_revision if one[1] else -1)
    is_signed_to_the_end = any(one and _coverage(one) == SignatureCoverageLevel.ENTIRE_FILE for _, one in embedded)
    return [_verdict(content, name, one, trust, is_signed_to_the_end) for name, one in embedded]


def signatures_in(content: bytes) -> list[OneSigner]:
    """Return the signatures in a PDF as they stand, in the order in which they were made. Raises for a damaged one."""
    reader = PdfFileReader(io.BytesIO(content))
    found = [EmbeddedPdfSignature(reader, field, name) for name, _, field in enumerate_sig_fields(reader, True)]
    return [_signer(one) for one in sorted(found, key=lambda one: one.signed_revision)]


# ── one signature ─────────────────────────────────────────────────────
def _embedded(reader: PdfFileReader, name: str, field: Any) -> EmbeddedPdfSignature | None:
    try:
        return EmbeddedPdfSignature(reader, field, name)
    except OF_SIGNED_PDF:
        return None


def _verdict(
    content: bytes, name: str, embedded: EmbeddedPdfSignature | None, trust: Trust, is_signed_to_the_end: bool
) -> Verdict:
    if embedded is None:
        return Verdict(where=name, faults=(Code.BROKEN,))
    try:
        covered = _covered(content, [int(one) for one in embedded.byte_range])
        verdict = check_signer(covered, _signer(embedded), trust, where=name, said=embedded.self_reported_timestamp)
        return _over(verdict, embedded, content, is_signed_to_the_end)
    except OF_SIGNED_PDF:
        return Verdict(where=name, faults=(Code.BROKEN,))


def _signer(embedded: EmbeddedPdfSignature) -> OneSigner:
    """The signature itself, without what fills up the place kept for it."""
    return OneSigner(cms.ContentInfo.load(embedded.pkcs7_content))


def _covered(content: bytes, byte_range: list[int]) -> bytes:
    """The bytes that a signature is over. Raises ValueError where they are not such."""
    if len(byte_range) != 4 or min(byte_range) < 0:
        raise ValueError("a byte range of another form")
    start, length, again, rest = byte_range
    if start != 0 or again < length or again + rest > len(content):
        raise ValueError("a byte range that leaves the file")
    return content[:length] + content[again : again + rest]


def _coverage(embedded: EmbeddedPdfSignature) -> SignatureCoverageLevel:
    try:
        found = embedded.evaluate_signature_coverage()
    except OF_SIGNED_PDF:
        return SignatureCoverageLevel.UNCLEAR
    # What the library's own compute_integrity_info() keeps for evaluate_modifications().
    embedded.coverage = found  # type: ignore[assignment]
    return found


def _over(verdict: Verdict, embedded: EmbeddedPdfSignature, content: bytes, is_signed_to_the_end: bool) -> Verdict:
    """Say over how much of the file it is, and what came after."""
    coverage = _coverage(embedded)
    if coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return replace(verdict, covers="весь файл")
    length = int(embedded.byte_range[2]) + int(embedded.byte_range[3])
    told = replace(verdict, covers=f"первые {length} байт файла из {len(content)}")
    if coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return told.also(faults=(Code.PARTIAL,))
    changes = embedded.evaluate_modifications(DEFAULT_DIFF_POLICY)
    if not isinstance(changes, DiffResult) or not is_filling(changes):
        return told.also(faults=(Code.PARTIAL,))
    if is_signed_to_the_end:
        return told.also(remarks=(Code.LATER,))
    # Nothing of the document, but of what proves signatures; bytes that belong to nothing are no such.
    is_proof = changes.modification_level == ModificationLevel.LTA_UPDATES and content.rstrip().endswith(END)
    return told.also(remarks=(Code.EXTENDED,)) if is_proof else told.also(faults=(Code.PARTIAL,))
