"""How long what is in the archive is kept: the calendar of terms, a case, terms, cases entered by hand (ARC-08)."""

from dataclasses import dataclass

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.documents.handover.enums import CaseKind
from letopis.documents.keeping import actions, queries
from letopis.documents.keeping.actions import CaseDraft
from letopis.documents.keeping.kept import terms_of
from letopis.documents.keeping.models import SchoolTerm
from letopis.documents.keeping.queries import KeptCase
from letopis.documents.keeping.terms import start
from letopis.kernel.rights import Right
from letopis.web.office.archive.keeping_forms import CaseForm, HoldForm, TakeOutForm, TermForm
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import counted

KINDS = {
    CaseKind.JOURNAL: "журнал,журнала,журналов",
    CaseKind.SUMMARY: "том ведомостей,тома ведомостей,томов ведомостей",
}
LAST_YEAR = 9999


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case in the calendar: the state tag, and what it says."""

    kept: KeptCase
    kind: str
    state: str
    text: str


def shown(kept: KeptCase) -> ShownCase:
    """Return how a case stands."""
    kind = str(CaseKind(kept.case.kind).label)
    if kept.is_gone:
        return ShownCase(kept, kind, "ok", "Уничтожено по акту")
    if kept.hold:
        return ShownCase(kept, kind, "danger", "Уничтожать запрещено")
    if kept.act:
        return ShownCase(kept, kind, "now", f"В акте № {kept.act.number}")
    if kept.needs_taking_out:
        return ShownCase(kept, kind, "open", "Изымите ведомости")
    return ShownCase(kept, kind, "open", "Срок вышел") if kept.is_free else ShownCase(kept, kind, "ahead", "Хранится")


@for_rights(Right.READ_ARCHIVE)
@require_safe
def calendar(request: ActorRequest) -> HttpResponse:
    """Show what falls due when (`?due=2033`: in that year), the terms, the acts on destruction."""
    due = whole_number(request.GET.get("due", ""))
    if due is not None and due > LAST_YEAR:
        raise Http404
    page = queries.keeping_page(request.actor, due=due)
    context = {
        "page": page,
        "cases": [shown(one) for one in page.cases],
        "years": [{"year": one.year, "is_over": one.year <= page.now, "text": _counts(one)} for one in page.years],
        "start": start(),
        "may_act": any(one.may_go for one in page.cases) and request.actor.may(Right.KEEP_ARCHIVE),
    }
    return render(request, "office/archive/keeping.html", context)


def _counts(year: queries.DueYear) -> str:
    return ", ".join(counted(year.counts[kind], KINDS[kind]) for kind in CaseKind if year.counts.get(kind))


@for_rights(Right.KEEP_ARCHIVE)
@form_page
def new(request: ActorRequest) -> HttpResponse:
    """Enter a case that was kept on paper before."""
    form = CaseForm(typed(request))
    return submit(
        request,
        form,
        lambda: actions.add_case(request.actor, draft=form.draft(CaseDraft)),
        page=lambda: render(request, "office/archive/new.html", {"form": form}),
        to=lambda row: ("office_archive_kept", row.pk),
        done="Дело внесено.",
    )


@for_rights(Right.KEEP_ARCHIVE)
@form_page
def term(request: ActorRequest, term: str) -> HttpResponse:
    """Set how long something is kept here."""
    kept = terms_of(request.actor.school_id).get(term)
    if kept is None or not request.actor.may(Right.READ_ARCHIVE):
        raise Http404
    form = TermForm(typed(request), initial={"years": kept.years, "reason": kept.reason})
    form.fields["years"].help_text = f"В источнике: {counted(kept.term.years, 'год,года,лет')}."
    opened_on(form, SchoolTerm.objects.filter(school_id=request.actor.school_id, key=term))
    return submit(
        request,
        form,
        lambda: actions.set_term(request.actor, key=term, **form.cleaned_data),
        page=lambda: render(request, "office/archive/term.html", {"form": form, "kept": kept}),
        to="office_archive_keeping",
        done="Срок записан.",
    )


@for_rights(Right.READ_ARCHIVE)
@require_safe
def case(request: ActorRequest, case_id: int) -> HttpResponse:
    """Show a case of the archive."""
    return _case_page(request, case_id)


def _case_page(request: ActorRequest, case_id: int, **sent: Form) -> HttpResponse:
    page = queries.kept_page(request.actor, case_id)
    kept, may = page.kept, request.actor.may(Right.KEEP_ARCHIVE)
    forms: dict[str, Form | None] = {
        "hold_form": HoldForm(auto_id="hold_%s") if not kept.hold else None,
        "lift_form": HoldForm(auto_id="lift_%s") if kept.hold else None,
        "take_form": TakeOutForm(auto_id="take_%s") if kept.needs_taking_out else None,
    }
    context = {"page": page, "shown": shown(kept), **({**forms, **sent} if may and not kept.is_gone else {})}
    return render(request, "office/archive/kept.html", context)


@for_rights(Right.KEEP_ARCHIVE)
@form_page
def hold(request: ActorRequest, case_id: int) -> HttpResponse:
    """Forbid to destroy the case (from its page)."""
    form = HoldForm(typed(request), auto_id="hold_%s")
    return submit(
        request,
        form,
        lambda: actions.place_hold(request.actor, case_id=case_id, **form.cleaned_data),
        page=lambda: _case_page(request, case_id, hold_form=form),
        to=("office_archive_kept", case_id),
        done="Уничтожать дело запрещено.",
    )


@for_rights(Right.KEEP_ARCHIVE)
@form_page
def lift(request: ActorRequest, case_id: int) -> HttpResponse:
    """Lift the hold of the case (from its page)."""
    form = HoldForm(typed(request), auto_id="lift_%s")
    return submit(
        request,
        form,
        lambda: actions.lift_hold(request.actor, case_id=case_id, **form.cleaned_data),
        page=lambda: _case_page(request, case_id, lift_form=form),
        to=("office_archive_kept", case_id),
        done="Запрет снят.",
    )


@for_rights(Right.KEEP_ARCHIVE)
@form_page
def take_out(request: ActorRequest, case_id: int) -> HttpResponse:
    """Take the summary sheets out of the journal (from its page)."""
    form = TakeOutForm(typed(request), auto_id="take_%s")
    return submit(
        request,
        form,
        lambda: actions.take_out(request.actor, case_id=case_id, **form.cleaned_data),
        page=lambda: _case_page(request, case_id, take_form=form),
        to=lambda row: ("office_archive_kept", row.summary_id),
        done="Ведомости изъяты: это новое дело.",
    )
