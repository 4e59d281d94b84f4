"""What an extract proves, in words made of the signed content itself: its `about` and its title are words beside it.

Without a base nothing is followed: what an entry points at stands as the number of a row.
"""

from collections.abc import Iterator
from typing import Any

from letopis.documents.extracts.form import Line
from letopis.school.history.tracking import all_tracked, table_name

_EMPTY: tuple[Any, ...] = (None, "", [], {})
HIDDEN = "содержание не приведено: уничтожено по акту или скрыто"


def proved(line: Line) -> str:
    """Return «7 144-я запись · 2026-09-01T05:56:00Z · Орлова Е. В. (teacher) · Отметки № 1: value: пусто → 5»."""
    entry = line.entry
    who = f"{entry.actor} ({entry.role})" if entry.actor else entry.role
    changes = HIDDEN if entry.content is not None else "; ".join(_changes(line)) or entry.action
    student = f", обучающийся № {entry.student}" if entry.student is not None else ""
    reason = f" ({entry.reason})" if entry.reason else ""
    place = f"{line.index + 1}-я запись · {entry.at} · {who}"
    return f"{place} · {table_name(entry.kind)} № {entry.object}{student}: {changes}{reason}"


def _changes(line: Line) -> Iterator[str]:
    before, after, labels = line.entry.before or {}, line.entry.after or {}, _labels(line.entry.kind)
    for name in sorted({*before, *after}):
        was, now = before.get(name), after.get(name)
        if was != now and not (was in _EMPTY and now in _EMPTY):
            yield f"{labels.get(name, name)}: {_text(was)} → {_text(now)}"


def _labels(kind: str) -> dict[str, str]:
    """The columns' names; one that is told in a school's own words stays as it is called in the table."""
    known = next((one.labels for one in all_tracked().values() if one.kind == kind), {})
    return {name: label for name, label in known.items() if "{" not in label}


def _text(value: object) -> str:
    return "пусто" if value in _EMPTY else str(value)
