"""Naming witnesses and logs, letting them go, settling a refusal; asking and sending at once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from letopis.kernel.rights import Right
from letopis.school.witnessing import actions, asking, mailing, queries
from letopis.web.office.witnesses.forms import LogForm, NewWitnessForm, ReasonForm, WitnessForm
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed

PAGE = "office_settings_log"


# ── our witnesses ─────────────────────────────────────────────────────


@for_rights(Right.SET_SCHOOL)
@form_page
def witness_new(request: ActorRequest) -> HttpResponse:
    """Name a witness."""
    form = NewWitnessForm(typed(request))
    return submit(
        request,
        form,
        lambda: actions.name_witness(request.actor, **form.cleaned_data),
        page=lambda: render(request, "office/witnesses/witness.html", {"form": form}),
        to=PAGE,
        done="Свидетель назван. Его спросят в ближайшую минуту.",
    )


@for_rights(Right.SET_SCHOOL)
@form_page
def witness_edit(request: ActorRequest, witness_id: int) -> HttpResponse:
    """Change how a witness is called and where it is."""
    row = queries.witness_of(request.actor, witness_id)
    form = opened_on(WitnessForm(typed(request), initial={"name": row.name, "address": row.address}), row)
    return submit(
        request,
        form,
        lambda: actions.change_witness(request.actor, witness_id, **form.cleaned_data),
        page=lambda: render(request, "office/witnesses/witness.html", {"form": form, "row": row}),
        to=PAGE,
        done="Записано.",
    )


@for_rights(Right.SET_SCHOOL)
@form_page
def witness_end(request: ActorRequest, witness_id: int) -> HttpResponse:
    """Ask a witness no more."""
    row = queries.witness_of(request.actor, witness_id)
    form = ReasonForm(typed(request))
    return submit(
        request,
        form,
        lambda: actions.end_witness(request.actor, witness_id, **form.cleaned_data),
        page=lambda: render(request, "office/witnesses/end.html", {"form": form, "row": row, "is_witness": True}),
        to=PAGE,
        done="Его больше не спрашивают. Что он заверил, остаётся.",
    )


@for_rights(Right.SET_SCHOOL)
@form_page
def ask(request: ActorRequest) -> HttpResponse:
    """Ask all witnesses at once, beside the request."""
    return submit(
        request,
        None,
        lambda: asking.begin_asked(request.actor),
        page=lambda: redirect(PAGE),
        to=PAGE,
        done="Свидетелей спрашивают: обновите страницу через минуту.",
        atomic=False,
    )


@for_rights(Right.SET_SCHOOL)
@form_page
def mail(request: ActorRequest) -> HttpResponse:
    """Send the checkpoint by mail at once, beside the request."""
    return submit(
        request,
        None,
        lambda: mailing.begin_asked(request.actor),
        page=lambda: redirect(PAGE),
        to=PAGE,
        done="Письмо отправляется: обновите страницу через минуту.",
        atomic=False,
    )


# ── logs that we watch ────────────────────────────────────────────────


@for_rights(Right.SET_SCHOOL)
@form_page
def log_new(request: ActorRequest) -> HttpResponse:
    """Name a log that we watch."""
    form = LogForm(typed(request))
    return submit(
        request,
        form,
        lambda: actions.watch_log(request.actor, **form.cleaned_data),
        page=lambda: render(request, "office/witnesses/log.html", {"form": form}),
        to=PAGE,
        done="Журнал назван. Передайте его владельцу адрес и ключ свидетеля с этой страницы.",
    )


@for_rights(Right.SET_SCHOOL)
@form_page
def log_edit(request: ActorRequest, log_id: int) -> HttpResponse:
    """Change how a log is called, and its keys."""
    row = queries.log_of(request.actor, log_id)
    form = opened_on(LogForm(typed(request), initial={"name": row.name, "verifiers": row.verifiers}), row)
    return submit(
        request,
        form,
        lambda: actions.change_log(request.actor, log_id, **form.cleaned_data),
        page=lambda: render(request, "office/witnesses/log.html", {"form": form, "row": row}),
        to=PAGE,
        done="Записано.",
    )


@for_rights(Right.SET_SCHOOL)
@form_page
def log_end(request: ActorRequest, log_id: int) -> HttpResponse:
    """Watch a log no more."""
    row = queries.log_of(request.actor, log_id)
    form = ReasonForm(typed(request))
    return submit(
        request,
        form,
        lambda: actions.end_log(request.actor, log_id, **form.cleaned_data),
        page=lambda: render(request, "office/witnesses/end.html", {"form": form, "row": row}),
        to=PAGE,
        done="Этот журнал больше не заверяется.",
    )


# ── refusals ──────────────────────────────────────────────────────────


@for_rights(Right.READ_UPKEEP)
@form_page
def refusal(request: ActorRequest, refusal_id: int) -> HttpResponse:
    """Show both heads of a refusal; the director settles it with a reason."""
    row = queries.refusal_of(request.actor, refusal_id)
    form = ReasonForm(typed(request))
    may_settle = request.actor.may(Right.SETTLE_REFUSALS) and row.settled_at is None
    return submit(
        request,
        form,
        lambda: actions.settle_refusal(request.actor, refusal_id, **form.cleaned_data),
        page=lambda: render(
            request, "office/witnesses/refusal.html", {"form": form, "row": row, "may_settle": may_settle}
        ),
        to=PAGE,
        done="Отказ разобран. Обе точки и причина остались в истории.",
    )
