"""The journal's protocol over HTTP (docs/developer/journal-protocol.md): JSON in, JSON out."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from letopis.school.common.actor import Actor
from letopis.school.common.errors import NotVisible
from letopis.school.journal import operations as protocol
from letopis.school.journal.actions import apply_operations
from letopis.school.journal.queries.changes import absence_story, changes, mark_story
from letopis.school.journal.queries.grid import grid

P = ParamSpec("P")
MAX_BODY = 1024 * 1024
SIGN_IN = "Войдите ещё раз: введённое сохранится."
NOT_THERE = "Такой страницы нет."
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def answer(document: Any, status: int = 200) -> HttpResponse:
    """Return a document as JSON."""
    return HttpResponse(orjson.dumps(document), content_type="application/json", status=status)


def problem(status: int, message: str, **more: Any) -> HttpResponse:
    """Return what is wrong as JSON."""
    return answer({"message": message, **more}, status)


def signed_in(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]) -> View[P]:
    """Give the view its actor; strangers get 401 and what is not visible 404, both as JSON, and nothing is cached."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None:
            return problem(401, SIGN_IN)
        try:
            return view(request, actor, *args, **kwargs)
        except NotVisible:
            return problem(404, NOT_THERE)

    return never_cache(guarded)


@require_POST
@signed_in
def journal_operations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Apply operations, each once. 400 with `problems` where the body is not such a document, 413 over 1 MB."""
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY or len(request.body) > MAX_BODY:
        return problem(413, "Слишком много за один раз: отправьте по частям.")
    try:
        operations = protocol.parse(orjson.loads(request.body))
    except orjson.JSONDecodeError:
        return problem(400, "Это не JSON.", problems=[])
    except protocol.DocumentError as wrong:
        return problem(400, "Список операций не разобран.", problems=wrong.problems)
    applied = apply_operations(actor, operations)
    return answer({"answers": applied.answers, "cursor": applied.cursor})


@require_GET
@signed_in
def journal_grid(request: HttpRequest, actor: Actor, course_id: int) -> HttpResponse:
    """The grid of a page for `?period=`."""
    return answer(grid(actor, course_id, request.GET.get("period", "")))


@require_GET
@signed_in
def journal_changes(request: HttpRequest, actor: Actor, course_id: int) -> HttpResponse:
    """What changed on a page after `?since=`."""
    return answer(changes(actor, course_id, _number(request, "since")))


@require_GET
@signed_in
def journal_story(request: HttpRequest, actor: Actor, course_id: int) -> HttpResponse:
    """The story of a mark (`?work=&student=`) or of an absence (`?lesson=&student=`)."""
    student_id = _number(request, "student")
    if "work" in request.GET:
        return answer(mark_story(actor, course_id, _number(request, "work"), student_id))
    return answer(absence_story(actor, course_id, _number(request, "lesson"), student_id))


def _number(request: HttpRequest, name: str) -> int:
    """Return a whole number of the query. Raises NotVisible for anything else."""
    text = request.GET.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotVisible
    return int(text)
