"""What counts where: the one rule behind the figures of the journal, the lesson, the diary and the workbooks; pure.

1. A mark or an absence counts where its lesson was held on a day of the student's stay: in the class of the page, and
   in its subgroup. What stands outside of it is shown as such and counts nowhere.
2. Who had the subject on another page on days that were none of the stay on this one (moved from a parallel class,
   from another subgroup) takes the marks of those days along: they count here as they count there, with the same
   weight. They are shown with the class they are from and belong to its page.

So a page, the page left and the diary say the same of a student. The words for everybody: docs/developer/averages.md.
Sources: Т5.2.3, CON-02.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby

from msgspec import Struct

from letopis.kernel.dates import DateRange
from letopis.school.marks.states import shown


class Brought(Struct, frozen=True):
    """A mark of the same subject from another page. `place`: «из 7А», «в 7Б»; `weight` is resolved; `kind` is «к/р»."""

    date: date
    place: str
    value: str
    second: str
    weight: Decimal
    kind: str
    state: str = ""
    was: str = ""

    @property
    def shown(self) -> str:
        """«5», «5/4», «2→4»."""
        return shown(self.value, self.second, self.state, self.was)


def counts(day: date, stays: Iterable[DateRange]) -> bool:
    """Say whether what was written on `day` counts for one who was there in `stays`."""
    return any(day in stay for stay in stays)


def is_taken_along(day: date, here: Iterable[DateRange], *, counts_there: bool) -> bool:
    """Say whether a mark of another page counts here: it counts there, and its day is none of the stay here."""
    return counts_there and not counts(day, here)


def place_name(day: date, here: Iterable[DateRange], where: str) -> str:
    """Return «из 7А» for what was before a stay here, «в 7Б» for what came after the last one."""
    return f"из {where}" if any(day < stay.starts_on for stay in here) else f"в {where}"


def told(brought: Iterable[Brought]) -> str:
    """Return «из 7А: 5 4 5; в 7Б: 4» of marks in the order of their days, "" of none."""
    places = groupby(brought, key=lambda one: one.place)
    return "; ".join(f"{place}: {' '.join(one.shown for one in own)}" for place, own in places)
