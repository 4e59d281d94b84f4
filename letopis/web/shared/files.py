"""An answer that is a file."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

PDF = "application/pdf"


def file_answer(content: bytes | str, name: str, kind: str = PDF, *, is_shown: bool = False) -> HttpResponse:
    """Answer with a file called `name`, to be saved; `is_shown`: to be looked at in the browser first."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(not is_shown, name) or "inline"
    return response
