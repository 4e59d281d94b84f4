"""What came of a load: rows right, lost, and written wrong in silence, by table."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from letopis.documents.school_import import service
from letopis.documents.sheets.refusals import FileRefused
from letopis.kernel.errors import Refused
from letopis.kernel.text import search_key
from letopis.school.classes.models import Membership
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.organisation.models import BellPeriod, Term, Vacation
from letopis.school.people.models import Guardianship, Staff
from letopis.school.timetable.models import WeeklySlot
from tests.dialects.books import speak, write
from tests.dialects.sheets import Dialect
from tests.dialects.truth import Truth, draw

Rows = Counter[Any]


@dataclass(slots=True)
class Score:
    """By table: how many rows there are, came right, came wrong; what the load said."""

    total: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    problems: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    refused: str = ""
    examples: list[str] = field(default_factory=list)

    def add(self, table: str, expected: Rows, found: Rows) -> None:
        """Compare a table's rows."""
        self.total[table] += expected.total()
        self.right[table] += (expected & found).total()
        surplus = found - expected
        self.wrong[table] += surplus.total()
        self.examples += [f"{table}: {row}" for row in list(surplus)[:2]]


def measure(seed: int, folder: Path) -> Score:
    """Load the dialect of a seed into an empty base and compare. The caller has the transaction that is undone."""
    truth = draw(seed)
    dialect = speak(truth, seed)
    score = Score()
    try:
        found, _ = service.apply(service.read(write(dialect, folder)), school=None, actor=None, leave_out_errors=True)
    except (FileRefused, Refused) as refusal:
        score.refused = str(refusal)
    else:
        score.problems = len(found.problems)
        score.causes = Counter(f"{one.level} {one.place.sheet}: {one.code}" for one in found.problems)
    _compare(score, truth, dialect)
    return score


def _compare(score: Score, truth: Truth, dialect: Dialect) -> None:
    key = search_key
    students, staff, guardians = (dialect.shows(table) for table in ("students", "staff", "guardians"))
    score.add(
        "students",
        Counter(
            (
                key(one.human.full),
                one.group,
                *_of(one.human, students),
                one.file_number if "file_number" in students else "",
            )
            for one in truth.children
        ),
        Counter(
            (
                key(str(one.student.person.full_name)),
                one.class_group.name,
                *_of(one.student.person, students),
                one.student.file_number if "file_number" in students else "",
            )
            for one in Membership.objects.select_related("student__person", "class_group")
        ),
    )
    score.add(
        "staff",
        Counter((key(one.human.full), key(one.position), *_of(one.human, staff)) for one in truth.workers),
        Counter(
            (key(str(one.person.full_name)), key(one.position), *_of(one.person, staff))
            for one in Staff.objects.select_related("person")
        ),
    )
    score.add(
        "guardians",
        Counter(
            (key(one.human.full), key(truth.children[one.child].human.full), *_of(one.human, guardians))
            for one in truth.relatives
        ),
        Counter(
            (
                key(str(one.guardian.person.full_name)),
                key(str(one.student.person.full_name)),
                *_of(one.guardian.person, guardians),
            )
            for one in Guardianship.objects.select_related("guardian__person", "student__person")
        ),
    )
    teachers = {
        one.course_id: one.staff.person.full_name for one in CourseTeacher.objects.select_related("staff__person")
    }
    score.add(
        "load",
        Counter(
            (key(truth.workers[one.worker].human.full), one.group, key(one.subject), one.hours, key(one.part))
            for one in truth.duties
        ),
        Counter(
            (
                key(str(teachers.get(one.pk, ""))),
                one.class_group.name,
                key(one.subject.name),
                int(one.hours_per_week or 0),
                key(one.subgroup.name if one.subgroup else ""),
            )
            for one in Course.objects.select_related("class_group", "subject", "subgroup")
        ),
    )
    score.add(
        "timetable",
        Counter(
            (truth.duties[one.duty].group, one.weekday, one.number, key(truth.duties[one.duty].subject))
            for one in truth.hours
        ),
        Counter(
            (one.course.class_group.name, one.weekday, one.number, key(one.course.subject.name))
            for one in WeeklySlot.objects.select_related("course__class_group", "course__subject")
        ),
    )
    score.add(
        "bells",
        Counter((number, begin, end) for number, (begin, end) in enumerate(truth.bells, 1)),
        Counter(BellPeriod.objects.values_list("number", "starts_at", "ends_at")),
    )
    score.add(
        "periods",
        Counter((one.starts_on, one.ends_on) for one in (*truth.quarters, *truth.vacations)),
        Counter(
            [*Term.objects.values_list("starts_on", "ends_on"), *Vacation.objects.values_list("starts_on", "ends_on")]
        ),
    )


def _of(person: Any, shown: Iterable[str]) -> tuple[Any, ...]:
    """What a table shows of a person, as it is compared."""
    digits = lambda text: "".join(one for one in str(text) if one.isdigit())  # noqa: E731
    ways = {"birth_date": lambda value: value, "sex": str, "snils": digits, "phone": digits, "email": str}
    return tuple(ways[name](getattr(person, name)) for name in ways if name in shown)
