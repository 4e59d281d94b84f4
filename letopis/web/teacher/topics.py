"""Topics over HTTP: the plan and tasks of a page, and advice on a topic while it is typed (CUR-05)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from letopis.kernel.actor import Actor
from letopis.school.curriculum.enums import LessonKind
from letopis.school.curriculum.rules import topic_advice
from letopis.school.journal.queries.topics import topics
from letopis.web.teacher.api import answer, signed_in

MAX_TEXT = 1000


@require_GET
@signed_in
def journal_topics(request: HttpRequest, actor: Actor, course_id: int) -> HttpResponse:
    """The plan of a page and the tasks of a period (`?period=`)."""
    return answer(topics(actor, course_id, request.GET.get("period", "")))


@require_GET
@signed_in
def advice(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What could be better in a topic (`?text=`, `?kind=` a LessonKind): [{"code", "message", "clause"}]."""
    kind = request.GET.get("kind", "")
    found = topic_advice(
        request.GET.get("text", "")[:MAX_TEXT], kind if kind in LessonKind.values else LessonKind.LESSON
    )
    return answer([{"code": one.code, "message": one.message, "clause": one.clause} for one in found])
