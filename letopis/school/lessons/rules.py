"""Rules of lessons over plain values: who is there on the day, how a lesson stands, the plan's next topic, texts.

Sources: Т5.2.3, Т4.8.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol

from letopis.kernel.dates import DateRange, short
from letopis.kernel.errors import Refused
from letopis.school.lessons.wire import LessonState
from letopis.school.organisation.words import phrase


# ── who is in the class on the day ────────────────────────────────────
def require_member(stays: Sequence[DateRange], day: date, where: str) -> None:
    """Raise Refused, with the dates, where a student is not in the class or subgroup `where` on `day` (Т5.2.3)."""
    if any(day in stay for stay in stays):
        return
    when = "; ".join(map(str, stays))
    stayed = f"учится в нём {when}" if when else "в нём не учится"
    raise Refused(
        phrase("{Student.gen} не было в составе {where} {day}: {stayed}.", where=where, day=short(day), stayed=stayed),
        code="not_member",
        field="student_id",
    )


# ── when ──────────────────────────────────────────────────────────────
def lesson_state(topic: str, day: date, ends_at: time | None, moment: datetime) -> LessonState:
    """Say how a lesson stands at the school's wall-clock `moment`: without a topic it is ahead until it has ended."""
    if topic:
        return "filled"
    if day != moment.date():
        return "ahead" if day > moment.date() else "unfilled"
    return "ahead" if ends_at is None or moment.time() < ends_at else "unfilled"


# ── topics ────────────────────────────────────────────────────────────
class InPlan(Protocol):
    """What the next topic needs of a lesson held: its topic, and the number in the plan that it used, if any."""

    @property
    def id(self) -> int: ...
    @property
    def topic(self) -> str: ...
    @property
    def planned_number(self) -> int | None: ...


def next_numbers(lessons: Iterable[InPlan]) -> dict[int, int]:
    """Return lesson id → number in the plan for lessons without a topic, given all lessons of the course in order.

    The one rule for what the plan says next (CUR-05). The plan goes on from the number used last; a lesson without a
    topic takes the next one; a topic written by hand does not move the plan. A number, not a row of the plan: a course
    whose plan was exchanged in mid-year goes on where it was.
    """
    numbers: dict[int, int] = {}
    last = 0
    for lesson in lessons:
        if lesson.planned_number is not None:
            last = lesson.planned_number
        elif not lesson.topic:
            last += 1
            numbers[lesson.id] = last
    return numbers


def next_topics(lessons: Iterable[InPlan], plan: Mapping[int, str]) -> dict[int, str]:
    """Return lesson id → what the plan (number → topic) says next, for lessons without a topic; "" past its end."""
    return {lesson_id: plan.get(number, "") for lesson_id, number in next_numbers(lessons).items()} if plan else {}


# ── a task that was changed ───────────────────────────────────────────
# A task is saved while it is typed: what stood for less than this was not yet read by anybody.
SETTLED = timedelta(hours=1)


def was(text: str, before: str, changed_at: datetime | None, moment: datetime) -> str:
    """Return what families are told stood there before: the text that is replaced at `moment`, if it stood long enough.

    Else what stood before that one, `before`. `changed_at` None: nobody knows since when, so for long.
    """
    return text if changed_at is None or moment - changed_at >= SETTLED else before


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
