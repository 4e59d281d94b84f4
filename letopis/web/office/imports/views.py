"""Loading the base in the browser: files, preview with questions, writing, what was loaded before (ORG-02, П3.2.1)."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from letopis.documents.school_import import jobs, memory, runs, undoing
from letopis.documents.school_import.models import ImportRun, RunState
from letopis.documents.school_import.words import TABLES, table_name
from letopis.documents.sheets.asking import take_answers
from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.school.classes.queries import WaitingOrder, waiting_orders
from letopis.web.office.imports.listing import COLUMNS
from letopis.web.office.imports.pages import busy_page, left_to_do, preview_page, written_rows
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.answers import LEVELS
from letopis.web.shared.listing import Listing
from letopis.web.shared.listing_page import parts
from letopis.web.shared.runs import told
from letopis.web.shared.submit import form_page, submit
from letopis.web.shared.wording import counted
from letopis.web.shared.xlsx import download, is_asked

_ANSWER = re.compile(r"(cause|cause-value|choice|value)-", re.ASCII)


@for_rights(Right.LOAD_BASE)
@require_safe
def overview(request: ActorRequest) -> HttpResponse:
    """The form for files, and what was loaded before; ?format=xlsx takes that away."""
    return _overview_page(request)


def _overview_page(request: ActorRequest) -> HttpResponse:
    history = [(run, written_rows(run)) for run in runs.latest(request.actor)]
    context = {"settled": memory.size(request.actor), "tables": [table_name(name).lower() for name in TABLES]}
    listing = Listing(request, COLUMNS, history, stacks=True)
    if is_asked(request):
        return listing.workbook("Загрузки.xlsx")
    return render(request, "office/imports/overview.html", {**context, **parts(listing), "has_rows": bool(history)})


@for_rights(Right.LOAD_BASE)
@form_page
def start(request: ActorRequest) -> HttpResponse:
    """Take the files and begin to check them."""

    def act() -> ImportRun:
        run = runs.start(request.actor, uploads=request.FILES.getlist("files"))
        jobs.begin_check(request.actor, run)
        _discard_replaced(request)
        return run

    return submit(
        request,
        None,
        act,
        page=lambda: _overview_page(request),
        to=lambda run: ("office_import_run", run.pk),
        atomic=False,
    )


def _discard_replaced(request: ActorRequest) -> None:
    """«Заменить файл»: the run before gives way, unless it is being written."""
    replaced = whole_number(request.POST.get("replaces", ""))
    if replaced is not None:
        old = runs.run_of(request.actor, replaced)
        if old.state in {RunState.READY, RunState.FAILED}:
            runs.finish(old, RunState.DISCARDED, message="Файл заменён другим.")


@for_rights(Right.LOAD_BASE)
@require_safe
def run(request: ActorRequest, run_id: int) -> HttpResponse:
    """A run as it stands: how far it has come, its preview, or how it ended."""
    return _run_page(request, runs.run_of(request.actor, run_id))


def _run_page(request: ActorRequest, found: ImportRun) -> HttpResponse:
    if found.state in runs.BUSY:
        return render(request, "office/imports/busy.html", busy_page(found))
    if found.state == RunState.READY:
        level = request.GET.get("level", "")
        return render(request, "office/imports/preview.html", preview_page(found, level if level in LEVELS else ""))
    context = {
        "run": found,
        "rows": written_rows(found),
        "is_undoable": undoing.is_undoable(found),
        "waiting": _waiting(request, found),
        **left_to_do(found),
    }
    return render(request, "office/imports/end.html", context)


def _waiting(request: ActorRequest, found: ImportRun) -> list[WaitingOrder]:
    """Return the drafts of a written load that nobody has signed or deleted yet."""
    made = [one["id"] for one in found.preview.get("orders", [])] if found.state == RunState.DONE else []
    return waiting_orders(request.actor, made) if made and request.actor.may(Right.READ_STUDENTS) else []


@for_rights(Right.LOAD_BASE)
@require_safe
def progress(request: ActorRequest, run_id: int) -> JsonResponse:
    """How far a run has come, for the page that waits."""
    found = runs.run_of(request.actor, run_id)
    page = busy_page(found)
    return told(is_busy=found.state in runs.BUSY, percent=page["percent"], stage=page["stage"])


@for_rights(Right.LOAD_BASE)
@require_POST
def answer(request: ActorRequest, run_id: int) -> HttpResponse:
    """Keep the answers to questions; «Пересчитать» checks the files again with them."""
    found = runs.run_of(request.actor, run_id)
    if found.state != RunState.READY:
        return redirect("office_import_run", found.pk)
    is_fetched = request.headers.get("X-Requested-With") == "fetch"
    try:
        _take(found, request.POST)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        # A script is led nowhere: the page that it opens anew is to say it.
        return HttpResponse(status=409) if is_fetched else redirect("office_import_run", found.pk)
    if "recheck" in request.POST:
        jobs.begin_check(request.actor, found)
    if is_fetched:
        page = preview_page(found, "")
        return JsonResponse({"open": page["open"], "text": page["open_text"], "stale": page["is_stale"]})
    return redirect("office_import_run", found.pk)


def _take(run: ImportRun, form: QueryDict) -> None:
    """Keep what a form says. Raises Refused where its questions are those of another check."""
    is_answer = any(_ANSWER.match(name) for name in form)
    with runs.answering(run, of=form.get("of", "") if is_answer else None) as answers:
        take_answers(answers, run.preview, form)
        if "missing" in form:
            answers.close_missing = form["missing"] == "close"


@for_rights(Right.LOAD_BASE)
@require_POST
def reset(request: ActorRequest, run_id: int) -> HttpResponse:
    """Take all answers back and check the files again."""
    found = runs.run_of(request.actor, run_id)
    if found.state == RunState.READY:
        found.answers = {}
        found.save(update_fields=["answers"])
        jobs.begin_check(request.actor, found)
    return redirect("office_import_run", found.pk)


@for_rights(Right.LOAD_BASE)
@form_page
def write(request: ActorRequest, run_id: int) -> HttpResponse:
    """Write the run; «leave_out» leaves out the rows whose questions are open."""
    found = runs.run_of(request.actor, run_id)
    return submit(
        request,
        None,
        lambda: jobs.begin_write(request.actor, found, leave_out_errors="leave_out" in request.POST),
        page=lambda: _run_page(request, found),
        to=("office_import_run", found.pk),
        atomic=False,
    )


@for_rights(Right.LOAD_BASE)
@require_POST
def discard(request: ActorRequest, run_id: int) -> HttpResponse:
    """Give a run up: its files go."""
    found = runs.run_of(request.actor, run_id)
    if found.state in {RunState.READY, RunState.FAILED}:
        runs.finish(found, RunState.DISCARDED)
        messages.success(request, "Загрузка отменена, файлы удалены. База не менялась.")
    return redirect("office_import")


@for_rights(Right.LOAD_BASE)
@form_page
def undo(request: ActorRequest, run_id: int) -> HttpResponse:
    """«Отменить загрузку»: what would go and be as it was, what stands in the way; taken back in one transaction."""
    found = runs.run_of(request.actor, run_id)
    return submit(
        request,
        None,
        lambda: undoing.undo(request.actor, found),
        page=lambda: _undo_page(request, found),
        to=("office_import_run", found.pk),
        done="Загрузка отменена: в базе всё как до неё.",
    )


def _undo_page(request: ActorRequest, found: ImportRun) -> HttpResponse:
    context: dict[str, Any] = {}
    try:
        context = {"plan": undoing.plan_undo(request.actor, found)}
    except Refused as refusal:
        context = {"refusal": refusal.message}
    return render(request, "office/imports/undo.html", {"run": found, **context})


@for_rights(Right.LOAD_BASE)
@require_safe
def problems(request: ActorRequest, run_id: int) -> HttpResponse:
    """«Вопросы в XLSX»: the list for whoever mends the file."""
    found = runs.run_of(request.actor, run_id)
    titles = ("Файл", "Лист", "Строка", "Поле", "Значение", "Важность", "Что не так")
    columns = tuple(zip(titles, (30, 16, 8, 22, 30, 14, 90), strict=True))
    rows = [
        (p["file"], p["sheet"], p["row"] or "", p["field"], p["value"], LEVELS[p["level"]], p["message"])
        for p in found.preview.get("problems", [])
    ]
    return download("Вопросы к файлу.xlsx", columns, rows)


@for_rights(Right.LOAD_BASE)
@require_safe
def profile(request: ActorRequest) -> JsonResponse:
    """«Скачать профиль»: what the school has settled about its files, for other schools."""
    answer = JsonResponse(memory.profile(request.actor), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="import-profile.json"'
    return answer


@for_rights(Right.LOAD_BASE)
@require_POST
def take_profile(request: ActorRequest) -> HttpResponse:
    """«Взять профиль»: settle what another school has settled."""
    upload = request.FILES.get("profile")
    try:
        if upload is None:
            raise Refused("Выберите файл профиля.", code="no_file")
        number = memory.take_profile(request.actor, upload.read(memory.MOST_BYTES + 1))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Профиль взят: {counted(number, 'ответ,ответа,ответов')}.")
    return redirect("office_import")
