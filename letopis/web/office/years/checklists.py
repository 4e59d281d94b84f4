"""The checklists of opening and closing a year: watched, ticked, signed off (А3.2.2, А3.2.5, Т4.1.4)."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.clock import today
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.words import role_name
from letopis.school.years import actions, queries
from letopis.school.years.enums import Phase
from letopis.school.years.policy import may_tick
from letopis.school.years.steps import hand_codes
from letopis.web.office.years.forms import CloseForm, RemarkForm, ReopenForm, SignForm
from letopis.web.office.years.words import shown_step
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.years import need_year

PAGES = {Phase.OPENING: "office_year_opening", Phase.CLOSING: "office_year_closing"}


@for_rights(Right.READ_SCHOOL)
@require_safe
def opening(request: ActorRequest) -> HttpResponse:
    """Show what the year still needs before it can begin."""
    return _page(request, need_year(request), Phase.OPENING)


@for_rights(Right.READ_SCHOOL)
@require_safe
def closing(request: ActorRequest) -> HttpResponse:
    """Show what is left to do before the year is closed."""
    return _page(request, need_year(request), Phase.CLOSING)


def _page(
    request: ActorRequest,
    year: AcademicYear,
    phase: Phase,
    *,
    sign: forms.Form | None = None,
    close: forms.Form | None = None,
    reopen: forms.Form | None = None,
) -> HttpResponse:
    actor = request.actor
    found = queries.checklist(actor, year.pk, phase, years=request.year_in_hand.years)
    told, before = (year.pk if "year" in request.GET else None), (found.before.pk if found.before else None)
    steps = [shown_step(line, actor, year_id=told, before_id=before) for line in found.lines]
    context = {
        "year": year,
        "phase": phase,
        "list": found,
        "steps": steps,
        "done": sum(step.is_done for step in steps),
        "is_late": not found.signed and found.due_on < today(),
        "may_tick": may_tick(actor) and not year.closed_at,
        "signs": role_name(Role.DEPUTY),
        "closes": role_name(Role.OPERATOR),
        "sign_form": sign or SignForm(auto_id="sign_%s"),
        "close_form": (close or CloseForm(auto_id="close_%s")) if phase == Phase.CLOSING else None,
        "reopen_form": reopen or ReopenForm(auto_id="reopen_%s"),
    }
    return render(request, "office/years/checklist.html", context)


def _phase(text: str) -> Phase:
    if text not in Phase.values:
        raise Http404
    return Phase(text)


@for_rights(Right.SIGN_YEAR)
@form_page
def sign(request: ActorRequest, phase: str) -> HttpResponse:
    """Sign a checklist off."""
    year, which = need_year(request), _phase(phase)
    form = SignForm(typed(request), auto_id="sign_%s")
    return submit(
        request,
        form,
        lambda: actions.sign_off(request.actor, year_id=year.pk, phase=which, **form.cleaned_data),
        page=lambda: _page(request, year, which, sign=form),
        to=PAGES[which],
        done="Подписано.",
    )


@for_rights(Right.SIGN_YEAR)
@form_page
def withdraw(request: ActorRequest, phase: str) -> HttpResponse:
    """Take the signature back."""
    year, which = need_year(request), _phase(phase)
    return submit(
        request,
        None,
        lambda: actions.withdraw(request.actor, year_id=year.pk, phase=which),
        page=lambda: _page(request, year, which),
        to=PAGES[which],
        done="Подпись снята.",
    )


@for_rights(Right.KEEP_SCHOOL, Right.SIGN_YEAR, Right.CLOSE_YEAR)
@form_page
def step(request: ActorRequest, phase: str, code: str) -> HttpResponse:
    """Tick a step that is done by hand, or (`undo`) take the tick back."""
    year, which = need_year(request), _phase(phase)
    if code not in hand_codes(which):
        raise Http404
    form = RemarkForm(typed(request))
    undo = "undo" in request.POST

    def act() -> None:
        if undo:
            actions.untick_step(request.actor, year_id=year.pk, phase=which, code=code)
        else:
            remark = form.cleaned_data["remark"]
            actions.tick_step(request.actor, year_id=year.pk, phase=which, code=code, remark=remark)

    return submit(
        request,
        form,
        act,
        page=lambda: _page(request, year, which),
        to=PAGES[which],
        done="Отметка снята." if undo else "Отмечено.",
    )


@for_rights(Right.CLOSE_YEAR)
@form_page
def close(request: ActorRequest) -> HttpResponse:
    """Close the year: the office only reads it from then on."""
    year = need_year(request)
    form = CloseForm(typed(request), auto_id="close_%s")
    return submit(
        request,
        form,
        lambda: actions.close_year(request.actor, year_id=year.pk, **form.cleaned_data),
        page=lambda: _page(request, year, Phase.CLOSING, close=form),
        to="office_year_closing",
        done="Учебный год закрыт.",
    )


@for_rights(Right.CLOSE_YEAR)
@form_page
def reopen(request: ActorRequest) -> HttpResponse:
    """Open a closed year again, with a reason."""
    year = need_year(request)
    form = ReopenForm(typed(request), auto_id="reopen_%s")
    return submit(
        request,
        form,
        lambda: actions.reopen_year(request.actor, year_id=year.pk, **form.cleaned_data),
        page=lambda: _page(request, year, Phase.CLOSING, reopen=form),
        to="office_year_closing",
        done="Учебный год открыт снова.",
    )
