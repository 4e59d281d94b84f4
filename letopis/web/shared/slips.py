"""Credential slips right after they were issued: a page of their own for half an hour, and the PDF of it.

Issuing answers with that page's address: loading it again shows the same slips and issues nothing. The passwords are
kept encrypted, their key is a cookie of that page alone (letopis.school.access.kept_slips). A form sent twice leads to
the same page: it is known by its CSRF token, which Django masks anew in every page.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_variables

from letopis.documents.paper.slips import PaperSlip, slips_pdf
from letopis.kernel.clock import local
from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.school.access.handing import HandedOut, hand_out
from letopis.school.access.kept_slips import TERM, Kept, keep, last_shown, opened
from letopis.school.organisation.models import School
from letopis.school.organisation.stored_settings import settings_of
from letopis.web.shared.actors import ActorRequest
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.files import file_answer
from letopis.web.shared.printed import not_printed
from letopis.web.shared.submit import form_key
from letopis.web.shared.templatetags.letopis import alert
from letopis.web.shared.wording import counted

REMEMBERED = 24 * 3600  # seconds for which a form sent again is known
COOKIE = "slips"
PAGE = "account_slips_kept"
NOBODY = "Отметьте, кому выдать листки."
NO_ADDRESS = "Адрес, по которому входят, ещё не указан в настройках: без него листки не напечатать."


def chosen_people(request: ActorRequest) -> set[int]:
    """Return the ids of the people marked in the form."""
    return {number for text in request.POST.getlist("person") if (number := whole_number(text)) is not None}


def handed_to(request: ActorRequest, people: set[int]) -> HandedOut:
    """Issue slips to those of `people` who may get one; logins that open already are touched where the form says so."""
    if not people:
        raise Refused(NOBODY, code="nobody")
    return hand_out(request.actor, person_ids=people, renew="renew" in request.POST)


@sensitive_variables("handed", "key")
def print_once(
    request: ActorRequest,
    issue: Callable[[], HandedOut],
    *,
    title: str,
    back: str,
    again: str,
    about: Mapping[int, str] | None = None,
    page: Callable[[], HttpResponse],
) -> HttpResponse:
    """Issue the slips and go to their page; for a form sent before, to the page it led to.

    `again`: where a form with `person` issues new ones. `about`: by person, in the order of printing, whom a slip is
    to be handed to: «5А», «5А, для Бадмаевой Златы». A refusal, nobody chosen: `page` with a message, status 422.
    """
    sent = f"slips:{form_key(request)}"
    if not cache.add(sent, 0, REMEMBERED):
        known = cache.get(sent)
        return redirect(PAGE, known) if known else redirect(back)
    try:
        handed = issue()
    except BaseException as error:
        cache.delete(sent)
        if isinstance(error, Refused):
            return _refused(request, error.message, page)
        raise
    slips = handed.slips
    if about:
        places = {person_id: place for place, person_id in enumerate(about)}
        slips = sorted(slips, key=lambda slip: places[slip.person_id])
    people = [(slip.person_id, slip.full_name, (about or {}).get(slip.person_id, slip.distinction)) for slip in slips]
    shown = {"title": title, "back": back, "again": again, "people": people, "left_out": handed.left_out}
    batch, key = keep(request.actor, slips, shown)
    cache.set(sent, batch.pk, REMEMBERED)
    address = reverse(PAGE, args=[batch.pk])
    response = redirect(address)
    response.set_cookie(
        COOKIE,
        key,
        max_age=int(TERM.total_seconds()),
        path=address,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


@sensitive_variables("kept", "told")
def kept_page(request: ActorRequest, batch_id: int) -> HttpResponse:
    """Show the slips of a batch, or, when they can be shown no more, to whom they were issued."""
    kept = _opened(request, batch_id)
    context: dict[str, Any] = {**kept.shown, "batch": kept.batch}
    if kept.slips is None:
        return render(request, "shared/slips_printed.html", context)
    told = [(slip, whose) for slip, (_, _, whose) in zip(kept.slips, kept.shown["people"], strict=True)]
    address = _address(request)
    context |= {"slips": told, "address": address, "until": local(kept.batch.made_at + TERM), **_lack(request, address)}
    return render(request, "shared/slips.html", context)


@sensitive_variables("kept", "paper")
def kept_pdf(request: ActorRequest, batch_id: int) -> HttpResponse:
    """Answer with the sheets to print; without an address or slips to show, with the page that says so."""
    kept, address = _opened(request, batch_id), _address(request)
    if kept.slips is None or not address:
        return redirect(PAGE, batch_id)
    paper = [
        PaperSlip(slip.full_name, whose, slip.login, slip.password, slip.until)
        for slip, (_, _, whose) in zip(kept.slips, kept.shown["people"], strict=True)
    ]
    school = School.objects.get(pk=request.actor.school_id).short_name
    title = kept.shown["title"]
    try:
        made = slips_pdf(paper, address=address, school=school, title=title)
    except Refused as refused:
        return not_printed(request, refused)
    return file_answer(made, "listki.pdf")


def lacks(request: ActorRequest) -> dict[str, Any]:
    """What a page that issues slips says before: a password that is out and cannot be printed helps nobody."""
    return _lack(request, _address(request))


def still_shown(request: ActorRequest) -> SafeString:
    """The way back to slips that were left open, for an address to be set or by mistake; "" where there are none."""
    batch = last_shown(request.actor)
    if batch is None:
        return SafeString("")
    number = counted(len(batch.shown["people"]), "листок,листка,листков")
    text = f"Ещё не убраны: {number}, видны до {local(batch.made_at + TERM):%H:%M} в том браузере, где их выдали."
    told = alert("info", text, reverse(PAGE, args=[batch.pk]), "К листкам")
    return format_html('<div class="messages no-print">{}</div>', told)


def _lack(request: ActorRequest, address: str) -> dict[str, Any]:
    return {"no_address": "" if address else NO_ADDRESS, "may_set": request.actor.may(Right.SET_SCHOOL)}


def _opened(request: ActorRequest, batch_id: int) -> Kept:
    return opened(request.actor, batch_id, request.COOKIES.get(COOKIE, ""))


def _address(request: ActorRequest) -> str:
    """Where one signs in, as the school says: the address in use may be one that only this computer knows."""
    return settings_of(School.objects.get(pk=request.actor.school_id)).sign_in_address


def _refused(request: ActorRequest, message: str, page: Callable[[], HttpResponse]) -> HttpResponse:
    messages.error(request, message, extra_tags="focus")
    response = page()
    response.status_code = 422
    return response
