"""What goes from the tables when an act destroys the journals of classes: named by the contexts that own the tables.

A context says in its `gone.py` which of its rows a journal is made of (`Part`). They are removed in the transaction of
the act that destroys what the ledger holds of them, and nowhere else (`history/destruction.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.school.history.destroyed import ACT_KIND
from letopis.school.history.ledger import Change, record_many
from letopis.school.history.models import DestructionAct, Entry
from letopis.school.history.tracking import tracked


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one table. `to_class` leads from a row to its class: relations, or a name for `found`, an expression.

    `found` is for rows of a student that name no class.
    """

    model: type[Any]
    to_class: str
    found: Any = None

    @property
    def kind(self) -> str:
        """As the ledger calls the table."""
        return tracked(self.model).kind

    @property
    def file(self) -> str:
        """The column that names a file of the row, "" for none."""
        return tracked(self.model).file_in

    def rows(self, classes: Sequence[int]) -> "QuerySet[Any]":
        """Return the rows of classes. Of a school: ids of classes are of one."""
        there: QuerySet[Any] = self.model._default_manager.order_by()
        if self.found is not None:
            there = there.annotate(**{self.to_class: self.found})
        return there.filter(**{f"{self.to_class}__in": classes})

    def told(self, school_id: int, classes: Sequence[int], courses: Sequence[int]) -> "QuerySet[Entry]":
        """Return the entries about the rows, and about rows of these pages that are gone already."""
        own = Q(school=school_id, kind=self.kind, act_id=None)
        rows, pages = Q(object_id__in=self.rows(classes).values("pk")), Q(course_id__in=list(courses))
        return Entry.objects.filter((own & rows) | (own & pages)).order_by()


@dataclass(frozen=True, slots=True)
class Pages:
    """Journals of one class that go: its pages, and the parts of them, in the order in which they are removed."""

    school_id: int
    class_id: int
    courses: tuple[int, ...]
    parts: tuple[Part, ...]

    def condition(self) -> Q:
        """Return the condition on the entries that are destroyed with them."""
        found = Q(pk__in=())
        for part in self.parts:
            found |= Q(pk__in=part.told(self.school_id, (self.class_id,), self.courses).values("pk"))
        return found & ~Q(kind=ACT_KIND)

    def recorded(self) -> int:
        """Return how many of the rows go with their last entry: as many as `letopis verify` will miss."""
        return sum(self._known(part).filter(last_act=None).count() for part in self.parts)

    def _known(self, part: Part) -> "QuerySet[Any]":
        """The rows that the ledger tells of, with the act that has destroyed the last entry already, if one has."""
        own = Entry.objects.filter(school=self.school_id, kind=part.kind, object_id=OuterRef("pk")).order_by("-id")
        rows = part.rows((self.class_id,)).annotate(last=Subquery(own.values("pk")[:1]))
        found: QuerySet[Any] = rows.filter(last__isnull=False).annotate(last_act=Subquery(own.values("act_id")[:1]))
        return found

    def files(self) -> list[str]:
        """Return the names of the files that the rows name, below MEDIA_ROOT. A query a part that has files."""
        found: list[str] = []
        for part in self.parts:
            if part.file:
                found += part.rows((self.class_id,)).values_list(part.file, flat=True)
        return [name for name in found if name]

    def remove(self, actor: Actor, act_id: int | None) -> int:
        """Remove the rows; return how many there were. Inside the transaction of an act.

        `act_id`: of the ledger's act, None where the ledger held nothing of them. Raises Refused where a row would be
        left whose entries it has destroyed: nothing is done then.
        """
        for part in self.parts:
            self._note_known_gone(actor, part)
        number = sum(part.rows((self.class_id,)).delete()[1].get(part.model._meta.label, 0) for part in self.parts)
        if act_id is not None:
            self._require_gone(act_id)
        return number

    def _note_known_gone(self, actor: Actor, part: Part) -> None:
        """Of rows whose last entry an earlier act has destroyed, the ledger is told that they are removed."""
        earlier = self._known(part).filter(last_act__in=DestructionAct.objects.filter(rows=0).values("pk"))
        record_many(actor, [Change(row=row, action="destroyed", before={}, removed=True) for row in earlier])

    def _require_gone(self, act_id: int) -> None:
        for part in self.parts:
            told = Entry.objects.filter(school=self.school_id, act_id=act_id, kind=part.kind).values("object_id")
            if part.model._default_manager.filter(pk__in=told).exists():
                title = tracked(part.model).name
                raise Refused(
                    f"«{title}»: о строке чужого журнала есть записи на этих страницах. Ничего не уничтожено.",
                    code="left",
                )


def counts(
    school_id: int, parts: Sequence[Part], courses: dict[int, tuple[int, ...]]
) -> Iterator[tuple[int, int, int]]:
    """Yield for classes and parts: class, entries of the ledger, rows. Two queries a part. `courses`: by class."""
    classes = list(courses)
    pages = [pk for own in courses.values() for pk in own]
    class_of = {pk: class_id for class_id, own in courses.items() for pk in own}
    for part in parts:
        rows = part.rows(classes).values_list(part.to_class).annotate(number=Count("pk"))
        yield from ((class_id, 0, number) for class_id, number in rows)
        whose = Subquery(
            part.rows(classes).filter(pk=OuterRef("object_id")).values(part.to_class)[:1],
            output_field=BigIntegerField(),
        )
        told = part.told(school_id, classes, pages).annotate(whose=Coalesce(whose, -1))
        for class_id, course_id, number in told.values_list("whose", "course_id").annotate(number=Count("pk")):
            yield (class_of[course_id] if class_id == -1 else class_id), number, 0
