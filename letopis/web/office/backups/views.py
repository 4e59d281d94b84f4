"""How the copies of the base are; a copy now; is the last one any good. Sources: А3.2.2, А4.2-4.3, С4."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.documents.backup import jobs
from letopis.documents.backup.models import Kind, Run, State
from letopis.documents.backup.queries import Page, backup_page
from letopis.documents.keeping.old_copies import old_copies
from letopis.kernel.rights import Right
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.submit import form_page, submit
from letopis.web.shared.wording import counted

_STATES = {State.RUNNING: "now", State.DONE: "ok", State.FAILED: "danger"}


@for_rights(Right.READ_UPKEEP)
@require_safe
def backups(request: ActorRequest) -> HttpResponse:
    """Show what is to be said of the copies, the last ones, what was done."""
    return _page(request)


@for_rights(Right.KEEP_UPKEEP)
@form_page
def make(request: ActorRequest) -> HttpResponse:
    """Make a copy now."""
    return _begin(request, Kind.BACKUP, "Копия делается. Работать можно дальше.")


@for_rights(Right.KEEP_UPKEEP)
@form_page
def rehearse(request: ActorRequest) -> HttpResponse:
    """Restore the newest copy into a base that is thrown away."""
    return _begin(request, Kind.REHEARSAL, "Проверка идёт: копия восстанавливается во временную базу и сверяется.")


def _begin(request: ActorRequest, kind: Kind, done: str) -> HttpResponse:
    return submit(
        request,
        None,
        lambda: jobs.begin_asked(request.actor, kind),
        page=lambda: _page(request),
        to="office_backups",
        done=done,
        atomic=False,
    )


def _page(request: ActorRequest) -> HttpResponse:
    page = backup_page(request.actor)
    return render(
        request,
        "office/backups/backups.html",
        {
            "page": page,
            "keep": _kept(page),
            "place": _places(page),
            "old": old_copies(request.actor),
            "runs": [{"run": run, "state": _state(run), "text": _text(run)} for run in page.runs],
            "may_make": request.actor.may(Right.KEEP_UPKEEP) and bool(page.options.places),
        },
    )


def _kept(page: Page) -> str:
    keep = page.options.keep
    return (
        f"Ежедневные хранятся {counted(keep.days, 'день,дня,дней')}, последняя за неделю — "
        f"{counted(keep.weeks, 'неделю,недели,недель')}, за месяц — {counted(keep.months, 'месяц,месяца,месяцев')}, "
        f"за год — {counted(keep.years, 'год,года,лет')}."
    )


def _places(page: Page) -> list[dict[str, str]]:
    """Each place that is set, with the copy that the last run has put there."""
    told = {one["folder"]: one for one in (page.good.places if page.good else [])}
    rows = []
    for folder in map(str, page.options.places):
        one = told.get(folder)
        state = "ahead" if one is None else ("danger" if one["fault"] else "ok")
        rows.append({"folder": folder, "state": state, "text": "" if state == "ok" else "копии нет"})
    return rows


def _state(run: Run) -> str:
    return "danger" if run.findings else _STATES[State(run.state)]


def _text(run: Run) -> str:
    """What came of it, in a line."""
    faults = [one["fault"] for one in run.places if one["fault"]]
    if run.state != State.DONE or faults:
        return " ".join([*faults, run.message]).strip()
    if run.findings:
        return f"Не сходится: {len(run.findings)}"
    return {Kind.REHEARSAL: "Всё сходится", Kind.SUMS: "Файл цел", Kind.RESTORE: "Всё сходится"}.get(Kind(run.kind), "")
