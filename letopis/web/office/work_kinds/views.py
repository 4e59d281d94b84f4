"""The school's kinds of work and their weights (ORG-03, П3.2.5)."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from letopis.kernel.rights import Right
from letopis.school.marks.actions import kinds as actions
from letopis.school.marks.models import WorkKind
from letopis.school.marks.queries.kinds import work_kinds
from letopis.web.office.work_kinds.forms import KindForm
from letopis.web.office.work_kinds.listing import FILTERS, STATES, columns
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.listing import Listing, asked, matching, opener
from letopis.web.shared.listing_page import list_page
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed


@for_rights(Right.READ_WORK_KINDS)
@require_safe
def kinds(request: ActorRequest) -> HttpResponse:
    """List the kinds of work; ?format=xlsx takes the list away."""
    may_keep = request.actor.may(Right.KEEP_WORK_KINDS)
    found, shown, wanted = work_kinds(request.actor), columns(may_keep=may_keep), asked(request, FILTERS)
    _, is_wanted = STATES.get(wanted["state"], ("", bool))
    rows = matching(filter(is_wanted, found), wanted["text"], shown)
    opens = opener("office_work_kinds_edit") if may_keep else None
    listing = Listing(request, shown, rows, filters=FILTERS, opens=opens)
    return list_page(request, listing, "office/work_kinds/list.html", file="Виды работ.xlsx", has_any=bool(found))


@for_rights(Right.KEEP_WORK_KINDS)
@form_page
def kind_edit(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    """Add a kind of work or change one."""
    kind = next((row for row in work_kinds(request.actor) if row.id == pk), None)
    if pk and kind is None:
        raise Http404
    initial: dict[str, object] = {"weight": 1, "is_active": True}
    if kind:
        initial = {name: getattr(kind, name) for name in KindForm.base_fields}
    form = KindForm(typed(request), initial=initial)
    if kind:
        opened_on(form, WorkKind.objects.filter(pk=kind.id))

    def act() -> actions.KindDraft:
        draft = actions.KindDraft(**form.cleaned_data)
        if pk:
            actions.change_work_kind(request.actor, kind_id=pk, draft=draft)
        else:
            actions.add_work_kind(request.actor, draft=draft)
        return draft

    return submit(
        request,
        form,
        act,
        page=lambda: render(request, "office/work_kinds/edit.html", {"form": form, "kind": kind}),
        to="office_work_kinds",
        done=lambda draft: f"Вид работы «{draft.name}» записан.",
    )


@for_rights(Right.KEEP_WORK_KINDS)
@form_page
def take_default(request: ActorRequest) -> HttpResponse:
    """Give a school without kinds of work the usual list."""
    return submit(
        request,
        None,
        lambda: actions.ensure_work_kinds(request.actor),
        page=lambda: redirect("office_work_kinds"),
        to="office_work_kinds",
    )
