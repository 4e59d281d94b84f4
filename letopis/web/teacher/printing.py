"""Printing: a page of the journal, a class's volume, its summary sheet, printouts for families (ARC-01, DIA-05)."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.documents.journal_paper import jobs, menu, printing
from letopis.kernel.clock import today
from letopis.kernel.dates import WEEK, week_of
from letopis.kernel.rights import Right
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.days import day_of
from letopis.web.shared.printed import printed
from letopis.web.shared.xlsx import XLSX
from letopis.web.shared.years import need_year

WEEKS = 4  # offered for the printouts of families
JOURNAL = (Right.READ_PAGES, Right.READ_OWN_PAGES, Right.READ_CLASS_PAGES)
CLASSES = (Right.PRINT_JOURNALS, Right.PRINT_CLASS)


@require_safe
@for_rights(*JOURNAL)
def journal_pdf(request: ActorRequest, course_id: int) -> HttpResponse:
    """The page of a course for a period (`?period=`) as it is put into the file of the class."""
    period = _period(request)
    return printed(request, "Страница журнала.pdf", lambda: printing.course_pdf(request.actor, course_id, period))


@require_safe
@for_rights(*CLASSES)
def print_list(request: ActorRequest) -> HttpResponse:
    """The classes of the year whose journals may be printed."""
    return list_page(request)


def list_page(request: ActorRequest) -> HttpResponse:
    """The page print_list, also where the set could not be begun."""
    year = need_year(request)
    classes = menu.printed_classes(request.actor, year.pk)
    may_all = request.actor.may(Right.PRINT_JOURNALS)
    if not classes and not may_all:
        raise Http404
    latest = jobs.latest(request.actor) if may_all else None
    return render(request, "teacher/print/list.html", {"classes": classes, "in_year": year, "latest": latest})


@require_safe
@for_rights(*CLASSES)
def print_class(request: ActorRequest, class_id: int) -> HttpResponse:
    """What of a class may be printed, for a stretch of the year (`?period=`)."""
    found = menu.class_menu(request.actor, class_id, _period(request))
    day = today()
    weeks = [week_of(day - back * WEEK) for back in range(WEEKS)]
    context = {"menu": found, "weeks": [week.bounds for week in weeks]}
    return render(request, "teacher/print/class.html", context)


@require_safe
@for_rights(*CLASSES)
def print_volume(request: ActorRequest, class_id: int) -> HttpResponse:
    """A class's journal for a period (`?period=`, `?format=xlsx`)."""
    period = _period(request)
    if request.GET.get("format") == "xlsx":
        workbook = lambda: printing.class_xlsx(request.actor, class_id, period)  # noqa: E731
        return printed(request, "Журнал.xlsx", workbook, kind=XLSX)
    return printed(request, "Журнал.pdf", lambda: printing.class_pdf(request.actor, class_id, period))


@require_safe
@for_rights(*CLASSES)
def print_summary(request: ActorRequest, class_id: int) -> HttpResponse:
    """The summary sheet of a class (`?period=`)."""
    period = _period(request)
    return printed(request, "Сводная ведомость.pdf", lambda: printing.summary_pdf(request.actor, class_id, period))


@require_safe
@for_rights(*CLASSES)
def print_week(request: ActorRequest, class_id: int) -> HttpResponse:
    """The printouts of a week for the families of a class (`?day=`); `?who=unreached`: where nobody signs in."""
    day, only = day_of(request.GET.get("day", "")) or today(), request.GET.get("who") == "unreached"
    make = partial(printing.week_pdf, request.actor, class_id, day, only_unreached=only)
    return printed(request, "Распечатки за неделю.pdf", make)


def _period(request: ActorRequest) -> str:
    return request.GET.get("period", "year")[:40]
