"""Keys that sign here: a PKCS#12 file and its passphrase, a token of this machine and its PIN. Nothing of them is kept.

A key is opened for one act. Passphrase and PIN stand in no message, row or log.
"""

from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from asn1crypto import keys, pkcs12, x509
from asn1crypto.cms import ContentInfo
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from django.conf import settings
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from letopis.documents.signatures import gost, timestamps
from letopis.documents.signatures.certificates import Certificate
from letopis.documents.signatures.checking import run
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused

T = TypeVar("T")
LARGEST = 256 * 1024  # bytes of a PKCS#12 file
MOST_ROUNDS = 5_000_000  # of stretching a passphrase: about a second; programs write from two thousand to a million
ALGORITHM = "sha256"
WRONG = "Файл ключа не открылся: неверный пароль, или это не PKCS#12 (.p12, .pfx)."
SHUT = "Токен не открылся: проверьте, что он подключён к серверу, и PIN. После нескольких ошибок токен блокируется."


@dataclass(frozen=True)
class Key:
    """A key opened for one act. `signer` is None for GOST, which signs beside a file only."""

    certificate: Certificate
    signer: Signer | None
    store: bytes = field(default=b"", repr=False)
    passphrase: str = field(default="", repr=False)

    def sign_detached(self, content: bytes) -> bytes:
        """Return a CAdES signature (DER) of `content`, time-stamped where an authority is named. Raises Refused."""
        if self.signer is None:
            return gost.sign(content, self.store, self.passphrase)
        work = self.signer.async_sign_general_data(
            content,
            ALGORITHM,
            detached=True,
            use_cades=True,
            timestamper=timestamps.stamper(),
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=now()),
        )
        made: ContentInfo = asked(work)
        return bytes(made.dump())


def asked(work: Coroutine[Any, Any, T]) -> T:
    """Wait for a signature; what keeps it from being made is told. Raises Refused."""
    try:
        return run(work)
    except SigningError as error:
        raise Refused("Подписать не удалось: ключ не подошёл к сертификату.", code="not_signed") from error
    except timestamps.UNANSWERED as error:
        message = timestamps.NOT_STAMPED if timestamps.is_configured() else "Подписать не удалось."
        raise Refused(message, code="not_stamped") from error


# ── a file ────────────────────────────────────────────────────────────
def key_of_file(content: bytes, passphrase: str) -> Key:
    """Open a PKCS#12 file, of GOST too where its module is installed. Raises Refused at the field `passphrase`."""
    if len(content) > LARGEST or _rounds(content) > MOST_ROUNDS:
        raise Refused(WRONG, code="key_file", field="key_file")
    try:
        return _opened(content, passphrase)
    except (UnsupportedAlgorithm, NotImplementedError):
        return Key(gost.certificate_in(content, passphrase), None, content, passphrase)
    except ValueError as error:
        if gost.is_available() and b"\x2a\x85\x03\x07\x01\x01" in content:
            return Key(gost.certificate_in(content, passphrase), None, content, passphrase)
        raise Refused(WRONG, code="passphrase", field="passphrase") from error


def _rounds(content: bytes) -> int:
    """The most rounds by which a file says that its passphrase is to be stretched; 0 where it is no PKCS#12.

    Opening takes as long as the file says, hours if it likes, and nothing stops it.
    """
    try:
        store = pkcs12.Pfx.load(content)
        found = [int(store["mac_data"]["iterations"].native)] if store["mac_data"].native else []
        for part in store.authenticated_safe:
            if part["content_type"].native == "encrypted_data":
                found.append(part["content"]["encrypted_content_info"]["content_encryption_algorithm"].kdf_iterations)
            else:
                bags = pkcs12.SafeContents.load(part["content"].native)
                shut = [one["bag_value"] for one in bags if one["bag_id"].native == "pkcs8_shrouded_key_bag"]
                found += [one["encryption_algorithm"].kdf_iterations for one in shut]
    except (ValueError, TypeError, KeyError, AttributeError):
        return 0
    return max(found, default=0)


def _opened(content: bytes, passphrase: str) -> Key:
    found = load_pkcs12(content, passphrase.encode())
    if found.key is None or found.cert is None:
        raise Refused("В файле ключа нет ключа или сертификата.", code="key_file", field="key_file")
    private = found.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificate = Certificate(found.cert.certificate.public_bytes(Encoding.DER))
    others = [
        certificate.asn1,
        *(x509.Certificate.load(one.certificate.public_bytes(Encoding.DER)) for one in found.additional_certs),
    ]
    signer = SimpleSigner(
        signing_cert=certificate.asn1,
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=_store(others),
    )
    return Key(certificate, signer)


def _store(certificates: list[x509.Certificate]) -> SimpleCertificateStore:
    found = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for one in certificates:
        found.register(one)
    return found


# ── a token ───────────────────────────────────────────────────────────
def has_token() -> bool:
    """Say whether the settings name a token of this machine."""
    return bool(settings.SIGNING["pkcs11_module"])


@contextmanager
def key_of_token(pin: str, fingerprint: str) -> Iterator[Key]:
    """Open the token of the settings for one act, with the key of the certificate named. Raises Refused."""
    if not has_token():
        raise Refused("Токен сервера не задан: LETOPIS_PKCS11_MODULE.", code="no_token")
    try:
        import pkcs11
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError as error:
        raise Refused("На сервере нет поддержки токенов: поставьте letopis[token].", code="no_token") from error
    chosen = settings.SIGNING
    label = chosen["pkcs11_token"]
    try:
        session = open_pkcs11_session(
            chosen["pkcs11_module"],
            slot_no=chosen["pkcs11_slot"],
            token_criteria=TokenCriteria(label=label) if label else None,
            user_pin=pin,
        )
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        raise Refused(SHUT, code="token", field="passphrase") from error
    with session:
        certificate, key_id = _on_token(session, fingerprint)
        # Every token signs a digest by an elliptic curve, few digest what they sign.
        is_curve = certificate.asn1.public_key.algorithm == "ec"
        signer = PKCS11Signer(session, signing_cert=certificate.asn1, key_id=key_id, use_raw_mechanism=is_curve)
        try:
            yield Key(certificate, signer)
        except pkcs11.PKCS11Error as error:
            raise Refused("Токен не подписал: его ключ не того вида.", code="token") from error


def _on_token(session: Any, fingerprint: str) -> tuple[Certificate, bytes]:
    """The certificate of a fingerprint and the id of its key."""
    import pkcs11

    for one in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}):
        found = Certificate(bytes(one[pkcs11.Attribute.VALUE]))
        if found.fingerprint == fingerprint:
            return found, bytes(one[pkcs11.Attribute.ID])
    raise Refused("На токене нет этого сертификата: подключён другой токен.", code="token", field="passphrase")
