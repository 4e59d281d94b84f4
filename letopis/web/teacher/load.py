"""The load of homework over HTTP: what a class has to do for a day, while a task is written for it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from letopis.kernel.actor import Actor
from letopis.school.workload.load import day_load
from letopis.web.shared.days import day_of
from letopis.web.teacher.api import answer, signed_in


@require_GET
@signed_in
def lesson_load(request: HttpRequest, actor: Actor, lesson_id: int) -> HttpResponse:
    """The load of the day that a task of the lesson is due on (`?due=2026-11-24`, else the page's next lesson)."""
    return answer(day_load(actor, lesson_id, day_of(request.GET.get("due", ""))))
