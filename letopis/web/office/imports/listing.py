"""The list of what was loaded before."""

from collections.abc import Sequence

from letopis.documents.school_import.models import ImportRun, RunState
from letopis.kernel.clock import local
from letopis.web.shared.listing import ListColumn, link
from letopis.web.shared.templatetags.letopis import ago, nbsp, state

Past = tuple[ImportRun, Sequence[str]]
_STATES = {
    RunState.DONE: "ok",
    RunState.FAILED: "danger",
    RunState.READY: "open",
    RunState.DISCARDED: "info",
    RunState.UNDONE: "info",
}
_WORDS = {RunState.READY: "Ждёт решения", RunState.DISCARDED: "Не загружали"}
SHOWN = 2


def _names(past: Past) -> list[str]:
    return [file["name"] for file in past[0].files]


def _files(past: Past) -> str:
    """The first names, and how many more there are."""
    names = _names(past)
    return ", ".join(names[:SHOWN]) + (f" и ещё {len(names) - SHOWN}" if len(names) > SHOWN else "")


def _state(run: ImportRun) -> object:
    return state(_STATES.get(RunState(run.state), "now"), _word(run))


def _word(run: ImportRun) -> str:
    """A discarded run has written nothing: it is told from one that was undone."""
    return _WORDS.get(RunState(run.state), run.get_state_display())


def _written(past: Past) -> str:
    run, rows = past
    return (", ".join(rows) or "без изменений") if run.state == RunState.DONE else ""


COLUMNS: list[ListColumn[Past]] = [
    ListColumn(
        "when",
        "Когда",
        lambda past: local(past[0].created_at),
        lambda past: link("office_import_run", past[0].pk, ago(past[0].created_at)),
        width=18,
        is_head=True,
    ),
    ListColumn("files", "Файл", lambda past: ", ".join(_names(past)), _files, width=48),
    ListColumn("who", "Кто", lambda past: past[0].actor_name, lambda past: nbsp(past[0].actor_name), width=24),
    ListColumn("state", "Состояние", lambda past: _word(past[0]), lambda past: _state(past[0]), width=24),
    ListColumn("written", "Записано", _written, width=70, css="desktop-only"),
]
