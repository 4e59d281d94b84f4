"""What the pages of the archive show of a journal on its way."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from letopis.documents.handover.enums import MoveKind, Step
from letopis.documents.handover.models import CaseMove
from letopis.documents.handover.obstacles import Obstacle
from letopis.documents.handover.queries import Board, CasePage, Line
from letopis.documents.handover.words import about, words_of
from letopis.kernel.actor import Actor
from letopis.kernel.clock import local
from letopis.kernel.roles import Role
from letopis.school.organisation.words import role_name
from letopis.web.shared.navigation import address_for
from letopis.web.shared.wording import counted

STATES = {"done": "ok", "stale": "danger", "next": "now", "ahead": "ahead"}
LABELS = {"stale": "Устарел", "next": "Черёд", "ahead": "Впереди"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A step of a journal in the table: `kind` of the state tag, `text` beside it; of what is ahead neither."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What stands in the way, with the page where it is mended, "" where the reader may not enter it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A journal in the table of the year."""

    line: Line
    cells: tuple[Cell, ...]
    now: str
    now_kind: str
    who: str
    done: int
    obstacles: tuple[Told, ...]


def rows_of(found: Board, actor: Actor) -> list[Row]:
    """Return the rows of the year's table."""
    return [_row(line, found, actor) for line in found.lines]


def _row(line: Line, found: Board, actor: Actor) -> Row:
    stand = line.journal.stand
    following = stand.next
    cells = tuple(_cell(line, step) for step in found.steps)
    return Row(
        line=line,
        cells=cells,
        now=words_of(following).todo if following else "Сдан в архив",
        now_kind=_now_kind(line),
        who=who(found.holders[following]) if following else "",
        done=len(stand.in_force) - len(stand.stale),
        obstacles=told(line.obstacles, actor) if following else (),
    )


def _now_kind(line: Line) -> str:
    if line.journal.stand.next is None:
        return "ok"
    if line.journal.stand.stale or line.is_late:
        return "danger"
    return "now" if line.is_mine else "ahead"


def _cell(line: Line, step: Step) -> Cell:
    stand = line.journal.stand
    state = stand.state_of(step) if step in stand.plan else "none"
    if state == "done":
        move = line.journal.move_of(step)
        return Cell("ok", f"{local(move.at):%d.%m}" if move else "")
    return Cell("danger", "Устарел") if state == "stale" else Cell("", "")


def told(obstacles: Collection[Obstacle], actor: Actor) -> tuple[Told, ...]:
    """Return what stands in the way with links that `actor` may follow."""
    return tuple(Told(one.text, address_for(actor, one.page, *one.args)) for one in obstacles)


def who(roles: Collection[Role]) -> str:
    """Return «Завуч, учебная часть»."""
    first, *rest = [role_name(role) for role in Role if role in roles] or ["никто"]
    return ", ".join([first, *(name[:1].lower() + name[1:] for name in rest)])


@dataclass(frozen=True, slots=True)
class Turn:
    """Journals that wait for a step: how many, who takes it; `is_mine`: the reader does."""

    step: Step
    title: str
    verb: str
    number: int
    who: str
    is_mine: bool


def turns_of(found: Board) -> list[Turn]:
    """Return whose turn it is, in the order of steps."""
    return [
        Turn(step, words_of(step).todo, words_of(step).verb, number, who(found.holders[step]), step in found.mine)
        for step, number in found.turns.items()
    ]


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of one journal: `state` of the state tag, who has taken it, what was recorded."""

    step: Step
    title: str
    text: str
    who: str
    state: str
    label: str
    is_next: bool
    facts: tuple[str, ...]
    act_id: int | None = None


def steps_of(page: CasePage) -> Iterator[ShownStep]:
    """Yield the steps of a journal in the order of its plan."""
    stand = page.line.journal.stand
    for step in stand.plan:
        state, move = stand.state_of(step), page.line.journal.move_of(step)
        yield ShownStep(
            step=step,
            title=words_of(step).title,
            text=about(step),
            who=who(page.holders[step]),
            state=STATES[state],
            label=f"{local(move.at):%d.%m.%Y}" if state == "done" and move else LABELS[state],
            is_next=step == stand.next,
            facts=tuple(facts_of(move)) if move else (),
            act_id=move.act_id if move else None,
        )


def facts_of(move: CaseMove) -> Iterator[str]:
    """Yield what was recorded with a move, a line each."""
    person = move.person.initials if move.person else "Летопись"
    yield f"{person}, {role_name(move.role).lower()}, {local(move.at):%d.%m.%Y %H:%M}"
    if move.sheets is not None:
        pages = counted(move.pages or 0, "страница,страницы,страниц")
        yield f"{counted(move.sheets, 'лист,листа,листов')}, {pages}; отпечаток файла {move.digest[:16]}…"
    if move.signatory:
        how = move.get_signature_display()
        yield f"{how}: {move.signatory}, {move.signed_on:%d.%m.%Y}"
    if move.act:
        act = move.act
        yield f"Акт № {act.number} от {act.date:%d.%m.%Y}, индекс {act.index}, {act.place}"
    if move.overridden:
        yield f"Не устранено: {move.overridden}"
    if move.remark:
        yield f"Замечание: {move.remark}"


@dataclass(frozen=True, slots=True)
class Happened:
    """A move in the history of a journal."""

    what: str
    is_return: bool
    facts: tuple[str, ...]


def history_of(moves: Sequence[CaseMove]) -> list[Happened]:
    """Return the moves of a journal, the newest first."""
    return [
        Happened(words_of(Step(move.step)).title, move.kind == MoveKind.RETURNED, tuple(facts_of(move)))
        for move in reversed(moves)
    ]
