"""The summary sheet of a class: the class teacher's and the deputy's (С2.5, А4.5)."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from letopis.kernel.rights import Right
from letopis.school.grading.queries.summary import Summary, summary
from letopis.school.grading.summary_rules import NAMES, Standing
from letopis.school.organisation.words import current
from letopis.web.shared import xlsx
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.kept_page import kept_page
from letopis.web.shared.wording import capital
from letopis.web.teacher.fragments import summary as html

WHO = (Right.READ_PAGES, Right.READ_CLASS_PAGES)


@for_rights(*WHO)
@require_safe
def class_summary(request: ActorRequest, class_id: int) -> HttpResponse:
    """Show the sheet of a class for a period (`?period=`; `?format=xlsx` takes it away)."""
    found = summary(request.actor, class_id, request.GET.get("period", ""))
    if xlsx.is_asked(request):
        return _workbook(found)
    has_sheet = bool(found.lines and found.subjects)
    values = {
        "class_name": found.group.name,
        "period": found.period.name,
        "period_id": found.period.id,
        "periods": html.periods(found),
        "sheet": html.sheet(found) if has_sheet else "",
        "groups": html.groups(found),
        "checks": html.checks(found),
        "quality": html.percent(found.figures.quality),
        "success": html.percent(found.figures.success),
        "mean": html.figure(found.figures.mean),
    }
    return kept_page(request, "teacher/summary.html", values, has_sheet=has_sheet, has_checks=bool(values["checks"]))


def _workbook(found: Summary) -> HttpResponse:
    """The sheet, with the averages behind the marks on a second one."""
    student = (capital(current().student.nom), 32)
    head = (student, *((one.short, 12) for one in found.subjects), ("Средний", 10), ("Итог", 18))
    marks = [
        (line.name, *(xlsx.figure(cell.value) for cell in line.cells), line.mean, _standing(line.standing))
        for line in found.lines
    ]
    marks += [
        ("Средний", *(one.mean for one in found.by_subject), found.figures.mean),
        ("Качество, %", *(one.quality for one in found.by_subject), found.figures.quality),
        ("Успеваемость, %", *(one.success for one in found.by_subject), found.figures.success),
    ]
    means = [(line.name, *(cell.average for cell in line.cells)) for line in found.lines]
    sheets = (xlsx.Table(head, marks, "Отметки"), xlsx.Table(head[:-2], means, "Средние"))
    return xlsx.listings(f"{found.group.name}, {found.period.name}, сводная.xlsx", *sheets)


def _standing(standing: Standing) -> str:
    return "" if standing is Standing.UNKNOWN else NAMES[standing]
