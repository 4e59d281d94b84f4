"""The key of a school's log: its private half a file in LETOPIS_HOME/log_keys, its public half a row of the ledger.

One key a school, made with its first checkpoint and never again in silence: the base remembers the public half, and
where the file does not fit it nothing is signed. A new key is an act of its own (rotate), recorded like any change.
"""

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.kernel.home import OPEN
from letopis.kernel.os_errors import reason_of
from letopis.school.history.ledger import record
from letopis.school.history.log.notes import NotANote, Verifier
from letopis.school.history.models import LogKey

FOLDER = "log_keys"
_PREFIX = "letopis/"  # of an origin: a generated name follows, it says nothing about the school


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that may sign: the row that tells of it and the private half."""

    row: LogKey
    key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        """Its public half."""
        return Verifier.of(self.row.verifier)


class KeyFault(Refused):
    """The key cannot sign; `code`: key_missing, key_open, key_unreadable, key_replaced, key_altered."""


def keys_of(school_id: int) -> list[LogKey]:
    """Return the school's keys, the one in force last."""
    return list(LogKey.objects.filter(school=school_id).order_by("number"))


def folder() -> Path:
    """Return where the private halves are."""
    return Path(settings.LETOPIS_HOME) / FOLDER


def file_of(row: LogKey) -> Path:
    """Return the file of a key's private half: the generated name of its log and the key's number."""
    log_id = row.verifier.partition("+")[0].removeprefix(_PREFIX)
    return folder() / f"{''.join(filter(str.isalnum, log_id))[:64]}-{row.number}.pem"


def make_first(school_id: int) -> Signer:
    """Make the school's log: its name, its key, the entry of it. IntegrityError: another has just done so."""
    return _make(school_id, 1, f"{_PREFIX}{secrets.token_hex(16)}", action="create", reason="")


def rotate(school_id: int, *, reason: str) -> Signer:
    """Put a new key in force, recorded with its reason; the file of the old one stays until the caller lets it go."""
    if not reason.strip():
        raise Refused("Напишите причину: --reason «…». Она останется в истории.", field="reason")
    rows = keys_of(school_id)
    if not rows:
        raise Refused("У журнала истории ещё нет ключа: он появится с первой контрольной точкой.")
    name = Verifier.of(rows[-1].verifier).name
    return _make(school_id, rows[-1].number + 1, name, action="rotate", reason=reason.strip())


def _make(school_id: int, number: int, name: str, *, action: str, reason: str) -> Signer:
    key = Ed25519PrivateKey.generate()
    verifier = Verifier(name, key.public_key().public_bytes_raw())
    row = LogKey(school_id=school_id, number=number, verifier=str(verifier), at=now())
    file = file_of(row)
    # The file first: a row without it could never sign, a file without a row is only a file.
    write_private(file, pem_of(key))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record(Actor.system(school_id), row, action, reason=reason)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return Signer(row, key)


def signer_of(row: LogKey) -> Signer:
    """Return the key of `row`, ready to sign. Raises KeyFault, which says what is wrong and what to do."""
    file = file_of(row)
    try:
        about = file.stat()
        raw = file.read_bytes()
    except FileNotFoundError:
        raise KeyFault(_missing(row, file), code="key_missing") from None
    except OSError as error:
        raise KeyFault(
            f"Ключ журнала истории не читается: {file} ({reason_of(error)}). Ничего не подписано. "
            "Верните файлу владельца и права: chown, chmod 600.",
            code="key_unreadable",
        ) from None
    if about.st_mode & OPEN or file.parent.stat().st_mode & stat.S_IWOTH:
        raise KeyFault(
            f"Ключ журнала истории открыт другим пользователям этого компьютера: {file}. Ничего не подписано. "
            f"Закройте: chmod 600 {file}. Если его могли скопировать, смените ключ: letopis log_key --rotate.",
            code="key_open",
        )
    key = _loaded(raw, file)
    if key.public_key().public_bytes_raw() != _public(row):
        raise KeyFault(
            f"Ключ журнала истории — не тот, что помнит база: {file}. Ничего не подписано. Верните его ключ "
            "из копии; если он пропал навсегда, смените его явно: letopis log_key --rotate --lost.",
            code="key_replaced",
        )
    return Signer(row, key)


def forget(row: LogKey) -> None:
    """Remove the private half of a key that is no longer in force: nobody may sign with it again."""
    file_of(row).unlink(missing_ok=True)


def pem_of(key: Ed25519PrivateKey) -> bytes:
    """Return the private half as its file holds it: PKCS #8, as openssl reads it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public(row: LogKey) -> bytes:
    try:
        return Verifier.of(row.verifier).public
    except NotANote as fault:
        raise KeyFault(
            f"Открытый ключ № {row.number} в базе испорчен ({fault}). Ничего не подписано. Верните базу из копии.",
            code="key_altered",
        ) from None


def _loaded(raw: bytes, file: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(raw, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if isinstance(key, Ed25519PrivateKey):
        return key
    raise KeyFault(
        f"В файле {file} не ключ журнала истории: он испорчен или это другой файл. Ничего не подписано. "
        "Верните ключ из копии; если он пропал навсегда, смените его явно: letopis log_key --rotate --lost.",
        code="key_unreadable",
    )


def _missing(row: LogKey, file: Path) -> str:
    others = any(file.parent.glob("*.pem")) if file.parent.is_dir() else False
    found = " В этой папке есть ключи, но других журналов: базу вернули без её ключа?" if others else ""
    return (
        f"Нет ключа журнала истории: {file}.{found} Ничего не подписано. Ключ есть только на одном сервере; положите "
        "сюда его копию (chmod 600). Если он пропал навсегда, смените его явно: letopis log_key --rotate --lost."
    )


def write_private(file: Path, content: bytes) -> None:
    """Write a new private file, safely on the disk before anything tells of it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    parent = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)
