"""Rules of the diary over plain values."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from letopis.school.attendance.rules import by_hour
from letopis.school.diary.pieces import Entry, Facts, Mark, Missed, SubjectAverage
from letopis.school.marks.averages import both_averages, counting
from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.excuses import AWAY

# Looks closer together than this are one sitting: what was new at its start stays new.
SITTING = timedelta(minutes=30)
# What somebody who looks for the first time is shown as new.
FIRST_LOOK = timedelta(days=7)
SPARK_MARKS = 8
# How an absence reads in a family's diary; the journal's own words are a settlement between teachers.
ABSENCE_WORDS = {
    AbsenceCode.ABSENT: "причина не указана",
    AbsenceCode.EXCUSED: "уважительная причина",
    AbsenceCode.ILL: "болезнь",
    AbsenceCode.UNEXCUSED: "без уважительной причины",
    AbsenceCode.LATE: "опоздание",
    AbsenceCode.EXEMPT: "освобождение",
}


def absence_words(code: str) -> str:
    """Return «болезнь» for «Б»; an unknown code as it is."""
    return next((words for known, words in ABSENCE_WORDS.items() if known == code), code)


def new_since(seen_at: datetime | None, before: datetime | None, moment: datetime) -> datetime:
    """Return since when marks are new at `moment`, given the last look and what was new then (None: never looked)."""
    if seen_at is None or before is None:
        return moment - FIRST_LOOK
    return before if moment - seen_at < SITTING else seen_at


def whole_day_absence(entries: Sequence[Entry]) -> str:
    """Return the words of the reason where every lesson held was missed with the same code, else ""."""
    codes = {entry.missed.code if entry.missed else "" for entry in entries if not entry.is_cancelled}
    code = next(iter(codes)) if len(codes) == 1 else ""
    return absence_words(code) if code in AWAY and len(entries) > 1 else ""


def classes_over(entries: Iterable[Entry], wall_clock: time) -> bool:
    """Say whether the last lesson of today has ended (True on a day without lessons)."""
    ends = [entry.ends_at for entry in entries if entry.ends_at and not entry.is_cancelled]
    return not ends or wall_clock >= max(ends)


def facts(missed: Iterable[Missed]) -> Facts:
    """Count the attendance of a period, by the hour: the one rule of attendance/rules.py."""
    codes = list(by_hour(((one.date, one.number), one.code) for one in missed if one.counts).values())
    return Facts(
        missed=sum(code in AWAY for code in codes),
        ill=codes.count(AbsenceCode.ILL),
        without_reason=codes.count(AbsenceCode.UNEXCUSED) + codes.count(AbsenceCode.ABSENT),
        late=codes.count(AbsenceCode.LATE),
    )


def by_subject(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    """Group marks by subject, in the order given."""
    grouped: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        grouped[mark.subject].append(mark)
    return grouped


def averages(marks: Iterable[Mark], rewritten: str) -> list[SubjectAverage]:
    """Return the subjects that have an average, by name, each with its last marks as a line.

    `rewritten`: which mark of a work written again counts in the school.
    """
    shown = (_average(subject, own, rewritten) for subject, own in sorted(by_subject(marks).items()))
    return [one for one in shown if one.plain is not None]


def _average(subject: str, marks: list[Mark], rewritten: str) -> SubjectAverage:
    held = [mark for mark in marks if mark.counts]
    last = figures(held, rewritten)
    plain, weighted = both_averages(held, rewritten)
    return SubjectAverage(
        subject=subject,
        plain=plain,
        weighted=weighted,
        points=spark_points(last),
        marks=", ".join(map(str, last)),
    )


def figures(marks: Iterable[Mark], rewritten: str) -> list[int]:
    """Return the last marks that count, oldest first."""
    return [figure for mark in marks for figure in counting(mark, rewritten)][-SPARK_MARKS:]


def spark_points(values: Sequence[int]) -> str:
    """Return points of a line in a field of 64 × 24: a 5 at y 5, a 2 at y 20, the last mark at x 60."""
    step = 56 / (len(values) - 1) if len(values) > 1 else 0
    first = 4 if len(values) > 1 else 60
    return " ".join(f"{round(first + step * i)},{30 - 5 * value}" for i, value in enumerate(values))
