"""Subgroups of a class set by ticking, dated (CON-05): the same page for the office and for the class teacher."""

from collections.abc import Iterator
from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from letopis.kernel.clock import today
from letopis.kernel.errors import Refused
from letopis.school.classes.actions import create_subgroup, set_members
from letopis.school.classes.models import SubgroupMembership
from letopis.school.classes.queries import ClassPage, class_page
from letopis.school.classes.queries.groups import Division, StudentLine
from letopis.school.organisation.words import current
from letopis.web.shared.actors import ActorRequest
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.opened import Opened, opened_facts
from letopis.web.shared.submit import submit
from letopis.web.shared.wording import capital
from letopis.web.shared.xlsx import download, is_asked


class SubgroupForm(forms.Form):
    """A new subgroup of a class."""

    division = forms.CharField(
        label="Предмет деления",
        max_length=80,
        widget=forms.TextInput(attrs={"class": "input", "list": "divisions", "placeholder": "Иностранный язык"}),
    )
    name = forms.CharField(
        label="Подгруппа",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "input", "placeholder": "1 группа"}),
    )


def subgroups_page(request: ActorRequest, class_id: int, *, back: str, may_divide: bool) -> HttpResponse:
    """Show the divisions of a class on a day (`?day=`, `?format=xlsx`); POST adds a subgroup or sets a division."""
    day = _day(request.POST.get("day") or request.GET.get("day", ""))
    page = class_page(request.actor, class_id, day=day)
    if is_asked(request):
        return _sheet(page)
    form = SubgroupForm(request.POST if "division" in request.POST else None)
    versions = _versions(request, page)
    context = {
        "page": page,
        "divisions": [(one, list(_chosen(request, page, one)), versions[one.name]) for one in page.divisions],
        "form": form,
        "day": day,
        "back": back,
        "may_divide": may_divide,
    }
    return submit(
        request,
        form if form.is_bound else None,
        lambda: _add(request, page, form) if form.is_bound else _divide(request, page, day),
        page=lambda: render(request, "shared/subgroups.html", context),
        to=f"{request.path}?day={day:%Y-%m-%d}",
        done=str,
        opened=versions.get(request.POST.get("of", "")),
    )


def _versions(request: ActorRequest, page: ClassPage) -> dict[str, Opened]:
    """What each division is opened on: all who are in its subgroups, whatever day is shown. One query."""
    names = {line.id: line.shown for line in page.students}
    rows = SubgroupMembership.objects.filter(subgroup__class_group=page.id)
    there = {one.id: "" for division in page.divisions for one in division.subgroups}
    stays = rows.order_by("starts_on", "pk").values_list("subgroup_id", "student_id", "starts_on", "ends_on")
    for subgroup, student, first, last in stays:
        until = f" по {last:%d.%m.%Y}" if last else ""
        there[subgroup] += f"{names.get(student, '?')} с {first:%d.%m.%Y}{until}; "
    return {
        division.name: opened_facts(request, {one.name: there[one.id] for one in division.subgroups}, rows)
        for division in page.divisions
    }


def _chosen(request: ActorRequest, page: ClassPage, division: Division) -> Iterator[tuple[StudentLine, int | None]]:
    """The students with the subgroup that each is in: as typed where this division was sent, else as it is."""
    is_sent = request.POST.get("of") == division.name
    for line in page.here:
        now = next((one.id for one in division.subgroups if line.id in one.members), None)
        yield line, whole_number(request.POST.get(f"s{line.id}", "")) if is_sent else now


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


def _add(request: ActorRequest, page: ClassPage, form: SubgroupForm) -> str:
    made = create_subgroup(request.actor, class_id=page.id, **form.cleaned_data)
    return f"Подгруппа «{made.name}» добавлена."


def _divide(request: ActorRequest, page: ClassPage, day: date) -> str:
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
