"""What classes ask of the contexts above them: what has been written of students in a class on given days.

A day of leaving is moved back by an order; marks that stand after it are a question before signing. Marks live above
(decisions/0005), so the context that keeps them registers the answer when the program starts, as access.held does.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from letopis.kernel.dates import DateRange


class Days(NamedTuple):
    """Days of a student in a class that are about to be taken away."""

    student_id: int
    class_id: int
    dates: DateRange


Probe = Callable[[int, Iterable[Days]], Mapping[int, int]]
_probes: list[Probe] = []


def register(probe: Probe) -> None:
    """Register who says how many marks students have on such days: `probe(school_id, days)` → student → marks."""
    _probes.append(probe)


def marks_on(school_id: int, days: Iterable[Days]) -> dict[int, int]:
    """Return the marks on these days, by student; none where there are none. A query for each probe."""
    asked = list(days)
    found: Counter[int] = Counter()
    for probe in _probes if asked else ():
        found.update(probe(school_id, asked))
    return {student: number for student, number in found.items() if number}
