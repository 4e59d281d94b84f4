"""Whether a package is what was built: by the package and a key alone, no base. Of each file and entry what is wrong.

Raises nothing for a damaged package: everything is a finding. What is no package at all is NotAPackage.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import bagit
import msgspec

from letopis.documents.archive import seal, signed
from letopis.documents.archive.container import Container, NotAPackage, Unreadable, opened
from letopis.documents.archive.cosigned import Cosigned, check_cosigned
from letopis.documents.archive.findings import Finding
from letopis.documents.archive.ledger import Entry
from letopis.documents.signatures.checking import Trust
from letopis.documents.signatures.verdicts import Verdict
from letopis.kernel.os_errors import reason_of
from letopis.kernel.text import on_screen
from letopis.school.history import merkle
from letopis.school.history.canonical import digest_of, is_proved
from letopis.school.history.log import notes
from letopis.school.history.log.notes import Head, NotANote, Verifier

SHOWN = 20  # entries named one by one
_DIGEST = 32
_LONGEST_LINE = 8 << 20  # bytes
_MOST_NOTE = 1 << 20  # bytes of a checkpoint, of the list of keys
LEDGER = "data/ledger"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found; how much was looked at. `trusted`: a key from outside vouches for the checkpoint.

    `fingerprint`: SHA-256 of the tag manifest, which covers all else: what tells one package from another.
    `signatures`: what is to be said of each signature by certificate.
    """

    title: str
    fingerprint: str
    files: int
    leaves: int
    entries: int
    findings: tuple[Finding, ...]
    trusted: bool
    signatures: tuple[Verdict, ...] = ()


def verify_package(
    path: Path,
    *,
    keys: Sequence[str] = (),
    trust: Trust = None,
    witnesses: Sequence[str] = (),
    quorum: int | None = None,
) -> Checked:
    """Check a package, a folder or a file. `keys`: verifier keys that the reader trusts; `trust`: certificates that
    signatures must lead to; `witnesses`: keys of those, `quorum` of whom must have cosigned (None: all).

    Raises NotAPackage.
    """
    try:
        with opened(path) as container:
            return _verify(container, keys, trust, Cosigned(witnesses, quorum))
    except OSError as error:
        raise NotAPackage(f"«{path.name}» не прочесть: {reason_of(error)}") from None


def bag_of(container: Container) -> bagit.Bag:
    """Return its manifests. Raises NotAPackage."""
    try:
        return bagit.Bag(str(container.tags))
    except (bagit.BagError, OSError, ValueError) as error:
        raise NotAPackage(f"«{container.name}» — не архивный пакет: {_why(str(error))}") from None


def _why(told: str) -> str:
    """What the library says of manifests that it does not read, in words of ours; its own, where there are none."""
    if found := re.search('Path "(.*)" in manifest .* is unsafe', told):
        return f"в описи {on_screen(found[1])}, а это не файл пакета (ссылка или место вне его)"
    if found := re.search("manifest lists (.*) multiple times", told):
        return f"в описи дважды, с разными суммами, {on_screen(found[1])}"
    return f"описи не прочесть ({on_screen(told)})"


def _verify(container: Container, keys: Sequence[str], trust: Trust, cosigned: Cosigned) -> Checked:
    bag, head, own = bag_of(container), None, _own_keys(container)
    findings = [*_files(container, bag), *seal.check(container.tags, keys or own[-1:])]
    try:
        with container.read(f"{LEDGER}/checkpoint.txt") as file:
            note = notes.parse(file.read(_MOST_NOTE).decode())
        head = notes.head_of(note)
        findings += _signed(note, head, keys, own)
    except (OSError, UnicodeDecodeError) as error:
        findings.append(Finding("missing", "ledger/checkpoint.txt", f"Контрольную точку не прочесть: {error}."))
    except NotANote as fault:
        findings.append(
            Finding("checkpoint_broken", "ledger/checkpoint.txt", f"Контрольная точка повреждена: {fault}.")
        )
    leaves = _leaves(container, findings)
    if head is not None:
        findings += _tree(leaves, head)
        findings += check_cosigned(container, note, leaves, keys or own, cosigned)
    entries = _entries(container, leaves, findings)
    signatures = signed.signatures(container.tags, trust, container.file)
    findings += signed.findings(signatures)
    return Checked(
        title=str(bag.info.get("External-Description", "")),
        fingerprint=seal.fingerprint(container.tags),
        files=len(container.payload),
        leaves=len(leaves),
        entries=entries,
        findings=tuple(findings),
        trusted=bool(keys),
        signatures=tuple(signatures),
    )


def _own_keys(container: Container) -> list[str]:
    """The keys in the package: they vouch for nothing, and tell whether it goes together."""
    try:
        with container.read(f"{LEDGER}/keys.txt") as file:
            return file.read(_MOST_NOTE).decode().split()
    except (OSError, UnicodeDecodeError):
        return []


# ── files ─────────────────────────────────────────────────────────────
def _files(container: Container, bag: bagit.Bag) -> Iterator[Finding]:
    """Every file of the manifests, one by one: the library's own check stops at the first count that is not right."""
    if not bag.entries:
        yield Finding("incomplete", "", "В пакете нет описи файлов.")
    for path, sums in sorted(bag.entries.items()):
        try:
            digest = sum_of_file(container, path)
        except Unreadable:
            digest = ""
        except OSError:
            yield Finding("missing", path, f"{path}: в описи есть, в пакете нет или не читается.")
            continue
        if digest != str(sums.get("sha256", "")).lower():
            yield Finding("altered", path, f"{path}: изменён, сумма не та, что в описи.")
    for path in sorted(container.payload - bag.entries.keys()):
        yield Finding("added", path, f"{path}: в пакете есть, в описи нет.")


def sum_of_file(container: Container, path: str) -> str:
    """Return the SHA-256 of a file of the package. Raises OSError; Unreadable where its bytes are damaged."""
    with container.read(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


# ── the ledger ────────────────────────────────────────────────────────
def _signed(note: notes.Note, head: Head, keys: Sequence[str], own: Sequence[str]) -> Iterator[Finding]:
    place = "ledger/checkpoint.txt"
    for text in keys or own[-1:]:
        try:
            verdict = note.is_signed_by(Verifier.of(text))
        except NotANote as fault:
            yield Finding("key_broken", place, f"{text[:40]}: {fault}.")
            continue
        if verdict is None:
            yield Finding("key_unknown", place, f"Контрольная точка журнала {head.origin} подписана не этим ключом.")
        elif not verdict:
            yield Finding("signature_forged", place, "Подпись контрольной точки не сходится с её текстом.")
    if not keys and not own:
        yield Finding("key_missing", "ledger/keys.txt", "Ключей в пакете нет, и ключ не назван.")


def _leaves(container: Container, findings: list[Finding]) -> list[bytes]:
    leaves = []
    try:
        with container.read(f"{LEDGER}/leaves.txt") as file:
            for number, line in enumerate(_lines(file)):
                digest = bytes.fromhex(line.decode("ascii").strip())
                if len(digest) != _DIGEST:
                    raise ValueError(number)
                leaves.append(digest)
    except (OSError, ValueError):
        findings.append(Finding("missing", "ledger/leaves.txt", f"Отпечатки не прочесть после {len(leaves)}-го."))
    return leaves


def _tree(leaves: Sequence[bytes], head: Head) -> Iterator[Finding]:
    growing = merkle.Frontier()
    for digest in leaves:
        growing.push(merkle.leaf_hash(digest))
    if len(leaves) != head.size:
        text = f"Отпечатков {len(leaves)}, подписано {head.size}: записи вынуты или добавлены."
        yield Finding("log_cut", "ledger/leaves.txt", text)
    elif growing.root() != head.root:
        yield Finding("log_forked", "ledger/leaves.txt", "Отпечатки записей не те, что подписаны школой.")


def _entries(container: Container, leaves: Sequence[bytes], findings: list[Finding]) -> int:
    number, wrong = 0, 0
    decoder = msgspec.json.Decoder(Entry)
    try:
        with container.read(f"{LEDGER}/entries.jsonl") as file:
            for line in _lines(file):
                number += 1
                fault = _fault(decoder, line, leaves)
                if fault is not None:
                    wrong += 1
                    if wrong <= SHOWN:
                        findings.append(fault)
    except OSError:
        findings.append(Finding("missing", "ledger/entries.jsonl", "Записей истории не прочесть."))
    if wrong > SHOWN:
        findings.append(
            Finding("entry_altered", "ledger/entries.jsonl", f"И ещё записей не сходится: {wrong - SHOWN}.")
        )
    return number


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines, one longer than any entry in parts: a file of others must not fill the memory."""
    return iter(lambda: file.readline(_LONGEST_LINE), b"")


def _fault(decoder: msgspec.json.Decoder[Entry], line: bytes, leaves: Sequence[bytes]) -> Finding | None:
    try:
        one = decoder.decode(line)
        values = one.entry.values
        digest = digest_of(values)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return Finding("entry_broken", "ledger/entries.jsonl", f"Строка не читается: {line[:60]!r}.")
    place = f"№ {one.id}"
    if not 0 <= one.index < len(leaves):
        return Finding("entry_added", place, f"Запись {place}: её места среди подписанных нет.")
    if digest != leaves[one.index] or digest is None or not is_proved(values, digest):
        return Finding("entry_altered", place, f"Запись {place} не та, что подписана.")
    return None
