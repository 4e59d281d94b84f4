"""What is left of an act on destruction after its transaction: files and copies, removed again and again until gone."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django_tasks import task

from letopis.documents.carriers import gone as carriers
from letopis.documents.carriers.models import Copy
from letopis.documents.keeping.models import DoomedFile, KeepingAct
from letopis.kernel.background import hand_over, is_under_way
from letopis.kernel.os_errors import reason_of
from letopis.school.history.tracking import all_tracked
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving


def note_files(act: KeepingAct, files: Iterable[str]) -> None:
    """Note files that are to go, by their places below MEDIA_ROOT. Inside the act's transaction."""
    DoomedFile.objects.bulk_create(
        [DoomedFile(school_id=act.school_id, act=act, path=path) for path in dict.fromkeys(files)]
    )


def begin(school_id: int) -> None:
    """Have the files and copies of a school's acts removed beside the request."""
    hand_over(clear_away, school_id)


def begin_due() -> None:
    """Have the worker try again where something is left. Two queries where nothing is."""
    if is_under_way(clear_away):
        return
    files = set(DoomedFile.objects.values_list("school_id", flat=True))
    copies = Copy.objects.filter(ended_at=None, carrier__until=None).exclude(doomed_by="")
    for school_id in sorted(files | set(copies.values_list("school_id", flat=True))):
        clear_away.enqueue(school_id)


@task()
def clear_away(school_id: int) -> None:
    """Remove what is left of a school's acts. May be repeated, and broken off at any place."""
    school = School.objects.get(pk=school_id)
    with serving(school.kind, school.time_zone):
        clear(school_id)


def clear(school_id: int) -> None:
    """Remove files, then copies of packages. What stands in the way is kept beside each."""
    for row in left_files(school_id):
        _clear(row)
    carriers.remove_doomed(school_id)


def left_files(school_id: int) -> "QuerySet[DoomedFile]":
    """Return the files that are still to go."""
    return DoomedFile.objects.filter(school_id=school_id).order_by("pk")


def _clear(row: DoomedFile) -> None:
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / row.path).resolve()
    # Two tasks of different classes may name one file: it goes with the last of them.
    if not _is_named(row.path) and root in path.parents:
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            DoomedFile.objects.filter(pk=row.pk).update(trouble=reason_of(error)[:200])
            return
    row.delete()


def _is_named(path: str) -> bool:
    """Whether a row still names the file."""
    tables = [one for one in all_tracked().values() if one.file_in]
    return any(one.model._default_manager.filter(**{one.file_in: path}).exists() for one in tables)
