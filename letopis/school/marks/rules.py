"""Rules of marks and absences over plain values: scales, codes.

Sources: П3.4.4, Д2.3, С3.5, Т4.8. Averages and the proposed term mark are in averages.py; until
when a mark is corrected, in lessons/windows.py.
"""

from collections.abc import Mapping

from letopis.kernel.errors import Refused
from letopis.school.curriculum.enums import Scale
from letopis.school.marks.enums import AbsenceCode


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
