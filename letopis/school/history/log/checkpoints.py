"""Making checkpoints: the worker does it each minute, `letopis checkpoint --now` at once.

A log must never sign two trees that do not go on from each other (tlog-checkpoint). So before it signs it looks back:
at the newest checkpoint of the base, and at the last one that this machine has signed, which is kept beside the key:
a base set back to an older copy is found before anything of it is signed.
"""

import logging
import os
from pathlib import Path

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Max

from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.school.history import merkle
from letopis.school.history.log import keys, notes
from letopis.school.history.log.keys import Signer
from letopis.school.history.log.notes import Head, NotANote, Verifier
from letopis.school.history.log.tree import StoredTree, entries_by_id, grow
from letopis.school.history.models import Checkpoint, Entry, LogKey
from letopis.school.organisation.models import School

log = logging.getLogger("letopis.log")

_told: dict[int, str] = {}  # what was wrong with a school's log the last time: said once, not each minute


class LogFault(Refused):
    """The log does not go on from what was signed before: nothing is signed. `code`: log_cut, log_forked, …"""


def checkpoint_all() -> list[Checkpoint]:
    """Make the checkpoint of every school that has new entries; the worker does it each minute.

    What keeps one school from it (a key that is not there) is written to the program's log once, and holds up no other.
    """
    made = []
    for school_id in School.objects.order_by("pk").values_list("pk", flat=True):
        try:
            checkpoint = make_checkpoint(school_id)
        except Refused as refusal:
            if _told.get(school_id) != refusal.message:
                log.error("School %s: %s", school_id, refusal.message)
            _told[school_id] = refusal.message
            continue
        _told.pop(school_id, None)
        if checkpoint is not None:
            made.append(checkpoint)
    return made


def newest(school_id: int) -> Checkpoint | None:
    """Return the newest checkpoint of the school."""
    return Checkpoint.objects.filter(school=school_id).order_by("-number").first()


def unsigned(school_id: int) -> int:
    """Return how many entries no checkpoint of the school covers yet."""
    last = newest(school_id)
    return entries_by_id(school_id).filter(id__gt=last.last_entry_id if last else 0).count()


def make_checkpoint(school_id: int) -> Checkpoint | None:
    """Sign the tree with what was entered since the last checkpoint; None when there is nothing, or no calm moment.

    An entry gets its id before its transaction commits: a checkpoint may only reach to an id below which none is on
    its way. Raises KeyFault, LogFault: nothing is signed then, the message says why.
    """
    previous = newest(school_id)
    try:
        settled = settled_id()
        if not _has_new(school_id, previous, settled):
            return None
        signer = _signer(school_id)
        if previous is None:
            settled = settled_id()  # the first key has just been entered
        grow(school_id, settled)
        return _sign(school_id, settled, [signer])
    except (OperationalError, IntegrityError):  # writers are at work; another worker has just made it
        return None


def rotate(school_id: int, *, reason: str, lost: bool = False) -> Checkpoint | None:
    """Put a new key in force and sign the tree with it, and for the last time with the old one unless it is `lost`.

    Whoever knows only the old key can so follow to the new one. Raises KeyFault where the old key is not there and
    `lost` was not said, LogFault where the base does not go on from what was signed.
    """
    rows = keys.keys_of(school_id)
    if not rows:
        raise Refused("У журнала истории ещё нет ключа: он появится с первой контрольной точкой.")
    old = [] if lost else [keys.signer_of(rows[-1])]
    _check_before(school_id, old)
    new = keys.rotate(school_id, reason=reason)
    made = None
    try:
        settled = settled_id()
        grow(school_id, settled)
        made = _sign(school_id, settled, [*old, new])
    except OperationalError:  # writers are at work: the next minute signs, with the new key
        pass
    keys.forget(rows[-1])
    last_file(rows[-1]).unlink(missing_ok=True)
    return made


def _has_new(school_id: int, previous: Checkpoint | None, settled: int) -> bool:
    after_id = previous.last_entry_id if previous else 0
    return entries_by_id(school_id).filter(id__gt=after_id, id__lte=settled).exists()


def _signer(school_id: int) -> Signer:
    rows = keys.keys_of(school_id)
    return keys.signer_of(rows[-1]) if rows else keys.make_first(school_id)


def _sign(school_id: int, settled: int, signers: list[Signer]) -> Checkpoint | None:
    in_force = signers[-1]
    with transaction.atomic():
        previous = Checkpoint.objects.filter(school=school_id).select_for_update().order_by("-number").first()
        last_id = entries_by_id(school_id).filter(id__lte=settled).order_by("-id").values_list("id", flat=True).first()
        if last_id is None or (previous and last_id <= previous.last_entry_id and len(signers) == 1):
            return None
        tree = StoredTree(school_id, last_id)
        _check_goes_on(tree, previous, signers)
        head = Head(in_force.verifier.name, tree.size, merkle.root_at(tree, tree.size))
        made = Checkpoint(
            school_id=school_id,
            number=previous.number + 1 if previous else 1,
            size=head.size,
            last_entry_id=last_id,
            root=head.root,
            at=now(),
            note=notes.signed(head.text, head.origin, *(signer.key for signer in signers)),
        )
        made.save(force_insert=True)
        # Before the commit: what was once signed is remembered here even if the base loses it.
        _keep_last(in_force.row, made.note)
    return made


# ── looking back before signing ───────────────────────────────────────


def _check_before(school_id: int, signers: list[Signer]) -> None:
    previous = newest(school_id)
    if previous is not None:
        _check_goes_on(StoredTree(school_id, previous.last_entry_id), previous, signers)


def _check_goes_on(tree: StoredTree, previous: Checkpoint | None, signers: list[Signer]) -> None:
    """Raise LogFault unless the tree goes on from the base's newest checkpoint and from the last one signed here."""
    try:
        if previous is not None:
            _check_head(tree, Head("", previous.size, bytes(previous.root)), f"контрольную точку № {previous.number}")
        for signer in signers:
            last = last_signed(signer.row)
            if last is not None:
                _check_head(tree, last, "последнюю точку, подписанную на этом сервере")
    except LookupError as gap:
        raise LogFault(
            f"Дерево журнала истории неполно ({gap}). Ничего не подписано. Выполните letopis verify --full.",
            code="tile_missing",
        ) from None


def _check_head(tree: StoredTree, head: Head, words: str) -> None:
    advice = (
        "Ничего не подписано. Выполните letopis verify --full. Если базу вернули из копии и другой нет, начните "
        "с новым ключом: letopis log_key --rotate --lost --reason «база возвращена из копии …»."
    )
    if head.size > tree.size:
        raise LogFault(
            f"База отстала: {words} подписали на {head.size} записях, в истории их {tree.size}. {advice}",
            code="log_cut",
        )
    if merkle.root_at(tree, head.size) != head.root:
        raise LogFault(
            f"История не продолжает {words}: первые {head.size} записей уже не те. {advice}", code="log_forked"
        )


def last_file(row: LogKey) -> Path:
    """Return the file that keeps the last checkpoint signed with this key on this machine."""
    return keys.file_of(row).with_suffix(".last")


def last_signed(row: LogKey) -> Head | None:
    """Return the last checkpoint signed here with this key; None where there is none, or not one of this key."""
    try:
        note = notes.parse(last_file(row).read_text(encoding="utf-8"))
        if note.is_signed_by(Verifier.of(row.verifier)):
            return notes.head_of(note)
    except (OSError, UnicodeDecodeError, NotANote):
        pass
    return None


def _keep_last(row: LogKey, note: str) -> None:
    """Keep what was signed beside the key; in one step, so that a crash leaves the one before."""
    file = last_file(row)
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.write_text(note, encoding="utf-8")
    fresh.chmod(0o600)
    fresh.replace(file)


# ── what is settled ───────────────────────────────────────────────────


def settled_id() -> int:
    """Return the highest id of an entry below which no transaction is still writing.

    SQLite has one writer at a time: what is visible is settled. On PostgreSQL a SHARE lock waits for the writers under
    way; held up longer than a second and a half it gives up (OperationalError), lest new writers queue behind it.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # Longer than PostgreSQL's deadlock_timeout (1 s): an automatic VACUUM or ANALYZE gives way by then.
                cursor.execute("SET LOCAL lock_timeout = '1500ms'")
                cursor.execute("LOCK TABLE history_entry IN SHARE MODE")
        return Entry.objects.aggregate(last=Max("id"))["last"] or 0
