"""Whether signatures are whole: the one function of PDF and of CMS, with reasons. No base, no network.

What a signature says of its time is the signer's word, unless a time stamp stands in it. Whether a certificate was
taken back by its centre is told by the lists that stand beside `trust` (revocation.py); nothing is fetched here.
"""

import asyncio
import hashlib
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime
from typing import Any, TypeVar

from asn1crypto import cms as asn1_cms
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.sign.validation import generic_cms
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError

from letopis.documents.signatures import gost
from letopis.documents.signatures.certificates import Certificate
from letopis.documents.signatures.cms import NotASignature, OneSigner, signers_of
from letopis.documents.signatures.damage import OF_SIGNATURE
from letopis.documents.signatures.revisions import earlier_states
from letopis.documents.signatures.revocation import lists_of, said_of
from letopis.documents.signatures.verdicts import Code, Signed, Verdict
from letopis.kernel.clock import now

T = TypeVar("T")
Trust = Sequence[Certificate] | None
WEAK = frozenset({"md2", "md5", "sha1"})


def check(content: bytes, detached: Sequence[tuple[str, bytes]] = (), *, trust: Trust = None) -> tuple[Verdict, ...]:
    """Return what is to be said of every signature of a file: those inside a PDF, then those beside it.

    `detached`: names and contents of files with signatures. `trust`: certificates that a signer's must lead to; None:
    nobody has said which. Without any signature there is one verdict, NONE.
    """
    from letopis.documents.signatures.pdf import check_pdf, is_pdf

    found = list(check_pdf(content, trust)) if is_pdf(content) else []
    for name, signature in detached:
        found += check_detached(content, signature, trust, where=name)
    return tuple(found) or (Verdict(faults=(Code.NONE,)),)


def check_detached(content: bytes, signature: bytes, trust: Trust, *, where: str = "") -> list[Verdict]:
    """Return a verdict for each signer of a CMS signature beside a file.

    One over a PDF as it was before signatures were put into it is known: it covers the file's beginning.
    """
    try:
        signers = signers_of(signature)
    except NotASignature:
        return [Verdict(where=where, faults=(Code.BROKEN,))]
    found = []
    for one in signers:
        verdict = check_signer(content, one, trust, where=where)
        if Code.ALTERED in verdict.faults:
            for earlier, is_only_signed in earlier_states(content):
                older = check_signer(earlier, one, trust, where=where)
                if Code.ALTERED not in older.faults:
                    code = {"remarks": (Code.LATER,)} if is_only_signed else {"faults": (Code.PARTIAL,)}
                    verdict = older.also(**code)
                    break
        found.append(verdict)
    return found


def check_signer(
    content: bytes, one: OneSigner, trust: Trust, *, where: str = "", said: datetime | None = None
) -> Verdict:
    """Return the verdict on one signer's signature over `content`. `said`: when, where the signature itself does not.

    Never raises for what is damaged.
    """
    try:
        return _checked(content, one, trust, where, said)
    except OF_SIGNATURE:
        return Verdict(where=where, faults=(Code.BROKEN,))


def _checked(content: bytes, one: OneSigner, trust: Trust, where: str, said: datetime | None) -> Verdict:
    digest = hashlib.sha256(content).hexdigest()
    covers = f"все {len(content)} байт файла"
    if one.is_attached:
        return Verdict(where=where, faults=(Code.ATTACHED,))
    certificate = one.certificate
    if certificate is None:
        return Verdict(where=where, faults=(Code.NO_CERTIFICATE,))
    signed_at = generic_cms.extract_self_reported_ts(one.signer) or said
    stamped_at, stamp_faults, stamp_remarks = _stamp(one, trust)
    faults = [*_integrity(content, one, certificate), *stamp_faults]
    at = stamped_at or signed_at
    faults += _term(certificate, at or now())
    if not certificate.may_sign:
        faults.append(Code.WRONG_USAGE)
    remarks = [*stamp_remarks, *([] if at else [Code.NO_TIME])]
    if trust is None:
        remarks.append(Code.CHAIN_NOT_ASKED)
    elif Code.NOT_CHECKED not in faults:
        faults += _chain(certificate, one.others, trust, at or now())
        known = [*one.others, *trust]
        taken, told = said_of(certificate, known, lists_of(trust), at or now(), stamped=stamped_at is not None)
        faults += [code for code in taken if code not in faults]
        remarks += told
    return Verdict(
        signed=_who(certificate),
        signed_at=signed_at,
        stamped_at=stamped_at,
        covers=covers,
        covered=digest,
        where=where,
        faults=tuple(faults),
        remarks=tuple(remarks),
    )


def _who(certificate: Certificate) -> Signed:
    return Signed(
        owner=certificate.owner,
        serial=certificate.serial,
        issuer=certificate.issuer,
        algorithm=certificate.algorithm,
        fingerprint=certificate.fingerprint,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
    )


# ── the signature itself ──────────────────────────────────────────────
def _integrity(content: bytes, one: OneSigner, certificate: Certificate) -> list[Code]:
    if one.is_gost or certificate.is_gost:
        intact = gost.is_intact(content, one.der, certificate)
        return {None: [Code.NOT_CHECKED], False: [Code.ALTERED], True: []}[intact]
    if one.digest_algorithm in WEAK:
        return [Code.WEAK]
    # It also says whether the certificate is the one that the signer has named (CAdES).
    generic_cms.extract_certs_for_validation(one.data)
    try:
        intact, valid = generic_cms.validate_sig_integrity(
            one.signer, certificate.asn1, "data", hashlib.new(one.digest_algorithm, content).digest()
        )
    except (UnsupportedAlgorithm, NotImplementedError):
        return [Code.BROKEN]
    if not intact:
        return [Code.ALTERED]
    return [] if valid else [Code.FORGED]


def _term(certificate: Certificate, at: datetime) -> list[Code]:
    if at < certificate.valid_from:
        return [Code.NOT_YET_VALID]
    return [Code.EXPIRED] if at > certificate.valid_until else []


# ── who stands behind it ──────────────────────────────────────────────
def _chain(
    certificate: Certificate, others: Sequence[Certificate], trust: Sequence[Certificate], at: datetime
) -> list[Code]:
    """What is wrong with the way to one of `trust`. Its own term is said apart, so it is looked at within it."""
    if any(one.fingerprint == certificate.fingerprint for one in trust):
        return []
    moment = min(max(at, certificate.valid_from), certificate.valid_until)
    if certificate.is_gost:
        return [] if gost.leads_to(certificate, others, trust, moment) else [Code.UNKNOWN_CHAIN]
    validator = CertificateValidator(
        certificate.asn1,
        intermediate_certs=[one.asn1 for one in others],
        validation_context=_context(trust, moment),
    )
    try:
        run(validator.async_validate_usage(set()))  # type: ignore[no-untyped-call]
    except RevokedError:
        return [Code.REVOKED]
    except (PathError, ValidationError, ValueError):
        return [Code.UNKNOWN_CHAIN]
    return []


def _context(trust: Sequence[Certificate], moment: datetime) -> ValidationContext:
    roots = [one.asn1 for one in trust]
    return ValidationContext(
        trust_roots=roots,
        moment=moment,
        allow_fetching=False,
        crls=[one.der for one in lists_of(trust)],
        revocation_mode="soft-fail",
        retroactive_revinfo=True,
    )


# ── its time stamp ────────────────────────────────────────────────────
def _stamp(one: OneSigner, trust: Trust) -> tuple[datetime | None, list[Code], list[Code]]:
    """The moment of a time stamp, what is wrong with it, what is to be known of it."""
    tokens = list(generic_cms.extract_tst_data_iter(one.signer, signed=False))
    if not tokens:
        return None, [], []
    return check_stamp(tokens[0], generic_cms.message_imprint_checker(one.signer), trust)


def check_stamp(
    token: asn1_cms.SignedData, imprint: Any, trust: Trust
) -> tuple[datetime | None, list[Code], list[Code]]:
    """Say of a time stamp its moment, faults, remarks. `imprint(algorithm)`: the digest that it must be over."""
    try:
        found = run(generic_cms.validate_tst_signed_data(token, _context(trust or (), now()), imprint))
    except (*OF_SIGNATURE, UnsupportedAlgorithm):
        return None, [Code.STAMP_BROKEN], []
    if not (found["intact"] and found["valid"]):
        return None, [Code.STAMP_BROKEN], []
    is_trusted = found["trust_problem_indic"] is None and bool(trust)
    return found["timestamp"], [], [] if is_trusted else [Code.STAMP_UNTRUSTED]


def run(work: Coroutine[Any, Any, T]) -> T:
    """Wait for what the library does in its own manner, also where this thread waits for something so already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as other:
        return other.submit(copy_context().run, asyncio.run, work).result()
