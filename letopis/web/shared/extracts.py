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
    kind = "json" if request.GET.get("format") == "json" else "pdf"
    try:
        content = extract_json(subject) if kind == "json" else extract_paper(subject)
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect(*back)
    return file_answer(content, f"{name}.{kind}", f"application/{kind}")


def extract_json(subject: Subject) -> bytes:
    """Return the extract alone. Raises Refused: nothing is signed yet."""
    return encoded(make_extract(subject.school, subject.which, title=subject.title))


def extract_paper(subject: Subject) -> bytes:
    """Return the PDF that holds the extract. Raises Refused: nothing is signed yet, a sign that no font has."""
    extract = make_extract(subject.school, subject.which, title=subject.title)
    return extract_pdf(extract, address=settings_of(subject.school).sign_in_address)
