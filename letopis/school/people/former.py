"""Former surnames as a card holds them, the newest first: «Петрова до 12.10.2026, Сидорова»; pure.

People go on looking for somebody by the surname that they knew, and papers of those years bear it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from letopis.kernel.dates import short
from letopis.kernel.text import clean, search_key
from letopis.school.people.finding import Word

_UNTIL = re.compile(r"\s+до\s+(\S+)$")


@dataclass(frozen=True, slots=True)
class Former:
    """A surname borne before; `until`: the day from which there was another, None: nobody knows."""

    surname: str
    until: date | None = None

    def __str__(self) -> str:
        return f"{self.surname} до {short(self.until)}" if self.until else self.surname


def formers(text: str) -> list[Former]:
    """Return the surnames that a card names. Raises ValueError for a day that is none."""
    return list(_read(filter(None, map(clean, text.split(",")))))


def _read(parts: Iterable[str]) -> Iterator[Former]:
    for part in parts:
        found = _UNTIL.search(part)
        day = datetime.strptime(found[1], "%d.%m.%Y").date() if found else None
        yield Former(part[: found.start()] if found else part, day)


def renamed(text: str, *, surname: str, now: str, day: date, is_slip: bool) -> str:
    """Return the former surnames of who was called `surname` and is called `now` from `day` on.

    `is_slip`: `surname` was itself written on that day, which is no name that somebody bore. One that is given up and
    taken back on a day was never left.
    """
    kept = [one for one in formers(text) if not (one.until == day and search_key(one.surname) == search_key(now))]
    return ", ".join(str(one) for one in (*([] if is_slip else [Former(surname, day)]), *kept))


def former_key(text: str) -> str:
    """Return the surnames alone, in the form names are searched in."""
    return search_key(" ".join(one.surname for one in formers(text)))


def found_by(words: Sequence[Word], name: str, text: str) -> list[Former]:
    """Return the former surnames by which somebody was found whose name alone does not have the words."""
    key = search_key(name)
    sought = [text for word in words if not any(text in key for text in word.texts) for text in word.texts]
    return [one for one in formers(text) if any(part in search_key(one.surname) for part in sought)]


def borne(words: Sequence[Word], name: str, text: str, year: int) -> str:
    """Return by which former surnames somebody was found, «до 12.10 Петрова»; "" where the name alone has the words."""
    return ", ".join(told(one, year) for one in found_by(words, name, text)) if text else ""


def told(former: Former, year: int) -> str:
    """Return «до 12.10 Петрова», with the year where it is not `year`; «прежде Петрова» without a day."""
    if former.until is None:
        return f"прежде {former.surname}"
    day = former.until.strftime("%d.%m" if former.until.year == year else "%d.%m.%Y")
    return f"до {day} {former.surname}"
