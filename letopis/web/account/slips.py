"""Slips of a class: who has a login, who has not, and the handing out (П3.3.4, С3.3)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from letopis.school.access.actions import issue_slips
from letopis.school.classes.logins import ClassLogins, class_logins
from letopis.school.common.errors import Refused
from letopis.school.common.roles import Role
from letopis.web.shared.actors import ActorRequest, for_roles
from letopis.web.shared.slips import slips_page


@require_http_methods(["GET", "POST"])
@for_roles(Role.TUTOR, Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR)
def of_class(request: ActorRequest, class_id: int) -> HttpResponse:
    """List the class's logins; POST issues slips for the chosen people and shows them once."""
    logins = class_logins(request.actor, class_id)
    if request.method == "POST":
        about = _about(logins)
        chosen = {int(value) for value in request.POST.getlist("person") if value.isdecimal()} & about.keys()
        if not chosen:
            messages.warning(request, "Отметьте, кому выдать листки.")
            return redirect(request.path)
        try:
            slips = issue_slips(request.actor, person_ids=chosen)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect(request.path)
        return slips_page(
            request,
            sorted(slips, key=lambda slip: list(about).index(slip.person_id)),
            title=f"Листки с паролями, {logins.class_name}",
            back=reverse("account_slips", args=[class_id]),
            about=about,
        )
    return render(request, "account/class_slips.html", {"logins": logins})


def _about(logins: ClassLogins) -> dict[int, str]:
    """Whom each slip is handed to, in the order of the class; a guardian's goes home with the first child."""
    about: dict[int, str] = {}
    for row in logins.rows:
        about.setdefault(row.person_id, f"{logins.class_name}, {row.of}" if row.of else logins.class_name)
    return about
