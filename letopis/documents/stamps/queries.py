"""What a page shows of the stamps."""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime

from letopis.documents.signatures import timestamps
from letopis.documents.stamps.models import CheckpointStamp
from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right


@dataclass(frozen=True, slots=True)
class StampPage:
    """The last stamp: `at` by the authority's clock, over how many entries. `fault`: why the last asking gave none."""

    is_configured: bool
    at: datetime | None = None
    size: int = 0
    fault: str = ""


def stamp_page(actor: Actor) -> StampPage:
    """Return how the stamps of the school stand. Raises NotVisible. Two queries; one where nothing was ever stamped."""
    if not actor.may(Right.READ_SCHOOL):
        raise NotVisible
    rows = CheckpointStamp.objects.filter(school=actor.school_id).select_related("checkpoint")
    last = rows.first()
    if last is None:
        return StampPage(timestamps.is_configured())
    good = rows.filter(fault="").first() if last.fault else last
    if good is None:
        return StampPage(timestamps.is_configured(), fault=last.fault)
    told = timestamps.check(bytes(good.token or b""), good.text.encode())
    return StampPage(timestamps.is_configured(), told.at, good.checkpoint.size, last.fault)


def stamped_files(actor: Actor) -> tuple[str, bytes] | None:
    """Return the last checkpoint that was stamped and its token as one ZIP with its name. Raises NotVisible."""
    if not actor.may(Right.READ_SCHOOL):
        raise NotVisible
    good = CheckpointStamp.objects.filter(school=actor.school_id, fault="").select_related("checkpoint").first()
    if good is None:
        return None
    name, packed = f"history-{good.checkpoint.size}", io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr(f"{name}.checkpoint", good.text)
        made.writestr(f"{name}.tst", bytes(good.token or b""))
    return f"{name}.zip", packed.getvalue()


def trouble_of_stamps(actor: Actor) -> str:
    """Say that the authority gives no stamps; "" where it does or nobody is named. One query, none without one."""
    if not timestamps.is_configured() or not actor.may(Right.READ_UPKEEP):
        return ""
    rows = CheckpointStamp.objects.filter(school=actor.school_id).values_list("fault", flat=True)
    fault = rows.first()
    return f"Контрольная точка без штампа времени. {fault}" if fault else ""
