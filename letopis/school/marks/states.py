"""How a work stands with a student: what goes with a mark, what a mark resolves, a work written again. Pure.

- A point to be resolved, «сдано», «не сдано» and «не писал» stand while there is no mark; a mark resolves them.
- «Позже срока» and «переписать» stand beside a mark or without one.
- «Не учитывается» needs a mark, and a reason: the comment.
- A mark put where «переписать» stands is a new one: the first stays in `was`, both are seen («2 → 4»). It is no
  correction of the first, so it may come after the window of that; its own window counts from when it was put.
  Emptying such a cell brings the first mark back, to be rewritten still.

«осв» is no state: it is a mark of the scale that counts for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from letopis.kernel.errors import Refused
from letopis.school.marks.enums import MarkState
from letopis.school.marks.rules import COUNTING, FAILED, PASSED

# A mark resolves them.
WAITING = frozenset({MarkState.DEBT, MarkState.SUBMITTED, MarkState.MISSING, MarkState.ABSENT})
# What a student still has to do something about: the list of missing works.
OWED = (MarkState.DEBT, MarkState.MISSING, MarkState.ABSENT, MarkState.REDO)
# Nothing that the teacher has said of the work yet.
UNMARKED = ("", MarkState.SUBMITTED, MarkState.LATE)
# What the screens, the paper and the workbooks write for them in a cell.
SIGNS: Mapping[str, str] = {
    MarkState.DEBT: "•",
    MarkState.SUBMITTED: "сд",
    MarkState.LATE: "пзд",
    MarkState.MISSING: "нс",
    MarkState.ABSENT: "нпс",
    MarkState.REDO: "прп",
    MarkState.EXCLUDED: "нуч",
}
REWRITABLE = frozenset({*COUNTING, PASSED, FAILED})


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a cell: the mark, the state, the first mark where the work was written again."""

    value: str = ""
    second: str = ""
    state: str = ""
    was: str = ""

    @property
    def mark(self) -> str:
        """«5», «5/4», "" without a mark."""
        return f"{self.value}/{self.second}" if self.second else self.value

    @property
    def shown(self) -> str:
        """«5», «2→4», «4 пзд», «нс»."""
        return shown(self.value, self.second, self.state, self.was)

    def first(self) -> "Standing":
        """Return what stood there before the work was written again: the first mark, to be rewritten."""
        value, _, second = self.was.partition("/")
        return Standing(value, second, MarkState.REDO)


def shown(value: str, second: str, state: str, was: str) -> str:
    """Return a cell's text: «5», «5/4», «2→4», «4 пзд», «нс»; a debt is its point, without a space."""
    mark = f"{value}/{second}" if second else value
    mark = f"{was}→{mark}" if was and mark else mark
    sign = SIGNS.get(state, "")
    return mark + sign if state == MarkState.DEBT else " ".join(filter(None, (mark, sign)))


def told(state: str) -> str:
    """Return a state in words, "" of none."""
    return str(MarkState(state).label) if state else ""


def state_of(text: str) -> str:
    """Return a known state. Raises Refused for another."""
    if text and text not in MarkState.values:
        raise Refused("Такого состояния работы нет: обновите страницу.", code="state", field="state")
    return text


def is_rewriting(there: Standing, wanted: Standing) -> bool:
    """Say whether a mark of a work written again is put."""
    return bool(wanted.was and not there.was)


def continues(there: Standing, wanted: Standing) -> bool:
    """Say whether the first mark is the one that stands there to be rewritten: then nothing of it is corrected.

    What was typed at once, a mark, «переписать» and the next one, comes as one change: of a first mark that the journal
    has not seen, which is put or corrected by that.
    """
    return is_rewriting(there, wanted) and there.state == MarkState.REDO and wanted.was == there.mark


def takes_back(there: Standing, wanted: Standing) -> bool:
    """Say whether the mark of a work written again is taken away."""
    return bool(there.was and not wanted.was)


def settled(there: Standing, wanted: Standing, *, was: str | None, is_fresh: bool, has_reason: bool) -> Standing:
    """Return what will stand in a cell.

    `wanted`: what was sent; `was`: the first mark as sent, None from a page that knows of none. `is_fresh`: what was
    sent is based on `there`. Raises Refused where they do not go together.
    """
    value = wanted.value
    if not value and there.was:
        return there.first()
    state = wanted.state
    if value and state in WAITING:
        state = ""
    if state == MarkState.EXCLUDED:
        if not value:
            raise Refused("Не учитывать можно только отметку: поставьте её.", code="state", field="state")
        if not has_reason:
            raise Refused("Напишите в комментарии, почему отметка не учитывается.", code="state", field="comment")
    wanted = replace(wanted, state=state)
    return replace(wanted, was=_first_of(there, wanted, was, is_fresh=is_fresh))


def _first_of(there: Standing, wanted: Standing, was: str | None, *, is_fresh: bool) -> str:
    """The first mark of a work written again."""
    is_final = bool(wanted.value) and wanted.state != MarkState.REDO
    if was is None:
        awaits = there.state == MarkState.REDO and there.value in REWRITABLE and not there.was
        return there.mark if awaits and is_final and wanted.mark != there.mark else there.was
    if was == there.was or not is_fresh:
        return was
    if not was and wanted == replace(there.first(), was=wanted.was):
        return ""
    if not there.was and is_final and REWRITABLE.issuperset(was.split("/")):
        return was
    raise Refused(
        "Первая отметка остаётся как есть: обновите журнал и поставьте новую ещё раз.", code="state", field="was"
    )
