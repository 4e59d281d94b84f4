"""Councils: the list, one, its head and members, its proposals, protocol and orders (JRN-06)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.documents.paper.protocol import Letterhead, protocol_pdf
from letopis.documents.signatures.actions import put_up
from letopis.documents.signatures.models import SignedDocument
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes.models import ClassGroup
from letopis.school.councils import actions, queries
from letopis.school.councils.models import Council, CouncilMember
from letopis.school.councils.policy import READING
from letopis.school.councils.queries import CouncilPage
from letopis.school.organisation.models import AcademicYear, Term
from letopis.school.organisation.words import phrase
from letopis.school.people.queries import staff_choices
from letopis.school.years.actions import draft_council_orders
from letopis.web.office.councils.forms import BeginForm, CouncilForm, MembersForm, ProposeForm
from letopis.web.office.councils.listing import council_columns
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.listing import Listing
from letopis.web.shared.listing_page import list_page
from letopis.web.shared.opened import opened_facts, opened_on
from letopis.web.shared.printed import printed
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import counted
from letopis.web.shared.years import need_year, show_year, year_of


@for_rights(*READING)
@require_safe
def councils(request: ActorRequest) -> HttpResponse:
    """List the councils of the year; `?format=xlsx`."""
    year = year_of(request)
    rows = queries.council_rows(request.actor, year_id=year.pk) if year else []
    listing = Listing(request, council_columns(), rows, css="people order")
    return list_page(request, listing, "office/councils/list.html", file="Заседания.xlsx")


@for_rights(Right.KEEP_COUNCILS)
@form_page
def council_new(request: ActorRequest) -> HttpResponse:
    """Begin to prepare a council."""
    year = need_year(request)
    form = _form(request, year, {"date": today()})
    return submit(
        request,
        form,
        lambda: actions.prepare_council(request.actor, year_id=year.pk, head=form.head()),
        page=lambda: render(request, "office/councils/edit.html", {"form": form, "year": year}),
        to=lambda made: ("office_council", made.pk),
        done="Заседание создано. Подготовьте предложения и состав.",
    )


def _form(request: ActorRequest, year: AcademicYear, initial: dict[str, object]) -> CouncilForm:
    terms = Term.objects.filter(school_id=year.school_id, scheme__year=year).order_by("starts_on", "scheme", "number")
    staff = [(one.id, one.name) for one in staff_choices(request.actor.school_id, today())]
    return CouncilForm(typed(request), terms=[(one.pk, one.name) for one in terms], staff=staff, initial=initial)


@for_rights(*READING)
@require_safe
def council(request: ActorRequest, council_id: int) -> HttpResponse:
    """Show a council: how the classes stand, the hard proposals, or those of a class (`?class=`, `?class=all`)."""
    return council_shown(request, queries.council_page(request.actor, council_id))


def council_shown(
    request: ActorRequest, page: CouncilPage, *, begin: BeginForm | None = None, propose: ProposeForm | None = None
) -> HttpResponse:
    """Return the page of a council, with the form that was sent from it."""
    show_year(request, page.year_id, page.year_name)
    asked = request.GET.get("class", "")
    chosen = whole_number(asked)
    rows = page.active if asked == "all" else [one for one in page.active if one.class_id == chosen]
    keeps = page.may_keep and page.is_prepared
    context = {
        "page": page,
        "rows": rows if asked else page.hard,
        "chosen": chosen,
        "is_all": asked == "all",
        "is_hard": not asked,
        "begin": (begin or BeginForm(initial={"version": page.version}, auto_id="begin_%s")) if keeps else None,
        "propose": (propose or _propose(request, page)) if keeps else None,
        "late": (None if keeps else begin or propose),
        "may_order": page.is_closed and request.actor.may(Right.KEEP_CLASSES) and request.actor.may(*READING),
        "sees_readers": page.is_closed and request.actor.may(Right.READ_COUNCILS, Right.DISCUSS_CLASS),
    }
    return render(request, "office/councils/council.html", context)


def _propose(request: ActorRequest, page: CouncilPage, *, is_sent: bool = False) -> ProposeForm:
    rows = ClassGroup.objects.filter(school_id=request.actor.school_id, year=page.year_id)
    if page.term_id:
        rows = rows.filter(scheme__terms=page.term_id)
    classes = [(one.pk, one.name) for one in rows]
    return ProposeForm(typed(request) if is_sent else None, classes=classes)


def council_of(request: ActorRequest, council_id: int) -> CouncilPage:
    """Return a council, its year being that of the page. Raises NotVisible."""
    page = queries.council_page(request.actor, council_id)
    show_year(request, page.year_id, page.year_name)
    return page


@for_rights(Right.KEEP_COUNCILS)
@form_page
def council_edit(request: ActorRequest, council_id: int) -> HttpResponse:
    """Change the head of a council that is not closed."""
    page = council_of(request, council_id)
    names = ("kind", "about", "term_id", "date", "number", "chair_id", "secretary_id", "agenda")
    row = Council.objects.select_related("year").get(pk=council_id)
    form = opened_on(_form(request, row.year, {name: getattr(row, name) for name in names}), row)
    return submit(
        request,
        form,
        lambda: actions.update_council(request.actor, council_id=row.pk, version=row.version, head=form.head()),
        page=lambda: render(request, "office/councils/edit.html", {"form": form, "page": page, "year": row.year}),
        to=("office_council", council_id),
        done="Записано.",
    )


@for_rights(Right.KEEP_COUNCILS)
@form_page
def council_members(request: ActorRequest, council_id: int) -> HttpResponse:
    """Who sits in a council, and who of them is there."""
    page = council_of(request, council_id)
    held = {one.id: one.is_present for one in page.members}
    choices = {one.id: one.name for one in staff_choices(request.actor.school_id, page.date)}
    choices |= {one.id: one.name for one in page.members if one.id not in choices}
    form = MembersForm(typed(request), staff=list(choices.items()))
    facts = {
        "Состав": ", ".join(one.name for one in page.members),
        "Присутствуют": ", ".join(one.name for one in page.members if one.is_present),
    }
    rows = CouncilMember.objects.filter(council=council_id)
    opened = opened_facts(request, facts, rows, is_sent=request.method == "POST")
    ticked = set(request.POST.getlist("members")), set(request.POST.getlist("present"))

    def shown() -> HttpResponse:
        is_sent = request.method == "POST"
        staff = [
            (
                pk,
                name,
                str(pk) in ticked[0] if is_sent else pk in held,
                str(pk) in ticked[1] if is_sent else held.get(pk, False),
            )
            for pk, name in choices.items()
        ]
        # Members first: of a hundred employees some twenty sit in a council.
        staff.sort(key=lambda one: not (one[2] or one[3]))
        return render(request, "office/councils/members.html", {"page": page, "staff": staff, "opened": opened})

    return submit(
        request,
        form,
        lambda: actions.set_members(request.actor, council_id=council_id, members=form.members_present()),
        page=shown,
        to=("office_council", council_id),
        done=lambda present: f"Состав записан, присутствуют: {present}.",
        opened=opened,
    )


@for_rights(Right.KEEP_COUNCILS)
@form_page
def council_propose(request: ActorRequest, council_id: int) -> HttpResponse:
    """Work out proposals for the classes ticked."""
    page = council_of(request, council_id)
    form = _propose(request, page, is_sent=True)
    return submit(
        request,
        form,
        lambda: actions.propose_classes(request.actor, council_id=council_id, class_ids=form.cleaned_data["classes"]),
        page=lambda: council_shown(request, page, propose=form),
        to=("office_council", council_id),
        done=lambda many: (
            f"По отметкам: {counted(many, 'предложение изменилось,предложения изменились,предложений изменилось')}."
            if many
            else "По отметкам ничего не изменилось."
        ),
    )


@for_rights(Right.KEEP_COUNCILS)
@form_page
def council_start(request: ActorRequest, council_id: int) -> HttpResponse:
    """Begin the meeting."""
    page = council_of(request, council_id)
    form = BeginForm(typed(request), initial={"version": page.version}, auto_id="begin_%s")
    return submit(
        request,
        form,
        lambda: actions.open_council(request.actor, council_id=council_id, **form.cleaned_data),
        page=lambda: council_shown(request, page, begin=form),
        to=("office_council_meeting", council_id),
    )


@for_rights(Right.READ_COUNCILS)
@require_safe
def protocol(request: ActorRequest, council_id: int) -> HttpResponse:
    """The protocol as PDF; of a meeting that is not over as a draft."""
    page = queries.council_page(request.actor, council_id)
    letterhead = Letterhead.of(request.actor.school_id)
    return printed(request, f"Протокол {council_id}.pdf", lambda: protocol_pdf(page, letterhead))


@for_rights(Right.SIGN_DOCUMENTS)
@form_page
def protocol_sign(request: ActorRequest, council_id: int) -> HttpResponse:
    """Put the protocol of a meeting that is over up for signing by certificate. It is whole: for who reads it whole."""
    if not request.actor.may(Right.READ_COUNCILS):
        raise NotVisible
    page = queries.council_page(request.actor, council_id)

    def put_protocol_up() -> SignedDocument:
        if not page.is_closed:
            raise Refused("Сначала завершите заседание: подписывают готовый протокол.", code="draft")
        content = protocol_pdf(page, Letterhead.of(request.actor.school_id))
        title = f"Протокол № {page.number} от {page.date:%d.%m.%Y}"
        return put_up(request.actor, content=content, title=title, name=f"Протокол {page.number}.pdf")

    return submit(
        request,
        None,
        put_protocol_up,
        page=lambda: council_shown(request, page),
        to=lambda document: ("print_signed_document", document.pk),
        atomic=False,
    )


@for_rights(Right.KEEP_CLASSES)
@form_page
def council_orders(request: ActorRequest, council_id: int) -> HttpResponse:
    """Make drafts of the orders that the decisions want."""
    page = queries.council_page(request.actor, council_id)
    return submit(
        request,
        None,
        lambda: draft_council_orders(request.actor, council_id=council_id),
        page=lambda: council_shown(request, page),
        to=("office_council", council_id),
        done=lambda made: phrase(
            "Проекты приказов: {many}. Состав {group.gens} изменится после подписания.", many=len(made)
        ),
    )
