"""A school's set of journals: begun, watched, stopped, gone on with, its files (ARC-02)."""

from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.documents.journal_paper import jobs
from letopis.documents.journal_paper.models import PrintRun
from letopis.documents.journal_paper.school_set import files_of
from letopis.documents.runs.models import RunState
from letopis.documents.signatures.queries import signers_of_files
from letopis.kernel.rights import Right
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.runs import RunPage
from letopis.web.shared.submit import form_page, submit
from letopis.web.shared.years import need_year
from letopis.web.teacher.printing import list_page


@for_rights(Right.PRINT_JOURNALS)
@form_page
def print_school(request: ActorRequest) -> HttpResponse:
    """Begin the set of the year (from the list of classes)."""
    return submit(
        request,
        None,
        lambda: jobs.begin(request.actor, year=need_year(request)),
        page=lambda: list_page(request),
        to=lambda run: ("print_run", run.pk),
        atomic=False,
    )


def _run_page(request: ActorRequest, run: PrintRun) -> HttpResponse:
    files = files_of(jobs.folder_of(run))
    may_sign = run.state == RunState.DONE and request.actor.may(Right.SIGN_DOCUMENTS)
    signed = signers_of_files(request.actor, files) if may_sign else {}
    context = {
        "run": run,
        "files": [{"name": path.name, "signers": signed.get(path, ())} for path in files],
        "may_sign": may_sign,
    }
    return render(request, "teacher/print/run.html", context)


_RUNS = RunPage(jobs.run_of, _run_page, "print_run")


@for_rights(Right.PRINT_JOURNALS)
@require_safe
def print_run(request: ActorRequest, run_id: int) -> HttpResponse:
    """A print of the set as it stands: how far it has come, its files."""
    return _RUNS.show(request, run_id)


@for_rights(Right.PRINT_JOURNALS)
@require_safe
def print_progress(request: ActorRequest, run_id: int) -> JsonResponse:
    """How far a print has come, for the page that waits."""
    return _RUNS.progress(request, run_id)


@for_rights(Right.PRINT_JOURNALS)
@form_page
def print_stop(request: ActorRequest, run_id: int) -> HttpResponse:
    """Stop a print."""
    return _RUNS.act(request, run_id, jobs.stop, done="Печать остановлена, готовые файлы остались.")


@for_rights(Right.PRINT_JOURNALS)
@form_page
def print_resume(request: ActorRequest, run_id: int) -> HttpResponse:
    """Go on with a print that was stopped."""
    return _RUNS.act(request, run_id, jobs.go_on, begins=True)


@for_rights(Right.PRINT_JOURNALS)
@require_safe
def print_file(request: ActorRequest, run_id: int, number: int) -> FileResponse:
    """A file of a print by its place in the list."""
    path = jobs.file_of(request.actor, run_id, number)
    return FileResponse(path.open("rb"), filename=path.name, content_type="application/pdf")
