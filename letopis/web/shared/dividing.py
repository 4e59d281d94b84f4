"""Subgroups of a class set by ticking, dated (CON-05): the same page for the office and for the class teacher."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from letopis.kernel.clock import today
from letopis.kernel.errors import Refused
from letopis.school.classes.actions import create_subgroup, set_members
from letopis.school.classes.queries import ClassPage, class_page
from letopis.school.organisation.words import current
from letopis.web.shared.actors import ActorRequest
from letopis.web.shared.wording import capital
from letopis.web.shared.xlsx import download, is_asked


def subgroups_page(request: ActorRequest, class_id: int, *, back: str, may_divide: bool) -> HttpResponse:
    """Show the divisions of a class on a day (`?day=`, `?format=xlsx`); POST adds a subgroup or sets a division."""
    day = _day(request.POST.get("day") or request.GET.get("day", ""))
    page = class_page(request.actor, class_id, day=day)
    if request.method == "POST":
        try:
            messages.success(request, _act(request, page, day))
        except Refused as refused:
            messages.error(request, refused.message)
        return redirect(f"{request.path}?day={day:%Y-%m-%d}")
    if is_asked(request):
        return _sheet(page)
    context = {"page": page, "day": day, "back": back, "may_divide": may_divide}
    return render(request, "shared/subgroups.html", context)


def _sheet(page: ClassPage) -> HttpResponse:
    columns = (("№", 5), (capital(current().student.nom), 36), *((one.name, 20) for one in page.divisions))
    rows = [
        (
            number,
            line.shown,
            *(next((s.name for s in one.subgroups if line.id in s.members), "") for one in page.divisions),
        )
        for number, line in enumerate(page.here, 1)
    ]
    return download(f"Подгруппы {page.name}.xlsx", columns, rows)


def _act(request: ActorRequest, page: ClassPage, day: date) -> str:
    if "division" in request.POST:
        made = create_subgroup(
            request.actor,
            class_id=page.id,
            division=request.POST["division"],
            name=request.POST.get("name", ""),
        )
        return f"Подгруппа «{made.name}» добавлена."
    wanted = request.POST.get("of", "")
    division = next((one for one in page.divisions if one.name == wanted), None)
    if division is None:
        raise Refused("Такого деления больше нет. Обновите страницу.", code="division")
    changed = 0
    for subgroup in division.subgroups:
        chosen = [line.id for line in page.here if request.POST.get(f"s{line.id}") == str(subgroup.id)]
        changed += set_members(request.actor, subgroup_id=subgroup.id, student_ids=chosen, starts_on=day)
    return f"Состав подгрупп записан с {day:%d.%m.%Y}." if changed else "Состав подгрупп не изменился."


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today()
