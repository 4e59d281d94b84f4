"""Naming witnesses and logs, letting them go, settling a refusal: each an entry of the ledger."""

from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.text import clean
from letopis.school.history.ledger import record
from letopis.school.history.log.cosignatures import Cosigner
from letopis.school.history.log.keys import keys_of
from letopis.school.history.log.notes import NotANote, Verifier
from letopis.school.history.tracking import snapshot
from letopis.school.witnessing import keys, rules
from letopis.school.witnessing.answering import keys_in
from letopis.school.witnessing.models import Refusal, WatchedLog, Witness
from letopis.school.witnessing.policy import require

Row = TypeVar("Row", Witness, WatchedLog)
MOST = 16  # witnesses, and logs watched, of a school
LONGEST_REASON = 500

# ── our witnesses ─────────────────────────────────────────────────────


@transaction.atomic
def name_witness(actor: Actor, *, name: str, address: str, verifier: str) -> Witness:
    """Name somebody who shall cosign our checkpoints. Raises NotVisible, Refused."""
    require(actor, Right.SET_SCHOOL)
    row = Witness(school_id=actor.school_id, name=_name(name), address=_address(address), since=now())
    row.verifier = _cosigner(actor, verifier)
    there = Witness.objects.filter(school=actor.school_id, ended_at__isnull=True)
    if there.filter(verifier=row.verifier).exists():
        raise Refused("Свидетель с этим ключом уже назван.", code="twice", field="verifier")
    _require_room(there.count())
    row.save()
    record(actor, row, "create")
    return row


@transaction.atomic
def change_witness(actor: Actor, witness_id: int, *, name: str, address: str) -> Witness:
    """Change how a witness is called and where it is; one with another key is another witness. NotVisible, Refused."""
    require(actor, Right.SET_SCHOOL)
    row = _in_force(Witness.objects.filter(school=actor.school_id), witness_id)
    before = snapshot(row)
    row.name, row.address = _name(name), _address(address)
    if snapshot(row) != before:
        row.asked_at, row.failures = None, 0
        row.save()
        record(actor, row, "change", before=before)
    return row


@transaction.atomic
def end_witness(actor: Actor, witness_id: int, *, reason: str) -> None:
    """Ask a witness no more; what it has cosigned stays. Raises NotVisible, Refused."""
    require(actor, Right.SET_SCHOOL)
    row = _in_force(Witness.objects.filter(school=actor.school_id), witness_id)
    _end(actor, row, reason)


# ── logs that we watch ────────────────────────────────────────────────


@transaction.atomic
def watch_log(actor: Actor, *, name: str, verifiers: str) -> WatchedLog:
    """Name a log whose checkpoints we cosign from now on; with the first one the key of the witness is made.

    Raises NotVisible, Refused.
    """
    require(actor, Right.SET_SCHOOL)
    found = _verifiers(verifiers)
    row = WatchedLog(school_id=actor.school_id, name=_name(name), origin=found[0].name, since=now())
    row.verifiers = "\n".join(map(str, found))
    if any(Verifier.of(one.verifier).name == row.origin for one in keys_of(actor.school_id)):
        raise Refused("Это ключ вашего собственного журнала: свидетель — кто-то другой.", code="own", field="verifiers")
    there = WatchedLog.objects.filter(school=actor.school_id, ended_at__isnull=True)
    if there.filter(origin=row.origin).exists():
        raise Refused("Этот журнал уже назван.", code="twice", field="verifiers")
    _require_room(there.count())
    keys.make(actor)
    row.save()
    record(actor, row, "create")
    return row


@transaction.atomic
def change_log(actor: Actor, log_id: int, *, name: str, verifiers: str) -> WatchedLog:
    """Change how a log is called and which keys are its; its name as a log stays. Raises NotVisible, Refused."""
    require(actor, Right.SET_SCHOOL)
    row = _in_force(WatchedLog.objects.filter(school=actor.school_id), log_id)
    before = snapshot(row)
    found = _verifiers(verifiers)
    if found[0].name != row.origin:
        raise Refused(
            f"Это ключ другого журнала ({found[0].name}). Назовите его отдельно.", code="other_log", field="verifiers"
        )
    row.name, row.verifiers = _name(name), "\n".join(map(str, found))
    if snapshot(row) != before:
        row.save(update_fields=["name", "verifiers"])
        record(actor, row, "change", before=before)
    return row


@transaction.atomic
def end_log(actor: Actor, log_id: int, *, reason: str) -> None:
    """Cosign a log's checkpoints no more; named again, it begins anew. Raises NotVisible, Refused."""
    require(actor, Right.SET_SCHOOL)
    _end(actor, _in_force(WatchedLog.objects.filter(school=actor.school_id), log_id), reason)


# ── refusals ──────────────────────────────────────────────────────────


@transaction.atomic
def settle_refusal(actor: Actor, refusal_id: int, *, reason: str) -> Refusal:
    """End the alarm of a refusal; both heads and the reason stay. Raises NotVisible, Refused."""
    require(actor, Right.SETTLE_REFUSALS)
    row = Refusal.objects.select_for_update().filter(school=actor.school_id, pk=refusal_id).first()
    if row is None:
        raise NotVisible
    if row.settled_at is not None:
        raise Refused("Этот отказ уже разобран.", code="settled")
    before = snapshot(row)
    row.settled_at, row.reason = now(), _reason(reason)
    row.save(update_fields=["settled_at", "reason"])
    record(actor, row, "settle", before=before, reason=row.reason)
    return row


# ── parts ─────────────────────────────────────────────────────────────


def _in_force(rows: QuerySet[Row], pk: int) -> Row:
    row = rows.select_for_update().filter(pk=pk, ended_at__isnull=True).first()
    if row is None:
        raise NotVisible
    return row


def _end(actor: Actor, row: Witness | WatchedLog, reason: str) -> None:
    told, before = _reason(reason), snapshot(row)
    row.ended_at = now()
    row.save(update_fields=["ended_at"])
    record(actor, row, "end", before=before, reason=told)


def _require_room(there: int) -> None:
    if there >= MOST:
        raise Refused(f"Названо уже {MOST}: больше не нужно. Уберите лишних.", code="many")


def _name(text: str) -> str:
    name = clean(text)
    if not name or len(name) > 120:
        raise Refused("Напишите название, до 120 знаков.", code="name", field="name")
    return name


def _reason(text: str) -> str:
    reason = clean(text)
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(f"Напишите причину, до {LONGEST_REASON} знаков.", code="reason", field="reason")
    return reason


def _address(text: str) -> str:
    try:
        return rules.clean_address(text)
    except ValueError:
        raise Refused(
            "Нужен адрес вида https://…, который дал свидетель. По http можно только внутри своей сети: "
            "http://192.168.1.10:8000/witness/…",
            code="address",
            field="address",
        ) from None


def _cosigner(actor: Actor, text: str) -> str:
    try:
        found = str(Cosigner.of(text))
    except NotANote as fault:
        raise Refused(f"Ключ не подходит: {fault}.", code="verifier", field="verifier") from None
    own = keys.key_of(actor.school_id)
    if own is not None and own.verifier == found:
        raise Refused("Это ваш собственный ключ: свидетель — кто-то другой.", code="own", field="verifier")
    return found


def _verifiers(text: str) -> list[Verifier]:
    try:
        return keys_in(text)
    except NotANote as fault:
        raise Refused(f"Ключ не подходит: {fault}.", code="verifiers", field="verifiers") from None
