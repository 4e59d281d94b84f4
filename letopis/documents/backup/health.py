"""What is to be said of the copies, gravest first: pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from letopis.documents.backup.models import Run, State
from letopis.kernel.nightly import RETRY

Tone = Literal["danger", "warn", "info"]

# С4, А4.2-4.3: at least twice a month, where no schedule says more.
CLAUSE_DAYS = 15
GRACE = timedelta(hours=12)
# Some weeks more than a rehearsal by schedule takes, some months where there is no schedule.
REHEARSED = timedelta(days=92)
_WITH_KEY = (
    "Сервер не может открыть свои копии и сверяет только их целость. "
    "Проверяет тот, у кого ключ: letopis restore ФАЙЛ --rehearse --identity КЛЮЧ."
)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be said: danger turns the page red."""

    tone: Tone
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands of the copies: how many places are set, every how many days, whether closed; the last runs.

    `rehearsal`: the last restoration that was tried; `sums`: the last reading of a copy that this server cannot open.
    """

    now: datetime
    places: int
    days: int
    is_encrypted: bool
    good: Run | None
    tried: Run | None
    rehearsal: Run | None
    sums: Run | None


def notices(facts: Facts) -> list[Notice]:
    """Return what is to be said, the gravest first."""
    order = {"danger": 0, "warn": 1, "info": 2}
    return sorted((*_of_copies(facts), *_of_places(facts), *_of_rehearsal(facts)), key=lambda one: order[one.tone])


def _of_copies(facts: Facts) -> Iterator[Notice]:
    good, tried = facts.good, facts.tried
    if tried and tried.state == State.FAILED and (good is None or tried.pk > good.pk):
        yield Notice("danger", f"Последняя копия не удалась. {tried.message}")
    if good is None:
        yield Notice("danger", "Копий нет: ни одной ещё не сделано.")
        return
    if good.begun_at > facts.now + RETRY:
        yield Notice("danger", "Последняя копия помечена будущим: часы сервера перевели назад.")
    days = facts.days if facts.places else CLAUSE_DAYS
    if facts.now - good.begun_at > timedelta(days=days) + GRACE:
        yield Notice("danger", f"Последней копии больше, чем положено: её делают раз в {days} дн.")


def _of_places(facts: Facts) -> Iterator[Notice]:
    told: Sequence[Any] = facts.good.places if facts.good else ()
    yield from (Notice("danger", one["fault"]) for one in told if one["fault"])
    if not facts.places:
        yield Notice("warn", "Копии по расписанию не настроены: администратор сервера не указал, где их хранить.")
    elif facts.places == 1:
        yield Notice("warn", "Копии лежат в одном месте. Положено два, в разных помещениях.")
    if any(one.get("same_disk") for one in told):
        yield Notice("warn", "Копия лежит на том же диске, что и база: с диском пропадут обе.")
    if facts.places and not facts.is_encrypted:
        yield Notice("warn", "Копии не зашифрованы: в них личные данные и ключи.")


def _of_rehearsal(facts: Facts) -> Iterator[Notice]:
    last, sums = facts.rehearsal, facts.sums
    if sums and sums.state == State.FAILED:
        yield Notice("danger", f"Файл последней копии испорчен. {sums.message}")
    if last and last.state == State.FAILED:
        yield Notice("danger", f"Проверка восстановления не удалась. {last.message}")
    elif last and last.findings:
        yield Notice("danger", f"Проверка восстановления нашла: {last.findings[0]}")
    elif facts.good and (last is None or facts.now - last.begun_at > REHEARSED):
        words = "Восстановление давно не проверяли." if last else "Восстановление из копии ещё не проверяли."
        yield Notice("warn", f"{words} {_WITH_KEY}" if sums else words)
