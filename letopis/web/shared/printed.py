"""A print as an answer: the file, or why nothing could be printed."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render

from letopis.kernel.errors import Refused
from letopis.web.shared.actors import ActorRequest
from letopis.web.shared.files import PDF, file_answer


def printed(request: ActorRequest, name: str, make: Callable[[], bytes], kind: str = PDF) -> HttpResponse:
    """Answer with what is made, called `name`; what is refused is said on a page of its own, with status 422."""
    try:
        made = make()
    except Refused as refused:
        return not_printed(request, refused)
    return file_answer(made, name, kind, is_shown=kind == PDF)


def not_printed(request: ActorRequest, refused: Refused) -> HttpResponse:
    """Say why there is no file."""
    return render(request, "shared/not_printed.html", {"message": refused.message}, status=422)
