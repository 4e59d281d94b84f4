"""The forecast of a class is kept in this process for as long as nothing that it follows from has changed.

It is looked at far oftener than it changes. What it follows from is official, so the ledger tells of every change
(structure.md, rule 5): the version of a class is the last entry of each page that its students have marks on, and the
last one that is of no page (people, lists, calendar, settings). After a mark the subject of its page alone is worked
out anew. Nothing is written anywhere, so nothing has to be brought up to date; a server that starts anew works it out
anew.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db.models import OuterRef, QuerySet, Subquery

from letopis.kernel.clock import now
from letopis.kernel.statements import statement
from letopis.school.classes.models import Membership
from letopis.school.curriculum.models import Course
from letopis.school.history.models import Entry
from letopis.school.organisation.models import dated_on

# An entry may be seen before one of a lower number is: nothing is kept longer than this without being read anew.
MINUTES = 10

T = TypeVar("T")


class Kept(Generic[T]):
    """One value a key, of its last version; of the keys those asked for last, `most` of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, tuple[Hashable, T]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, version: Hashable, make: Callable[[], T]) -> T:
        """Return the value of this version, made if it is not there."""
        held = self.held(key, version)
        return self.hold(key, version, make()) if held is None else held

    def held(self, key: Hashable, version: Hashable) -> T | None:
        """Return the value of this version, None where it is not there."""
        with self._lock:
            held = self._held.get(key)
            if held is None or held[0] != version:
                return None
            self._held.move_to_end(key)
            return held[1]

    def hold(self, key: Hashable, version: Hashable, made: T) -> T:
        """Keep a value in place of that of any other version, and return it."""
        with self._lock:
            self._held[key] = (version, made)
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()


@dataclass(frozen=True, slots=True)
class Version:
    """What tells whether anything has changed: the last entry of no page, of each page (course, subject, entry)."""

    day: date
    spell: int
    of_none: int
    pages: tuple[tuple[int, int, int], ...]

    def of_subject(self, subject_id: int) -> "Version":
        """Return what tells it of one subject."""
        own = tuple(one for one in self.pages if one[1] == subject_id)
        return Version(self.day, self.spell, self.of_none, own)


def version_of(school_id: int, class_id: int, year_id: int, day: date) -> Version:
    """Return what tells whether anything has changed that a class's forecast of `day` follows from. Two queries."""
    rows = _last_of_pages(school_id, class_id, year_id, day)
    pages = tuple(sorted((course, subject, last or 0) for course, subject, last in rows))
    of_none = next((row[0] for row in _last_of_none(school_id)), 0)
    return Version(day, int(now().timestamp()) // (MINUTES * 60), of_none, pages)


@statement
def _last_of_pages(school: int, class_id: int, year: int, day: date) -> QuerySet[Course, Sequence[Any]]:
    """The last entry of each page of the classes in which the class's students have been this year."""
    here = Membership.objects.filter(dated_on(day), school_id=school, class_group_id=class_id)
    groups = Membership.objects.filter(school_id=school, student_id__in=here.values("student_id"))
    pages = Course.objects.filter(school_id=school, year_id=year, class_group_id__in=groups.values("class_group_id"))
    entries = Entry.objects.filter(school_id=school, course_id=OuterRef("pk")).order_by("-id")
    return pages.annotate(last=Subquery(entries.values("id")[:1])).values_list("pk", "subject_id", "last")


@statement
def _last_of_none(school: int) -> QuerySet[Entry, Sequence[Any]]:
    return Entry.objects.filter(school_id=school, course_id__isnull=True).order_by("-id").values_list("id")[:1]
