"""The subjects of the school (CUR-01)."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render

from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.curriculum import actions, policy
from letopis.school.curriculum.models import Subject
from letopis.school.curriculum.queries import subjects as all_subjects
from letopis.web.office.pages import only_keepers_send
from letopis.web.office.subjects.forms import SubjectForm
from letopis.web.office.subjects.listing import columns, filters
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.listing import Listing, asked, matching, opener
from letopis.web.shared.listing_page import parts
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.xlsx import is_asked


def _listing(
    request: ActorRequest, rows: Sequence[Subject], chosen: Subject | None, *, may_keep: bool
) -> Listing[Subject]:
    of, shown = filters(rows), columns(may_keep=may_keep)
    wanted = asked(request, of)
    found = matching([one for one in rows if wanted.get("area", "") in ("", one.area)], wanted["text"], shown)
    opens = opener("office_curriculum_subject") if may_keep else None
    return Listing(request, shown, found, filters=of, chosen=lambda one: one is chosen, opens=opens)


@for_rights(Right.READ_CURRICULUM)
@form_page
def subjects(request: ActorRequest, subject_id: int | None = None) -> HttpResponse:
    """List the subjects; one of them (or a new one) is changed in the form beside; `?format=xlsx`."""
    policy.require(request.actor, Right.READ_CURRICULUM)
    may_keep = only_keepers_send(request, may_keep=request.actor.may(Right.KEEP_CURRICULUM))
    rows = all_subjects(request.actor.school_id)
    row = next((one for one in rows if one.pk == subject_id), None)
    if subject_id and row is None:
        raise NotVisible
    names = ("name", "short_name", "area")
    initial = {name: getattr(row, name) for name in names} if row else {}
    form = opened_on(SubjectForm(typed(request), initial=initial), row)

    def act() -> None:
        if row:
            actions.update_subject(request.actor, subject_id=row.pk, **form.cleaned_data)
        else:
            actions.create_subject(request.actor, **form.cleaned_data)

    listing = _listing(request, rows, row, may_keep=may_keep)
    context = {"row": row, "form": form, "may_keep": may_keep, "has_rows": bool(listing.rows), "has_any": bool(rows)}
    if is_asked(request):
        return listing.workbook("Предметы.xlsx")
    return submit(
        request,
        form,
        act,
        page=lambda: render(request, "office/subjects/list.html", {**context, **parts(listing)}),
        to="office_curriculum_subjects",
        done="Предмет записан.",
    )
