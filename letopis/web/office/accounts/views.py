"""The operator's page of accounts: who may sign in, slips, roles of the whole school, incidents (П3.2.3, А3.2.2)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letopis.kernel.clock import local, today
from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.access import actions, protection, queries
from letopis.school.curriculum.queries import class_choices
from letopis.school.organisation.queries import current_year
from letopis.web.office.accounts.forms import AppointForm
from letopis.web.shared.actors import ActorRequest, for_roles
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.slips import chosen_people, print_once
from letopis.web.shared.xlsx import download, is_asked

KEEPERS = (Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR)


@require_GET
@for_roles(*KEEPERS)
def people(request: ActorRequest) -> HttpResponse:
    """List and find people with the state of their logins (`?search=&card=&state=&page=&format=xlsx`)."""
    asked = {name: request.GET.get(name, "") for name in ("search", "card", "state")}
    if is_asked(request):
        return _sheet(queries.account_list(request.actor, **asked))
    page = queries.accounts(request.actor, **asked, number=whole_number(request.GET.get("page", "1")) or 1)
    year = current_year(request.actor.school_id)
    classes = class_choices(request.actor.school_id, year.pk) if year else []
    context = {
        "page_obj": page,
        **asked,
        "classes": classes,
        "cards": queries.CARDS.items(),
        "states": queries.STATES.items(),
    }
    return render(request, "office/accounts/list.html", context)


def _sheet(rows: Sequence[queries.AccountRow]) -> HttpResponse:
    columns = (
        ("Кто", 36),
        ("Карточка", 24),
        ("Роли", 36),
        ("Логин", 20),
        ("Вход", 22),
        ("Листок по", 12),
        ("Последний вход", 18),
    )
    cells = [
        (
            *(
                ", ".join(filter(None, (row.full_name, row.told))),
                ", ".join(row.cards),
                ", ".join(row.roles),
                row.login,
                _entry(row),
                row.slip_until,
            ),
            local(row.last_login) if row.last_login else None,
        )
        for row in rows
    ]
    return download("Учётные записи.xlsx", columns, cells)


def _entry(row: queries.AccountRow) -> str:
    """How somebody's signing in stands, in the words of the page."""
    if not row.login:
        return "Логина нет"
    if row.is_over:
        return "Срок листка вышел"
    if row.waits:
        return "Листок не использован"
    return "Входит сам" if row.last_login else "Ещё не входил"


@require_POST
@for_roles(*KEEPERS)
def issue(request: ActorRequest) -> HttpResponse:
    """Issue slips for the chosen people and show them once."""
    chosen = chosen_people(request)
    return print_once(
        request,
        lambda: actions.issue_slips(request.actor, person_ids=chosen) if chosen else [],
        title="Листки с паролями",
        back=reverse("office_accounts"),
        again=reverse("office_accounts_issue"),
    )


@require_http_methods(["GET", "POST"])
@for_roles(*KEEPERS)
def person(request: ActorRequest, person_id: int) -> HttpResponse:
    """One person's login and roles; POST appoints to a role."""
    card = queries.account_card(request.actor, person_id)
    form = AppointForm(request.POST or None, roles=card.may_hold, initial={"starts_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.appoint(
                request.actor,
                person_id=person_id,
                role=Role(form.cleaned_data["role"]),
                starts_on=form.cleaned_data["starts_on"],
                ends_on=form.cleaned_data["ends_on"],
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, "Роль назначена.")
            return redirect("office_account", person_id)
    return render(request, "office/accounts/card.html", {"card": card, "form": form, "today": today()})


@require_POST
@for_roles(*KEEPERS)
def end_role(request: ActorRequest, person_id: int, assignment_id: int) -> HttpResponse:
    """End a role with the given day as its last."""
    return _done(
        request,
        person_id,
        "Роль закончится в указанный день.",
        lambda: actions.end_appointment(
            request.actor, assignment_id=assignment_id, ends_on=_day(request.POST.get("ends_on", ""))
        ),
    )


@require_POST
@for_roles(*KEEPERS)
def sign_out(request: ActorRequest, person_id: int) -> HttpResponse:
    """Sign the person out on every device."""
    return _done(
        request, person_id, "Все входы закрыты.", lambda: actions.close_sessions(request.actor, person_id=person_id)
    )


@require_POST
@for_roles(*KEEPERS)
def unlock(request: ActorRequest, person_id: int) -> HttpResponse:
    """Forget the wrong passwords: the person may sign in at once."""
    return _done(
        request,
        person_id,
        "Блокировка снята: можно входить.",
        lambda: protection.lift_lock(request.actor, person_id=person_id),
    )


@require_POST
@for_roles(*KEEPERS)
def reset_factor(request: ActorRequest, person_id: int) -> HttpResponse:
    """Take away a lost second factor."""
    reason = request.POST.get("reason", "")
    return _done(
        request,
        person_id,
        "Вход с подтверждением снят, входы закрыты.",
        lambda: protection.reset_second_factor(request.actor, person_id=person_id, reason=reason),
    )


@require_POST
@for_roles(*KEEPERS)
def compromised(request: ActorRequest, person_id: int) -> HttpResponse:
    """The password may have become known: close the sessions, keep the incident, show the new slip."""
    reason = request.POST.get("reason", "")
    return print_once(
        request,
        lambda: [actions.report_compromise(request.actor, person_id=person_id, reason=reason)],
        title="Новый пароль",
        back=reverse("office_account", args=[person_id]),
        again=reverse("office_accounts_issue"),
    )


def _done(request: ActorRequest, person_id: int, done: str, act: Any) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("office_account", person_id)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("Укажите последний день роли.", code="dates", field="ends_on") from None
