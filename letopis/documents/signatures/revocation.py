"""Lists of certificates that a centre has taken back (CRL, RFC 5280), as files. Pure: nothing is fetched here.

A list counts where it is signed by the centre that gave the certificate out. A certificate taken back before the moment
of signing is a fault; one taken back later is told: the signature was made while it was in force.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from asn1crypto import crl as asn1_crl
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from letopis.documents.signatures.certificates import Certificate, centre_named
from letopis.documents.signatures.damage import OF_CERTIFICATE
from letopis.documents.signatures.verdicts import Code

LARGEST = 32 * 1024 * 1024  # bytes: those of large centres have some ten million
DEEPEST = 8  # centres above a certificate


class NotAList(ValueError):
    """The file holds no list; the message (Russian) says why."""


@dataclass(frozen=True)
class RevokedList:
    """A list as it stands in a file. `der`: its bytes."""

    der: bytes

    @cached_property
    def made(self) -> x509.CertificateRevocationList:
        """As the library takes it."""
        return x509.load_der_x509_crl(self.der)

    @cached_property
    def asn1(self) -> asn1_crl.CertificateList:
        """As the library that checks paths takes it."""
        return asn1_crl.CertificateList.load(self.der)

    @property
    def issuer(self) -> str:
        """Whose it is, in words."""
        return centre_named(self.asn1.issuer)

    @property
    def begins_at(self) -> datetime:
        """From when it tells."""
        return self.made.last_update_utc

    @property
    def ends_at(self) -> datetime | None:
        """By when a newer one was to come."""
        return self.made.next_update_utc

    def is_of(self, centre: Certificate) -> bool:
        """Whether the centre has signed it."""
        if self.asn1.issuer != centre.asn1.subject:
            return False
        try:
            key = x509.load_der_x509_certificate(centre.der).public_key()
            return self.made.is_signature_valid(key)  # type: ignore[arg-type]
        except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
            return False

    def taken_back_at(self, certificate: Certificate) -> datetime | None:
        """When the certificate was taken back; None: it was not."""
        found = self.made.get_revoked_certificate_by_serial_number(certificate.asn1.serial_number)
        return found.revocation_date_utc if found else None


def list_of(content: bytes) -> RevokedList:
    """Return the list of a file, DER or PEM. Raises NotAList."""
    if len(content) > LARGEST:
        raise NotAList("слишком большой файл")
    return _read(content)


@lru_cache(maxsize=4)  # each may hold LARGEST twice
def _read(content: bytes) -> RevokedList:
    is_text = content.lstrip()[:5] == b"-----"
    try:
        made = x509.load_pem_x509_crl(content) if is_text else x509.load_der_x509_crl(content)
        found = RevokedList(made.public_bytes(Encoding.DER))
        _ = (found.issuer, found.begins_at, found.ends_at, found.asn1.issuer)
    except (*OF_CERTIFICATE, UnsupportedAlgorithm) as error:
        raise NotAList("файл не читается как список отозванных сертификатов (.crl)") from error
    return found


class Trusted(list[Certificate]):
    """Certificates that a signer's must lead to, with the lists of what their centres have taken back."""

    def __init__(self, certificates: Iterable[Certificate], lists: Iterable[RevokedList] = ()) -> None:
        super().__init__(certificates)
        self.lists: tuple[RevokedList, ...] = tuple(lists)


def lists_of(trust: Sequence[Certificate] | None) -> tuple[RevokedList, ...]:
    """Return the lists that stand beside those who are trusted."""
    return trust.lists if isinstance(trust, Trusted) else ()


def said_of(
    certificate: Certificate, known: Sequence[Certificate], lists: Sequence[RevokedList], at: datetime, *, stamped: bool
) -> tuple[list[Code], list[Code]]:
    """Return faults and remarks: was the certificate taken back when it signed, `at`? `stamped`: a stamp says so.

    `known`: certificates among which its centre's is, and the centre's of that one. Nothing is said of one of whose
    centre no list is there.
    """
    if not lists:
        return [], []
    faults, remarks = _said(certificate, known, lists, at, stamped=stamped)
    for centre in _above(certificate, known):
        taken, _ = _said(centre, known, lists, at, stamped=stamped)
        faults = faults or taken
    return faults, remarks


def _above(certificate: Certificate, known: Sequence[Certificate]) -> Iterator[Certificate]:
    """The centres above a certificate, the nearest first."""
    for _ in range(DEEPEST):
        found = next((one for one in known if one.asn1.subject == certificate.asn1.issuer), None)
        if found is None or found.is_self_signed:
            return
        yield found
        certificate = found


def _said(
    certificate: Certificate, known: Sequence[Certificate], lists: Sequence[RevokedList], at: datetime, *, stamped: bool
) -> tuple[list[Code], list[Code]]:
    centres = [one for one in known if one.asn1.subject == certificate.asn1.issuer]
    own = [one for one in lists if any(one.is_of(centre) for centre in centres)]
    if not own:
        return [], []
    newest = max(own, key=lambda one: one.begins_at)
    moment = newest.taken_back_at(certificate)
    if moment is None:
        is_old = newest.ends_at is not None and newest.ends_at < at
        return [], [Code.LIST_OLD] if is_old else []
    if moment <= at:
        return [Code.REVOKED], []
    return [], [Code.REVOKED_LATER if stamped else Code.REVOKED_UNPROVED]
