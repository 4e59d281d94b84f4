"""What an act on destruction takes with each case: entries of the ledger, rows of the tables, packages (ARC-08: Т7.6).

With the journal of a class its pages go, day by day, what was asked about them and what explained absences. Marks of
periods and of conduct go with the summary sheets alone, which are kept for 75 years. What stays, and why: terms.toml.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from letopis.documents.carriers.gone import packages_of
from letopis.documents.carriers.models import Package
from letopis.documents.handover.enums import CaseKind
from letopis.documents.handover.models import ArchiveCase
from letopis.documents.keeping.models import ActState
from letopis.school.attendance import gone as attendance
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course
from letopis.school.grading import gone as grading
from letopis.school.history.gone import Pages, Part, counts
from letopis.school.lessons import gone as lessons
from letopis.school.marks import gone as marks
from letopis.school.periods import gone as periods
from letopis.school.timetable import gone as timetable

# In the order in which they are removed: a row goes before what it points at.
PARTS: dict[str, tuple[Part, ...]] = {
    CaseKind.JOURNAL: (
        *marks.PARTS,
        *lessons.PARTS,
        *periods.PARTS,
        *grading.PARTS,
        *attendance.PARTS,
        *timetable.PARTS,
    ),
    CaseKind.SUMMARY: grading.OF_SUMMARY,
}


@dataclass(frozen=True, slots=True)
class Doomed:
    """What goes with a case: entries of the ledger and rows of the tables. `courses` empty: it is on paper alone.

    `left`: rows that an act of an earlier version has left in their tables.
    """

    case: ArchiveCase
    courses: tuple[int, ...]
    entries: int
    rows: int
    left: int = 0

    @property
    def pages(self) -> Pages | None:
        """What is removed; None where it is on paper alone."""
        group = self.case.class_group_id
        return Pages(self.case.school_id, group, self.courses, PARTS[self.case.kind]) if group else None


def doomed_of(cases: Sequence[ArchiveCase]) -> list[Doomed]:
    """Return what would go with each case. Two queries for each table, whatever the number of cases."""
    courses = _courses([case.class_group_id for case in cases if case.class_group_id])
    sizes: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for kind, parts in PARTS.items():
        own = {case.class_group_id: courses[case.class_group_id] for case in _here(cases, kind) if case.class_group_id}
        for class_id, entries, rows in counts(cases[0].school_id, parts, own) if own else ():
            size = sizes[kind, class_id]
            size[0] += entries
            size[1] += rows
    return [
        Doomed(case, courses[case.class_group_id or 0], *sizes[case.kind, case.class_group_id or 0]) for case in cases
    ]


def _here(cases: Sequence[ArchiveCase], kind: str) -> list[ArchiveCase]:
    return [case for case in cases if case.kind == kind and case.class_group_id]


def _courses(classes: Sequence[int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    if classes:
        for class_id, pk in (
            Course.objects.filter(class_group__in=classes).order_by("pk").values_list("class_group", "pk")
        ):
            found[class_id] += (pk,)
    return found


def packages_with(cases: Sequence[ArchiveCase]) -> list[Package]:
    """Return the packages that go with journals: those of the classes, and of years nothing of which is kept any more.

    Four queries at most.
    """
    journals = _here(cases, CaseKind.JOURNAL)
    if not journals:
        return []
    classes = [case.class_group_id for case in journals if case.class_group_id]
    years = {case.year_id for case in journals if case.year_id}
    done = ArchiveCase.objects.filter(kind=CaseKind.JOURNAL, year__in=years, act_cases__act__state=ActState.DONE)
    going = {*classes, *done.values_list("class_group", flat=True)}
    kept = ClassGroup.objects.filter(year__in=years).exclude(pk__in=going).values_list("year", flat=True)
    return packages_of(journals[0].school_id, sorted(years - set(kept)), classes)
