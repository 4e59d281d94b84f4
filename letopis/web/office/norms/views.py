"""Norms of the load: what they say, where it stands, and what the school decided of them."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.rights import Right
from letopis.school.workload.actions.norms import set_norm
from letopis.school.workload.models import SchoolNorm
from letopis.school.workload.queries import norm_rows
from letopis.web.office.norms.forms import NormForm
from letopis.web.office.norms.listing import FILTERS, STATES, columns
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.listing import Listing, asked, matching
from letopis.web.shared.listing_page import list_page
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed


@for_rights(Right.READ_SCHOOL)
@require_safe
def norms(request: ActorRequest) -> HttpResponse:
    """List the norms; ?format=xlsx takes the list away."""
    shown, wanted = columns(may_set=request.actor.may(Right.SET_NORMS)), asked(request, FILTERS)
    _, is_wanted = STATES.get(wanted["state"], ("", bool))
    rows = matching(filter(is_wanted, norm_rows(request.actor)), wanted["text"], shown)
    return list_page(
        request, Listing(request, shown, rows, filters=FILTERS), "office/norms/list.html", file="Нормы.xlsx"
    )


@for_rights(Right.SET_NORMS)
@form_page
def norm_edit(request: ActorRequest, key: str) -> HttpResponse:
    """Set a norm's figure or switch it off."""
    row = next((one for one in norm_rows(request.actor) if one.norm.key == key), None)
    if row is None:
        raise Http404
    form = NormForm(typed(request), initial={"value": row.value, "is_on": row.is_on})
    form.fields["value"].label = f"Значение, {row.norm.unit}"
    form.fields["value"].help_text = f"Пусто: {row.norm.value}, как в источнике."
    decided = SchoolNorm.objects.filter(school_id=request.actor.school_id, key=key)
    opened_on(form, decided)
    context = {"form": form, "norm": row.norm, "decided": decided.first()}
    return submit(
        request,
        form,
        lambda: set_norm(request.actor, key=key, **form.cleaned_data),
        page=lambda: render(request, "office/norms/edit.html", context),
        to="office_norms",
        done="Норма записана.",
    )
