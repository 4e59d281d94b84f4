"""How a package stands by its copies: pure (П5.5: two carriers in different rooms; Д5.2: checked all along)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from letopis.documents.carriers.enums import CarrierKind, Verdict
from letopis.kernel.text import name_key

LEAST = 2  # П5.5
# A disk that is plugged in for the night's copies only is not missed at once.
PATIENCE = timedelta(days=3)


class Condition(StrEnum):
    """How a copy stands, the gravest first."""

    DAMAGED = "damaged"
    MISSING = "missing"
    OVERDUE = "overdue"
    UNREACHABLE = "unreachable"
    WHOLE = "whole"

    @property
    def label(self) -> str:
        """In words."""
        return _LABELS[self]


_LABELS = {
    Condition.DAMAGED: "Повреждена",
    Condition.MISSING: "Пропала",
    Condition.OVERDUE: "Не проверена в срок",
    Condition.UNREACHABLE: "Носитель не подключён",
    Condition.WHOLE: "Цела",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A copy as it stands, on a carrier in service: what the last check of its bytes said, since when it is away."""

    carrier: str
    place: str
    kind: str
    state: str
    checked_at: datetime
    away_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a package; `is_grave` turns the overview red. The lower `rank`, the graver."""

    rank: int
    text: str
    is_grave: bool = True


@dataclass(frozen=True, slots=True)
class Terms:
    """Every how many days a copy is to be read: one that the server reaches, one that a person has to fetch."""

    days: int
    offline_days: int

    def of(self, copy: Held) -> int:
        """Return the days for a copy."""
        return self.offline_days if copy.kind == CarrierKind.OFFLINE else self.days


def condition(copy: Held, now: datetime, terms: Terms) -> Condition:
    """Return how a copy stands."""
    if copy.state == Verdict.DAMAGED:
        return Condition.DAMAGED
    if copy.state == Verdict.MISSING:
        return Condition.MISSING
    if now - copy.checked_at > timedelta(days=terms.of(copy)):
        return Condition.OVERDUE
    return Condition.UNREACHABLE if copy.away_since else Condition.WHOLE


def good_places(copies: Iterable[Held]) -> int:
    """Return in how many places a copy lies that was whole when it was last read."""
    return len({name_key(one.place) for one in copies if one.state == Verdict.WHOLE})


def troubles(title: str, copies: Sequence[Held], now: datetime, terms: Terms) -> list[Trouble]:
    """Return what is wrong with a package, the gravest first."""
    return sorted([*_of_copies(title, copies, now, terms), *_of_number(title, copies)], key=lambda one: one.rank)


def _of_copies(title: str, copies: Sequence[Held], now: datetime, terms: Terms) -> Iterator[Trouble]:
    for one in copies:
        where = f"копия «{title}» на носителе «{one.carrier}»"
        match condition(one, now, terms):
            case Condition.DAMAGED:
                yield Trouble(0, f"Повреждена {where}: восстановите её с другого носителя.")
            case Condition.MISSING:
                yield Trouble(1, f"Пропала {where}: восстановите её с другого носителя.")
            case Condition.OVERDUE:
                yield Trouble(3, f"Не проверена в срок {where}: положено раз в {terms.of(one)} дн.")
            case Condition.UNREACHABLE:
                is_grave = one.kind != CarrierKind.DISK and _is_long(one, now)
                yield Trouble(4, f"Носитель «{one.carrier}» не подключён, не проверена {where}.", is_grave)


def _is_long(copy: Held, now: datetime) -> bool:
    return copy.away_since is not None and now - copy.away_since > PATIENCE


def _of_number(title: str, copies: Sequence[Held]) -> Iterator[Trouble]:
    places = good_places(copies)
    if places >= LEAST:
        return
    whole = sum(one.state == Verdict.WHOLE for one in copies)
    if whole >= LEAST:
        yield Trouble(2, f"Все целые копии «{title}» лежат в одном месте: положено хранить в двух разных помещениях.")
    elif whole:
        yield Trouble(2, f"Целая копия «{title}» только одна: положено две, в разных помещениях.")
    else:
        yield Trouble(2, f"Целых копий «{title}» нет ни одной: положено две, в разных помещениях.")


def is_due(copy: Held, now: datetime, terms: Terms) -> bool:
    """Whether a copy is to be read tonight: some nights before its time is up, so that one may be missed."""
    return now - copy.checked_at >= timedelta(days=max(1, terms.of(copy) * 3 // 4)) - timedelta(hours=12)
