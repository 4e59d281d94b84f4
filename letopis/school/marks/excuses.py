"""What is confirmed of absences: a note, an early leaving (JRN-07). Asked where absences are written.

The tables are of a context above (letopis.school.attendance), which registers how its rows are read beside the
absences, in the same statement. What an absence is said to be stands in its code alone: the lesson's operation writes
the confirmed reason, so that page, diary, paper, totals and ledger say one thing and need not know of notes.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from typing import Any, Protocol

from django.db.models.expressions import Combinable
from msgspec import Struct

from letopis.kernel.dates import short
from letopis.kernel.errors import Refused
from letopis.school.marks.enums import AbsenceCode
from letopis.school.organisation.words import phrase

# Codes with which a student was not there; ОП came late, ОСВ was there or excused from the work only.
AWAY = frozenset({AbsenceCode.ABSENT, AbsenceCode.EXCUSED, AbsenceCode.ILL, AbsenceCode.UNEXCUSED})
# What a class teacher may call an absence: all but a lateness, which is the lesson's own.
REASONS = AWAY | {AbsenceCode.EXEMPT}


class OfLesson(Protocol):
    """When a lesson is."""

    @property
    def date(self) -> date: ...
    @property
    def number(self) -> int: ...
    @property
    def starts_at(self) -> time | None: ...


class Excuse(Struct, frozen=True):
    """A reason that holds from a day to a day: for lessons of some numbers only, or from an hour on.

    `told` says what it stands in: «справка», «ранний уход».
    """

    first: date
    last: date
    code: str
    told: str
    numbers: tuple[int, int] | None = None
    after: time | None = None

    def covers(self, lesson: OfLesson) -> bool:
        """Say whether the reason holds for a lesson."""
        if not self.first <= lesson.date <= self.last:
            return False
        if self.numbers is not None:
            return self.numbers[0] <= lesson.number <= self.numbers[1]
        return self.after is None or (lesson.starts_at is not None and lesson.starts_at >= self.after)

    def __str__(self) -> str:
        """«справка с 03.11.2026 по 10.11.2026», «ранний уход 03.11.2026»."""
        if self.first == self.last:
            return f"{self.told} {short(self.first)}"
        return f"{self.told} с {short(self.first)} по {short(self.last)}"


class Source(Struct, frozen=True):
    """How a table of excuses is read beside students: `rows(school, first, last)` is a column of Student rows, a list
    in JSON of what is confirmed between two days; `read` makes an excuse of each."""

    name: str
    rows: Callable[[Any, Any, Any], Combinable]
    read: Callable[[Sequence[Any]], Excuse]


_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Let a table excuse absences; its context does so when the program starts."""
    if source.name not in {one.name for one in _SOURCES}:
        _SOURCES.append(source)


def columns(school: Any, first: Any, last: Any) -> dict[str, Combinable]:
    """Return the columns of Student rows by name, in the order in which excuses_of() takes them."""
    return {one.name: one.rows(school, first, last) for one in _SOURCES}


def names() -> tuple[str, ...]:
    """Return the names of the columns()."""
    return tuple(one.name for one in _SOURCES)


def excuses_of(values: Iterable[Sequence[Sequence[Any]] | None]) -> tuple[Excuse, ...]:
    """Return the excuses of a student from the values of columns()."""
    return tuple(one.read(row) for one, rows in zip(_SOURCES, values, strict=True) for row in rows or ())


def settled(found: str, wanted: str, excuse: Excuse | None) -> str:
    """Return the code to be written where `wanted` was typed over `found`: that of the confirmed reason.

    Raises Refused where the confirmed reason itself would be taken away: it is frozen, and says who can help.
    """
    if excuse is None:
        return wanted
    if wanted in AWAY:
        return excuse.code
    if found == excuse.code and wanted != found:
        raise frozen(excuse)
    return wanted


def frozen(excuse: Excuse) -> Refused:
    """Return the refusal to change a confirmed reason: which it is, and who can help."""
    message = phrase(
        "Причина подтверждена: {why}. Если это ошибка, подтверждение снимает {tutor.nom} в разделе «Посещаемость».",
        why=str(excuse),
    )
    return Refused(message, code="frozen")
