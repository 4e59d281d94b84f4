"""Something being done beside the request: watched, stopped."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.documents.carriers import jobs
from letopis.documents.carriers.enums import RunState
from letopis.documents.carriers.models import Run
from letopis.kernel.rights import Right
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.submit import form_page, submit


@for_rights(Right.READ_CARRIERS)
@require_safe
def run(request: ActorRequest, run_id: int) -> HttpResponse:
    """Show how far it is, or what came of it."""
    return _page(request, jobs.run_of(request.actor, run_id))


def _page(request: ActorRequest, row: Run) -> HttpResponse:
    context = {"run": row, "is_running": row.state == RunState.RUNNING, "tone": row.tone}
    return render(request, "office/carriers/run.html", context)


@for_rights(Right.READ_CARRIERS)
@require_safe
def progress(request: ActorRequest, run_id: int) -> JsonResponse:
    """How far it is, for the page that waits."""
    row = jobs.run_of(request.actor, run_id)
    return JsonResponse({"busy": row.state == RunState.RUNNING, "percent": row.percent, "stage": row.stage})


@for_rights(Right.KEEP_CARRIERS)
@form_page
def stop(request: ActorRequest, run_id: int) -> HttpResponse:
    """Stop it: what was being written is taken away."""
    row = jobs.run_of(request.actor, run_id)
    return submit(
        request,
        None,
        lambda: jobs.stop(request.actor, run_id),
        page=lambda: _page(request, row),
        to=("office_carrier_run", run_id),
        done="Остановлено. Ничего недописанного не осталось.",
    )
