"""Pages of a teacher: the list of journals and the page of a course. The journal's own work is in its script (static/teacher/journal)."""

from typing import Any

import orjson
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from letopis.school.common.roles import READERS, Role
from letopis.school.journal.queries.grid import grid
from letopis.web.shared.actors import ActorRequest, for_roles

TEACHING = (Role.TEACHER, Role.TUTOR)
JOURNAL = (*TEACHING, *READERS)
_UNSAFE = {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@require_safe
@ensure_csrf_cookie
@for_roles(*JOURNAL)
def journal(request: ActorRequest, course_id: int) -> HttpResponse:
    """The page of a course for a period (`?period=`, by default the term of today)."""
    document = grid(request.actor, course_id, request.GET.get("period", ""))
    return render(request, "teacher/journal.html", {"document": document, "grid": embedded(document)})


def embedded(document: dict[str, Any]) -> SafeString:
    """Return a document as JSON that may stand inside <script>: nothing in it can end the element."""
    text = orjson.dumps(document).decode()
    for sign, escaped in _UNSAFE.items():
        text = text.replace(sign, escaped)
    return mark_safe(text)  # noqa: S308  every sign that means anything in HTML is escaped above
