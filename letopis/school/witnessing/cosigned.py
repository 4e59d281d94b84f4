"""Checkpoints with what their witnesses say: the text that leaves the school, and which of them is trusted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from letopis.school.history.models import Checkpoint
from letopis.school.organisation.models import School
from letopis.school.organisation.stored_settings import settings_of
from letopis.school.witnessing.models import Cosignature


@dataclass(frozen=True, slots=True)
class CosignedBy:
    """Who has cosigned a checkpoint, and when by its own clock."""

    name: str
    at: datetime


def cosigned_note(checkpoint: Checkpoint) -> str:
    """Return a checkpoint's signed text with the cosignatures that have come. One query."""
    rows = Cosignature.objects.filter(checkpoint=checkpoint).order_by("witness_id")
    return with_lines(checkpoint.note, rows.values_list("line", flat=True))


def with_lines(note: str, lines: Iterable[str]) -> str:
    """Return a note with further signature lines."""
    return note + "".join(lines)


def cosigners_of(checkpoint: Checkpoint) -> list[CosignedBy]:
    """Return who has cosigned a checkpoint, those who are still witnesses. One query."""
    rows = Cosignature.objects.filter(checkpoint=checkpoint, witness__ended_at__isnull=True).order_by("witness_id")
    return [CosignedBy(name, at) for name, at in rows.values_list("witness__name", "at")]


def trusted(school_id: int, quorum: int) -> Checkpoint | None:
    """Return the newest checkpoint that so many of the witnesses in force have cosigned. Two queries."""
    best = _best(school_id, quorum)
    return Checkpoint.objects.filter(pk=best[0]).first() if best else None


def witnesses_of(school_id: int) -> int:
    """Return how many witnesses have cosigned the trusted checkpoint, 0 where there is none. Two queries."""
    best = _best(school_id, quorum_of(school_id))
    return best[1] if best else 0


def _best(school_id: int, quorum: int) -> tuple[int, int] | None:
    """The newest checkpoint with the quorum of witnesses in force: its id, and how many have cosigned it."""
    in_force = Cosignature.objects.filter(school=school_id, witness__ended_at__isnull=True)
    counted = in_force.order_by("-checkpoint_id").values("checkpoint_id").annotate(signers=Count("id"))
    return counted.filter(signers__gte=quorum).values_list("checkpoint_id", "signers").first()


def quorum_of(school_id: int) -> int:
    """Return how many cosignatures make a checkpoint trusted. One query."""
    return settings_of(School.objects.only("settings").get(pk=school_id)).witness_quorum


def leaving(school_id: int) -> Sequence[Checkpoint]:
    """Return the checkpoints that may leave the school: the trusted one first, if there is one, then the newest."""
    newest = Checkpoint.objects.filter(school=school_id).order_by("-number").first()
    best = trusted(school_id, quorum_of(school_id))
    return [one for one in (best, newest) if one is not None]
