"""The rights of roles (ACC-02): the matrix, who gains and who loses by a change, its history."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.school.access import granting, register_page
from letopis.school.access.rights import Cell
from letopis.web.office.rights.forms import ChangeForm, MatrixForm, values
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.submit import form_page, submit, wrong
from letopis.web.shared.wording import counted


@for_rights(Right.SET_RIGHTS)
@form_page
def rights(request: ActorRequest) -> HttpResponse:
    """Show the matrix; POST shows who gains and who loses by what was ticked, and writes nothing."""
    if request.method != "POST":
        return _matrix(request)
    form = MatrixForm(request.POST)
    if not form.is_valid():
        return wrong(form, lambda: _matrix(request, form))
    return _review(request, form, form.wanted(), form.cleaned_data["version"])


@for_rights(Right.SET_RIGHTS)
@require_POST
def defaults(request: ActorRequest) -> HttpResponse:
    """Show who gains and who loses when everything becomes as the register says."""
    form = MatrixForm(request.POST)
    if not form.is_valid():
        return wrong(form, lambda: _matrix(request, form))
    wanted = register_page.defaults_wanted(request.actor)
    return _review(request, form, wanted, form.cleaned_data["version"], everything=True)


@for_rights(Right.SET_RIGHTS)
@require_POST
def save(request: ActorRequest) -> HttpResponse:
    """Write a change that has been looked at."""
    form = ChangeForm(request.POST)
    return submit(
        request,
        form,
        lambda: granting.change_rights(
            request.actor,
            wanted=form.wanted(),
            based_on=form.cleaned_data["version"],
            drop_left_over=form.cleaned_data["everything"],
        ),
        page=lambda: _matrix(request, form, form.wanted()),
        to="office_rights",
        done=lambda changed: f"Записано: {counted(len(changed), 'право,права,прав')}. Действует со следующей страницы.",
    )


def _review(
    request: ActorRequest, form: MatrixForm, wanted: Mapping[Cell, bool], version: str, *, everything: bool = False
) -> HttpResponse:
    try:
        effects = register_page.effects(request.actor, wanted=wanted, based_on=version)
    except Refused as refused:
        form.add_error(None, refused.message)
        return wrong(form, lambda: _matrix(request, form, wanted))
    if not effects.changed and not everything:
        messages.info(request, "Отметки те же: менять нечего.")
        return redirect("office_rights")
    asked = {cell: given for cell, given in wanted.items() if cell in effects.changed}
    context = {
        "effects": effects,
        "version": version,
        "give": values(cell for cell, given in asked.items() if given),
        "take": values(cell for cell, given in asked.items() if not given),
        "everything": everything,
    }
    return render(request, "office/rights/review.html", context)


def _matrix(
    request: ActorRequest, form: MatrixForm | ChangeForm | None = None, wanted: Mapping[Cell, bool] | None = None
) -> HttpResponse:
    page = register_page.register_page(request.actor, wanted=wanted)
    return render(request, "office/rights/matrix.html", {"page": page, "form": form})
