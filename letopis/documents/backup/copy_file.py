"""The file of a copy, so that it can be read in years without this program (docs/admin/backups.md).

A ZIP without compression of its own: `data.tar.gz` (or `data.tar.gz.age`), `key.age` where a passphrase closes it, and
last `about.json`, the description, with the SHA-256 of the rest. In the tar: the base, `uploads/`, `log_keys/`,
`signing/`, `secret_key`, and last `parts.json` with the SHA-256 of each and the description once more.

It is written under another name, is on the disk before it gets its own, and ends with its description: a copy that was
cut short never looks whole.
"""

import gzip
import json
import os
import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from letopis.documents.backup.errors import BackupFault, Damaged
from letopis.documents.backup.locks import Lock, Opener, opened
from letopis.documents.backup.streams import CHUNK, Counted, copied, piped, sum_of
from letopis.kernel.os_errors import reason_of
from letopis.kernel.whole_files import written_whole

FORMAT = 1
ABOUT, KEY, PARTS = "about.json", "key.age", "parts.json"
_NAME = re.compile(r"letopis-\d{8}T\d{6}Z(-\d+)?\.zip")
_BEGIN = b"PK\x03\x04"
_MOST_ABOUT = 16 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A file that goes into a copy, and what it is called there."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class About:
    """The description of a copy: `form` as it stands in the file, `made_at`, and what follows from it."""

    form: Mapping[str, Any]
    made_at: datetime

    @property
    def origins(self) -> frozenset[str]:
        """The names of the logs in it: whose copy it is."""
        return frozenset(one["origin"] for one in self.form["schools"] if one["origin"])

    @property
    def lock(self) -> str:
        """How it is closed: none, recipients, passphrase."""
        return str(self.form["lock"])


def name_of(made_at: datetime, folder: Path) -> str:
    """Return a name for a copy that nobody in `folder` has."""
    stem = f"letopis-{made_at:%Y%m%dT%H%M%SZ}"
    names = [f"{stem}.zip", *(f"{stem}-{number}.zip" for number in range(2, 100))]
    return next(name for name in names if not (folder / name).exists())


def copies_in(folder: Path) -> list[Path]:
    """Return the files of `folder` that are called like copies, the newest last. Raises OSError."""
    return sorted(one for one in folder.iterdir() if _NAME.fullmatch(one.name))


# ── writing ───────────────────────────────────────────────────────────


def write_copy(target: Path, parts: Iterable[Part], lock: Lock, about: Mapping[str, Any]) -> None:
    """Write a copy to `target`, whole or not at all. Raises OSError."""
    data = "data.tar.gz.age" if lock.recipients else "data.tar.gz"
    with written_whole(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        with archive.open(data, "w", force_zip64=True) as member:
            out = Counted(member)
            with piped(lambda pipe: _pack(parts, about, pipe)) as source:
                lock.close(source, out)
        if lock.key:
            archive.writestr(KEY, lock.key)
        stored = {"name": data, "size": out.size, "sha256": out.sum}
        archive.writestr(ABOUT, json.dumps({**about, "data": stored}, ensure_ascii=False, indent=1))


def _pack(parts: Iterable[Part], about: Mapping[str, Any], out: IO[bytes]) -> None:
    """Write the tar; a file that went away meanwhile is left out (an upload of a load that has ended)."""
    sums: dict[str, dict[str, Any]] = {}
    with (
        gzip.GzipFile(fileobj=out, mode="wb", compresslevel=3, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT, bufsize=CHUNK) as tar,
    ):
        for part in parts:
            try:
                source = part.path.open("rb")
            except FileNotFoundError:
                continue
            with source:
                size = os.fstat(source.fileno()).st_size
                tar.addfile(_member(part.name, size), counting := _Summing(source))
            sums[part.name] = {"size": size, "sha256": counting.sum}
        text = json.dumps({"about": dict(about), "parts": sums}, ensure_ascii=False).encode()
        tar.addfile(_member(PARTS, len(text)), BytesIO(text))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


class _Summing:
    """A file that is read, with the SHA-256 of what was."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._counted = Counted(cast(IO[bytes], _Nowhere()))

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self._counted.write(data)
        return data

    @property
    def sum(self) -> str:
        return self._counted.sum


class _Nowhere:
    def write(self, data: bytes) -> int:
        return len(data)


# ── reading ───────────────────────────────────────────────────────────


def about_of(file: Path) -> About:
    """Return the description of a copy, which needs no key. Raises BackupFault, Damaged."""
    with _archive(file) as archive:
        return _about(archive, file)


def check(file: Path) -> About:
    """Read all of a copy and compare it with its description; what needs a key is not looked at.

    Raises BackupFault, Damaged.
    """
    with _archive(file) as archive:
        about = _about(archive, file)
        data = about.form["data"]
        try:
            with archive.open(data["name"]) as member:
                found = sum_of(member)
        except KeyError:
            found = ("", 0)
        if found != (data["sha256"], data["size"]):
            raise Damaged(f"{file.name}: данные не те, что записаны в описании копии: изменены байты.", code="altered")
        return about


def unpack(file: Path, folder: Path, opener: Opener) -> tuple[About, list[str]]:
    """Put what is in a copy into `folder`, an empty one, and compare each part; return the names of the parts.

    Raises BackupFault (no key, another key), Damaged, OSError.
    """
    about = check(file)
    with _archive(file) as archive:
        key = archive.read(KEY) if about.lock == "passphrase" else b""
        identities = [] if about.lock == "none" else opener.identities(about.lock, key)
        with (
            archive.open(about.form["data"]["name"]) as member,
            piped(lambda out: opened(member, out, identities)) as source,
        ):
            try:
                found, text = _extract(source, folder)
            except (tarfile.TarError, EOFError, gzip.BadGzipFile, ValueError) as error:
                raise Damaged(f"{file.name}: содержимое копии не читается ({error}).", code="altered") from error
    _compare(file, about, found, text)
    return about, sorted(found)


def _extract(source: IO[bytes], folder: Path) -> tuple[dict[str, dict[str, Any]], bytes]:
    found: dict[str, dict[str, Any]] = {}
    text = b""
    with (
        gzip.GzipFile(fileobj=source, mode="rb") as packed,
        tarfile.open(fileobj=packed, mode="r|", bufsize=CHUNK) as tar,
    ):
        for member in tar:
            content = tar.extractfile(member)
            if content is None or not _is_safe(member.name):
                raise ValueError(member.name)
            if member.name == PARTS:
                text = content.read()
                continue
            path = folder / member.name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with path.open("xb") as target:
                out = Counted(target)
                copied(content, out)
            found[member.name] = {"size": out.size, "sha256": out.sum}
        while packed.read(CHUNK):
            pass
    return found, text


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _compare(file: Path, about: About, found: Mapping[str, Any], text: bytes) -> None:
    """The parts against the list that is closed in with them, the description outside against the one inside."""
    try:
        inside = json.loads(text)
        parts, told = inside["parts"], inside["about"]
    except (ValueError, KeyError, TypeError):
        raise Damaged(f"{file.name}: в копии нет перечня её частей.", code="altered") from None
    for name in sorted({*parts, *found}):
        if parts.get(name) != found.get(name):
            raise Damaged(f"{file.name}: часть «{name}» не та, что была записана.", code="altered")
    if told != {key: value for key, value in about.form.items() if key != "data"}:
        raise Damaged(f"{file.name}: описание копии изменено: внутри записано другое.", code="altered")


@contextmanager
def _archive(file: Path) -> Iterator[zipfile.ZipFile]:
    """The copy as a ZIP; whatever is wrong with that is said of the copy."""
    try:
        with file.open("rb") as begun:
            begins = begun.read(4)
        if begins != _BEGIN:
            raise BackupFault(f"{file.name}: это не копия Летописи.", code="not_a_copy")
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise Damaged(f"{file.name}: копия обрезана, её конца нет.", code="truncated") from None
    except OSError as error:
        raise BackupFault(f"{file}: не читается ({reason_of(error)}).", code="not_a_copy") from None
    with archive:
        try:
            yield archive
        except zipfile.BadZipFile:
            raise Damaged(f"{file.name}: копия испорчена: в ней изменены байты.", code="altered") from None


def _about(archive: zipfile.ZipFile, file: Path) -> About:
    try:
        if archive.getinfo(ABOUT).file_size > _MOST_ABOUT:
            raise ValueError
        form = json.loads(archive.read(ABOUT))
    except KeyError:
        raise BackupFault(f"{file.name}: это не копия Летописи: в архиве нет её описания.", code="not_a_copy") from None
    except ValueError:
        raise Damaged(f"{file.name}: описание копии испорчено.", code="altered") from None
    if form.get("letopis_backup") != FORMAT:
        raise BackupFault(f"{file.name}: копию сделала более новая программа. Обновите Летопись.", code="newer_program")
    try:
        return About(form, datetime.fromisoformat(form["made_at"]))
    except (KeyError, ValueError):
        raise Damaged(f"{file.name}: описание копии испорчено.", code="altered") from None
