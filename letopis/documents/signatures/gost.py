"""Signatures of GOST R 34.10-2012 through openssl and its engine, where it is installed (libengine-gost-openssl).

A process of its own for each question, with a list of arguments, a time limit, files in a folder of the owner's alone.
"""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from letopis.documents.signatures.certificates import Certificate, certificate_of
from letopis.kernel.errors import Refused

SECONDS = 30.0
NO_MODULE = "На сервере нет модуля ГОСТ для openssl: поставьте пакет libengine-gost-openssl."


@lru_cache(maxsize=4)
def _engine(openssl: str) -> bool:
    done = _run([openssl, "engine", "-t", "gost"], seconds=10)
    return done is not None and done.returncode == 0 and b"[ available ]" in done.stdout


def is_available() -> bool:
    """Say whether GOST is to be had here. Asked once in the life of a process."""
    return _engine(settings.SIGNING["openssl"])


def is_intact(content: bytes, signature: bytes, certificate: Certificate) -> bool | None:
    """Say whether a detached signature (DER, one signer) is that of `content` by the key of `certificate`.

    None: cannot be said. By that certificate alone: others in the signature may bear its name.
    """
    if not is_available():
        return None
    with _folder(content=content, signature=signature, signer=certificate.pem) as folder:
        named = ("-nointern", "-certfile", folder / "signer", "-noverify")
        done = _cms("-verify", "-inform", "DER", "-in", folder / "signature", "-content", folder / "content", *named)
        return None if done is None else done.returncode == 0


def leads_to(
    certificate: Certificate, others: Sequence[Certificate], trust: Sequence[Certificate], at: datetime
) -> bool:
    """Say whether a certificate leads to one of `trust` at a moment. False where GOST is not to be had."""
    if not is_available() or not trust:
        return False
    texts = {"leaf": [certificate], "others": others, "trust": trust}
    parts = {name: b"".join(one.pem for one in many) for name, many in texts.items()}
    with _folder(**parts) as folder:
        chain = ["-untrusted", str(folder / "others")] if others else []
        named = ["-CAfile", str(folder / "trust"), "-no-CApath", "-no-CAstore", "-partial_chain", "-purpose", "any"]
        when = ["-attime", str(int(at.timestamp()))]
        done = _run(
            [settings.SIGNING["openssl"], "verify", "-engine", "gost", *named, *when, *chain, str(folder / "leaf")]
        )
        return done is not None and done.returncode == 0


def sign(content: bytes, key_file: bytes, passphrase: str) -> bytes:
    """Return a detached CAdES-BES signature (DER) by a PKCS#12 file of GOST. Raises Refused."""
    if not is_available():
        raise Refused(NO_MODULE, code="no_gost")
    with _folder(content=content, store=key_file) as folder:
        pair = _pair(folder / "store", passphrase)
        (folder / "pair").touch(mode=0o600)
        (folder / "pair").write_bytes(pair)
        done = _cms(
            *("-sign", "-binary", "-cades", "-outform", "DER", "-in", folder / "content"),
            *("-signer", folder / "pair", "-passin", "stdin"),
            given=passphrase,
        )
        if done is None or done.returncode:
            raise Refused("Подписать этим ключом ГОСТ не удалось.", code="not_signed")
        return done.stdout


def certificate_in(key_file: bytes, passphrase: str) -> Certificate:
    """Return the certificate of a PKCS#12 file of GOST. Raises Refused: the password, the file, no module."""
    if not is_available():
        raise Refused(NO_MODULE, code="no_gost")
    with _folder(store=key_file) as folder:
        return certificate_of(_pair(folder / "store", passphrase))


def _pair(store: Path, passphrase: str) -> bytes:
    """Certificate and key of a PKCS#12 file as text, the key under the same passphrase."""
    named = ["-in", str(store), "-passin", "stdin", "-passout", "stdin"]
    asked = [settings.SIGNING["openssl"], "pkcs12", "-engine", "gost", *named]
    done = _run(asked, given=f"{passphrase}\n{passphrase}\n")
    if done is None or done.returncode or b"BEGIN CERTIFICATE" not in done.stdout:
        raise Refused(
            "Файл ключа не открылся: неверный пароль или это не PKCS#12.", code="passphrase", field="passphrase"
        )
    return done.stdout


def _cms(*arguments: str | Path, given: str = "") -> "subprocess.CompletedProcess[bytes] | None":
    asked = [settings.SIGNING["openssl"], "cms", "-engine", "gost", *map(str, arguments)]
    return _run(asked + (["-binary", "-out", "/dev/null"] if "-verify" in arguments else []), given=given)


def _run(
    arguments: list[str], *, given: str = "", seconds: float = SECONDS
) -> "subprocess.CompletedProcess[bytes] | None":
    """Run it; None where it is not there or takes too long."""
    try:
        return subprocess.run(  # noqa: S603  a list of arguments, no shell
            arguments, input=given.encode(), capture_output=True, check=False, timeout=seconds
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


@contextmanager
def _folder(**files: bytes) -> Iterator[Path]:
    """A folder with files that nobody else may read, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="letopis-gost-") as name:
        folder = Path(name)
        for one, content in files.items():
            path = folder / one
            path.touch(mode=0o600)
            path.write_bytes(content)
        yield folder
