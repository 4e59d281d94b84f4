"""An act on the destruction of personal data: what it must hold, what it would destroy. 152-ФЗ; Д1.4, Д5.1.

Order 179 of Roskomnadzor of 28.10.2022 says what an act holds, what the extract from the log of events holds (here the
ledger's own entry of the act), and that both are kept for three years.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from letopis.kernel.errors import Refused
from letopis.kernel.fields import Day, Text
from letopis.school.history.destroyed import ACT_KIND
from letopis.school.history.gone import Pages
from letopis.school.history.models import Entry
from letopis.school.history.tracking import table_name
from letopis.school.organisation.words import phrase

SYSTEM = "Электронный журнал «Летопись»"
METHOD = "Стирание содержания и соли записей в базе данных без возможности восстановления"


@dataclass(frozen=True, slots=True)
class ActDraft:
    """The act as it is drawn up. `subjects` best by number of personal file: the act outlives what it destroys."""

    number: Annotated[str, Text("Номер акта", limit=40, required=True)]
    date: Annotated[date, Day("Дата акта", required=True, ahead="Дата акта ещё не наступила. Исправьте дату.")]
    subjects: Annotated[str, Text("Чьи данные", limit=1000, required=True)]
    categories: Annotated[str, Text("Категории данных", limit=1000, required=True)]
    reason: Annotated[str, Text("Причина", limit=500, required=True)]
    first_member: Annotated[str, Text("Член комиссии", limit=160, required=True)]
    first_position: Annotated[str, Text("Его должность", limit=160, required=True)]
    second_member: Annotated[str, Text("Второй член комиссии", limit=160, required=True)]
    second_position: Annotated[str, Text("Должность второго", limit=160, required=True)]
    processor: Annotated[str, Text("Кто обрабатывает по поручению", limit=300)] = ""
    system: Annotated[str, Text("Информационная система", limit=200, required=True)] = SYSTEM
    method: Annotated[str, Text("Способ", limit=300, required=True)] = METHOD


@dataclass(frozen=True, slots=True)
class Which:
    """Which entries an act destroys: those named, those about students, of rows, made by accounts, of pages of the
    journal (`courses`); of all that, only of some tables and before a day. Rows are «journal.mark:12». An act's own
    entry and what is destroyed are never among them. `pages`: those of the journal of a class, whose rows go as well.
    """

    entries: tuple[int, ...] = ()
    students: tuple[int, ...] = ()
    rows: tuple[str, ...] = ()
    accounts: tuple[int, ...] = ()
    courses: tuple[int, ...] = ()
    tables: tuple[str, ...] = ()
    before: date | None = None
    pages: Pages | None = None

    def condition(self, school_id: int) -> Q:
        """Return the condition on entries. Raises Refused where nothing is named, or a row is not named as rows are."""
        if self.pages is not None:
            return Q(school=school_id, act_id=None) & self.pages.condition()
        if not (self.entries or self.students or self.rows or self.accounts or self.courses):
            message = phrase("Назовите, что уничтожить: записи, {student.gens}, строки или учётные записи.")
            raise Refused(message, field="entries")
        named = Q(pk__in=self.entries) | Q(student_id__in=self.students) | Q(account_id__in=self.accounts)
        named |= Q(course_id__in=self.courses)
        for row in self.rows:
            kind, _, number = row.partition(":")
            if not number.isascii() or not number.isdigit():
                raise Refused(f"Строка называется так: people.person:12. Исправьте «{row}».", field="rows")
            named |= Q(kind=kind, object_id=int(number))
        named &= Q(school=school_id, act_id=None) & ~Q(kind=ACT_KIND)
        if self.tables:
            named &= Q(kind__in=self.tables)
        return named & Q(at__date__lt=self.before) if self.before else named


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would destroy: how many entries, of which tables (in Russian) and students, from which to which day.

    `bare`: entries of form 1, of which nothing more will be provable, and whose digest may be guessed. `rows_left`:
    rows that go on standing in their tables, and will not be checked any more: the act empties the ledger alone.
    """

    size: int
    tables: dict[str, int]
    students: dict[int, int]
    first_day: date | None
    last_day: date | None
    bare: int
    rows_left: int


def preview(school_id: int, which: Which) -> Preview:
    """Return what would be destroyed. Two queries, whatever the size."""
    found = Entry.objects.filter(which.condition(school_id))
    tables: Counter[str] = Counter()
    students: Counter[int] = Counter()
    days: list[date] = []
    bare = 0
    for kind, student, version, at in found.values_list("kind", "student_id", "version", "at").iterator():
        tables[kind] += 1
        bare += version == 1
        days = [min(at.date(), *days[:1]), max(at.date(), *days[1:])] if days else [at.date(), at.date()]
        if student is not None:
            students[student] += 1
    return Preview(
        size=sum(tables.values()),
        tables={table_name(kind): number for kind, number in tables.most_common()},
        students=dict(students.most_common()),
        first_day=days[0] if days else None,
        last_day=days[1] if days else None,
        bare=bare,
        rows_left=_last_of_their_rows(found).count(),
    )


def _last_of_their_rows(found: QuerySet[Entry]) -> QuerySet[Entry]:
    """Those after which nothing was entered about their row, and which do not tell of its removal."""
    own = Entry.objects.filter(school=OuterRef("school"), kind=OuterRef("kind"), object_id=OuterRef("object_id"))
    last = Subquery(own.order_by("-id").values("pk")[:1])
    return found.annotate(last=last).filter(pk=F("last"), after__isnull=False)
