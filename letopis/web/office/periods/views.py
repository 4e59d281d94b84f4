"""Reporting periods: what is missing in them, closed for correction and opened again (А3.2.2, А4.5)."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from letopis.kernel.clock import local, today
from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.school.control.periods import Board, board, periods_of
from letopis.school.organisation.models import Term
from letopis.school.periods import actions
from letopis.web.office.periods.forms import REOPEN, CloseForm, PagesForm, ReopenForm
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import counted
from letopis.web.shared.years import need_year, show_year


@for_rights(Right.READ_PERIODS)
@require_safe
def periods(request: ActorRequest) -> HttpResponse:
    """Open the period that is looked at first: the one that ended last, else the one under way."""
    terms = sorted(periods_of(request.actor, need_year(request)), key=lambda term: term.starts_on)
    if not terms:
        return render(request, "office/periods/none.html")
    begun = [term for term in terms if term.starts_on <= today()] or terms[:1]
    return redirect("office_period", (_to_close(begun) or begun[-1]).pk)


def _to_close(begun: list[Term]) -> Term | None:
    """The first one that is over and not closed."""
    return next((term for term in begun if term.ends_on < today() and not term.closed_at), None)


@for_rights(Right.READ_PERIODS)
@require_safe
def period(request: ActorRequest, term_id: int) -> HttpResponse:
    """Show a period: what is missing by class, what is closed."""
    return _page(request, board(request.actor, term_id))


def _page(
    request: ActorRequest, found: Board, *, close: CloseForm | None = None, reopen: ReopenForm | None = None
) -> HttpResponse:
    year = found.term.scheme.year
    show_year(request, year.pk, year.name)
    context = {
        "board": found,
        "terms": periods_of(request.actor, year),
        "is_over": found.term.ends_on < today(),
        "has_begun": found.term.starts_on <= today(),
        "close_form": close or CloseForm(auto_id="close_%s"),
        "reopen_form": reopen or ReopenForm(auto_id="reopen_%s"),
    }
    return render(request, "office/periods/period.html", context)


@for_rights(Right.CLOSE_PERIODS)
@form_page
def close(request: ActorRequest, term_id: int) -> HttpResponse:
    """Close the period for all its pages; what is missing is asked about once."""
    found = board(request.actor, term_id)
    form = CloseForm(typed(request), auto_id="close_%s")

    def act() -> Term:
        if not found.missing.is_whole and not form.cleaned_data["even_if_missing"]:
            raise Refused("Журнал заполнен не весь: посмотрите, чего не хватает.", code="missing")
        return actions.close_term(request.actor, term_id=term_id)

    return submit(
        request,
        form,
        act,
        page=lambda: _page(request, found, close=form),
        to=("office_period", term_id),
        done=f"{found.term.name}: период закрыт для исправлений.",
    )


@for_rights(Right.CLOSE_PERIODS)
@form_page
def reopen(request: ActorRequest, term_id: int) -> HttpResponse:
    """Open the period again for all its pages."""
    found = board(request.actor, term_id)
    form = ReopenForm(typed(request), auto_id="reopen_%s")
    return submit(
        request,
        form,
        lambda: actions.reopen_term(request.actor, term_id=term_id, **form.cleaned_data),
        page=lambda: _page(request, found, reopen=form),
        to=("office_period", term_id),
        done=f"{found.term.name}: период снова открыт.",
    )


@for_rights(Right.READ_PERIODS)
@form_page
def class_pages(request: ActorRequest, term_id: int, class_id: int) -> HttpResponse:
    """Show the pages of a class in a period; POST closes those ticked, or opens them for some hours."""
    found = board(request.actor, term_id)
    of_class = next((one for one in found.classes if one.class_id == class_id), None)
    if of_class is None or (request.method == "POST" and not request.actor.may(Right.CLOSE_PERIODS)):
        raise Http404
    year = found.term.scheme.year
    show_year(request, year.pk, year.name)
    form = PagesForm(typed(request), of=of_class)

    def page() -> HttpResponse:
        ticked = request.POST.getlist("pages")
        context = {"board": found, "class": of_class, "form": form, "ticked": ticked}
        return render(request, "office/periods/class.html", context)

    return submit(
        request,
        form,
        lambda: _act(request, term_id, form),
        page=page,
        to=("office_period_class", term_id, class_id),
        done=lambda said: said,
    )


def _act(request: ActorRequest, term_id: int, form: PagesForm) -> str:
    if form.cleaned_data["act"] == REOPEN:
        until = actions.reopen_pages(
            request.actor,
            term_id=term_id,
            course_ids=form.ids,
            hours=form.cleaned_data["hours"] or 0,
            reason=form.cleaned_data["reason"],
        )
        return f"Открыто до {local(until):%d.%m.%Y %H:%M}: {counted(len(form.ids), 'страница,страницы,страниц')}."
    number = actions.close_pages(request.actor, term_id=term_id, course_ids=form.ids)
    return f"Закрыто: {counted(number, 'страница,страницы,страниц')}."
