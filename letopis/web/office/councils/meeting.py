"""The meeting: proposal by proposal, by keyboard; what is plain in one click; the end (JRN-06)."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render

from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.councils import actions
from letopis.school.councils.actions.voting import Unanimous
from letopis.school.councils.enums import WITH_DEBTS
from letopis.school.councils.models import Decision, Proposal
from letopis.school.councils.queries import CouncilPage, ProposalRow
from letopis.web.office.councils.forms import FinishForm, VoteForm
from letopis.web.office.councils.views import council_of
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed

# What is proposed as the day until which debts are to be settled.
USUAL = timedelta(days=30)


@for_rights(Right.KEEP_COUNCILS)
@form_page
def meeting(request: ActorRequest, council_id: int) -> HttpResponse:
    """Show the proposal that is next, or `?proposal=`; POST records the votes and goes on."""
    page = council_of(request, council_id)
    if request.method != "POST" and not page.is_session:
        return redirect("office_council", council_id)
    row = _current(request, page)
    if row is None:
        if request.method == "POST":
            raise NotVisible
        return _shown(request, page, None, None)
    form = _vote_form(request, page, row)
    is_unanimous = request.POST.get("act") == "unanimous"
    return submit(
        request,
        form,
        lambda: actions.decide(
            request.actor,
            proposal_id=row.id,
            version=row.version,
            vote=form.vote(is_unanimous=is_unanimous),
            even_if_another=form.cleaned_data["even_if_another"],
        ),
        page=lambda: _shown(request, page, row, form),
        to=("office_council_meeting", council_id),
        done=f"{row.student}: записано.",
    )


def _current(request: ActorRequest, page: CouncilPage) -> ProposalRow | None:
    asked = whole_number(request.GET.get("proposal", "") or request.POST.get("proposal", ""))
    if asked is not None:
        found = next((one for one in page.active if one.id == asked), None)
        if found is None:
            raise NotVisible
        return found
    return next(iter(page.undecided), None)


def _vote_form(request: ActorRequest, page: CouncilPage, row: ProposalRow) -> VoteForm:
    made = row.decision
    initial: dict[str, object] = {
        "ayes": made.ayes if made else page.present,
        "noes": made.noes if made else 0,
        "abstained": made.abstained if made else 0,
        "kind": made.kind if made else row.kind,
        "until": made.until if made else (page.date + USUAL if row.kind in WITH_DEBTS else None),
        "text": made.text if made else "",
    }
    form = VoteForm(typed(request), kinds=page.kinds, present=page.present, initial=initial)
    told = f"{made.label}: {made.ayes}, {made.noes}, {made.abstained}" if made else "ещё нет"
    rows = (Decision.objects.filter(proposal=row.id), Proposal.objects.filter(pk=row.id))
    return opened_on(form, *rows, facts={row.student: told})


def _shown(
    request: ActorRequest,
    page: CouncilPage,
    row: ProposalRow | None,
    form: VoteForm | None,
    finish: FinishForm | None = None,
) -> HttpResponse:
    number = {"version": page.version, "number": page.number}
    ends = finish or FinishForm(initial=number, auto_id="finish_%s")
    if row is None and request.method != "POST":
        ends.fields["number"].widget.attrs["autofocus"] = True
    context = {
        "page": page,
        "row": row,
        "form": form,
        "finish": ends,
        "is_sent": request.method == "POST",
        "place": page.active.index(row) + 1 if row else 0,
    }
    return render(request, "office/councils/meeting.html", context)


@for_rights(Right.KEEP_COUNCILS)
@form_page
def unanimous(request: ActorRequest, council_id: int) -> HttpResponse:
    """Decide of all the plain proposals that were shown, all being for them."""
    page = council_of(request, council_id)
    pairs = (text.partition(":") for text in request.POST.getlist("seen"))
    seen = {pk: version for left, _, right in pairs if (pk := whole_number(left)) and (version := _number(right)) >= 0}
    return submit(
        request,
        None,
        lambda: actions.decide_unanimously(request.actor, council_id=council_id, seen=seen),
        page=lambda: _back(request, page),
        to=("office_council_meeting", council_id),
        done=lambda told: _told(page, told),
    )


def _number(text: str) -> int:
    found = whole_number(text)
    return -1 if found is None else found


def _told(page: CouncilPage, told: Unanimous) -> str:
    names = {one.student_id: one.student for one in page.active}
    left = "; ".join(f"{names.get(pk, '')}: {why}" for pk, why in told.left)
    return f"Единогласно: {told.decided}.{f' Осталось решить отдельно: {left}' if left else ''}"


def _back(request: ActorRequest, page: CouncilPage) -> HttpResponse:
    """The page that the button stands on; of a council that does not meet, its own."""
    if not page.is_session:
        return redirect("office_council", page.id)
    row = next(iter(page.undecided), None)
    form = VoteForm(kinds=page.kinds, present=page.present, initial={"kind": row.kind}) if row else None
    return _shown(request, page, row, form)


@for_rights(Right.KEEP_COUNCILS)
@form_page
def finish(request: ActorRequest, council_id: int) -> HttpResponse:
    """End the meeting: its protocol gets a number."""
    page = council_of(request, council_id)
    form = FinishForm(typed(request), initial={"version": page.version, "number": page.number}, auto_id="finish_%s")

    def shown() -> HttpResponse:
        return _shown(request, page, None, None, form) if page.is_session else redirect("office_council", page.id)

    return submit(
        request,
        form,
        lambda: actions.close_council(request.actor, council_id=council_id, **form.cleaned_data),
        page=shown,
        to=("office_council", council_id),
        done="Заседание завершено, протокол готов.",
    )
