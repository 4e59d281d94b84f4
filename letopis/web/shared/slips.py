"""Credential slips on paper: shown once, right after they were issued.

The page of slips answers one POST. Loading it again sends the same form, which is answered with who got a slip and not
with new passwords: those on paper go on to work. A form is known again by its CSRF token, which Django masks anew in
every page.
"""

from collections.abc import Callable, Mapping, Sequence

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables

from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.school.access.actions import Slip
from letopis.web.shared.actors import ActorRequest
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.submit import form_key

KEPT = 14 * 24 * 3600  # seconds, as long as a session
NOBODY = "Отметьте, кому выдать листки."


def chosen_people(request: ActorRequest) -> set[int]:
    """Return the ids of the people marked in the form."""
    return {number for text in request.POST.getlist("person") if (number := whole_number(text)) is not None}


@sensitive_variables("slips")
def print_once(
    request: ActorRequest,
    issue: Callable[[], Sequence[Slip]],
    *,
    title: str,
    back: str,
    again: str,
    about: Mapping[int, str] | None = None,
    page: Callable[[], HttpResponse],
) -> HttpResponse:
    """Issue the slips and return the printable page; for a form sent before, return whom they were issued to.

    `again`: where a form with `person` issues new ones. `about`: by person, in the order of printing, whom a slip is
    to be handed to: «5А», «5А, для Бадмаевой Златы». A refusal, nobody chosen: `page` with a message, status 422.
    """
    key = f"slips:{form_key(request)}"
    if not cache.add(key, {"at": now(), "people": []}, KEPT):
        context = {"printed": cache.get(key), "title": title, "back": back, "again": again}
        return render(request, "shared/slips_printed.html", context)
    try:
        slips = issue()
    except BaseException as error:
        cache.delete(key)
        if isinstance(error, Refused):
            return _refused(request, error.message, page)
        raise
    if not slips:
        cache.delete(key)
        return _refused(request, NOBODY, page)
    if about:
        places = {person_id: place for place, person_id in enumerate(about)}
        slips = sorted(slips, key=lambda slip: places[slip.person_id])
    told = [(slip, (about or {}).get(slip.person_id, slip.distinction)) for slip in slips]
    people = [(slip.person_id, slip.full_name, whose) for slip, whose in told]
    cache.set(key, {"at": now(), "people": people}, KEPT)
    shown = {"slips": told, "title": title, "back": back, "address": request.build_absolute_uri("/")}
    return render(request, "shared/slips.html", shown)


def _refused(request: ActorRequest, message: str, page: Callable[[], HttpResponse]) -> HttpResponse:
    messages.error(request, message, extra_tags="focus")
    response = page()
    response.status_code = 422
    return response
