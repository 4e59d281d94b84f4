"""Acts on the destruction of cases: drawn up, signed by two, carried out by the director (ARC-08, Т7.6)."""

from collections.abc import Sequence

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.documents.keeping import destroying, queries
from letopis.documents.keeping.carrying_out import carry_out as carry_out_act
from letopis.documents.keeping.destroying import DestructionDraft
from letopis.documents.keeping.models import ActState, KeepingAct
from letopis.documents.keeping.paper import destruction_pdf
from letopis.documents.keeping.terms import stays
from letopis.kernel.clock import today
from letopis.kernel.rights import Right
from letopis.school.organisation.words import role_name
from letopis.web.office.archive.keeping_forms import CarryOutForm, DestructionForm, SignForm
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.printed import printed
from letopis.web.shared.submit import form_page, submit, typed

_STATES = {ActState.DRAFT: "now", ActState.DONE: "ok", ActState.WITHDRAWN: "ahead"}


@for_rights(Right.KEEP_ARCHIVE)
@form_page
def new(request: ActorRequest) -> HttpResponse:
    """Draw up an act over cases whose term is over."""
    cases = [one for one in queries.keeping_page(request.actor).cases if one.may_go]
    choices = [(one.case.pk, one.case.title) for one in cases]
    form = DestructionForm(typed(request), choices=choices, initial={"date": today()})

    def page() -> HttpResponse:
        ticked = request.POST.getlist("cases") if request.method == "POST" else [str(pk) for pk, _ in choices]
        return render(request, "office/archive/destruction_new.html", {"form": form, "cases": cases, "ticked": ticked})

    return submit(
        request,
        form,
        lambda: destroying.draw_up(
            request.actor, draft=form.draft(DestructionDraft), case_ids=form.cleaned_data["cases"]
        ),
        page=page,
        to=lambda acts: "office_archive_keeping" if len(acts) > 1 else ("office_archive_destruction", acts[0].pk),
        done=_drawn_up,
    )


def _drawn_up(acts: Sequence[KeepingAct]) -> str:
    if len(acts) == 1:
        return "Акт составлен. Его подписывают двое."
    told = ", ".join(f"№ {act.number}" for act in acts)
    return f"В делах больше записей, чем помещается в один акт: составлены акты {told}. Каждый подписывают двое."


@for_rights(Right.READ_ARCHIVE)
@require_safe
def page(request: ActorRequest, destruction_id: int) -> HttpResponse:
    """Show an act: what goes, what stays, who has signed."""
    return _page(request, destruction_id)


def _page(request: ActorRequest, destruction_id: int, **sent: Form) -> HttpResponse:
    found = queries.destruction_page(request.actor, destruction_id)
    forms: dict[str, Form | None] = {
        "sign_form": SignForm(initial={"position": role_name(request.actor.role)}) if found.may_sign else None,
        "do_form": CarryOutForm(initial={"expected": found.entries}) if found.may_carry_out else None,
    }
    context = {"stays": stays(), "page": found, "state": _STATES[ActState(found.act.state)], **forms, **sent}
    return render(request, "office/archive/destruction.html", context)


@for_rights(Right.CONFIRM_DESTRUCTION)
@form_page
def sign(request: ActorRequest, destruction_id: int) -> HttpResponse:
    """Sign the act as a member of the commission."""
    form = SignForm(typed(request))
    return submit(
        request,
        form,
        lambda: destroying.sign_act(request.actor, act_id=destruction_id, **form.cleaned_data),
        page=lambda: _page(request, destruction_id, sign_form=form),
        to=("office_archive_destruction", destruction_id),
        done="Подпись поставлена.",
    )


@for_rights(Right.KEEP_ARCHIVE)
@form_page
def withdraw(request: ActorRequest, destruction_id: int) -> HttpResponse:
    """Withdraw an act that was not carried out."""
    return submit(
        request,
        None,
        lambda: destroying.withdraw_act(request.actor, act_id=destruction_id),
        page=lambda: _page(request, destruction_id),
        to="office_archive_keeping",
        done="Акт отозван.",
    )


@for_rights(Right.DESTROY_ENTRIES)
@form_page
def carry_out(request: ActorRequest, destruction_id: int) -> HttpResponse:
    """Destroy what the act names, for good."""
    form = CarryOutForm(typed(request))
    return submit(
        request,
        form,
        lambda: carry_out_act(request.actor, act_id=destruction_id, expected=form.cleaned_data["expected"]),
        page=lambda: _page(request, destruction_id, do_form=form),
        to=("office_archive_destruction", destruction_id),
        done="Акт исполнен.",
    )


@for_rights(Right.READ_ARCHIVE)
@require_safe
def paper(request: ActorRequest, destruction_id: int) -> HttpResponse:
    """The act as PDF."""
    found = queries.destruction_page(request.actor, destruction_id)
    return printed(request, "Акт об уничтожении.pdf", lambda: destruction_pdf(found))
