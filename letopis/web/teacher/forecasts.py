"""Forecasts of the term: of a course, of a class (REP-03)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.rights import Right
from letopis.school.forecast.queries import ClassPage, CoursePage, class_outlook, course_outlook
from letopis.school.forecast.rules import mark_text
from letopis.school.organisation.words import current
from letopis.web.shared import outlooks
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import address
from letopis.web.shared.kept_page import kept_page
from letopis.web.shared.templatetags.letopis import download as xlsx_link
from letopis.web.shared.wording import capital, day_month
from letopis.web.shared.xlsx import download, is_asked
from letopis.web.teacher.fragments import outlooks as html
from letopis.web.teacher.pages import JOURNAL


@require_safe
@for_rights(*JOURNAL)
def course_forecast(request: ActorRequest, course_id: int) -> HttpResponse:
    """The probable marks of a course, who is at risk first (`?format=xlsx`)."""
    page = course_outlook(request.actor, course_id)
    if is_asked(request):
        return _course_sheet(page)
    return render(request, "teacher/course_forecast.html", {"page": page})


@require_safe
@for_rights(Right.READ_PAGES, Right.READ_CLASS_PAGES)
def class_forecast(request: ActorRequest, class_id: int) -> HttpResponse:
    """The probable marks of a class by subject, who is at risk first (`?format=xlsx`)."""
    page = class_outlook(request.actor, class_id)
    if is_asked(request):
        return _class_sheet(page)
    values = {
        "class_name": page.class_name,
        "term": page.term,
        "last_day": day_month(page.last_day),
        "table": html.table(page),
        "own": address("my_class_page", page.class_id),
        "download": xlsx_link(request),
    }
    has_table = bool(page.students and page.subjects)
    return kept_page(request, "teacher/class_forecast.html", values, has_table=has_table)


def _course_sheet(page: CoursePage) -> HttpResponse:
    head = ((capital(current().student.nom), 32), ("Сейчас", 10), ("Прогноз", 48), ("Что изменит", 60))
    least = page.settings.term_mark_least
    rows = [
        (
            *(one.name, mark_text(one.outlook.now)),
            *(outlooks.told(one.outlook), outlooks.steps_told(one.outlook, least)),
        )
        for one in page.lines
    ]
    return download(f"{page.subject}, {page.where}, прогноз.xlsx", head, rows)


def _class_sheet(page: ClassPage) -> HttpResponse:
    head = ((capital(current().student.nom), 32), *((name, 30) for name in page.subjects))
    rows = [
        (one.name, *(outlooks.told(subject.outlook) if subject else "" for subject in one.subjects))
        for one in page.students
    ]
    return download(f"{page.class_name}, прогноз.xlsx", head, rows)
