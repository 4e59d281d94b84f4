"""Whether an entry of the journal may be changed now, by whom: one pure function decides (JRN-04, JRN-05).

Sources: П3.4.1, П3.3.1 (who keeps a page), А3.2.4 (a mark is corrected within two weeks of being put), А3.2.5 (later
by the deputy), А3.2.2 (the administrator closes the period).

| the entry | who keeps the page | who corrects late | anybody else |
|---|---|---|---|
| of a closed period | no | no | no |
| a mark put longer ago than the window | no | yes, with a reason | no |
| any other | yes | no | no |

`table()` gives the same for the documentation, asked of the function.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import product

from letopis.kernel.clock import local, now
from letopis.kernel.dates import short
from letopis.kernel.errors import Refused
from letopis.school.lessons.rules import clean_text
from letopis.school.organisation.words import phrase
from letopis.school.periods.rules import OPEN, Closing

LONGEST_REASON = 300


class Verdict(StrEnum):
    """What the function says; the value is the code of a refusal."""

    FREE = "free"
    WITH_REASON = "with_reason"
    CLOSED = "closed"
    WINDOW = "window"
    EARLY = "early"
    READ_ONLY = "read_only"


ALLOWED = frozenset({Verdict.FREE, Verdict.WITH_REASON})


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as the rules see it. `set_on`: the school's day on which a mark was first put, None for anything else
    and for a cell that has had none; `closing`: what is decided of the page's period."""

    set_on: date | None = None
    closing: Closing = OPEN


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever wants the change. `keeps`: has the page, as its teacher, substitute or class teacher.

    `corrects_late`: may correct a mark after its window (А3.2.5).
    """

    keeps: bool
    corrects_late: bool = False


def window_ends(set_on: date, correction_days: int) -> date:
    """Return the last day on which who keeps the page corrects a mark first put on `set_on` (А3.2.4)."""
    return set_on + timedelta(days=correction_days)


def may_change(entry: Entry, now: datetime, today: date, who: Who, *, correction_days: int) -> Verdict:
    """Return whether the entry may be changed. `now` is when it was typed, `today` the school's day of that moment."""
    if not (who.keeps or who.corrects_late):
        return Verdict.READ_ONLY
    if entry.closing.since(now) is not None:
        return Verdict.CLOSED
    if entry.set_on is not None and today > window_ends(entry.set_on, correction_days):
        return Verdict.WITH_REASON if who.corrects_late else Verdict.WINDOW
    return Verdict.FREE if who.keeps else Verdict.EARLY


def refusal(verdict: Verdict, entry: Entry, now: datetime, *, correction_days: int = 0, what: str = "") -> Refused:
    """Return what a verdict that does not allow is told as: which rule, since when, who can help.

    `what` may say what is at stake: «За работу стоят отметки, первая».
    """
    return Refused(_message(verdict, entry, now, correction_days, what), code=verdict.value)


def _message(verdict: Verdict, entry: Entry, now: datetime, correction_days: int, what: str) -> str:
    if verdict is Verdict.CLOSED and (since := entry.closing.since(now)):
        return (
            f"Учебный период закрыт для исправлений {short(local(since).date())}. Снова его открывает "
            "администратор журнала, с указанием причины: обратитесь к нему."
        )
    if verdict is Verdict.WINDOW and entry.set_on:
        until = window_ends(entry.set_on, correction_days)
        return (
            f"{what or 'Отметка'} выставлена {short(entry.set_on)}, срок исправления истёк {short(until)}. "
            "Теперь исправляет заместитель директора, с указанием причины: обратитесь к нему."
        )
    if verdict is Verdict.EARLY:
        return phrase("Срок исправления ещё идёт: сейчас запись меняет {teacher.nom} предмета или {tutor.nom}.")
    return phrase("Этот журнал ведёт {teacher.nom} предмета или {tutor.nom}; в вашей роли его можно только читать.")


def needed_reason(text: str, *, field: str = "reason") -> str:
    """Return a reason as the ledger keeps it. Raises Refused where there is none, or it is too long."""
    reason = clean_text(text, LONGEST_REASON, "Причина", field=field)
    if not reason:
        raise Refused("Укажите причину: она останется в истории.", code="reason", field=field)
    return reason


def late_note(closing: Closing, typed_at: datetime | None, *, is_in_time: bool, zone: str) -> str:
    """Return what the ledger says of a change on a reopened page, or typed in time and come too late; "" of any other.

    `is_in_time`: it would be allowed now as well.
    """
    if until := closing.reopened_until(typed_at or now()):
        return f"период закрыт, страница открыта снова до {local(until, zone):%d.%m.%Y %H:%M}"
    if typed_at is None or is_in_time:
        return ""
    return f"набрано без связи {local(typed_at, zone):%d.%m.%Y в %H:%M}"


def table() -> Iterator[tuple[str, str, Verdict]]:
    """Yield the rule table: what the entry is, who it is, what the function says."""
    day = date(2026, 10, 1)
    noon = datetime.fromisoformat("2026-10-01T12:00+00:00")
    entries = {
        "период закрыт": Entry(closing=Closing(term=noon)),
        "период закрыт и открыт на время": Entry(closing=Closing(term=noon, open_until=noon + timedelta(hours=2))),
        "отметка, срок исправления истёк": Entry(set_on=day - timedelta(days=15)),
        "отметка, срок исправления идёт": Entry(set_on=day - timedelta(days=14)),
        "пропуск, тема, задание, первая отметка": Entry(),
    }
    people = {
        "ведёт страницу": Who(keeps=True),
        "исправляет после срока": Who(keeps=False, corrects_late=True),
        "и то и другое": Who(keeps=True, corrects_late=True),
        "остальные": Who(keeps=False),
    }
    for (what, entry), (whom, who) in product(entries.items(), people.items()):
        yield what, whom, may_change(entry, noon, day, who, correction_days=14)
