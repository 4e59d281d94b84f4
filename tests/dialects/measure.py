"""What came of a load: rows right, told in part, lost, and written wrong, by table; with questions answered or not."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction

from letopis.documents.school_import import service
from letopis.documents.sheets.problems import Answers, Problem
from letopis.documents.sheets.refusals import FileRefused
from letopis.documents.sheets.sheet import Sheet
from letopis.kernel.errors import Refused
from letopis.kernel.text import search_key
from letopis.school.classes.models import Membership
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.organisation.models import BellPeriod, CalendarDay, Term, Vacation
from letopis.school.people.models import Guardianship, Staff
from letopis.school.timetable.models import WeeklySlot
from tests.dialects.books import speak, write
from tests.dialects.said import Missed, counted, silent_of
from tests.dialects.sheets import Dialect
from tests.dialects.truth import HOLIDAYS, Truth, draw, weeks_of

# What tells a row from the others, and what else stands in it; "" or None where nothing does.
Row = tuple[tuple[Any, ...], tuple[Any, ...]]
# An operator answers so many questions, each of which offers so many answers at most.
ASKED, OFFERED = 5, 12


@dataclass(slots=True)
class Score:
    """By table: how many rows there are, came right, came without some of their values, came with wrong ones."""

    total: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    part: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    # Wrong, lost or cut short, and nothing is said of the row.
    silent: Counter[str] = field(default_factory=Counter)
    missed: list[Missed] = field(default_factory=list)
    problems: int = 0
    # Mistakes planted and told; errors told where nothing was planted.
    planted: int = 0
    told: int = 0
    false: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    refused: str = ""
    examples: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of rows that came right, 0 to 1."""
        return self.right.total() / max(1, self.total.total())

    def add(self, table: str, expected: Iterable[Row], found: Iterable[Row]) -> None:
        """Compare a table's rows: those of one key pair off, the likest first."""
        here = list(found)
        for key, values in expected:
            self.total[table] += 1
            rivals = [one for one in here if one[0] == key]
            best = max(rivals, key=lambda one: _alike(values, one[1]), default=None)
            if best is None:
                self.missed.append(Missed(table, key))
                continue
            here.remove(best)
            self._judge(table, key, values, best[1])
        self.wrong[table] += len(here)
        self.missed += [Missed(table, key) for key, _ in here]
        self.examples += [f"{table}: {key} {values}" for key, values in here[:2]]

    def _judge(self, table: str, key: tuple[Any, ...], expected: Sequence[Any], found: Sequence[Any]) -> None:
        if list(expected) == list(found):
            self.right[table] += 1
            return
        self.missed.append(Missed(table, key))
        if all(there in {want, None, "", "unknown"} for want, there in zip(expected, found, strict=True)):
            self.part[table] += 1
        else:
            self.wrong[table] += 1
            self.examples += [f"{table}: {key} {found}, not {expected}"][: 2 - len(self.examples)]


def _alike(one: Sequence[Any], other: Sequence[Any]) -> int:
    return sum(a == b for a, b in zip(one, other, strict=True))


def measure(seed: int, folder: Path, *, asked: int = 0) -> Score:
    """Load the dialect of a seed into an empty base and compare; `asked` questions are answered by who knows the truth.

    Nothing is kept.
    """
    truth = draw(seed)
    dialect = speak(truth, seed)
    try:
        sheets = service.read(write(dialect, folder))
    except FileRefused as refusal:
        score = Score(refused=str(refusal))
        _compare(score, truth, dialect)
        return score
    load = _loader(sheets, truth, dialect)
    score, questions = load(Answers())
    answers = Answers()
    for count in range(1, asked + 1):
        better = _best(load, answers, questions[:ASKED], score)
        if better is None:
            break
        answers, score, questions = better
        score.asked = count
    return score


Loaded = tuple[Score, list[tuple[str, list[str]]]]


def _loader(sheets: list[Sheet], truth: Truth, dialect: Dialect) -> Callable[[Answers], Loaded]:
    def load(answers: Answers) -> Loaded:
        """What loading with these answers gives, and what is asked then: causes with their answers."""
        score, questions, problems = Score(), [], list[Problem]()
        with transaction.atomic():
            try:
                found, _ = service.apply(sheets, school=None, actor=None, answers=answers, leave_out_errors=True)
            except (FileRefused, Refused) as refusal:
                score.refused = str(refusal)
            else:
                score.problems = len(found.problems)
                score.causes = Counter(f"{one.level} {one.place.sheet}: {one.code}" for one in found.problems)
                problems = list(found.problems)
                _judge_planted(score, dialect, found.problems)
                questions = [(one.cause, [choice.answer for choice in one.choices]) for one in found.questions]
            _compare(score, truth, dialect)
            silent = [] if score.refused else silent_of(score.missed, sheets, problems, answers, dialect)
            score.silent = counted(silent)
            score.examples += [f"unsaid: {one.table} {one.key}" for one in silent[:2]]
            transaction.set_rollback(True)
        return score, questions

    return load


def _judge_planted(score: Score, dialect: Dialect, problems: Iterable[Problem]) -> None:
    """Which planted mistakes are told at their rows, and which errors are told of rows that have none."""
    left = {(one.sheet.casefold(), one.row) for one in dialect.planted}
    score.planted = len(left)
    met = set()
    for problem in problems:
        rows = {problem.row, *problem.rows}
        sheet = problem.place.sheet.casefold()
        here = {one for one in left if sheet.endswith(one[0]) and one[1] in rows}
        met |= here
        if problem.level == "error" and not here:
            score.false[problem.code] += 1
    score.told = len(met)


def _best(
    load: Callable[[Answers], Loaded], answers: Answers, questions: list[tuple[str, list[str]]], score: Score
) -> tuple[Answers, Score, list[tuple[str, list[str]]]] | None:
    """The answer to the first question that makes anything better; None where none does."""
    for cause, choices in questions:
        tried = []
        for choice in choices[:OFFERED]:
            given = replace(answers, causes={**answers.causes, cause: choice})
            tried.append((given, *load(given)))
        best = max(tried, key=lambda one: _worth(one[1]), default=None)
        if best and _worth(best[1]) > _worth(score):
            return best
    return None


def _worth(score: Score) -> int:
    return score.right.total() - 10 * score.wrong.total()


# ── the truth beside what is in the base ──────────────────────────────


def _compare(score: Score, truth: Truth, dialect: Dialect) -> None:
    shows = {table: dialect.shows(table) for table in ("students", "staff", "guardians")}
    score.add("students", _true_children(truth, shows["students"]), _children(shows["students"]))
    score.add("staff", _true_workers(truth, shows["staff"]), _workers(shows["staff"]))
    score.add("guardians", _true_relatives(truth, shows["guardians"]), _relatives(shows["guardians"]))
    score.add("load", _true_load(truth), _load())
    score.add("timetable", _true_week(truth, dialect.shows("timetable")), _week())
    bells = (((number,), (begin, end)) for number, (begin, end) in enumerate(truth.bells, 1))
    score.add(
        "bells",
        bells,
        (((number,), (a, b)) for number, a, b in BellPeriod.objects.values_list("number", "starts_at", "ends_at")),
    )
    spans = (((one.starts_on, one.ends_on), ()) for one in (*truth.quarters, *truth.vacations))
    kept = [*Term.objects.values_list("starts_on", "ends_on"), *Vacation.objects.values_list("starts_on", "ends_on")]
    score.add("periods", spans, ((days, ()) for days in kept))
    off = [day for _, day in HOLIDAYS] if "day off" in dialect.shows("periods") else []
    score.add(
        "days off",
        (((day,), ()) for day in off),
        (((one,), ()) for one in CalendarDay.objects.exclude(kind="working").values_list("date", flat=True)),
    )


def _true_children(truth: Truth, shows: frozenset[str]) -> Iterable[Row]:
    for one in truth.children:
        file = (one.file_number,) if "file_number" in shows else ()
        yield (search_key(one.human.full),), (one.group, *_of(one.human, shows), *file)


def _children(shows: frozenset[str]) -> Iterable[Row]:
    for one in Membership.objects.select_related("student__person", "class_group"):
        file = (one.student.file_number,) if "file_number" in shows else ()
        person = one.student.person
        yield (search_key(str(person.full_name)),), (one.class_group.name, *_of(person, shows), *file)


def _true_workers(truth: Truth, shows: frozenset[str]) -> Iterable[Row]:
    for one in truth.workers:
        yield (search_key(one.human.full),), (search_key(one.position), *_of(one.human, shows))


def _workers(shows: frozenset[str]) -> Iterable[Row]:
    for one in Staff.objects.select_related("person"):
        yield (search_key(str(one.person.full_name)),), (search_key(one.position), *_of(one.person, shows))


def _true_relatives(truth: Truth, shows: frozenset[str]) -> Iterable[Row]:
    for one in truth.relatives:
        child = truth.children[one.child].human
        yield (search_key(one.human.full), search_key(child.full)), _of(one.human, shows)


def _relatives(shows: frozenset[str]) -> Iterable[Row]:
    for one in Guardianship.objects.select_related("guardian__person", "student__person"):
        person, child = one.guardian.person, one.student.person
        yield (search_key(str(person.full_name)), search_key(str(child.full_name))), _of(person, shows)


def _true_load(truth: Truth) -> Iterable[Row]:
    for one in truth.duties:
        teacher = search_key(truth.workers[one.worker].human.full)
        yield (teacher, one.group, search_key(one.subject), search_key(one.part)), (one.hours,)


def _load() -> Iterable[Row]:
    teachers = {
        one.course_id: str(one.staff.person.full_name) for one in CourseTeacher.objects.select_related("staff__person")
    }
    for one in Course.objects.select_related("class_group", "subject", "subgroup"):
        part = search_key(one.subgroup.name if one.subgroup else "")
        key = search_key(teachers.get(one.pk, "")), one.class_group.name, search_key(one.subject.name), part
        yield key, (int(one.hours_per_week or 0),)


def _true_week(truth: Truth, shows: frozenset[str]) -> Iterable[Row]:
    weeks = weeks_of(truth) if "week" in shows else [0] * len(truth.hours)
    for one, week in zip(truth.hours, weeks, strict=True):
        duty = truth.duties[one.duty]
        yield (duty.group, one.weekday, one.number, search_key(duty.subject)), (week,)


def _week() -> Iterable[Row]:
    for one in WeeklySlot.objects.select_related("course__class_group", "course__subject"):
        yield (one.course.class_group.name, one.weekday, one.number, search_key(one.course.subject.name)), (one.parity,)


def _of(person: Any, shown: Iterable[str]) -> tuple[Any, ...]:
    """What a table shows of a person, as it is compared."""
    digits = lambda text: "".join(one for one in str(text) if one.isdigit())  # noqa: E731
    ways: dict[str, Callable[[Any], Any]] = {
        "birth_date": lambda value: value,
        "sex": str,
        "snils": digits,
        "phone": digits,
        "email": str,
    }
    return tuple(ways[name](getattr(person, name)) for name in ways if name in shown)
