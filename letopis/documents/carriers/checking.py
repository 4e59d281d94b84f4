"""Whether the bytes of a copy are those of the package: by its digest, and by verifying all that is in it."""

import hashlib
from pathlib import Path
from typing import Any

from letopis.documents.archive.container import NotAPackage, opened
from letopis.documents.archive.findings import Finding
from letopis.documents.archive.seal import COVERED
from letopis.documents.archive.verifying import Checked, verify_package
from letopis.documents.carriers.models import Package
from letopis.documents.carriers.options import file_of
from letopis.kernel.errors import Refused
from letopis.kernel.os_errors import reason_of

SHOWN = 50  # findings kept of a check


class NotWhole(Refused):
    """What was written is not what is read: `findings`."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"Прочитанное после записи не сходится: {findings[0].message}", code="not_whole")
        self.findings = findings


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def findings_of(path: Path, package: Package) -> list[Finding]:
    """Return what is wrong with a copy: each file and entry that is not as it was; [] for a whole one."""
    return _looked_at(path, package)[0]


def _looked_at(path: Path, package: Package) -> tuple[list[Finding], Checked | None]:
    """What is wrong with a copy, and what of it was verified, None where it cannot be read.

    The digest alone would say that something is wrong; the verification says what. Both are made of a whole copy, too:
    the digest stands in the database, the signature does not.
    """
    try:
        is_same = digest_of(path) == package.digest
        checked = verify_package(path, keys=[package.key])
    except NotAPackage as fault:
        return [Finding("not_a_package", "", f"{fault}.")], None
    except OSError as error:
        return [Finding("unreadable", "", f"Файл не читается: {reason_of(error)}.")], None
    found = faults_of(checked)
    if checked.fingerprint != package.fingerprint:
        found.append(Finding("other_package", "", "Это другой пакет: отпечаток описи не тот, что записан при сборке."))
    if not found and not is_same:
        found.append(
            Finding("container_altered", "", "Изменены байты файла вне архивных документов: сами документы целы.")
        )
    return found, checked


def faults_of(checked: Checked) -> list[Finding]:
    """Return what is wrong with the bytes: no copy is damaged by a certificate that ran out or is not trusted here."""
    return [one for one in checked.findings if not one.code.startswith("cms_")]


def require_whole(path: Path, package: Package) -> None:
    """Raise NotWhole for a copy that is not whole."""
    found = findings_of(path, package)
    if found:
        raise NotWhole(found)


def manifest_of(package: Package) -> bytes:
    """Return the tag manifest of the server's own file: what is signed. Raises Refused where it is not as it was."""
    try:
        with opened(file_of(package)) as container:
            content = (container.tags / COVERED).read_bytes()
    except (OSError, NotAPackage):
        content = b""
    if hashlib.sha256(content).hexdigest() != package.fingerprint:
        raise Refused("Файла пакета на сервере нет, или он повреждён: подписывать нечего.", code="not_kept")
    return content


def report_of(package: Package) -> dict[str, Any]:
    """Verify the server's own file; return what was looked at and what was found. Raises Refused where it is gone."""
    path = file_of(package)
    if not path.is_file():
        raise Refused("На сервере пакета больше нет: возьмите копию с носителя.", code="not_kept")
    found, checked = _looked_at(path, package)
    told: dict[str, Any] = {"findings": as_json(found)}
    if checked is not None:
        told |= {"title": checked.title, "files": checked.files, "leaves": checked.leaves, "entries": checked.entries}
    return told


def as_json(findings: list[Finding]) -> list[dict[str, str]]:
    """Return findings as a check keeps them."""
    return [{"code": one.code, "what": one.what, "message": one.message[:300]} for one in findings[:SHOWN]]
