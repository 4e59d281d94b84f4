"""A key that a school makes for itself, for a start: RSA-3072, a certificate signed by itself. It is no qualified one.

It lies under LETOPIS_HOME/signing as PKCS#12, under the passphrase of its owner, readable by the server's user alone.
"""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID
from django.conf import settings

from letopis.documents.signatures.certificates import Certificate
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused

BITS = 3072
YEARS_VALID = 3
SHORTEST = 12  # letters of a passphrase
# Bytes of the common name, as the library counts them; the whole name stands in its parts beside.
LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a key is: surname; name and patronymic; office; school."""

    surname: str
    given: str
    position: str
    organisation: str


def make_key(owner: Owner, passphrase: str) -> tuple[Certificate, bytes]:
    """Return a certificate and the PKCS#12 file of its key. Raises Refused for a short passphrase."""
    if len(passphrase) < SHORTEST:
        raise Refused(f"Пароль ключа — не короче {SHORTEST} знаков.", code="short", field="passphrase")
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    name = _name(owner)
    begins = now().replace(microsecond=0)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=365 * YEARS_VALID))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_uses(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    store = serialize_key_and_certificates(
        owner.surname.encode(), key, made, None, BestAvailableEncryption(passphrase.encode())
    )
    return Certificate(made.public_bytes(Encoding.DER)), store


def _name(owner: Owner) -> x509.Name:
    whole = f"{owner.surname} {owner.given}".strip()
    parts = (
        (NameOID.COMMON_NAME, whole.encode()[:LONGEST_NAME].decode(errors="ignore")),
        (NameOID.SURNAME, owner.surname),
        (NameOID.GIVEN_NAME, owner.given),
        (NameOID.TITLE, owner.position),
        (NameOID.ORGANIZATION_NAME, owner.organisation),
    )
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts if text])


def _uses() -> x509.KeyUsage:
    named = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    )
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, encipher_only=False, decipher_only=False, **named
    )


def keep(certificate: Certificate, store: bytes) -> None:
    """Write the file of a key, for the server's user alone, and nobody's else before that."""
    path = _path(certificate.fingerprint)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(store)
        file.flush()
        os.fsync(file.fileno())


def kept(fingerprint: str) -> bytes:
    """Return the file of a key made here. Raises Refused where it is gone."""
    try:
        return _path(fingerprint).read_bytes()
    except OSError as error:
        message = "Файла ключа на сервере нет: восстановите его из копии или сделайте новый ключ."
        raise Refused(message, code="key_gone") from error


def forget(fingerprint: str) -> None:
    """Remove the file of a key that was never written down in the base."""
    _path(fingerprint).unlink(missing_ok=True)


def _path(fingerprint: str) -> Path:
    return Path(settings.LETOPIS_HOME) / "signing" / f"{fingerprint}.p12"
