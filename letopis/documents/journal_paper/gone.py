"""Prints of a year's set that go when an act destroys its journals: they hold them page by page."""

from collections.abc import Sequence

from letopis.documents.journal_paper.models import PrintRun
from letopis.documents.runs.models import RunState
from letopis.kernel.errors import Refused


def forget_prints(school_id: int, years: Sequence[int]) -> list[str]:
    """Take the prints of years off the list; return their folders, below MEDIA_ROOT. Inside an act's transaction.

    Raises Refused while one is being printed. The folders are not touched here.
    """
    runs = PrintRun.objects.filter(school_id=school_id, year__in=years)
    if runs.filter(state=RunState.RUNNING).exists():
        raise Refused("Комплект этого года печатается. Дождитесь окончания или остановите печать.", code="running")
    folders = [f"print/{pk}" for pk in runs.values_list("pk", flat=True)]
    runs.delete()
    return folders
