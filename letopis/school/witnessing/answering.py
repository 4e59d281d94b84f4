"""Our side as a witness: what a log shows is checked against what it has shown before, then cosigned (tlog-witness).

Nothing is told but what the protocol says, and nothing personal is in it. What is no checkpoint of a log that the
school has named costs a reading; only a rightly signed one takes the lock, in which the last head is compared and
replaced: of two requests at once one sees the other's head, so that no two histories are ever cosigned.
"""

from dataclasses import dataclass

from django.db import transaction

from letopis.kernel.clock import now
from letopis.school.history import merkle
from letopis.school.history.log.cosignatures import Cosigner, cosigned
from letopis.school.history.log.notes import Head, NotANote, Note, Verifier
from letopis.school.witnessing import keys, refusals
from letopis.school.witnessing.enums import RefusalKind
from letopis.school.witnessing.models import WatchedLog, WitnessKey
from letopis.school.witnessing.protocol import SIZE_TYPE, Submission, origin_hash, read_submission

_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of HTTP: status, body, its type."""

    status: int
    body: str
    kind: str = _TEXT


def answer(node: str, body: bytes) -> Answer:
    """Answer `add-checkpoint` for the witness of this name. Raises KeyFault where it cannot sign just now."""
    witness = WitnessKey.objects.filter(node=node).first()
    if witness is None:
        return Answer(404, "no such witness\n")
    try:
        asked = read_submission(body)
    except ValueError:
        return Answer(400, "malformed request\n")
    log = WatchedLog.objects.filter(school=witness.school_id, origin=asked.head.origin, ended_at__isnull=True).first()
    if log is None:
        return Answer(404, "unknown log\n")
    if not is_signed_by_log(asked.note, log.verifiers):
        return Answer(403, "not signed by a key of the log\n")
    if asked.old > asked.head.size:
        return Answer(400, "old size beyond the checkpoint\n")
    return _cosign(witness, log.pk, asked)


def is_signed_by_log(note: Note, verifiers: str) -> bool:
    """Return whether one of the log's keys has signed, and none of them wrongly."""
    verdicts = [note.is_signed_by(Verifier.of(one)) for one in verifiers.split()]
    return True in verdicts and False not in verdicts


@transaction.atomic
def _cosign(witness: WitnessKey, log_id: int, asked: Submission) -> Answer:
    log = WatchedLog.objects.select_for_update().get(pk=log_id)
    seen, text = keys.latest(witness, log)
    size = seen.size if seen else 0
    log.seen_at = now()
    if asked.old != size:
        _note_conflict(log, asked, seen, text)
        log.save(update_fields=["seen_at"])
        return Answer(409, f"{size}\n", SIZE_TYPE)
    if not _goes_on(asked, seen):
        is_fork = seen is not None and asked.head.size == size
        kind = RefusalKind.FORKED if is_fork else RefusalKind.NOT_ON
        if seen is not None:
            refusals.keep(log, kind, known=(size, text), shown=(asked.head.size, asked.checkpoint))
        log.save(update_fields=["seen_at"])
        return Answer(422, "the checkpoint does not go on from what was seen\n")
    return _signed(witness, log, asked)


def _note_conflict(log: WatchedLog, asked: Submission, seen: Head | None, text: str) -> None:
    """The sizes do not fit, which may happen to an honest log; what cannot is kept."""
    if seen is None or asked.head.size > seen.size:
        return
    if asked.head.size < seen.size:
        kind = RefusalKind.BEHIND
    elif asked.head.root != seen.root:
        kind = RefusalKind.FORKED
    else:
        return
    refusals.keep(log, kind, known=(seen.size, text), shown=(asked.head.size, asked.checkpoint))


def _goes_on(asked: Submission, seen: Head | None) -> bool:
    head = asked.head
    if head.size == 0 and head.root != merkle.EMPTY:
        return False
    if seen is None or seen.size == 0:
        return not asked.proof
    return merkle.is_consistent(seen.size, head.size, seen.root, head.root, asked.proof)


def _signed(witness: WitnessKey, log: WatchedLog, asked: Submission) -> Answer:
    """Sign, keep what was signed here and in the base, then answer."""
    name = Cosigner.of(witness.verifier).name
    line = cosigned(asked.note.text, name, keys.signer_of(witness), int(now().timestamp()))
    log.size, log.root = asked.head.size, asked.head.root
    log.note = _own_lines(asked, log) + line
    log.save(update_fields=["size", "root", "note", "seen_at"])
    # Before the commit: what was once cosigned is remembered here even if the base loses it.
    keys.keep_last(witness, log, log.note)
    return Answer(200, line)


def _own_lines(asked: Submission, log: WatchedLog) -> str:
    """The checkpoint with the log's own signatures; those of others, who may be anybody, are left out."""
    known = {(one.name, one.key_id) for one in map(Verifier.of, log.verifiers.split())}
    lines = asked.checkpoint.rpartition("\n\n")[2].removesuffix("\n").split("\n")
    kept = [
        f"{line}\n" for line, one in zip(lines, asked.note.signatures, strict=True) if (one.name, one.key_id) in known
    ]
    return f"{asked.note.text}\n{''.join(kept)}"


def newest_of(node: str, hashed: str) -> str | None:
    """Return the checkpoint of a log that was cosigned last, both signatures with it; None where there is none.

    Raises KeyFault where the base names one that was never cosigned.
    """
    witness = WitnessKey.objects.filter(node=node).first()
    if witness is None:
        return None
    logs = WatchedLog.objects.filter(school=witness.school_id, ended_at__isnull=True, root__isnull=False)
    log = next((one for one in logs if origin_hash(one.origin) == hashed), None)
    return keys.latest(witness, log)[1] if log else None


def keys_in(text: str) -> list[Verifier]:
    """Return the keys of a log as they are typed, one a line; all of one name. Raises NotANote."""
    found = [Verifier.of(one) for one in text.split()]
    if not found or len({one.name for one in found}) != 1:
        raise NotANote("нужны открытые ключи одного журнала, каждый с новой строки")
    return found
