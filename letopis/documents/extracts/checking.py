"""Whether an extract is what the school signed: without the base, by the file, a key and, where at hand, checkpoints.

Pure. Each fault has words of its own. An extract proves what it holds. It does not prove that nothing else was entered,
nor anything about the time after its checkpoint.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from letopis.documents.extracts.cosigners import check_cosigners
from letopis.documents.extracts.form import Earlier, Extract, Line
from letopis.documents.extracts.named import as_signed
from letopis.documents.extracts.stamped import check_stamp
from letopis.documents.signatures.certificates import Certificate
from letopis.school.history import merkle
from letopis.school.history.canonical import digest_of, is_proved
from letopis.school.history.log import notes
from letopis.school.history.log.notes import Head, NotANote, Verifier

_HASH = 32


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` names the kind; `message` (Russian) says which entry or checkpoint, and what it means."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. `trusted`: a key or a checkpoint from outside the file vouches for it; `told`: remarks."""

    faults: tuple[Fault, ...]
    trusted: bool
    head: Head | None = None
    told: tuple[str, ...] = field(default=())

    @property
    def is_whole(self) -> bool:
        """Nothing was found."""
        return not self.faults


def check(
    extract: Extract,
    *,
    keys: Sequence[str] = (),
    checkpoints: Sequence[tuple[str, str]] = (),
    witnesses: Sequence[str] = (),
    quorum: int | None = None,
    trust: Sequence[Certificate] | None = None,
) -> Checked:
    """Check an extract. `keys`: verifier keys that the reader trusts; `checkpoints`: (name, text) somebody kept.

    `witnesses`: keys of those, `quorum` of whom must have cosigned the checkpoint (None: all). `trust`: certificates
    that the authority of the time stamp must lead to.
    """
    try:
        note = notes.parse(extract.checkpoint)
        head = notes.head_of(note)
    except NotANote as fault:
        return Checked(
            (Fault("checkpoint_broken", f"Контрольная точка в выписке повреждена: {fault}."),), trusted=False
        )
    faults = list(_signed(extract, note, head, keys))
    cosigned = check_cosigners(note, head, witnesses=witnesses, quorum=quorum)
    faults += [Fault(code, message) for code, message in cosigned.faults]
    faults += [fault for line in extract.entries for fault in _entry(line, head)]
    faults += _order(extract.entries)
    faults += [fault for one in extract.earlier for fault in _earlier(extract, one, head)]
    stamped = check_stamp(extract, [head, *_heads(extract.earlier)], trust)
    faults += [Fault(code, message) for code, message in stamped.faults]
    told, vouched = [*cosigned.told, *stamped.told], bool(keys)
    for name, text in checkpoints:
        found = _kept(extract, head, name, text)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            told.append(found)
            vouched = True
    return Checked(tuple(faults), vouched and not faults, head, tuple(told))


# ── the signature ─────────────────────────────────────────────────────
def _signed(extract: Extract, note: notes.Note, head: Head, keys: Sequence[str]) -> Iterator[Fault]:
    for text in keys or extract.keys[-1:]:
        try:
            verifier = Verifier.of(text)
        except NotANote as fault:
            yield Fault("key_broken", f"{text[:40]}…: {fault}.")
            continue
        if verifier.name != head.origin:
            yield Fault("key_other", f"Ключ {verifier.name} — другого журнала: выписка подписана как {head.origin}.")
            continue
        is_right = note.is_signed_by(verifier)
        if is_right is None:
            yield Fault("key_unknown", "Контрольная точка подписана не этим ключом: сверьте ключ со школой.")
        elif not is_right:
            yield Fault("signature_forged", "Подпись контрольной точки не сходится с её текстом: точка изменена.")
    if not keys and not extract.keys:
        yield Fault("key_missing", "В выписке нет открытого ключа, и он не назван: подпись проверить нечем.")


# ── the entries ───────────────────────────────────────────────────────
def _entry(line: Line, head: Head) -> Iterator[Fault]:
    try:
        values = line.entry.values
        digest = digest_of(values)
    except ValueError:
        digest = None
    if digest is None:
        yield Fault("entry_broken", f"Запись № {line.id} не читается: повреждена или другой версии.")
        return
    path = _path(line.path)
    leaf = merkle.leaf_hash(digest)
    if path is None or merkle.root_from_inclusion(leaf, line.index, head.size, path) != head.root:
        yield Fault(
            "entry_altered",
            f"Запись № {line.id} не та, что подписана: изменена она сама, её место или путь к корню.",
        )
    elif not is_proved(values, digest):
        yield Fault(
            "entry_altered",
            f"Запись № {line.id}: сказано, что её содержание уничтожено, а оно есть, или соль не той длины.",
        )


def _order(lines: Sequence[Line]) -> Iterator[Fault]:
    """Entries of one row go on from one another; none of them stands twice."""
    last: dict[tuple[str, int], Line] = {}
    for line in sorted(lines, key=lambda one: one.index):
        row = (line.entry.kind, line.entry.object)
        before = last.get(row)
        if before is not None and before.index == line.index:
            yield Fault("entry_twice", f"Запись № {line.id} стоит в выписке дважды.")
        elif before is not None and not _goes_on(before, line):
            yield Fault(
                "entry_gap",
                f"Запись № {line.id} не продолжает № {before.id}: между ними в выписке чего-то не хватает.",
            )
        last[row] = line


def _goes_on(before: Line, after: Line) -> bool:
    """What an act has destroyed says nothing."""
    if before.entry.content is not None or after.entry.content is not None:
        return True
    return before.entry.after == after.entry.before


# ── checkpoints beside it ─────────────────────────────────────────────
def _earlier(extract: Extract, one: Earlier, head: Head) -> Iterator[Fault]:
    try:
        note = notes.parse(one.checkpoint)
        old = notes.head_of(note)
    except NotANote as fault:
        yield Fault("earlier_broken", f"Прежняя контрольная точка в выписке повреждена: {fault}.")
        return
    path = _path(one.path)
    leads = path is not None and merkle.is_consistent(old.size, head.size, old.root, head.root, path)
    if old.origin != head.origin or not leads:
        yield Fault("earlier_forked", f"Прежняя точка на {old.size} записях не ведёт к точке выписки.")
        return
    verdicts = [note.is_signed_by(Verifier.of(key)) for key in extract.keys if _is_key(key)]
    if False in verdicts or True not in verdicts:
        yield Fault("earlier_forged", f"Прежняя точка на {old.size} записях не подписана ключом из выписки.")


def _kept(extract: Extract, head: Head, name: str, text: str) -> Fault | str:
    """What a checkpoint that somebody kept says of the extract."""
    try:
        kept = notes.head_of(notes.parse(as_signed(text)))
    except NotANote as fault:
        return Fault("not_a_checkpoint", f"{name}: это не контрольная точка: {fault}.")
    if kept.origin != head.origin:
        return Fault("other_log", f"{name}: контрольная точка другого журнала ({kept.origin}).")
    known = {head.size: head.root, **{old.size: old.root for old in _heads(extract.earlier)}}
    if kept.size not in known:
        return Fault(
            "not_reached",
            f"{name}: в выписке нет пути от этой точки ({kept.size} записей). Попросите выписку с ней: "
            f"letopis proof mark … --since {name}.",
        )
    if known[kept.size] != kept.root:
        return Fault("split_view", f"{name}: вам и выписке показали две разные истории. Сохраните оба файла.")
    return f"{name}: выписка продолжает эту контрольную точку ({kept.size} записей)."


def _heads(earlier: Sequence[Earlier]) -> Iterator[Head]:
    """Those that can be read; of the others a fault is told already."""
    for one in earlier:
        with suppress(NotANote):
            yield notes.head_of(notes.parse(one.checkpoint))


def _path(lines: Sequence[str]) -> list[bytes] | None:
    path = [notes.decoded(line) for line in lines]
    return path if all(len(one) == _HASH for one in path) else None


def _is_key(text: str) -> bool:
    try:
        Verifier.of(text)
    except NotANote:
        return False
    return True
