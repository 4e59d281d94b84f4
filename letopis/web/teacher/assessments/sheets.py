"""The schedule as it is taken away: a workbook, and A4 to be hung up and signed."""

from collections.abc import Sequence

from django.http import HttpResponse

from letopis.documents.paper.assessments import PaperWork, assessments_pdf
from letopis.kernel.clock import today
from letopis.kernel.errors import Refused
from letopis.school.organisation.models import School
from letopis.school.organisation.words import phrase
from letopis.school.workload.queries import Schedule, Scheduled
from letopis.web.shared.actors import ActorRequest
from letopis.web.shared.files import file_answer
from letopis.web.shared.printed import not_printed
from letopis.web.shared.wording import weekday
from letopis.web.shared.xlsx import Table, listings

TITLE = "График оценочных работ"


def workbook(found: Schedule, works: Sequence[Scheduled]) -> HttpResponse:
    """Return the works as a workbook, with what speaks against them on a sheet of its own."""
    columns = [
        *(("Дата", 12), ("День", 14), (phrase("{Group.nom}"), 10), ("Предмет", 28), ("Вид", 22), ("Название", 40)),
        *(("Уровень", 18), (phrase("{Lesson.nom}"), 8), ("Минут", 8), ("Состояние", 14), ("Причина", 30)),
    ]
    rows = [
        [
            *(work.date, weekday(work.date), work.page.class_name, _subject(work), work.kind_name, work.title),
            *(work.level_name, work.number, work.minutes, _state(found, work), work.reason),
        ]
        for work in works
    ]
    ids = {work.id for work in works}
    hits = [
        [found.by_id[hit.work_id].label, hit.text, hit.source, found.by_id[hit.work_id].reason]
        for hit in found.hits
        if hit.work_id in ids
    ]
    norms = Table([("Работа", 50), ("Что спорит", 60), ("Норма", 50), ("Почему оставлена", 30)], hits, "Нормы")
    return listings(f"{TITLE}, {found.half.name}.xlsx", Table(columns, rows, "График"), norms)


def paper(
    request: ActorRequest, found: Schedule, works: Sequence[Scheduled], school: School, year: str
) -> HttpResponse:
    """Return the published works as PDF: what is only proposed is not for the wall."""
    rows = [
        PaperWork(
            place=work.page.class_name,
            day=f"{work.date:%d.%m.%Y}",
            weekday=weekday(work.date),
            subject=_subject(work),
            work=work.what,
            level=work.level_name,
        )
        for work in works
        if not work.is_draft
    ]
    title = f"{TITLE}: {found.half.name} {year} учебного года"
    try:
        made = assessments_pdf(rows, school=school.name, title=title, day=today())
    except Refused as refused:
        return not_printed(request, refused)
    return file_answer(made, "works.pdf")


def _subject(work: Scheduled) -> str:
    return ", ".join(filter(None, (work.page.subject, work.page.subgroup)))


def _state(found: Schedule, work: Scheduled) -> str:
    if work.is_draft:
        return "предложена"
    if work.id in found.compared.held:
        return "проведена"
    if work.id in found.compared.moved:
        return f"проведена {found.compared.moved[work.id].day:%d.%m}"
    return "не проведена" if work.id in found.compared.missed else "в графике"
