"""An extract of the ledger as the file that somebody takes home."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from letopis.documents.extracts.form import encoded
from letopis.documents.extracts.making import make_extract
from letopis.documents.extracts.paper import extract_pdf
from letopis.documents.extracts.subjects import Subject
from letopis.kernel.errors import Refused
from letopis.school.organisation.stored_settings import settings_of
from letopis.web.shared.files import file_answer


def extract_of(request: HttpRequest, subject: Subject, *, name: str, back: tuple[str, int]) -> HttpResponse:
    """Give a PDF that holds the extract, ?format=json it alone; what cannot be given is said on the page `back`."""
    try:
        extract = make_extract(subject.school, subject.which, title=subject.title)
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect(*back)
    if request.GET.get("format") == "json":
        content, kind = encoded(extract), "json"
    else:
        content, kind = extract_pdf(extract, address=settings_of(subject.school).sign_in_address), "pdf"
    return file_answer(content, f"{name}.{kind}", f"application/{kind}")
