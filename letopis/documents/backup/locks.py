"""What a copy is encrypted with, and what opens it: age (age-encryption.org/v1), by pyrage.

With a public key: the server that makes copies cannot read them. With a passphrase: a key pair is made for each copy,
the data are encrypted with it as a stream, and its private half with the passphrase (`key.age` in the copy), as `age`
itself protects a key file. Either is opened without this program: `age -d -i key.age data.age`.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyrage

from letopis.documents.backup.errors import BackupFault, Damaged
from letopis.documents.backup.streams import Counted, copied
from letopis.kernel.os_errors import reason_of

PASSPHRASE = "LETOPIS_BACKUP_PASSPHRASE"  # noqa: S105  the variable's name
LEAST_PASSPHRASE = 10


@dataclass(frozen=True, slots=True)
class Lock:
    """How a copy is closed: `recipients` (none: not at all), `key` what goes with the data, itself encrypted."""

    recipients: tuple[Any, ...] = ()
    names: tuple[str, ...] = ()
    key: bytes = b""

    @property
    def kind(self) -> str:
        """Return none, recipients or passphrase, as the copy's description says it."""
        if self.key:
            return "passphrase"
        return "recipients" if self.recipients else "none"

    def close(self, source: IO[bytes], out: Counted) -> None:
        """Write `source`, encrypted, to `out`. Raises OSError of `out`."""
        if not self.recipients:
            copied(source, out)
            return
        try:
            pyrage.encrypt_io(source, out, list(self.recipients))
        except pyrage.EncryptError:
            if out.failed:
                raise out.failed from None
            raise


def lock_of(recipients: Sequence[str], passphrase: str = "") -> Lock:
    """Return the lock of public keys, each «age1…», «ssh-ed25519 …» or a file of such lines, or of a passphrase.

    Raises BackupFault for what is none.
    """
    if recipients:
        names = tuple(line for one in recipients for line in _lines(one))
        return Lock(tuple(_recipient(name) for name in names), names)
    if not passphrase:
        return Lock()
    if len(passphrase) < LEAST_PASSPHRASE:
        raise BackupFault(f"Парольная фраза короче {LEAST_PASSPHRASE} знаков: копию вскроют перебором.", code="weak")
    identity = pyrage.x25519.Identity.generate()
    return Lock((identity.to_public(),), (), pyrage.passphrase.encrypt(str(identity).encode(), passphrase))


def _recipient(text: str) -> Any:
    kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
    try:
        return kind.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise BackupFault(
            f"«{text[:30]}…» — не открытый ключ. Нужен ключ age («age1…», его печатает age-keygen), «ssh-ed25519 …» "
            "или файл с ними.",
            code="bad_key",
        ) from None


def _lines(given: str) -> list[str]:
    """The keys of a file, or the one that is given itself."""
    if given.startswith(("age1", "ssh-")):
        return [given]
    try:
        text = Path(given).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError):
        raise BackupFault(f"Открытый ключ «{given[:60]}»: ни ключа, ни такого файла нет.", code="bad_key") from None
    found = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not found:
        raise BackupFault(f"В файле «{given}» нет открытых ключей.", code="bad_key")
    return found


# ── opening ───────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Opener:
    """Who opens copies: the file of a private key, or a passphrase; `ask` asks for one where a person is there."""

    identity: str = ""
    passphrase: str = ""
    ask: Callable[[], str] | None = None

    def identities(self, kind: str, key: bytes) -> list[Any]:
        """Return the private keys for a copy closed as `kind`. Raises BackupFault: none is given, or a wrong one."""
        if kind == "passphrase":
            passphrase = self.passphrase or (self.ask() if self.ask else "")
            if not passphrase:
                raise BackupFault(
                    "Копия закрыта парольной фразой. Укажите файл с ней (--passphrase-file) или переменную "
                    f"{PASSPHRASE}.",
                    code="key_needed",
                )
            try:
                text = pyrage.passphrase.decrypt(key, passphrase).decode()
            except pyrage.DecryptError:
                raise BackupFault("Парольная фраза не та.", code="wrong_key") from None
            return [pyrage.x25519.Identity.from_str(text)]
        if not self.identity:
            raise BackupFault(
                "Копия закрыта открытым ключом. Укажите файл с закрытым: --identity ФАЙЛ.", code="key_needed"
            )
        return _identities_of(Path(self.identity))


def _identities_of(file: Path) -> list[Any]:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise BackupFault(f"Закрытый ключ не читается: {file} ({reason_of(error)}).", code="key_needed") from None
    try:
        if b"PRIVATE KEY-----" in raw:
            return [pyrage.ssh.Identity.from_buffer(raw)]
        lines = [line.strip() for line in raw.decode().splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except (pyrage.IdentityError, UnicodeDecodeError):
        found = []
    if not found:
        raise BackupFault(f"В файле {file} нет закрытого ключа age.", code="wrong_key")
    return found


def opened(source: IO[bytes], out: IO[bytes], identities: Sequence[Any]) -> None:
    """Write the decrypted `source` to `out`. Raises BackupFault (another's key), Damaged."""
    if not identities:
        copied(source, out)
        return
    counted = Counted(out)
    try:
        pyrage.decrypt_io(source, counted, list(identities))
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise BackupFault("Ключ не подходит: копия закрыта для другого.", code="wrong_key") from None
        raise Damaged("Копия испорчена: расшифровать её нельзя.", code="altered") from None
    except OSError as error:
        if counted.failed:
            raise counted.failed from None
        raise Damaged("Копия испорчена: в ней изменены байты или она обрезана.", code="altered") from error


def passphrase_of(file: str) -> str:
    """Return the passphrase of a file's first line, of the environment, or "". Raises BackupFault."""
    if not file:
        return os.environ.get(PASSPHRASE, "")
    try:
        return Path(file).read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "не текст"
        raise BackupFault(f"Файл с парольной фразой не читается: {file} ({reason}).", code="key_needed") from None
