"""Whom a school trusts: its own signers' certificates, and the roots that the server's settings name."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from letopis.documents.signatures.certificates import Certificate, NotACertificate, certificates_of
from letopis.documents.signatures.models import RevocationList, SigningCertificate
from letopis.documents.signatures.revocation import NotAList, RevokedList, Trusted, list_of
from letopis.kernel.errors import Refused
from letopis.kernel.os_errors import reason_of


def trusted_by(school_id: int) -> Trusted:
    """Return the certificates that a signer's must lead to, with the lists of those taken back. Two queries.

    A certificate that somebody with the right has named as a signer's is trusted by that: it was shown in person.
    """
    own = SigningCertificate.objects.filter(school_id=school_id).values_list("der", flat=True)
    lists = RevocationList.objects.filter(school_id=school_id).values_list("der", flat=True)
    return Trusted([*(Certificate(bytes(der)) for der in own), *roots()], (list_of(bytes(der)) for der in lists))


def roots() -> list[Certificate]:
    """Return the roots of LETOPIS_SIGNING_TRUST; a file that cannot be read is passed over (the settings page says)."""
    found: list[Certificate] = []
    for path, _ in told_roots():
        found += _read(str(path), _stamp(path))
    return found


def told_roots() -> list[tuple[Path, bool]]:
    """Return the files of roots that the settings name, and whether each can be read."""
    paths = [Path(one) for one in settings.SIGNING["trust"]]
    return [(path, bool(_read(str(path), _stamp(path)))) for path in paths]


def anchors_in(path: Path) -> list[Certificate]:
    """Return the certificates of a file named at a command. Raises Refused."""
    try:
        return certificates_of(path.read_bytes())
    except OSError as error:
        raise Refused(f"Файл «{path.name}» не прочесть: {reason_of(error)}.") from None
    except NotACertificate as fault:
        raise Refused(f"{path.name}: {fault}.") from None


def list_in(path: Path) -> RevokedList:
    """Return the list of a file named at a command. Raises Refused."""
    try:
        return list_of(path.read_bytes())
    except OSError as error:
        raise Refused(f"Файл «{path.name}» не прочесть: {reason_of(error)}.") from None
    except NotAList as fault:
        raise Refused(f"{path.name}: {fault}.") from None


@lru_cache(maxsize=16)
def _read(path: str, stamp: int) -> tuple[Certificate, ...]:
    try:
        return tuple(certificates_of(Path(path).read_bytes()))
    except (OSError, NotACertificate):
        return ()


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
