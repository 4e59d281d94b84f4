"""Checkpoints of the base, each against its own signed text, the keys, the one before it and the entries' root."""

from collections import Counter
from collections.abc import Iterator

from letopis.kernel.clock import local
from letopis.school.history.findings import Finding, Report
from letopis.school.history.log import notes
from letopis.school.history.log.notes import Head, NotANote, Note, Verifier
from letopis.school.history.log.verified import Mark
from letopis.school.history.models import Checkpoint, LogKey


class CheckpointCheck:
    """Goes along the checkpoints by their sizes, as a walk over the entries meets them."""

    def __init__(self, report: Report, rows: list[LogKey], mark: Mark | None) -> None:
        """`mark`: its checkpoint and those before it were verified before."""
        self.covered = mark.head.size if mark else 0  # entries under the newest checkpoint met
        self._report = report
        self._verifiers = _verifiers(report, rows)
        self._newest_key = -1  # that has signed so far
        self._differing: list[Checkpoint] = []
        self._alike: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], int] = {}  # of each fault, the first checkpoint that has it
        of_school = Checkpoint.objects.filter(school=report.school_id)
        self._previous = self._verified_before(mark) if mark else None
        self._rows = of_school.filter(size__gt=self.covered).order_by("size").iterator(chunk_size=2000)
        self._row = next(self._rows, None)

    @property
    def next_size(self) -> int | None:
        """The size of the checkpoint that comes next; None after the last."""
        return self._row.size if self._row else None

    def meet(self, root: bytes, last_entry_id: int) -> bool:
        """The entries have reached the next checkpoint: return whether it has their root."""
        row = self._row
        assert row is not None
        agrees = bytes(row.root) == root
        if not agrees:
            self._differing = [*self._differing[:1], row] if self._differing else [row]
        elif row.last_entry_id != last_entry_id:
            self._add("checkpoint_altered", row, f"до записи № {row.last_entry_id}, а была до № {last_entry_id}")
        self.covered = row.size
        self._pass(row)
        return agrees

    def end(self, size: int) -> None:
        """The entries are at their end: a checkpoint over more than `size` tells of what was cut off."""
        longest = None
        while (row := self._row) is not None:
            longest = row
            self._pass(row)
        if longest is not None:
            text = f"подписана на {longest.size} записях, в истории их {size}: последние записи изъяты"
            self._add("log_cut", longest, text)
        if self._differing:
            first, last = self._differing[0], self._differing[-1]
            till = "" if first is last else f"; так же и следующие, до № {last.number}"
            self._add("checkpoint_root", first, f"первые {first.size} записей уже не те, что были подписаны{till}")
        self._report.findings += self._faults()
        if (newest := self._previous) is not None:
            self._report.last_checkpoint = f"{newest.size}:{bytes(newest.root).hex()}"

    def _verified_before(self, mark: Mark) -> Checkpoint:
        """The checkpoint of the mark. Where the base has it no more, it is named, and stands as it was."""
        at = {"school_id": self._report.school_id, "number": mark.number, "size": mark.head.size}
        row = Checkpoint.objects.filter(**at, root=mark.head.root).first()
        if row is None or self._fault(row):
            gone = Checkpoint(**at, root=mark.head.root, at=mark.at)
            self._add("checkpoint_missing", gone, "проверена прежде, теперь её нет или она не та")
        return row or gone

    def _pass(self, row: Checkpoint) -> None:
        """Check what a checkpoint says of itself, go on to the next."""
        self._report.checkpoints += 1
        if row.number > (self._previous.number if self._previous else 0) + 1:
            self._add("checkpoint_missing", row, "перед ней не хватает контрольной точки")
        elif self._previous and row.number <= self._previous.number:
            self._add("checkpoint_altered", row, "стоит не на своём месте")
        self._check_time(row)
        if fault := self._fault(row):
            self._add(fault[0], row, fault[1])
        self._previous, self._row = row, next(self._rows, None)

    def _check_time(self, row: Checkpoint) -> None:
        """A clock set back is told, and is no fault of the ledger: the tree holds the order, not the clock."""
        if self._previous and row.at < self._previous.at:
            text = (
                f"Контрольная точка № {row.number}: время {local(row.at):%d.%m.%Y %H:%M} раньше, чем у предыдущей "
                f"({local(self._previous.at):%d.%m.%Y %H:%M}): часы переводили назад или время в базе исправлено"
            )
            self._report.remarks.append(Finding(code="clock_back", message=text, checkpoint=row.number))

    def _fault(self, row: Checkpoint) -> tuple[str, str] | None:
        try:
            note = notes.parse(row.note)
            head = notes.head_of(note)
        except NotANote as fault:
            return "checkpoint_altered", f"её текст испорчен: {fault}"
        origin = self._verifiers[-1].name if self._verifiers else head.origin
        if head != Head(origin, row.size, bytes(row.root)):
            return "checkpoint_altered", "её подписанный текст говорит не то, что её столбцы"
        return self._signature_fault(note)

    def _signature_fault(self, note: Note) -> tuple[str, str] | None:
        signed = [note.is_signed_by(verifier) for verifier in self._verifiers]
        if False in signed:
            return "checkpoint_altered", "подпись не сходится с текстом"
        if True not in signed:
            return "checkpoint_key", "подписана не ключом этого журнала"
        newest = max(number for number, right in enumerate(signed) if right)
        if newest < self._newest_key:
            return "checkpoint_key", "подписана прежним ключом, когда он уже был сменён"
        self._newest_key = newest
        return None

    def _add(self, code: str, row: Checkpoint, text: str) -> None:
        self._first.setdefault((code, text), row.number)
        self._alike[code, text] += 1

    def _faults(self) -> Iterator[Finding]:
        """What was found; a fault that a hundred thousand checkpoints share is told once."""
        for (code, text), number in self._first.items():
            more = self._alike[code, text] - 1
            message = f"Контрольная точка № {number}: {text}" + (f"; так же и ещё {more}" if more else "")
            yield Finding(code=code, message=message, checkpoint=number)


def _verifiers(report: Report, rows: list[LogKey]) -> list[Verifier]:
    """The school's keys, oldest first; one that was changed into nonsense is named."""
    verifiers = []
    for row in rows:
        try:
            verifiers.append(Verifier.of(row.verifier))
        except NotANote as fault:
            text = f"Открытый ключ № {row.number} в базе испорчен: {fault}"
            report.findings.append(Finding(code="key_altered", message=text, table="history.logkey", row_id=row.pk))
    return verifiers
