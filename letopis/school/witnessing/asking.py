"""Our checkpoints are taken to the witnesses: after each new one, once a day besides, again where one was away.

The work of the school waits for none of it. No transaction is open while the network is asked.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django_tasks import task

from letopis.kernel.actor import Actor
from letopis.kernel.background import hand_over, is_under_way
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.history import merkle
from letopis.school.history.log import notes
from letopis.school.history.log.checkpoints import newest
from letopis.school.history.log.cosignatures import Cosigner, Forged
from letopis.school.history.log.keys import keys_of
from letopis.school.history.log.notes import Head, NotANote, Verifier
from letopis.school.history.log.tree import StoredTree
from letopis.school.history.models import Checkpoint
from letopis.school.witnessing import refusals, rules
from letopis.school.witnessing.enums import RefusalKind
from letopis.school.witnessing.models import Cosignature, Witness
from letopis.school.witnessing.protocol import (
    SIZE_TYPE,
    cosignatures_in,
    origin_hash,
    read_size,
    submission_of,
)
from letopis.school.witnessing.transport import Reply, Unreachable, send

log = logging.getLogger("letopis.witnesses")

ATTEMPTS = 3  # of one asking: the size is learnt, the checkpoint is renewed
_SAID = {
    400: "не разобрал запрос",
    403: "не знает нашего ключа: передайте ему открытый ключ журнала",
    404: "не знает нашего журнала: попросите назвать его",
    429: "просит спрашивать реже",
}


class _Failed(Exception):
    """The witness has not cosigned; the message (Russian) says why."""


# ── when ──────────────────────────────────────────────────────────────


def begin_due() -> None:
    """Give the worker what is to be asked now; it looks each minute. Without witnesses nothing happens."""
    if due() and not is_under_way(carry_out):
        carry_out.enqueue()


def begin_asked(actor: Actor) -> None:
    """Ask all witnesses of the school at once. Raises NotVisible, Refused: it is being done already."""
    if not actor.may(Right.SET_SCHOOL):
        raise NotVisible
    if is_under_way(carry_out):
        raise Refused("Свидетелей уже спрашивают. Обновите страницу через минуту.", code="busy")
    Witness.objects.filter(school=actor.school_id, ended_at__isnull=True).update(asked_at=None)
    hand_over(carry_out)


def due() -> list[Witness]:
    """Return the witnesses that are to be asked now. Two queries, and one for each school with witnesses."""
    rows = list(Witness.objects.filter(ended_at__isnull=True))
    heads = {school_id: newest(school_id) for school_id in {one.school_id for one in rows}}
    signed = set(
        Cosignature.objects.filter(checkpoint__in=[one for one in heads.values() if one]).values_list(
            "witness_id", flat=True
        )
    )
    return [
        one
        for one in rows
        if heads[one.school_id]
        and rules.is_due(
            now(),
            asked_at=one.asked_at,
            answered_at=one.answered_at,
            failures=one.failures,
            is_cosigned=one.pk in signed,
        )
    ]


@task()
def carry_out() -> None:
    """Ask every witness that is due."""
    for witness in due():
        ask(witness)


# ── asking ────────────────────────────────────────────────────────────


def ask(witness: Witness) -> bool:
    """Have the newest checkpoint cosigned; say whether it was. What came of it is kept at the witness."""
    asked_at = now()
    try:
        checkpoint, at, line = _cosigned(witness)
    except (_Failed, Unreachable) as failed:
        fault = str(failed)[:300]
        if fault != witness.fault:
            log.warning("School %s: witness %s: %s", witness.school_id, witness.pk, fault)
        witness.asked_at, witness.fault, witness.failures = asked_at, fault, witness.failures + 1
        witness.save(update_fields=["asked_at", "fault", "failures"])
        return False
    with transaction.atomic():
        Cosignature.objects.update_or_create(
            checkpoint=checkpoint,
            witness=witness,
            defaults={"at": at, "line": line, "school_id": witness.school_id},
        )
        witness.asked_at, witness.answered_at, witness.failures, witness.fault = asked_at, now(), 0, ""
        witness.size = checkpoint.size
        witness.save(update_fields=["asked_at", "answered_at", "failures", "fault", "size"])
    return True


def _cosigned(witness: Witness) -> tuple[Checkpoint, datetime, str]:
    """The checkpoint that it has cosigned, when and how. Raises _Failed, Unreachable."""
    old = witness.size
    for _ in range(ATTEMPTS):
        checkpoint = newest(witness.school_id)
        if checkpoint is None:
            raise _Failed("подписывать ещё нечего")
        if old > checkpoint.size:
            # What was remembered of it, or what it has said, is more than there is here.
            old = _seen_by(witness, checkpoint)
            if old > checkpoint.size:
                raise _refused(witness, RefusalKind.AHEAD, old, checkpoint)
        reply = send("POST", f"{witness.address}/add-checkpoint", _request(old, checkpoint))
        if reply.status == 200:
            at, line = _line(witness, checkpoint, reply)
            return checkpoint, at, line
        if reply.status != 409:
            raise _not_cosigned(witness, old, checkpoint, reply)
        old = _size_of(reply, old)
        if 0 < old <= checkpoint.size and not _is_ours(checkpoint.school_id, old):
            _refused(witness, RefusalKind.UNKNOWN, old, checkpoint)
    raise _Failed("называет каждый раз другую точку")


def _request(old: int, checkpoint: Checkpoint) -> bytes:
    path: list[bytes] = []
    if 0 < old < checkpoint.size:
        try:
            path = merkle.consistency_proof(
                StoredTree(checkpoint.school_id, checkpoint.last_entry_id), old, checkpoint.size
            )
        except LookupError:
            raise _Failed("дерево журнала истории неполно: letopis verify --full") from None
    return submission_of(old, path, checkpoint.note)


def _seen_by(witness: Witness, checkpoint: Checkpoint) -> int:
    """The size that the witness has seen last: it says so where one asks as if it had seen none."""
    reply = send("POST", f"{witness.address}/add-checkpoint", _request(0, checkpoint))
    return _size_of(reply, 0) if reply.status == 409 else 0


def _size_of(reply: Reply, old: int) -> int:
    try:
        size = read_size(reply.body)
    except ValueError:
        raise _Failed("ответил не по правилам") from None
    if reply.kind != SIZE_TYPE or size == old:
        raise _Failed("ответил не по правилам")
    return size


def _line(witness: Witness, checkpoint: Checkpoint, reply: Reply) -> tuple[datetime, str]:
    """Its cosignature among the lines of the answer; those of keys that we do not know are passed over."""
    cosigner = Cosigner.of(witness.verifier)
    try:
        note = cosignatures_in(checkpoint.note, reply.body)
        at = cosigner.time_of(note)
    except NotANote:
        raise _Failed("ответил не по правилам") from None
    except Forged:
        raise _Failed("прислал подпись, которая не сходится с текстом") from None
    if at is None:
        raise _Failed("подписал не тем ключом, что назван здесь")
    for line in reply.body.decode().split("\n"):
        one = cosignatures_in(checkpoint.note, f"{line}\n".encode()) if line else None
        if one is not None and cosigner.time_of(one) == at:
            return _moment(at), f"{line}\n"
    raise _Failed("ответил не по правилам")


def _moment(at: int) -> datetime:
    """The time of a cosignature; what no calendar holds is as good as the end of it."""
    return datetime.fromtimestamp(min(at, 253_402_300_799), UTC)


def _is_ours(school_id: int, size: int) -> bool:
    return Checkpoint.objects.filter(school=school_id, size=size).exists()


# ── refused ───────────────────────────────────────────────────────────


def _not_cosigned(witness: Witness, old: int, checkpoint: Checkpoint, reply: Reply) -> _Failed:
    if reply.status == 422:
        return _refused(witness, RefusalKind.REFUSED, old, checkpoint)
    return _Failed(_SAID.get(reply.status, f"ответил кодом {reply.status}"))


def _refused(witness: Witness, kind: RefusalKind, size: int, checkpoint: Checkpoint) -> _Failed:
    """Keep that it has seen another history, with the head that it has seen, if it shows it."""
    seen = seen_head(witness)
    text = seen[1] if seen else ""
    if seen and seen[0].size == checkpoint.size and seen[0].root != bytes(checkpoint.root):
        kind = RefusalKind.FORKED
    refusals.keep(witness, kind, known=(seen[0].size if seen else size, text), shown=(checkpoint.size, checkpoint.note))
    return _Failed(f"{RefusalKind(kind).label.lower()}: {size}, в базе {checkpoint.size}")


def seen_head(witness: Witness) -> tuple[Head, str] | None:
    """Return what the witness has cosigned last, if it shows it and a key of ours has signed it; with its text."""
    rows = keys_of(witness.school_id)
    verifiers = [Verifier.of(row.verifier) for row in rows]
    if not verifiers:
        return None
    try:
        reply = send("GET", f"{witness.address}/{origin_hash(verifiers[-1].name)}/checkpoint")
        text = reply.body.decode()
        note = notes.parse(text)
        head = notes.head_of(note)
    except (Unreachable, UnicodeDecodeError, NotANote):
        return None
    is_right = reply.status == 200 and head.origin == verifiers[-1].name
    return (head, text) if is_right and any(note.is_signed_by(one) for one in verifiers) else None


# ── after a restoration ───────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Told:
    """What a witness says of the size that it has seen; `fault`: why it says nothing."""

    school_id: int
    name: str
    size: int = 0
    fault: str = ""


def sizes_seen() -> list[Told]:
    """Return what the witnesses of all schools have seen last: a base put back may be older than that."""
    told = []
    for witness in Witness.objects.filter(ended_at__isnull=True):
        checkpoint = newest(witness.school_id)
        if checkpoint is None:
            continue
        try:
            seen = seen_head(witness)
            size = seen[0].size if seen else _seen_by(witness, checkpoint)
            told.append(Told(witness.school_id, witness.name, size))
        except (_Failed, Unreachable) as failed:
            told.append(Told(witness.school_id, witness.name, fault=str(failed)))
    return told
