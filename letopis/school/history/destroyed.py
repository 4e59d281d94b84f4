"""What can still be said of an entry that an act has destroyed: that the act names it, that the rest is as it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from letopis.school.history import canonical
from letopis.school.history.findings import Finding
from letopis.school.history.models import DestructionAct, Entry
from letopis.school.history.ranges import Ranges
from letopis.school.history.reading import Stored

ACT_KIND = "history.destructionact"


@dataclass(slots=True)
class KnownAct:
    """An act with the entries it names; `seen` of them were found destroyed, `bare` of those of form 1.

    `rows`: how many rows of the tables it has destroyed, 0 for one that emptied the ledger alone; `gone` were missed.
    """

    number: str
    date: date
    names: Ranges
    rows: int = 0
    seen: int = 0
    bare: int = 0
    gone: int = 0

    def __str__(self) -> str:
        return f"№ {self.number} от {self.date:%d.%m.%Y}"


def acts_of(school_id: int) -> dict[int, KnownAct]:
    """Return the school's acts by id. One whose list cannot be read names nothing: every entry of it is found."""
    rows = DestructionAct.objects.filter(school=school_id).values_list("pk", "number", "date", "entries", "rows")
    return {pk: KnownAct(number, day, _names(text), gone) for pk, number, day, text, gone in rows}


def _names(text: str) -> Ranges:
    try:
        return Ranges.of_text(text)
    except ValueError:
        return Ranges((), ())


def fault_of(entry: Stored, act: KnownAct | None) -> tuple[str, str] | None:
    """Return code and words for what is wrong with a destroyed entry; None for nothing. Counts it for its act.

    Of form 1 nothing but the act can be checked: its one digest was of everything.
    """
    if act is None:
        return "destroyed_without_act", "её содержание уничтожено со ссылкой на акт, которого нет"
    if entry.id not in act.names:
        return "destroyed_without_act", f"её содержание уничтожено со ссылкой на акт {act}: он её не называет"
    act.seen += 1
    act.bare += entry.values.version == 1
    if entry.values.kind == ACT_KIND:
        return "destroyed_without_act", "это запись об акте: её нельзя уничтожить"
    if not canonical.is_blank(entry.values):
        return "entry_altered", f"изменена: уничтожена по акту {act}, а содержание в ней есть"
    if entry.values.version != 1 and canonical.digest_of(entry.values) != entry.digest:
        return "entry_altered", f"изменена: уничтожена по акту {act}, и то, что осталось, не сходится с отпечатком"
    return None


def remarks(acts: dict[int, KnownAct], unproved: int) -> Iterator[Finding]:
    """Tell what was destroyed by which act, and of how much less is proved than before; `unproved`: rows."""
    for act in acts.values():
        if act.seen:
            bare = f", из них формы 1, у которых не доказать и остального: {act.bare}" if act.bare else ""
            rows = f"; строк таблиц: {act.gone}" if act.rows else ""
            yield Finding(
                code="destroyed_by_act",
                message=f"Уничтожено по акту {act} записей истории: {act.seen}{bare}{rows}",
                table=ACT_KIND,
            )
    if unproved:
        text = f"Не проверяется строк, последняя запись о которых уничтожена по акту: {unproved}"
        yield Finding(code="row_unproved", message=text)


def unfulfilled(school_id: int, acts: dict[int, KnownAct]) -> Iterator[Finding]:
    """Name the entries that an act lists and that are not destroyed by it: still there, or gone altogether.

    And the acts that have destroyed fewer or more rows than are gone.
    """
    for pk, act in acts.items():
        if act.gone != act.rows:
            text = f"По акту {act} уничтожено строк таблиц: {act.rows}, а нет {act.gone}"
            yield Finding(code="act_rows", message=text, table=ACT_KIND, row_id=pk)
        if act.seen == len(act.names):
            continue
        destroyed = set(Entry.objects.filter(school=school_id, act_id=pk).values_list("pk", flat=True))
        for entry_id in act.names:
            if entry_id not in destroyed:
                yield Finding(
                    code="act_unfulfilled",
                    message=f"Запись истории № {entry_id} названа в акте {act}, а она не уничтожена или её нет",
                    entry_id=entry_id,
                )
