"""Stamping: once a day, of the newest checkpoint; after a failure again in an hour. Nobody named, nothing asked."""

from datetime import timedelta

from django_tasks import task

from letopis.documents.signatures import timestamps
from letopis.documents.stamps.models import CheckpointStamp
from letopis.kernel.background import is_under_way
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.school.history.log.checkpoints import newest
from letopis.school.history.models import Checkpoint
from letopis.school.organisation.models import School
from letopis.school.witnessing.cosigned import cosigned_note

EVERY, AGAIN = timedelta(hours=23), timedelta(hours=1)


def begin_due() -> None:
    """Give the worker the stamping that is due; it looks each minute."""
    if timestamps.is_configured() and not is_under_way(carry_out) and any(map(_due, _schools())):
        carry_out.enqueue()


def _schools() -> list[int]:
    return list(School.objects.order_by("pk").values_list("pk", flat=True))


@task()
def carry_out() -> None:
    """Stamp the newest checkpoint of each school where it is due."""
    for school_id in _schools():
        checkpoint = _due(school_id) if timestamps.is_configured() else None
        if checkpoint is not None:
            stamp(checkpoint)


def _due(school_id: int) -> Checkpoint | None:
    """The checkpoint that is to be stamped now. A moment of the future is none: the clock was set back."""
    checkpoint = newest(school_id)
    last = CheckpointStamp.objects.filter(school=school_id).defer("text", "token").first()
    if checkpoint is None or last is None:
        return checkpoint
    if timedelta(0) <= now() - last.at < (AGAIN if last.fault else EVERY):
        return None
    return None if not last.fault and last.checkpoint_id == checkpoint.pk else checkpoint


def stamp(checkpoint: Checkpoint) -> CheckpointStamp:
    """Have a checkpoint stamped, and keep the token or why there is none."""
    text = cosigned_note(checkpoint)
    made = CheckpointStamp(school_id=checkpoint.school_id, checkpoint=checkpoint, text=text, at=now())
    try:
        made.token = timestamps.stamp(text.encode())
        faults = timestamps.check(bytes(made.token), text.encode()).faults
        if faults:
            made.token, made.fault = None, "Служба штампов времени ответила не по правилам."
    except Refused as refused:
        made.fault = refused.message[:300]
    made.save()
    return made
