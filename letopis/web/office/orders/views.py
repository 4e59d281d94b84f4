"""Orders: the list, one, a new one from a class's list, signing, cancelling (CON-02, Т4.4.4-5, А3.1.2)."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.clock import today
from letopis.kernel.rights import Right
from letopis.school.classes import actions, queries
from letopis.school.classes.enums import ENTERING, OrderKind
from letopis.school.classes.models import Order
from letopis.school.classes.queries import Candidate, ClassChoice, OrderPage
from letopis.school.organisation.words import phrase
from letopis.web.office.orders.forms import KINDS, CancelForm, EditForm, HeadForm, SignForm
from letopis.web.office.orders.listing import columns, filters
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import seen_version, whole_number
from letopis.web.shared.listing import Listing, asked
from letopis.web.shared.listing_page import list_page
from letopis.web.shared.submit import form_page, submit, typed

WHOLE_CLASSES = frozenset({OrderKind.PROMOTE, OrderKind.GRADUATE})


@for_rights(Right.READ_STUDENTS)
@require_safe
def orders(request: ActorRequest) -> HttpResponse:
    """List the orders (`?text=&kind=&status=&page=&sort=&format=xlsx`)."""
    conditions = filters()
    rows = queries.order_rows(request.actor, **asked(request, conditions))
    listing = Listing(request, columns(), rows, filters=conditions, css="people")
    return list_page(request, listing, "office/orders/list.html", file="Приказы.xlsx")


@for_rights(Right.READ_STUDENTS)
@require_safe
def order(request: ActorRequest, order_id: int) -> HttpResponse:
    """Show an order; of a draft, what signing would do."""
    return _page(request, queries.order_page(request.actor, order_id))


def _page(
    request: ActorRequest, page: OrderPage, *, sign: SignForm | None = None, cancel: CancelForm | None = None
) -> HttpResponse:
    version = {"version": page.version}
    signing = {**version, "number": page.number, "date": page.dated}
    context = {
        "page": page,
        "sign": (sign or SignForm(initial=signing)) if page.is_draft and page.may_sign else None,
        "cancel": (cancel or CancelForm(initial={**version, "date": today()})) if page.may_cancel else None,
        "is_cancelling": cancel is not None,
        # Signed or cancelled by another meanwhile: the form is gone from the page, what it was answered is not.
        "late": (None if page.is_draft else sign) or (None if page.may_cancel else cancel),
    }
    return render(request, "office/orders/order.html", context)


# ── making one ────────────────────────────────────────────────────────


@for_rights(Right.KEEP_CLASSES)
@form_page
def order_new(request: ActorRequest) -> HttpResponse:
    """Make a draft, or add to one (`?order=`): `?kind=&class=&text=` say whose list is ticked."""
    draft = _draft(request)
    kind = draft.kind if draft else request.GET.get("kind", "")
    kind = kind if kind in dict(KINDS) else ""
    classes = queries.order_classes(request.actor, today())
    form = HeadForm(typed(request), kind=kind, classes=classes, initial=_initial(kind, classes, draft))
    people, chosen = _people(request, kind, draft)
    context = {
        "form": form,
        "kind": kind,
        "title": queries.kind_label(kind) if kind else "",
        "kinds": KINDS,
        "classes": [one for one in classes if one.year_starts <= today()],
        "class_id": whole_number(request.GET.get("class", "")),
        "text": request.GET.get("text", ""),
        "enters": kind in ENTERING,
        "people": people,
        "chosen": _ticked(request) or chosen,
        "draft": draft,
    }
    return submit(
        request,
        form,
        lambda: _make(request, kind, form.cleaned_data, draft),
        page=lambda: render(request, "office/orders/new.html", context),
        to=lambda made: ("office_order", made.pk),
        done="Проект приказа записан. Проверьте его и подпишите.",
    )


def _draft(request: ActorRequest) -> OrderPage | None:
    """Return the draft that is added to. 404 for an order that is signed."""
    order_id = whole_number(request.GET.get("order", ""))
    draft = queries.order_page(request.actor, order_id) if order_id else None
    if draft and not draft.is_draft:
        raise Http404
    return draft


def _initial(kind: str, classes: list[ClassChoice], draft: OrderPage | None) -> dict[str, Any]:
    if draft:
        return _head(draft)
    day = today()
    if kind in {OrderKind.PROMOTE, OrderKind.REPEAT}:
        day = next((one.year_starts for one in classes if one.year_starts > day), day)
    return {"effective_on": day, "date": today()}


def _head(page: OrderPage) -> dict[str, Any]:
    return {"number": page.number, "date": page.dated, "effective_on": page.effective_on, "note": page.note}


def _people(request: ActorRequest, kind: str, draft: OrderPage | None) -> tuple[list[Candidate], set[int]]:
    """Return whom the order may be about, and who of them is ticked from the start: a whole class goes up or out."""
    class_id, text = whole_number(request.GET.get("class", "")), request.GET.get("text", "")
    if not kind or (class_id is None and kind not in ENTERING):
        return [], set()
    within = {line.student_id for line in draft.lines} if draft else set()
    of_class = None if kind in ENTERING else class_id
    found = queries.candidates(request.actor, class_id=of_class, text=text, day=today())
    people = [one for one in found if one.id not in within]
    return people, {one.id for one in people} if kind in WHOLE_CLASSES or request.GET.get("all") == "1" else set()


def _ticked(request: ActorRequest) -> set[int]:
    return {pk for text in request.POST.getlist("students") if (pk := whole_number(text)) is not None}


def _make(request: ActorRequest, kind: str, data: dict[str, Any], draft: OrderPage | None) -> Order:
    head = {name: data[name] for name in ("number", "date", "effective_on", "note")}
    lines = [actions.LineDraft(pk, data.get("class_id")) for pk in sorted(_ticked(request))]
    if draft is None:
        return actions.draft_order(request.actor, kind=kind, lines=lines, **head)
    held = [_line(one, draft.effective_on) for one in draft.lines]
    return actions.update_order(
        request.actor, order_id=draft.id, version=draft.version, kind=kind, lines=[*held, *lines], **head
    )


def _line(line: queries.LineRow, day: date) -> actions.LineDraft:
    return actions.LineDraft(line.student_id, line.to_id, line.note, line.day if line.day != day else None)


@for_rights(Right.KEEP_CLASSES)
@form_page
def order_edit(request: ActorRequest, order_id: int) -> HttpResponse:
    """Change the head of a draft and leave students out of it."""
    page = queries.order_page(request.actor, order_id)
    if not page.is_draft:
        raise Http404
    form = EditForm(typed(request), kind=page.kind, initial={**_head(page), "version": page.version})

    def act() -> Order:
        left = _ticked(request)
        lines = [_line(one, page.effective_on) for one in page.lines if one.student_id in left]
        return actions.update_order(request.actor, order_id=order_id, kind=page.kind, lines=lines, **form.cleaned_data)

    chosen = _ticked(request) if request.method == "POST" else {line.student_id for line in page.lines}
    return submit(
        request,
        form,
        act,
        page=lambda: render(request, "office/orders/edit.html", {"form": form, "page": page, "chosen": chosen}),
        to=("office_order", order_id),
        done="Проект приказа исправлен.",
    )


# ── signing, cancelling ───────────────────────────────────────────────


@for_rights(Right.SIGN_ORDERS)
@form_page
def order_sign(request: ActorRequest, order_id: int) -> HttpResponse:
    """Sign a draft: its students are moved."""
    page = queries.order_page(request.actor, order_id)
    form = SignForm(typed(request), initial={"version": page.version, "number": page.number, "date": page.dated})
    return submit(
        request,
        form,
        lambda: actions.sign_order(request.actor, order_id=order_id, **form.cleaned_data),
        page=lambda: _page(request, page, sign=form),
        to=("office_order", order_id),
        done=phrase("Приказ подписан, состав {group.gens} изменён."),
    )


@for_rights(Right.SIGN_ORDERS)
@form_page
def order_cancel(request: ActorRequest, order_id: int) -> HttpResponse:
    """Cancel a signed order by another."""
    page = queries.order_page(request.actor, order_id)
    form = CancelForm(typed(request), initial={"version": page.version, "date": today()})
    return submit(
        request,
        form,
        lambda: actions.cancel_order(request.actor, order_id=order_id, **form.cleaned_data),
        page=lambda: _page(request, page, cancel=form),
        to=("office_order", order_id),
        done=phrase("Приказ отменён, состав {group.gens} прежний."),
    )


@for_rights(Right.KEEP_CLASSES)
@form_page
def order_delete(request: ActorRequest, order_id: int) -> HttpResponse:
    """Delete a draft."""
    page = queries.order_page(request.actor, order_id)
    return submit(
        request,
        None,
        lambda: actions.delete_order(request.actor, order_id=order_id, version=seen_version(request)),
        page=lambda: _page(request, page),
        to="office_orders",
        done="Проект приказа удалён.",
    )
