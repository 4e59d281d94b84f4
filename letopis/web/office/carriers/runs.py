"""What is done to packages and copies beside the request: watched, stopped."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.documents.carriers import jobs
from letopis.documents.carriers.models import Run
from letopis.kernel.rights import Right
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.runs import RunPage
from letopis.web.shared.submit import form_page


def _page(request: ActorRequest, row: Run) -> HttpResponse:
    return render(request, "office/carriers/run.html", {"run": row})


_RUNS = RunPage(jobs.run_of, _page, "office_carrier_run")


@for_rights(Right.READ_CARRIERS)
@require_safe
def run(request: ActorRequest, run_id: int) -> HttpResponse:
    """Show how far it is, or what came of it."""
    return _RUNS.show(request, run_id)


@for_rights(Right.READ_CARRIERS)
@require_safe
def progress(request: ActorRequest, run_id: int) -> JsonResponse:
    """How far it is, for the page that waits."""
    return _RUNS.progress(request, run_id)


@for_rights(Right.KEEP_CARRIERS)
@form_page
def stop(request: ActorRequest, run_id: int) -> HttpResponse:
    """Stop it: what was being written is taken away."""
    return _RUNS.act(request, run_id, jobs.stop, done="Остановлено. Ничего недописанного не осталось.")
