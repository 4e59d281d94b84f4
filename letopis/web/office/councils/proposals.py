"""One proposal: why it is made, what colleagues say, what the office makes of it (JRN-06)."""

from django.http import HttpResponse
from django.shortcuts import render

from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.councils import actions, queries
from letopis.school.councils.models import Proposal
from letopis.school.councils.policy import READING
from letopis.school.councils.queries import ProposalPage
from letopis.web.office.councils.forms import ProposalForm, RemarkForm
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed


@for_rights(*READING)
@form_page
def proposal(request: ActorRequest, proposal_id: int) -> HttpResponse:
    """Show a proposal; POST changes what is proposed."""
    page = queries.proposal_page(request.actor, proposal_id)
    if request.method == "POST" and not request.actor.may(Right.KEEP_COUNCILS):
        raise NotVisible
    form = _form(request, page, is_sent=request.method == "POST")
    return submit(
        request,
        form,
        lambda: actions.change_proposal(
            request.actor, proposal_id=proposal_id, version=page.row.version, **form.cleaned_data
        ),
        page=lambda: _shown(request, page, form=form),
        to=("office_council_proposal", proposal_id),
        done="Предложение изменено.",
    )


def _form(request: ActorRequest, page: ProposalPage, *, is_sent: bool) -> ProposalForm:
    initial = {"kind": page.row.kind, "note": page.row.note}
    form = ProposalForm(typed(request) if is_sent else None, kinds=page.kinds, initial=initial)
    return opened_on(form, Proposal.objects.filter(pk=page.row.id))


def _shown(
    request: ActorRequest, page: ProposalPage, *, form: ProposalForm | None = None, remark: RemarkForm | None = None
) -> HttpResponse:
    context = {
        "page": page,
        "row": page.row,
        "form": (form or _form(request, page, is_sent=False)) if page.may_change else None,
        "remark": (remark or RemarkForm(auto_id="remark_%s")) if page.may_discuss else None,
    }
    return render(request, "office/councils/proposal.html", context)


@for_rights(*READING)
@form_page
def remark(request: ActorRequest, proposal_id: int) -> HttpResponse:
    """Say a word on it."""
    page = queries.proposal_page(request.actor, proposal_id)
    form = RemarkForm(typed(request), auto_id="remark_%s")
    return submit(
        request,
        form,
        lambda: actions.discuss(request.actor, proposal_id=proposal_id, **form.cleaned_data),
        page=lambda: _shown(request, page, remark=form),
        to=("office_council_proposal", proposal_id),
        done="Мнение записано.",
    )


@for_rights(Right.KEEP_COUNCILS)
@form_page
def withdraw(request: ActorRequest, proposal_id: int) -> HttpResponse:
    """Leave somebody out of the council."""
    page = queries.proposal_page(request.actor, proposal_id)
    return submit(
        request,
        None,
        lambda: actions.withdraw_proposal(request.actor, proposal_id=proposal_id, version=page.row.version),
        page=lambda: _shown(request, page),
        to=("office_council", page.council_id),
        done=f"{page.row.student}: предложение снято.",
    )
