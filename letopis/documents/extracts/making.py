"""An extract of a school's ledger, made from the base: what an entry says, where it stands, what signs it (JRN-10)."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Max, Q
from django.db.models.functions import TruncMonth
from msgspec import UNSET

from letopis.documents.extracts.form import Content, Earlier, Extract, Line, Stamp
from letopis.documents.extracts.named import as_signed
from letopis.documents.stamps.models import CheckpointStamp
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.school.history import merkle
from letopis.school.history.canonical import utc_text
from letopis.school.history.log import notes
from letopis.school.history.log.keys import keys_of
from letopis.school.history.log.notes import Head, NotANote
from letopis.school.history.log.tree import StoredTree
from letopis.school.history.models import Checkpoint, Entry
from letopis.school.history.reading import Broken, Stored, entries
from letopis.school.history.rows import Column, Told, told
from letopis.school.history.snapshots import consistent_view
from letopis.school.marks.models import Mark
from letopis.school.organisation.models import School
from letopis.school.witnessing.cosigned import cosigned_note, leaving

# Columns that say which row it is, and when: the title and the entry itself do.
_OF_THE_ROW = {Mark._meta.label_lower: ("work_id", "student_id", "set_at", "first_set_at", "was_set_at", "version")}
MONTHS = 12  # of which the last checkpoint stands in an extract: one of them somebody may have kept


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that somebody has kept, from which the extract shall lead on."""

    name: str
    text: str


def make_extract(school: School, which: Q, *, title: str, since: Sequence[Kept] = ()) -> Extract:
    """Return the entries that `which` says with their proofs under the newest checkpoint.

    A constant number of queries and those for the words (a table that an entry points at). Raises Refused: nothing is
    signed yet, none of the entries is, the ledger is damaged, `since` is none of this school's.
    """
    with consistent_view():
        checkpoint = _checkpoint(school, which)
        found = list(_stored(school, which, checkpoint))
        tree = StoredTree(school.pk, checkpoint.last_entry_id)
        try:
            lines = _lines(found, tree, checkpoint.size)
            stamp = _stamp(school, checkpoint, found[-1].id)
            stamped = [Kept("штамп времени", stamp.text)] if stamp else []
            earlier = _earlier(school, checkpoint, tree, [*since, *stamped])
        except LookupError:
            message = "Дерево журнала истории неполно: выполните letopis verify --full."
            raise Refused(message, code="damaged") from None
        return Extract(
            format="letopis.extract/1",
            school=school.name,
            title=title,
            made_at=utc_text(now()),
            checkpoint=cosigned_note(checkpoint),
            keys=[key.verifier for key in keys_of(school.pk)],
            entries=lines,
            earlier=earlier,
            stamp=stamp or UNSET,
        )


def _checkpoint(school: School, which: Q) -> Checkpoint:
    """The newest checkpoint that witnesses vouch for, where it covers all that is signed; else the newest."""
    known = leaving(school.pk)
    if not known:
        raise Refused("Журнал истории ещё не подписан: подождите минуту.", code="unsigned")
    best, newest = known[0], known[-1]
    between = Q(school=school, pk__gt=best.last_entry_id, pk__lte=newest.last_entry_id)
    return newest if best != newest and Entry.objects.filter(between & which).exists() else best


def _stamp(school: School, checkpoint: Checkpoint, last: int) -> Stamp | None:
    """The earliest stamp over a checkpoint, up to this one, that covers the entry. One query."""
    rows = CheckpointStamp.objects.filter(school=school, fault="", checkpoint__last_entry_id__gte=last)
    row = rows.filter(checkpoint__number__lte=checkpoint.number).order_by("id").first()
    return Stamp(row.text, base64.b64encode(bytes(row.token or b"")).decode()) if row else None


def _stored(school: School, which: Q, checkpoint: Checkpoint) -> Iterator[Stored]:
    own = Q(school=school, pk__lte=checkpoint.last_entry_id) & which
    is_any = False
    for one in entries(own, "id"):
        if isinstance(one, Broken):
            raise Refused(f"Запись № {one.id} не читается: выполните letopis verify --full.", code="damaged")
        is_any = True
        yield one
    if not is_any:
        if Entry.objects.filter(which, school=school).exists():
            raise Refused("Запись ещё не подписана контрольной точкой: подождите минуту.", code="unsigned")
        raise Refused("В истории нет таких записей.", code="none")


def _lines(found: Sequence[Stored], tree: StoredTree, size: int) -> list[Line]:
    """Raises LookupError."""
    places = tree.indices_of([(one.id, merkle.leaf_hash(one.digest)) for one in found])
    words = _words([one.id for one in found])
    lines = []
    for one, index in zip(found, places, strict=True):
        if index is None:
            raise LookupError(one.id)
        path = merkle.inclusion_proof(tree, index, size)
        lines.append(Line(one.id, words.get(one.id, ""), Content.of(one.values), index, _texts(path)))
    return lines


def _words(ids: Sequence[int]) -> dict[int, str]:
    """What each entry did, as people read it. An entry of an unknown table has its action alone."""
    rows = list(Entry.objects.filter(pk__in=ids).order_by("id"))
    return {one.id: _line(one) for one in told(rows, hidden=_OF_THE_ROW)}


def _line(one: Told) -> str:
    """«Отметки. Изменено: отметка: 4 → 5 (Описка)»; what only says which row it is stands in the title."""
    columns = "; ".join(f"{column.label}: {_change(column)}" for column in one.columns)
    return f"{one.table}. {one.what}" + (f": {columns}" if columns else "") + (f" ({one.reason})" if one.reason else "")


def _change(column: Column) -> str:
    return f"{column.before} → {column.after or 'пусто'}" if column.before else column.after or "пусто"


# ── checkpoints of before ─────────────────────────────────────────────
def _earlier(school: School, newest: Checkpoint, tree: StoredTree, since: Sequence[Kept]) -> list[Earlier]:
    """The last checkpoints of the months before, and those that somebody kept. Raises LookupError, Refused."""
    months = Checkpoint.objects.filter(school=school).annotate(month=TruncMonth("at")).order_by().values("month")
    lasts = months.annotate(last=Max("number")).order_by("-month").values_list("last", flat=True)[: MONTHS + 1]
    rows = Checkpoint.objects.filter(school=school, number__in=list(lasts)).exclude(pk=newest.pk).order_by("size")
    heads = {row.size: (row.note, bytes(row.root)) for row in rows if 0 < row.size < newest.size}
    for kept in since:
        head = _head(kept, notes.head_of(notes.parse(newest.note)))
        heads[head.size] = (as_signed(kept.text), head.root)
    return [
        Earlier(note, _texts(merkle.consistency_proof(tree, size, newest.size)))
        for size, (note, _) in sorted(heads.items())
        if size < newest.size
    ]


def _head(kept: Kept, newest: Head) -> Head:
    try:
        head = notes.head_of(notes.parse(as_signed(kept.text)))
    except NotANote as fault:
        raise Refused(f"{kept.name}: это не контрольная точка: {fault}.", code="not_a_checkpoint") from None
    if head.origin != newest.origin:
        raise Refused(f"{kept.name}: контрольная точка другого журнала.", code="other_log")
    if not 0 < head.size <= newest.size:
        raise Refused(f"{kept.name}: записей больше, чем подписано теперь.", code="rolled_back")
    return head


def _texts(path: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in path]
