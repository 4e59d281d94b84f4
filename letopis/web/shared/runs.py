"""The page of work done beside the request: it shows how far the work is, and itself anew when that has ended.

Its templates extend `shared/run.html` (or include `shared/progress.html`), whose script asks the address of progress.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import HttpResponse, JsonResponse

from letopis.documents.runs.models import BackgroundRun
from letopis.kernel.actor import Actor
from letopis.web.shared.actors import ActorRequest
from letopis.web.shared.submit import submit

R = TypeVar("R", bound=BackgroundRun)


@dataclass(frozen=True, slots=True)
class RunPage(Generic[R]):
    """The page of runs of a kind: `find` returns one that the actor may see, `page` renders it; `route`: where."""

    find: Callable[[Actor, int], R]
    page: Callable[[ActorRequest, R], HttpResponse]
    route: str

    def show(self, request: ActorRequest, run_id: int) -> HttpResponse:
        """A run as it stands."""
        return self.page(request, self.find(request.actor, run_id))

    def progress(self, request: ActorRequest, run_id: int) -> JsonResponse:
        """How far a run is, for its page that waits."""
        run = self.find(request.actor, run_id)
        return told(is_busy=run.is_running, percent=run.percent, stage=run.stage)

    def act(
        self, request: ActorRequest, run_id: int, do: Callable[[Actor, int], R], *, done: str = "", begins: bool = False
    ) -> HttpResponse:
        """Do something to a run at a button of its page. `begins`: it gives the run to its process again."""
        run = self.find(request.actor, run_id)
        return submit(
            request,
            None,
            lambda: do(request.actor, run_id),
            page=lambda: self.page(request, run),
            to=(self.route, run_id),
            done=done,
            atomic=not begins,
        )


def told(*, is_busy: bool, percent: int, stage: str) -> JsonResponse:
    """What the script of the page reads: once it is not busy, the page is opened anew."""
    return JsonResponse({"busy": is_busy, "percent": percent, "stage": stage})
