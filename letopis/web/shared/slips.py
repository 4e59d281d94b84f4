"""Credential slips on paper: shown once, right after they were issued."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables

from letopis.school.access.actions import Slip
from letopis.web.shared.actors import ActorRequest


@sensitive_variables("slips")
def slips_page(
    request: ActorRequest, slips: Sequence[Slip], *, title: str, back: str, about: Mapping[int, str] | None = None
) -> HttpResponse:
    """Return the printable page; nothing of it is kept by the browser, the passwords are stored nowhere in clear.

    `about`: by person, whom a slip is to be handed to: «5А», «5А, для Бадмаевой Златы».
    """
    context = {
        "slips": [(slip, (about or {}).get(slip.person_id, "")) for slip in slips],
        "title": title,
        "back": back,
        "address": request.build_absolute_uri("/"),
    }
    response = render(request, "shared/slips.html", context)
    response["Cache-Control"] = "no-store"
    return response
