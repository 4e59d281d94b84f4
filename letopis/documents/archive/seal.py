"""The school's signature over a package: a signed note of its tag manifest, which covers all else (ARC-07's beginning).

By the key of the school's log, so that a manifest edited together with its file is found by whoever knows the public
key. The first line keeps it apart from a checkpoint. No certificate stands behind it: a qualified signature does more.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from letopis.documents.archive.findings import Finding
from letopis.kernel.errors import Refused
from letopis.school.history.log import notes
from letopis.school.history.log.keys import keys_of, signer_of
from letopis.school.history.log.notes import NotANote, Verifier

FORM = "letopis.archive/1"
NOTE = "package.note"
COVERED = "tagmanifest-sha256.txt"


def sign(school_id: int, folder: Path) -> None:
    """Write the note beside the tag manifest. Raises Refused where this machine has no key of the school."""
    rows = keys_of(school_id)
    if not rows:
        raise Refused("У журнала истории ещё нет ключа: выполните letopis checkpoint --now.", code="unsigned")
    signer = signer_of(rows[-1])
    name = signer.verifier.name
    text = f"{FORM}\n{name}\n{_digest(folder)}\n"
    (folder / NOTE).write_text(notes.signed(text, name, signer.key), encoding="utf-8", newline="\n")


def check(folder: Path, keys: Sequence[str]) -> Iterator[Finding]:
    """Yield what is wrong with the signature. `keys`: verifier keys, one of which must have signed."""
    try:
        note = notes.parse((folder / NOTE).read_text(encoding="utf-8"))
        digest = _digest(folder)
    except (OSError, UnicodeDecodeError):
        yield Finding("signature_missing", NOTE, "Подписи пакета нет: опись могли изменить вместе с файлами.")
        return
    except NotANote as fault:
        yield Finding("signature_broken", NOTE, f"Подпись пакета повреждена: {fault}.")
        return
    form, _, signed = note.text.rstrip("\n").partition("\n")
    if form != FORM or signed.rpartition("\n")[2] != digest:
        yield Finding("signature_other", NOTE, "Опись пакета не та, что подписана школой.")
    verdicts = [note.is_signed_by(key) for key in _verifiers(keys)]
    if False in verdicts:
        yield Finding("signature_forged", NOTE, "Подпись пакета не сходится с её текстом.")
    elif True not in verdicts:
        yield Finding("key_unknown", NOTE, "Пакет подписан не этим ключом: сверьте ключ со школой.")


def _verifiers(texts: Sequence[str]) -> Iterator[Verifier]:
    """Those that are keys; of the others it is said elsewhere."""
    for text in texts:
        try:
            yield Verifier.of(text)
        except NotANote:
            continue


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 of the tag manifest, "" where it cannot be read."""
    try:
        return _digest(folder)
    except OSError:
        return ""


def _digest(folder: Path) -> str:
    return hashlib.sha256((folder / COVERED).read_bytes()).hexdigest()
