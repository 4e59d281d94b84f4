"""A year's journals on their way to the archive: at a glance, a step taken, one journal (ARC-04)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.documents.handover import actions, queries
from letopis.documents.handover.act import act_pdf
from letopis.documents.handover.enums import Step
from letopis.documents.handover.policy import RIGHTS
from letopis.documents.handover.rules import OF_YEAR
from letopis.documents.handover.words import about, words_of
from letopis.documents.keeping.kept import years_of
from letopis.kernel.clock import today
from letopis.kernel.rights import Right
from letopis.school.organisation.words import role_name
from letopis.web.office.archive.forms import FORMS, ReturnForm, StepForm, choice_of
from letopis.web.office.archive.shown import history_of, rows_of, steps_of, told, turns_of
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.printed import printed
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import counted
from letopis.web.shared.years import need_year, show_year


@for_rights(Right.READ_ARCHIVE)
@require_safe
def year(request: ActorRequest) -> HttpResponse:
    """Show the year at a glance: classes × steps, whose turn it is, what is late."""
    found = queries.board(request.actor, need_year(request))
    context = {
        "board": found,
        "rows": rows_of(found, request.actor),
        "turns": turns_of(found),
        "columns": [words_of(step).short for step in found.steps],
        "is_over": found.year.ends_on < today(),
    }
    return render(request, "office/archive/year.html", context)


@for_rights(*RIGHTS.values())
@form_page
def step(request: ActorRequest, step: str) -> HttpResponse:
    """Take a step with the journals whose turn it is; `?class=` ticks one alone."""
    if step not in Step.values:
        raise Http404
    taken, in_year = Step(step), need_year(request)
    lines = queries.waiting(request.actor, in_year, taken)
    form = FORMS.get(taken, StepForm)(typed(request), initial=_initial(request, taken))

    def page() -> HttpResponse:
        return _step_page(request, taken, form, lines)

    def act() -> int:
        based_on = form.cleaned_data["classes"]
        actions.take_step(request.actor, year_id=in_year.pk, step=taken, based_on=based_on, taking=form.taking())
        return len(based_on)

    return submit(
        request,
        form,
        act,
        page=page,
        to="office_archive",
        done=lambda number: f"{words_of(taken).done}: {counted(number, 'дело,дела,дел')}.",
    )


def _initial(request: ActorRequest, step: Step) -> dict[str, Any]:
    name, role = request.actor.name, role_name(request.actor.role)
    if step == Step.CERTIFIED:
        return {"signed_on": today(), "signatory": name}
    if step == Step.HANDED:
        return {"date": today(), "giver": name, "giver_position": role}
    return {}


def _step_page(request: ActorRequest, step: Step, form: StepForm, lines: list[queries.Line]) -> HttpResponse:
    one = whole_number(request.GET.get("class", ""))
    ticked = set(request.POST.getlist("classes")) if request.method == "POST" else _proposed(lines, one)
    rows = [
        {
            "line": line,
            "value": choice_of(line),
            "is_ticked": choice_of(line) in ticked,
            "obstacles": told(line.obstacles, request.actor),
            "returned": _returned(line),
        }
        for line in lines
    ]
    context = {"form": form, "rows": rows, "step": step, "told": words_of(step), "about": about(step)}
    return render(request, "office/archive/step.html", context)


def _proposed(lines: list[queries.Line], one: int | None) -> set[str]:
    """Those without obstacles are ticked, or the one that was asked for."""
    if one is not None:
        return {choice_of(line) for line in lines if line.journal.key == one}
    return {choice_of(line) for line in lines if not line.obstacles}


def _returned(line: queries.Line) -> str:
    """The remark with which the step was given back, if that was the last that happened."""
    last = line.journal.moves[-1] if line.journal.moves else None
    return last.remark if last and last.kind == "returned" else ""


@for_rights(Right.READ_ARCHIVE)
@require_safe
def case(request: ActorRequest, class_id: int) -> HttpResponse:
    """Show the journal of a class: its steps, what stands in the way, its history."""
    return _case_page(request, class_id)


@for_rights(Right.READ_ARCHIVE)
@require_safe
def summaries(request: ActorRequest) -> HttpResponse:
    """Show the year's volume of summary sheets on its way: the same steps (ARC-03)."""
    return _case_page(request, OF_YEAR)


@for_rights(Right.READ_ARCHIVE)
@form_page
def summaries_back(request: ActorRequest) -> HttpResponse:
    """Give the last step of the volume back with a remark (from its page)."""
    form, in_year = ReturnForm(typed(request)), need_year(request)
    return submit(
        request,
        form,
        lambda: actions.give_back(request.actor, year_id=in_year.pk, **form.cleaned_data),
        page=lambda: _case_page(request, OF_YEAR, form),
        to="office_archive_summaries",
        done="Возвращено с замечанием.",
    )


@for_rights(Right.READ_ARCHIVE)
@form_page
def give_back(request: ActorRequest, class_id: int) -> HttpResponse:
    """Give the last step back with a remark (from the page of the journal)."""
    form = ReturnForm(typed(request))
    return submit(
        request,
        form,
        lambda: actions.give_back(request.actor, class_id=class_id, **form.cleaned_data),
        page=lambda: _case_page(request, class_id, form),
        to=("office_archive_case", class_id),
        done="Возвращено с замечанием.",
    )


def _case_page(request: ActorRequest, class_id: int, form: ReturnForm | None = None) -> HttpResponse:
    year_id = need_year(request).pk if class_id == OF_YEAR else None
    page = queries.case_page(request.actor, class_id, year_id)
    show_year(request, page.year.pk, page.year.name)
    stand = page.line.journal.stand
    context = {
        "page": page,
        "steps": list(steps_of(page)),
        "obstacles": told(page.line.obstacles, request.actor) if stand.next else (),
        "history": history_of(page.line.journal.moves),
        "returns": words_of(stand.last.step).title if stand.last else "",
        "form": (form or ReturnForm(initial={"number": stand.number})) if page.may_return else None,
    }
    return render(request, "office/archive/case.html", context)


@for_rights(Right.READ_ARCHIVE)
@require_safe
def act(request: ActorRequest, act_id: int) -> HttpResponse:
    """The act of handing over as PDF."""
    page = queries.act_page(request.actor, act_id)
    return printed(request, "Акт приёма-передачи.pdf", lambda: act_pdf(page, years_of(request.actor.school_id)))
