"""The ledger as open files: every leaf of the tree up to a checkpoint, the entries of the scope whole, the keys.

`leaves.txt`: the digest of each entry in the order of the tree, a hex line each; `entries.jsonl`: entries with their
place and canonical form (docs/developer/extracts.md); `checkpoint.txt` the signed checkpoint; `keys.txt` verifier keys.
"""

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Q

from letopis.documents.archive.tables import Scope
from letopis.documents.extracts.form import Content
from letopis.kernel.errors import Refused
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course
from letopis.school.history.log.keys import keys_of
from letopis.school.history.log.tree import entries_by_id
from letopis.school.history.models import Checkpoint
from letopis.school.history.reading import Broken, Stored, entries
from letopis.school.organisation.models import AcademicYear
from letopis.school.witnessing.cosigned import cosigned_note, leaving

COSIGNED = "cosigned.txt"


class Entry(msgspec.Struct):
    """A line of `entries.jsonl`."""

    id: int
    index: int
    entry: Content


def write_ledger(scope: Scope, folder: Path) -> tuple[int, int]:
    """Write the files; return how many leaves and how many whole entries. Raises Refused: nothing is signed."""
    checkpoint = Checkpoint.objects.filter(school=scope.school).order_by("-number").first()
    if checkpoint is None:
        raise Refused("Журнал истории ещё не подписан: выполните letopis checkpoint --now.", code="unsigned")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "checkpoint.txt").write_text(cosigned_note(checkpoint), encoding="utf-8", newline="\n")
    best = leaving(scope.school.pk)[0]
    if best != checkpoint:
        # What came after it is signed by the school alone; the leaves prove both.
        (folder / COSIGNED).write_text(cosigned_note(best), encoding="utf-8", newline="\n")
    keys = "".join(f"{key.verifier}\n" for key in keys_of(scope.school.pk))
    (folder / "keys.txt").write_text(keys, encoding="utf-8", newline="\n")
    places = _leaves(scope, checkpoint, folder / "leaves.txt")
    number = 0
    with (folder / "entries.jsonl").open("wb") as file:
        for one in _entries(scope, checkpoint):
            file.write(msgspec.json.encode(Entry(one.id, places[one.id], Content.of(one.values))) + b"\n")
            number += 1
    return len(places), number


def _leaves(scope: Scope, checkpoint: Checkpoint, path: Path) -> dict[int, int]:
    """Write the digests, return the place of each entry."""
    rows = entries_by_id(scope.school.pk).filter(id__lte=checkpoint.last_entry_id).order_by("id")
    places: dict[int, int] = {}
    with path.open("w", encoding="ascii", newline="\n") as file:
        for index, (entry_id, digest) in enumerate(rows.values_list("id", "digest").iterator(chunk_size=20_000)):
            file.write(f"{bytes(digest).hex()}\n")
            places[entry_id] = index
    if len(places) != checkpoint.size:
        raise Refused("Дерево журнала истории неполно: выполните letopis verify --full.", code="damaged")
    return places


def _entries(scope: Scope, checkpoint: Checkpoint) -> Iterator[Stored]:
    own = Q(school=scope.school, pk__lte=checkpoint.last_entry_id)
    which = _of_class(scope.group) if scope.group else _of_year(scope)
    for one in entries(own & which, "id"):
        if isinstance(one, Broken):
            raise Refused(f"Запись № {one.id} не читается: выполните letopis verify --full.", code="damaged")
        yield one


def _of_class(group: ClassGroup) -> Q:
    courses = list(Course.objects.filter(class_group=group).values_list("pk", flat=True))
    return Q(course_id__in=courses) | Q(kind="classes.classgroup", object_id=group.pk)


def _of_year(scope: Scope) -> Q:
    """From the end of the year before to the beginning of the next one; the first and the last year are open there."""
    years = AcademicYear.objects.filter(school=scope.school)
    before = years.filter(ends_on__lt=scope.year.starts_on).order_by("-ends_on").first()
    after = years.filter(starts_on__gt=scope.year.ends_on).order_by("starts_on").first()
    zone = ZoneInfo(scope.school.time_zone)
    begins = Q(at__gt=datetime.combine(before.ends_on, time.max, zone)) if before else Q()
    return begins & (Q(at__lt=datetime.combine(after.starts_on, time.min, zone)) if after else Q())
