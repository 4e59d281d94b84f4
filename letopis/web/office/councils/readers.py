"""Which families have read what was decided; a signature on paper is noted (JRN-06)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.councils import actions, queries
from letopis.school.councils.models import Decision
from letopis.web.office.councils.forms import PaperForm
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.submit import form_page, submit, typed

WHO = (Right.READ_COUNCILS, Right.DISCUSS_CLASS)


@for_rights(*WHO)
@require_safe
def readers(request: ActorRequest, council_id: int) -> HttpResponse:
    """List the decisions of a council with who has read them."""
    return _shown(request, council_id)


def _shown(
    request: ActorRequest, council_id: int, *, form: PaperForm | None = None, of: int | None = None
) -> HttpResponse:
    rows = queries.unread_of(request.actor, council_id)
    notes = request.actor.may(Right.KEEP_COUNCILS, Right.DISCUSS_CLASS)
    lines = [(one, (form if one.decision_id == of else _form(one)) if notes else None) for one in rows]
    context = {
        "page": queries.council_page(request.actor, council_id),
        "lines": lines,
        "unread": sum(not one.is_read for one in rows),
        "of": of,
    }
    return render(request, "office/councils/readers.html", context)


def _form(row: queries.Unread, request: ActorRequest | None = None) -> PaperForm:
    family = [(one.person_id, one.name) for one in row.family if one.read_at is None]
    data = typed(request) if request else None
    return PaperForm(data, family=family, initial={"signed_on": today()}, auto_id=f"paper{row.decision_id}_%s")


@for_rights(Right.KEEP_COUNCILS, Right.DISCUSS_CLASS)
@form_page
def paper(request: ActorRequest, decision_id: int) -> HttpResponse:
    """Note a signature on paper."""
    rows = Decision.objects.filter(school_id=request.actor.school_id, pk=decision_id)
    council_id = rows.values_list("proposal__council", flat=True).first()
    if council_id is None:
        raise NotVisible
    row = next((one for one in queries.unread_of(request.actor, council_id) if one.decision_id == decision_id), None)
    if row is None:
        raise NotVisible
    form = _form(row, request)
    return submit(
        request,
        form,
        lambda: actions.note_paper(request.actor, decision_id=decision_id, **form.cleaned_data),
        page=lambda: _shown(request, council_id, form=form, of=decision_id),
        to=("office_council_readers", council_id),
        done=f"{row.student}: подпись отмечена.",
    )
