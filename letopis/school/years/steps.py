"""The steps of opening and closing a year: what is done is computed from counts, what has no data is ticked by hand.

Pure: counts in, states out. Sources: А3.2.2, А3.2.5 (who does and who watches), Т4.1.4 (a college: by 10 September).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from letopis.kernel.roles import Role
from letopis.school.control.year_counts import YearCounts
from letopis.school.organisation.enums import SchoolKind
from letopis.school.years.enums import Phase


@dataclass(frozen=True, slots=True)
class Step:
    """A step. `is_done` is computed, of one `by_hand` it is whether somebody has ticked it.

    `total` of what there is, `missing` of it, `ahead`: what is still to come.
    """

    code: str
    who: Role
    is_done: bool = False
    total: int = 0
    missing: int = 0
    ahead: int = 0
    by_hand: bool = False


# Ticked by who has seen that it is done; the role says who does it.
BY_HAND = {
    Phase.OPENING: (),
    Phase.CLOSING: (
        Step("checked", Role.DEPUTY, by_hand=True),
        Step("printed", Role.OPERATOR, by_hand=True),
        Step("copied", Role.SYSTEM_ADMINISTRATOR, by_hand=True),
    ),
}


def hand_codes(phase: Phase) -> frozenset[str]:
    """Return the steps of a phase that are ticked by hand."""
    return frozenset(step.code for step in BY_HAND[phase])


def steps_of(phase: Phase, counts: YearCounts, *, ticked: Iterable[str]) -> tuple[Step, ...]:
    """Return the steps in the order they are taken. `ticked`: done by hand."""
    if phase == Phase.OPENING:
        return tuple(_opening(counts))
    done = frozenset(ticked)
    by_hand = {step.code: replace(step, is_done=step.code in done) for step in BY_HAND[phase]}
    return (
        _some("period_marks", Role.TEACHER, counts.rated, counts.unrated),
        _filled(counts),
        *(by_hand[code] for code in ("checked", "printed", "copied")),
        Step("next_year", Role.OPERATOR, bool(counts.next_classes), counts.next_classes),
        _whole("promotion", Role.OPERATOR, counts.students, counts.staying),
    )


def _filled(counts: YearCounts) -> Step:
    """Not before the last lesson has been held: until then nobody knows."""
    done = bool(counts.lessons) and not counts.unfilled and not counts.ahead
    return Step("filled", Role.TEACHER, done, counts.lessons, counts.unfilled, ahead=counts.ahead)


def _opening(counts: YearCounts) -> Iterator[Step]:
    calendar = bool(counts.terms and counts.vacations)
    yield Step("calendar", Role.OPERATOR, calendar, counts.terms, int(not calendar))
    yield Step("bells", Role.OPERATOR, bool(counts.bells), counts.bells)
    yield Step("rooms", Role.OPERATOR, bool(counts.rooms), counts.rooms)
    yield Step("staff", Role.PERSONNEL, bool(counts.staff), counts.staff)
    yield _some("classes", Role.OPERATOR, counts.classes, counts.classes_without_tutor)
    yield Step("promoted", Role.OPERATOR, not counts.not_placed, counts.not_placed, counts.not_placed)
    yield Step("students", Role.OPERATOR, bool(counts.students), counts.students)
    yield _some("curriculum", Role.OPERATOR, counts.classes, counts.classes_without_hours)
    yield _some("load", Role.OPERATOR, counts.courses, counts.courses_without_teacher)
    yield _some("plans", Role.TEACHER, counts.courses, counts.courses_without_plan)
    yield _whole("subgroups", Role.DEPUTY, counts.subgroups, counts.empty_subgroups)
    yield _some("timetable", Role.DISPATCHER, counts.courses, counts.courses_without_lessons)
    yield _some("accounts", Role.OPERATOR, counts.people, counts.without_login)


def _some(code: str, who: Role, total: int, missing: int) -> Step:
    """Done where there is something and nothing of it is missing."""
    return Step(code, who, bool(total) and not missing, total, missing)


def _whole(code: str, who: Role, total: int, missing: int) -> Step:
    """Done where nothing is missing, even of nothing."""
    return Step(code, who, not missing, total, missing)


def open_of(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps that are not done."""
    return tuple(step for step in steps if not step.is_done)


def due_on(phase: Phase, kind: str, starts_on: date, ends_on: date) -> date:
    """Return by which day a phase is to be done: a general school opens on the first day, a college by 10 September.

    A year is closed before the next is opened.
    """
    if kind == SchoolKind.COLLEGE:
        return date(starts_on.year if phase == Phase.OPENING else ends_on.year, 9, 10)
    return starts_on if phase == Phase.OPENING else date(ends_on.year, 9, 1) - timedelta(days=1)
