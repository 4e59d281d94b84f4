"""The operator's page of accounts: who may sign in, slips, roles of the whole school, incidents (П3.2.3, А3.2.2)."""

from collections.abc import Mapping

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access import actions, protection, queries
from letopis.school.access.handing import HandedOut
from letopis.school.access.models import RoleAssignment
from letopis.school.curriculum.queries import class_choices
from letopis.web.office.accounts.forms import AppointForm, EndRoleForm, ReasonForm
from letopis.web.office.accounts.listing import COLUMNS, FILTERS
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.listing import Listing, asked, link
from letopis.web.shared.listing_page import list_page
from letopis.web.shared.opened import opened_on
from letopis.web.shared.slips import chosen_people, handed_to, lacks, print_once, still_shown
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.xlsx import is_asked
from letopis.web.shared.years import year_of

_HAPPENED = "Напишите, что произошло: это останется в истории."
REASONS = {
    "factor": ("Что с телефоном и запасными кодами", _HAPPENED),
    "compromised": ("Что произошло", _HAPPENED),
    "block": ("Почему вход запрещается", "Напишите, почему вход запрещается: это останется в истории."),
}


@require_GET
@for_rights(Right.READ_ACCOUNTS)
def people(request: ActorRequest) -> HttpResponse:
    """List and find people with the state of their logins (`?search=&card=&state=&page=&sort=&format=xlsx`)."""
    return _people_page(request)


def _people_page(request: ActorRequest) -> HttpResponse:
    found = queries.account_people(request.actor, **asked(request, FILTERS))
    listing = Listing(request, COLUMNS, found, filters=FILTERS, css="accounts")
    if is_asked(request):
        return listing.workbook("Учётные записи.xlsx")
    year = year_of(request)
    classes = class_choices(request.actor.school_id, year.pk) if year else []
    slips = SafeString(" ".join([link("account_slips", one.id, one.name) for one in classes]))
    return list_page(
        request,
        listing,
        "office/accounts/list.html",
        file="Учётные записи.xlsx",
        values={"classes": slips, "kept": still_shown(request)},
        has_classes=bool(classes),
        **lacks(request),
    )


@form_page
@for_rights(Right.ISSUE_SLIPS)
def issue(request: ActorRequest) -> HttpResponse:
    """Issue slips for the chosen people and show them once."""
    if request.method != "POST":
        return _people_page(request)
    return print_once(
        request,
        lambda: handed_to(request, chosen_people(request)),
        title="Листки с паролями",
        back=reverse("office_accounts"),
        again=reverse("office_accounts_issue"),
        page=lambda: _people_page(request),
    )


@form_page
@for_rights(Right.READ_ACCOUNTS)
def person(request: ActorRequest, person_id: int) -> HttpResponse:
    """One person's login and roles; POST appoints to a role."""
    card = queries.account_card(request.actor, person_id)
    form = _appoint_form(card, typed(request))

    def act() -> None:
        data = form.cleaned_data
        actions.appoint(
            request.actor,
            person_id=person_id,
            role=Role(data["role"]),
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
        )

    return submit(
        request,
        form,
        act,
        page=lambda: _card(request, card, form=form),
        to=("office_account", person_id),
        done="Роль назначена.",
    )


def _appoint_form(card: queries.AccountCard, data: QueryDict | None = None) -> AppointForm:
    return AppointForm(data, roles=card.may_hold, initial={"starts_on": today()})


def _reason_form(name: str, data: QueryDict | None = None) -> ReasonForm:
    label, required = REASONS[name]
    return ReasonForm(data, label=label, required=required, auto_id=f"{name}_%s")


def _end_form(held: queries.Appointment, data: QueryDict | None = None) -> EndRoleForm:
    form = EndRoleForm(data, initial={"ends_on": today()}, auto_id=f"end{held.id}_%s")
    last = f"по {held.ends_on:%d.%m.%Y}" if held.ends_on else "бессрочно"
    rows = RoleAssignment.objects.filter(pk=held.id)
    return opened_on(form, rows, facts={held.label: last}, apart=("ends_on",))


def _card(
    request: ActorRequest,
    card: queries.AccountCard,
    *,
    form: AppointForm | None = None,
    reasons: Mapping[str, ReasonForm] | None = None,
    ends: Mapping[int, EndRoleForm] | None = None,
) -> HttpResponse:
    """The card; what was typed into one of its forms comes back in it."""
    context = {
        "card": card,
        "form": form or _appoint_form(card),
        "reasons": {**{name: _reason_form(name) for name in REASONS}, **(reasons or {})},
        "appointments": [(one, (ends or {}).get(one.id) or _end_form(one)) for one in card.appointments],
    }
    return render(request, "office/accounts/card.html", context)


@form_page
@for_rights(Right.APPOINT)
def end_role(request: ActorRequest, person_id: int, assignment_id: int) -> HttpResponse:
    """End a role with the given day as its last."""
    card = queries.account_card(request.actor, person_id)
    held = next((one for one in card.appointments if one.id == assignment_id), None)
    if held is None:
        raise NotVisible
    form = _end_form(held, typed(request))
    return submit(
        request,
        form,
        lambda: actions.end_appointment(request.actor, assignment_id=assignment_id, **form.cleaned_data),
        page=lambda: _card(request, card, ends={assignment_id: form}),
        to=("office_account", person_id),
        done="Роль закончится в указанный день.",
    )


@form_page
@for_rights(Right.ISSUE_SLIPS)
def sign_out(request: ActorRequest, person_id: int) -> HttpResponse:
    """Sign the person out on every device."""
    card = queries.account_card(request.actor, person_id)
    return submit(
        request,
        None,
        lambda: actions.close_sessions(request.actor, person_id=person_id),
        page=lambda: _card(request, card),
        to=("office_account", person_id),
        done="Все входы закрыты.",
    )


@form_page
@for_rights(Right.ISSUE_SLIPS)
def block(request: ActorRequest, person_id: int) -> HttpResponse:
    """Close the account until it is opened again."""
    card = queries.account_card(request.actor, person_id)
    form = _reason_form("block", typed(request))
    return submit(
        request,
        form,
        lambda: protection.block(request.actor, person_id=person_id, **form.cleaned_data),
        page=lambda: _card(request, card, reasons={"block": form}),
        to=("office_account", person_id),
        done="Вход запрещён, всё открытое завершено.",
    )


@form_page
@for_rights(Right.ISSUE_SLIPS)
def unblock(request: ActorRequest, person_id: int) -> HttpResponse:
    """Open a closed account."""
    card = queries.account_card(request.actor, person_id)
    return submit(
        request,
        None,
        lambda: protection.unblock(request.actor, person_id=person_id),
        page=lambda: _card(request, card),
        to=("office_account", person_id),
        done="Вход разрешён: пароль прежний.",
    )


@form_page
@for_rights(Right.RESET_FACTORS)
def unlock(request: ActorRequest, person_id: int) -> HttpResponse:
    """Forget the wrong passwords: the person may sign in at once."""
    card = queries.account_card(request.actor, person_id)
    return submit(
        request,
        None,
        lambda: protection.lift_lock(request.actor, person_id=person_id),
        page=lambda: _card(request, card),
        to=("office_account", person_id),
        done="Блокировка снята: можно входить.",
    )


@form_page
@for_rights(Right.RESET_FACTORS)
def reset_factor(request: ActorRequest, person_id: int) -> HttpResponse:
    """Take away a lost second factor."""
    card = queries.account_card(request.actor, person_id)
    form = _reason_form("factor", typed(request))
    return submit(
        request,
        form,
        lambda: protection.reset_second_factor(request.actor, person_id=person_id, **form.cleaned_data),
        page=lambda: _card(request, card, reasons={"factor": form}),
        to=("office_account", person_id),
        done="Вход с подтверждением снят, входы закрыты.",
    )


@form_page
@for_rights(Right.ISSUE_SLIPS)
def compromised(request: ActorRequest, person_id: int) -> HttpResponse:
    """The password may have become known: close the sessions, keep the incident, show the new slip."""
    card = queries.account_card(request.actor, person_id)
    if request.method != "POST":
        return _card(request, card)
    form, reason = _reason_form("compromised", request.POST), request.POST.get("reason", "")
    return print_once(
        request,
        lambda: HandedOut([actions.report_compromise(request.actor, person_id=person_id, reason=reason)], ()),
        title="Новый пароль",
        back=reverse("office_account", args=[person_id]),
        again=reverse("office_accounts_issue"),
        page=lambda: _card(request, card, reasons={"compromised": form}),
    )
