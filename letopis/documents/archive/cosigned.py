"""The checkpoint of a package that witnesses have cosigned: it must be of the same leaves. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from letopis.documents.archive.container import Container
from letopis.documents.archive.findings import Finding
from letopis.documents.archive.ledger import COSIGNED
from letopis.documents.extracts.cosigners import check_cosigners
from letopis.school.history import merkle
from letopis.school.history.log import notes
from letopis.school.history.log.notes import Head, NotANote, Note, Verifier

PLACE = f"ledger/{COSIGNED}"
_MOST = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Cosigned:
    """Keys of the witnesses that the reader names, and how many of them will do; None: all."""

    witnesses: Sequence[str] = ()
    quorum: int | None = None


def check_cosigned(
    container: Container, newest: Note, leaves: Sequence[bytes], keys: Sequence[str], cosigned: Cosigned
) -> Iterator[Finding]:
    """Yield what is wrong with the checkpoint that was cosigned: `cosigned.txt`, else the newest itself."""
    try:
        note = _own(container)
        head = notes.head_of(note or newest)
    except (OSError, UnicodeDecodeError, NotANote) as fault:
        yield Finding("checkpoint_broken", PLACE, f"Заверенная контрольная точка повреждена: {fault}.")
        return
    if note is not None:
        yield from _of_the_same(note, head, leaves, keys)
    found = check_cosigners(note or newest, head, witnesses=cosigned.witnesses, quorum=cosigned.quorum)
    for code, message in found.faults:
        yield Finding(code, PLACE if note else "ledger/checkpoint.txt", message)


def _own(container: Container) -> Note | None:
    if f"data/{PLACE}" not in container.payload:
        return None
    with container.read(f"data/{PLACE}") as file:
        return notes.parse(file.read(_MOST).decode())


def _of_the_same(note: Note, head: Head, leaves: Sequence[bytes], keys: Sequence[str]) -> Iterator[Finding]:
    """Signed by a key of the log, and over the first leaves of the package."""
    verdicts = [note.is_signed_by(Verifier.of(one)) for one in keys if _is_key(one)]
    if True not in verdicts or False in verdicts:
        yield Finding("signature_forged", PLACE, "Заверенную точку подписал не этот журнал.")
    root = merkle.fold([merkle.leaf_hash(one) for one in leaves[: head.size]])
    if head.size > len(leaves) or root != head.root:
        yield Finding("log_forked", PLACE, "Заверена другая история: отпечатки пакета ведут не к этой точке.")


def _is_key(text: str) -> bool:
    try:
        Verifier.of(text)
    except NotANote:
        return False
    return True
