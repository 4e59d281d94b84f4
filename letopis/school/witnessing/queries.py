"""What pages show of witnesses: who has cosigned what and when, who is silent, whom we watch, what was refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Max, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.history.log.keys import keys_of
from letopis.school.history.models import Checkpoint
from letopis.school.organisation.models import School
from letopis.school.organisation.stored_settings import settings_of
from letopis.school.witnessing import keys, rules
from letopis.school.witnessing.alarms import refusal_told
from letopis.school.witnessing.cosigned import CosignedBy, cosigned_note, cosigners_of, trusted
from letopis.school.witnessing.models import CheckpointMail, Refusal, WatchedLog, Witness, WitnessKey

MOST_REFUSALS = 50
Row = TypeVar("Row", Witness, WatchedLog, Refusal)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a witness of ours stands: what it has signed last and when, by its clock; since when it is silent.

    `state`: ok, open (behind), danger (silent for too long), ahead (never answered yet). `text`: in words.
    """

    row: Witness
    signed_at: datetime | None
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A refusal, and in words what was shown."""

    row: Refusal
    text: str


@dataclass(frozen=True, slots=True)
class WitnessPage:
    """`trusted`: the newest checkpoint with the quorum; `behind`: entries signed since. `prefix`: the path of ours."""

    quorum: int
    checkpoint: Checkpoint | None
    text: str
    cosigners: list[CosignedBy]
    trusted: Checkpoint | None
    trusted_by: list[CosignedBy]
    witnesses: list[Standing]
    logs: list[WatchedLog]
    own_key: WitnessKey | None
    log_key: str
    address: str
    refusals: list[Told]
    settled: list[Told]
    receivers: int
    mail: CheckpointMail | None

    @property
    def behind(self) -> int:
        """Entries under the newest checkpoint that the trusted one does not cover."""
        return self.checkpoint.size - self.trusted.size if self.checkpoint and self.trusted else 0


def witness_page(actor: Actor) -> WitnessPage:
    """Return what the page of the history says of witnesses. Raises NotVisible. At most thirteen queries."""
    if not actor.may(Right.READ_SCHOOL):
        raise NotVisible
    school = School.objects.only("settings").get(pk=actor.school_id)
    rules_of = settings_of(school)
    newest = Checkpoint.objects.filter(school=actor.school_id).order_by("-number").first()
    best = trusted(actor.school_id, rules_of.witness_quorum)
    own, log_keys = keys.key_of(actor.school_id), keys_of(actor.school_id)
    refusals = Refusal.objects.filter(school=actor.school_id).select_related("witness", "log")[:MOST_REFUSALS]
    return WitnessPage(
        quorum=rules_of.witness_quorum,
        checkpoint=newest,
        text=cosigned_note(newest) if newest else "",
        cosigners=cosigners_of(newest) if newest else [],
        trusted=best,
        trusted_by=cosigners_of(best) if best else [],
        witnesses=_standings(actor.school_id, newest, rules_of.witness_silence_days),
        logs=list(WatchedLog.objects.filter(school=actor.school_id, ended_at__isnull=True)),
        own_key=own,
        log_key=log_keys[-1].verifier if log_keys else "",
        address=_address(rules_of.sign_in_address, own),
        refusals=[Told(one, refusal_told(one)) for one in refusals if one.settled_at is None],
        settled=[Told(one, refusal_told(one)) for one in refusals if one.settled_at is not None],
        receivers=len(rules_of.checkpoint_mail),
        mail=CheckpointMail.objects.filter(school=actor.school_id).first() if rules_of.checkpoint_mail else None,
    )


def _address(own: str, key: WitnessKey | None) -> str:
    """What a log types as the address of ours; without the school's own address the path alone."""
    return f"{own.rstrip('/')}/witness/{key.node}" if key else ""


def _standings(school_id: int, newest: Checkpoint | None, days: int) -> list[Standing]:
    rows = Witness.objects.filter(school=school_id, ended_at__isnull=True)
    told = []
    for row in rows.annotate(signed_at=Max("cosignatures__at")):
        state, text = _state(row, newest, days)
        told.append(Standing(row, row.signed_at, state, text))
    return told


def _state(row: Witness, newest: Checkpoint | None, days: int) -> tuple[str, str]:
    since = rules.silent_since(since=row.since, answered_at=row.answered_at)
    if rules.is_silent(now(), since=row.since, answered_at=row.answered_at, days=days):
        return "danger", f"молчит с {local(since):%d.%m.%Y}"
    if row.fault:
        return "open", "не заверил"
    if row.answered_at is None:
        return "ahead", "ещё не спрашивали"
    if newest is not None and row.size < newest.size:
        return "open", f"отстал на {newest.size - row.size}"
    return "ok", "заверил"


# ── one row for its form ──────────────────────────────────────────────


def witness_of(actor: Actor, pk: int) -> Witness:
    """Return a witness in force. Raises NotVisible."""
    return _one(Witness.objects.filter(ended_at__isnull=True), actor, pk, Right.SET_SCHOOL)


def log_of(actor: Actor, pk: int) -> WatchedLog:
    """Return a log that is watched. Raises NotVisible."""
    return _one(WatchedLog.objects.filter(ended_at__isnull=True), actor, pk, Right.SET_SCHOOL)


def refusal_of(actor: Actor, pk: int) -> Refusal:
    """Return a refusal with both heads. Raises NotVisible."""
    return _one(Refusal.objects.select_related("witness", "log"), actor, pk, Right.READ_UPKEEP)


def _one(rows: QuerySet[Row], actor: Actor, pk: int, right: Right) -> Row:
    row = rows.filter(school_id=actor.school_id, pk=pk).first() if actor.may(right) else None
    if row is None:
        raise NotVisible
    return row
