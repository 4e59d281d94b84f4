"""«Итоги» of a course: marks of terms, of the year, examinations and final ones (JRN-06)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_safe

from letopis.kernel.actor import Actor
from letopis.school.grading.queries.totals import Totals, totals
from letopis.school.organisation.words import current
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import address
from letopis.web.shared.keeping import keepable
from letopis.web.shared.kept_page import kept_page
from letopis.web.shared.wording import capital
from letopis.web.shared.xlsx import download, figure, is_asked
from letopis.web.teacher.api import answer, signed_in
from letopis.web.teacher.pages import JOURNAL, embedded, scripted


@require_safe
@ensure_csrf_cookie
@for_rights(*JOURNAL)
def journal_totals(request: ActorRequest, course_id: int) -> HttpResponse:
    """The sheet of a course (`?format=xlsx` takes it away). The rest is in its script."""
    found = totals(request.actor, course_id)
    if is_asked(request):
        return _workbook(found)
    course, document = found.course, found.document
    values = {
        "subject": course.subject__name,
        "where": course.where,
        "journal": address("journal", course.id),
        "data": address("journal_totals_data", course.id),
        "conduct": address("course_conduct", course.id),
        "sheet": embedded(document),
        "scripted_words": scripted(current()),
        "account": request.user.pk,
    }
    form = {"has_marks": bool(document.values), "editable": document.is_editable}
    return keepable(request, kept_page(request, "teacher/totals.html", values, **form))


@require_GET
@signed_in
def journal_totals_data(_request: HttpRequest, actor: Actor, course_id: int) -> HttpResponse:
    """The document of the sheet, for a page on which marks have been put since."""
    return answer(totals(actor, course_id).document)


def _workbook(found: Totals) -> HttpResponse:
    document, sheet = found.document, found.sheet
    head = ((capital(current().student.nom), 32), *((column.name, 14) for column in document.columns))
    rows = [
        (student.name, *(figure(sheet.value(column, student.id)) for column in sheet.columns))
        for student in document.students
    ]
    return download(f"{found.course.subject__name}, {found.course.where}, итоги.xlsx", head, rows)
