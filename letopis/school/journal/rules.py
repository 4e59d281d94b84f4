"""Rules of the journal over plain values: scales, windows, texts, absence codes.

Sources: А3.2.4, П3.4.4, Д2.3, С3.5, Т4.8. Averages and the proposed term mark are in averages.py.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.curriculum.enums import Scale
from letopis.school.journal.enums import AbsenceCode
from letopis.school.organisation.words import say


def by_alias(aliases: Mapping[str, str]) -> dict[str, str]:
    """Return alias → value from value → its aliases parted by spaces."""
    return {alias: str(value) for value, listed in aliases.items() for alias in listed.split()}


# ── marks ─────────────────────────────────────────────────────────────
COUNTING = ("5", "4", "3", "2")
NOT_ATTESTED = "н/а"
EXEMPT = "осв"
PASSED, FAILED = "зч", "нз"
SCALES: dict[str, tuple[str, ...]] = {
    Scale.FIVE: (*COUNTING, NOT_ATTESTED, EXEMPT),
    Scale.PASS_FAIL: (PASSED, FAILED, NOT_ATTESTED, EXEMPT),
    Scale.UNMARKED: (),
}
# What else teachers write for the same thing; latin letters look alike or stand on the same keys.
MARK_ALIASES = by_alias(
    {
        NOT_ATTESTED: "на n/a h/a y/f yf",
        EXEMPT: "осв. jcd",
        PASSED: "зач зачёт зачет px pf",
        FAILED: "нзч незач незачёт незачет yp",
    }
)


def mark_value(scale: str, text: str) -> str:
    """Return the mark as the journal keeps it; "" for none. Raises Refused for what the scale does not have (Т1.7)."""
    value = text.strip().casefold()
    value = MARK_ALIASES.get(value, value)
    allowed = SCALES[scale]
    if not value or value in allowed:
        return value
    if not allowed:
        raise Refused("Обучение безотметочное: здесь отметки не ставят.", code="scale", field="value")
    shown = text.strip()[:10]
    raise Refused(f"Отметки «{shown}» нет в шкале: можно {', '.join(allowed)}.", code="scale", field="value")


def mark_pair(scale: str, value: str, second: str) -> tuple[str, str]:
    """Return both marks of «5/4». Raises Refused where the second has no first, or either does not count."""
    first, other = mark_value(scale, value), mark_value(scale, second)
    if other and (first not in COUNTING or other not in COUNTING):
        raise Refused("Две отметки за одну работу — это две отметки от 2 до 5.", code="scale", field="second")
    return first, other


# ── absences ──────────────────────────────────────────────────────────
MAX_LATE_MINUTES = 90
ABSENCE_ALIASES = by_alias(
    {
        AbsenceCode.ABSENT: "n h y",
        AbsenceCode.EXCUSED: "у e eg yп",
        AbsenceCode.ILL: ", < b",
        AbsenceCode.UNEXCUSED: "yg hп",
        AbsenceCode.LATE: "о o j jg",
        AbsenceCode.EXEMPT: "jcd",
    }
)


def absence_code(text: str) -> str:
    """Return the absence's code, read in either keyboard layout; "" for none. Raises Refused for an unknown one."""
    typed = text.strip()
    code = ABSENCE_ALIASES.get(typed.casefold(), typed.upper())
    if code and code not in AbsenceCode.values:
        raise Refused(f"Пропуска «{typed[:10]}» нет: можно {', '.join(AbsenceCode.values)}.", code="code", field="code")
    return str(code)


def late_minutes(code: str, minutes: int | None, usual: int) -> int | None:
    """Return the minutes of a lateness (`usual` where none were named), None for any other absence."""
    if code != AbsenceCode.LATE:
        return None
    named = usual if minutes is None else minutes
    if not 1 <= named <= MAX_LATE_MINUTES:
        raise Refused(f"Опоздание — от 1 до {MAX_LATE_MINUTES} минут.", code="minutes", field="minutes")
    return named


# ── who is in the class on the day ────────────────────────────────────
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """Days of membership, both included; no end means still there."""

    starts_on: date
    ends_on: date | None = None

    def holds(self, day: date) -> bool:
        """True where `day` is one of the days."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def __and__(self, other: "Window") -> "Window | None":
        starts_on = max(self.starts_on, other.starts_on)
        ends = [end for end in (self.ends_on, other.ends_on) if end is not None]
        ends_on = min(ends) if ends else None
        return None if ends_on is not None and ends_on < starts_on else Window(starts_on, ends_on)


def joint(first: Iterable[Window], second: Iterable[Window]) -> tuple[Window, ...]:
    """Return the days that lie in both: of the class and of its subgroup."""
    others = list(second)
    return in_order({both for one in first for other in others if (both := one & other)})


def in_order(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Return windows by their first day."""
    return tuple(sorted(windows, key=place))


def place(window: Window) -> tuple[date, date]:
    """Return what windows are sorted by."""
    return window.starts_on, window.ends_on or date.max


def between(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Return the days between windows, which come in order: those that lie in none of them."""
    gaps: list[Window] = []
    until: date | None = date.max
    for window in windows:
        if until and until < window.starts_on - DAY:
            gaps.append(Window(until + DAY, window.starts_on - DAY))
        last = window.ends_on
        until = None if last is None or until is None else last if until == date.max else max(until, last)
    return tuple(gaps)


def require_member(windows: Sequence[Window], day: date, where: str) -> None:
    """Raise Refused, with the dates, where a student is not in the class or subgroup `where` on `day` (Т5.2.3)."""
    if any(window.holds(day) for window in windows):
        return
    when = "; ".join(dates(window) for window in windows)
    told = f"учится в нём {when}" if when else "в нём не учится"
    raise Refused(
        say("{Student.gen} не было в составе {where} {day}: {told}.", where=where, day=short(day), told=told),
        code="not_member",
        field="student_id",
    )


def dates(window: Window) -> str:
    """Return «с 12.11.2026 по 20.12.2026»."""
    until = f" по {short(window.ends_on)}" if window.ends_on else ""
    return f"с {short(window.starts_on)}{until}"


def short(day: date) -> str:
    """Return «12.11.2026»."""
    return day.strftime("%d.%m.%Y")


# ── when ──────────────────────────────────────────────────────────────
LessonState = Literal["filled", "unfilled", "ahead"]


def lesson_state(topic: str, day: date, ends_at: time | None, moment: datetime) -> LessonState:
    """Say how a lesson stands at the school's wall-clock `moment`: without a topic it is ahead until it has ended."""
    if topic:
        return "filled"
    if day != moment.date():
        return "ahead" if day > moment.date() else "unfilled"
    return "ahead" if ends_at is None or moment.time() < ends_at else "unfilled"


# А3.2.5: the deputy corrects a mark after its window, too.
UNBOUND = frozenset({Role.DEPUTY})


def editable_until(set_on: date, correction_days: int) -> date:
    """Return the last day on which the teacher alone may correct a mark first put on `set_on` (А3.2.4)."""
    return set_on + timedelta(days=correction_days)


def require_window(role: Role, set_on: date | None, today: date, correction_days: int, what: str = "") -> None:
    """Raise Refused (`window`) where `role` may no longer correct a mark first put on `set_on` (А3.2.4-5).

    Days are the school's own. None: no mark has been put yet, and a late one is late, not refused. `what` may say what
    is at stake: «За работу стоят отметки, первая».
    """
    if set_on is None or role in UNBOUND:
        return
    until = editable_until(set_on, correction_days)
    if today > until:
        raise Refused(
            f"{what or 'Отметка'} выставлена {short(set_on)}, срок исправления истёк {short(until)}. "
            "Теперь исправляет заместитель директора, с указанием причины: обратитесь к нему.",
            code="window",
        )


def marks_due_on(lesson_date: date, grade: int, *, days: int, days_primary: int, primary_last_grade: int) -> date:
    """Return the last day for the marks of a written work (П3.4.4, Д2.3; shorter in grades 1-5, С3.5)."""
    return lesson_date + timedelta(days=days_primary if grade <= primary_last_grade else days)


# ── topics ────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class HeldLesson:
    """What the pointer into the plan needs of a lesson: the plan's number it used, and whether it has a topic."""

    id: int
    planned_number: int | None
    has_topic: bool


def planned_numbers(lessons: Iterable[HeldLesson]) -> dict[int, int]:
    """Return lesson id → number in the plan for lessons without a topic, given all lessons of the course in order.

    The plan goes on from the number used last; a lesson without a topic takes the next one; a topic written by hand
    does not move the plan.
    """
    numbers: dict[int, int] = {}
    last = 0
    for lesson in lessons:
        if lesson.planned_number is not None:
            last = lesson.planned_number
        elif not lesson.has_topic:
            last += 1
            numbers[lesson.id] = last
    return numbers


# ── texts ─────────────────────────────────────────────────────────────
_BLANK_CONTROLS = str.maketrans({"\t": " ", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})


def clean_text(text: str, limit: int, what: str, *, field: str, lines: bool = False) -> str:
    """Return `text` trimmed, in NFC, on one line unless `lines`. Raises Refused over `limit` characters.

    Control characters are refused too; emoji and other scripts are kept as they are. `what` names the text: «Тема».
    """
    whole = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").translate(_BLANK_CONTROLS)
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in whole.replace("\n", " ")):
        raise Refused(f"{what}: в тексте есть непечатаемые знаки. Наберите его заново.", code="text", field=field)
    rows = [" ".join(row.split(" ")).strip() for row in whole.split("\n")]
    kept = "\n".join(rows).strip() if lines else " ".join(row for row in rows if row)
    if len(kept) > limit:
        raise Refused(f"{what}: {len(kept)} знаков, а можно {limit}. Сократите текст.", code="too_long", field=field)
    return kept
