"""A print as an answer: the file, or why nothing could be printed."""

from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render

from letopis.kernel.errors import Refused
from letopis.web.shared.actors import ActorRequest

PDF = "application/pdf"


def printed(request: ActorRequest, name: str, make: Callable[[], bytes], kind: str = PDF) -> HttpResponse:
    """Answer with what is made, called `name`; what is refused is said on a page of its own, with status 422."""
    try:
        made = make()
    except Refused as refused:
        return not_printed(request, refused)
    response = HttpResponse(made, content_type=kind)
    place = "inline" if kind == PDF else "attachment"
    response["Content-Disposition"] = f"{place}; filename*=UTF-8''{quote(name, safe='')}"
    return response


def not_printed(request: ActorRequest, refused: Refused) -> HttpResponse:
    """Say why there is no file."""
    return render(request, "shared/not_printed.html", {"message": refused.message}, status=422)
