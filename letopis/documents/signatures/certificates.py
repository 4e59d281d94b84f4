"""What stands in a certificate, in the words of a person. Pure.

Certificates of Russian centres (GOST R 34.10-2012) are read like others: their algorithms are known here by number.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from asn1crypto import pem, x509

from letopis.documents.signatures.damage import OF_CERTIFICATE
from letopis.kernel.text import clean, on_screen

LARGEST = 64 * 1024  # bytes of a file of one certificate
MOST = 64  # certificates of a file
# Keys and digests of GOST R 34.10-2012 and 34.11-2012, and of 34.10-2001: the national arcs of TC 26 and CryptoPro.
GOST_ARCS: Final = ("1.2.643.7.1.1.", "1.2.643.2.2.")
_GOST = {
    "1.2.643.7.1.1.1.1": "ГОСТ Р 34.10-2012, 256 бит",
    "1.2.643.7.1.1.1.2": "ГОСТ Р 34.10-2012, 512 бит",
    "1.2.643.2.2.19": "ГОСТ Р 34.10-2001",
}
_SIGNING_USES = frozenset({"digital_signature", "non_repudiation"})


class NotACertificate(ValueError):
    """The file holds no certificate; the message (Russian) says why."""


@dataclass(frozen=True)
class Certificate:
    """A certificate. `der`: its bytes; all else is read from them."""

    der: bytes

    @cached_property
    def asn1(self) -> x509.Certificate:
        """As the libraries take it."""
        return x509.Certificate.load(self.der)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, hexadecimal."""
        return hashlib.sha256(self.der).hexdigest()

    @cached_property
    def serial(self) -> str:
        """The number, hexadecimal, an even number of digits."""
        number = f"{self.asn1.serial_number:X}"
        return number.zfill(len(number) + len(number) % 2)

    @cached_property
    def owner(self) -> str:
        """Whose it is: «Орлова Елена Викторовна»."""
        return _person(self.asn1.subject)

    @cached_property
    def surname(self) -> str:
        """Whose it is by the surname alone, "" where it names no person."""
        return _one(self.asn1.subject.native, "surname")

    @cached_property
    def organisation(self) -> str:
        """The organisation that it names, "" none."""
        return _one(self.asn1.subject.native, "organization_name")

    @cached_property
    def issuer(self) -> str:
        """Who has given it out."""
        return centre_named(self.asn1.issuer)

    @cached_property
    def valid_from(self) -> datetime:
        """Its first moment."""
        moment: datetime = self.asn1["tbs_certificate"]["validity"]["not_before"].native
        return moment

    @cached_property
    def valid_until(self) -> datetime:
        """Its last moment."""
        moment: datetime = self.asn1["tbs_certificate"]["validity"]["not_after"].native
        return moment

    @cached_property
    def _key_algorithm(self) -> str:
        return str(self.asn1.public_key["algorithm"]["algorithm"].native)

    @property
    def is_gost(self) -> bool:
        """Whether its key is one of GOST R 34.10."""
        return self._key_algorithm.startswith(GOST_ARCS)

    @cached_property
    def algorithm(self) -> str:
        """«RSA, 3072 бит», «ГОСТ Р 34.10-2012, 256 бит»."""
        if self.is_gost:
            return _GOST.get(self._key_algorithm, "ГОСТ Р 34.10")
        try:
            return f"{self._key_algorithm.upper().replace('EC', 'ECDSA')}, {self.asn1.public_key.bit_size} бит"
        except OF_CERTIFICATE:
            return self._key_algorithm.capitalize()

    @property
    def is_self_signed(self) -> bool:
        """Whether it names itself as who has given it out: no centre stands behind it."""
        return bool(self.asn1.subject == self.asn1.issuer)

    @cached_property
    def may_sign(self) -> bool:
        """Whether it is given out for signing; one that says nothing of its use is for any."""
        uses = self.asn1.key_usage_value
        return uses is None or not _SIGNING_USES.isdisjoint(uses.native)

    @property
    def pem(self) -> bytes:
        """As text."""
        return bytes(pem.armor("CERTIFICATE", self.der))


def certificate_of(content: bytes) -> Certificate:
    """Return the first certificate of a file, PEM or DER. Raises NotACertificate."""
    return certificates_of(content)[0]


def certificates_of(content: bytes) -> list[Certificate]:
    """Return all certificates of a file, PEM or DER. Raises NotACertificate."""
    if len(content) > LARGEST * MOST:
        raise NotACertificate("слишком большой файл")
    try:
        found = [_read(der) for der in _ders(content)]
    except OF_CERTIFICATE as error:
        raise NotACertificate("файл не читается как сертификат (.cer, .crt, .pem)") from error
    if not found:
        raise NotACertificate("в файле нет сертификата")
    return found


def _ders(content: bytes) -> Iterable[bytes]:
    if not pem.detect(content):
        return [content]
    return [der for kind, _, der in pem.unarmor(content, multiple=True) if kind == "CERTIFICATE"]


def _read(der: bytes) -> Certificate:
    """Read all that is asked for later, so that nothing fails then."""
    found = Certificate(bytes(x509.Certificate.load(der, strict=True).dump()))
    _ = (found.owner, found.organisation, found.issuer, found.serial, found.algorithm)
    _ = (found.may_sign, found.is_self_signed)
    if found.valid_from > found.valid_until:
        raise ValueError("an empty term")
    return found


def centre_named(name: x509.Name) -> str:
    """Return what a centre is called by its name in a certificate or a list."""
    return _one(name.native, "common_name") or _one(name.native, "organization_name") or _person(name)


def _person(name: x509.Name) -> str:
    """By surname and given name first: the common name of one given to an organisation is the organisation's."""
    native = name.native
    surname, given = _one(native, "surname"), _one(native, "given_name")
    if surname:
        return f"{surname} {given}".strip()
    return _one(native, "common_name") or _plain(name.human_friendly)


def _one(native: Any, key: str) -> str:
    """A part of a name as one line; the last where it stands more than once.

    Anybody makes a certificate of any name: a turn of the line in it would write a line of its own into a mark.
    """
    value = native.get(key) or ""
    return _plain(value[-1] if isinstance(value, list) else value)


def _plain(value: Any) -> str:
    return on_screen(clean(str(value)))
